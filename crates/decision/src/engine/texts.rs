//! Texts by slot, in chunks that copies share.

use super::{
    chunked::{Blocks, Chunked},
    key::{Key, LONG, SHORT, Seeded, Word, is_long, word_of},
};
use std::sync::Arc;

/// A word by its bytes: the text, and behind it its length and one more. All 0: no text.
type Short = [u8; 16];

/// The text of no slot.
const NOTHING_HERE: &Short = &[0; 16];

/// How many texts are asked for at once.
const BLOCK: usize = 32;

/// Texts by slot. Most ids are short: such lie side by side; of a longer one it says where it stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    short: Chunked<Short>,
    long: Blocks<Arc<str>>,
    len: u32,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// The text of a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> &str {
        self.short.get_ref(slot).map(|short| self.text(short)).unwrap_or_default()
    }

    /// The text of a slot, as it is looked up.
    pub fn key(&self, slot: u32, seeded: &Seeded) -> Key<'_> {
        let word = Word::from_le_bytes(self.short.get(slot));
        if is_long(word) { seeded.key(self.get(slot)) } else { seeded.key_of(word) }
    }

    #[inline]
    fn text<'a>(&'a self, short: &'a Short) -> &'a str {
        let [text @ .., length] = short;
        if *length == LONG {
            let number = u32::from_be_bytes([text[0], text[1], text[2], text[3]]);
            return self.long.get(number).map(AsRef::as_ref).unwrap_or_default();
        }
        short_text(text, *length)
    }

    /// The texts of slots. They lie all over memory: a block of them is asked for at once, so that none waits for the one ahead.
    pub fn of<'a, 'b>(&'a self, slots: &'b [u32]) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        slots.chunks(BLOCK).flat_map(|block| {
            let mut found: [(&Short, u8); BLOCK] = [(NOTHING_HERE, 0); BLOCK];
            for (place, slot) in found.iter_mut().zip(block) {
                // To read the length is what brings the text near.
                *place = self.short.get_ref(*slot).map_or((NOTHING_HERE, 0), |short| (short, short[15]));
            }
            found.into_iter().take(block.len()).map(|(short, length)| {
                if length == LONG { self.text(short) } else { short_text(short, length) }
            })
        })
    }

    /// Puts a text behind the others and answers its slot.
    pub fn push(&mut self, text: &str) -> u32 {
        let slot = self.len;
        let short = word_of(text).map_or_else(
            || {
                let [a, b, c, d] = self.long.push(text.into()).to_be_bytes();
                [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, LONG]
            },
            Word::to_le_bytes,
        );
        self.short.set(slot, short);
        self.len += 1;
        slot
    }
}

#[inline]
fn short_text(text: &[u8], length: u8) -> &str {
    let length = usize::from(length).saturating_sub(1).min(SHORT);
    std::str::from_utf8(text.get(..length).unwrap_or_default()).unwrap_or_default()
}
