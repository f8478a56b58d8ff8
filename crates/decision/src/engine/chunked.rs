//! Arrays in chunks. A copy shares all chunks; a write copies the one it touches. What was never written is the default, so a
//! column that nobody uses costs nothing.

use std::sync::Arc;

const SHIFT: u32 = 12;
/// How many values a chunk holds at the most: a write copies that many, a copy of the array counts one reference for each chunk.
const CHUNK: usize = 1 << SHIFT;
const MASK: usize = CHUNK - 1;

/// Small values by slot.
#[derive(Debug, Clone)]
pub(crate) struct Chunked<T> {
    chunks: Vec<Arc<[T]>>,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Copy + Default + PartialEq> Chunked<T> {
    /// The value of a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> T {
        let chunk = self.chunks.get((slot >> SHIFT) as usize);
        chunk.and_then(|chunk| chunk.get(slot as usize & MASK)).copied().unwrap_or_default()
    }

    /// What stands in a slot, where something was written there or near it.
    #[inline]
    pub fn get_ref(&self, slot: u32) -> Option<&T> {
        self.chunks.get((slot >> SHIFT) as usize)?.get(slot as usize & MASK)
    }

    /// Whether nothing was ever written.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Sets the value of a slot.
    pub fn set(&mut self, slot: u32, value: T) {
        if self.get(slot) == value {
            return;
        }
        let (number, place) = ((slot >> SHIFT) as usize, slot as usize & MASK);
        if self.chunks.len() <= number {
            self.chunks.resize_with(number + 1, || Arc::from([]));
        }
        let Some(chunk) = self.chunks.get_mut(number) else { return };
        if chunk.len() <= place {
            // Whatever fills one chunk is likely to fill the next: that one is not made in steps.
            let room = if number == 0 { (place + 1).next_power_of_two().clamp(16, CHUNK) } else { CHUNK };
            let mut grown = Vec::with_capacity(room);
            grown.extend_from_slice(chunk);
            grown.resize(room, T::default());
            *chunk = grown.into();
        }
        if let Some(there) = Arc::make_mut(chunk).get_mut(place) {
            *there = value;
        }
    }
}

/// Things by number, in blocks that copies share.
#[derive(Debug, Clone)]
pub(crate) struct Blocks<T> {
    blocks: Vec<Arc<Vec<T>>>,
    len: u32,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Blocks<T> {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// The one of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.blocks.get((number >> SHIFT) as usize)?.get(number as usize & MASK)
    }

    /// Puts one behind the others and answers its number.
    pub fn push(&mut self, thing: T) -> u32 {
        let number = self.len;
        if number as usize & MASK == 0 {
            self.blocks.push(Arc::new(Vec::new()));
        }
        if let Some(last) = self.blocks.last_mut() {
            Arc::make_mut(last).push(thing);
        }
        self.len += 1;
        number
    }
}

/// A text of up to 15 bytes with its length behind it, or where a longer one stands.
type Short = [u8; 16];

/// The text of no slot.
const NOTHING_HERE: &Short = &[0; 16];

/// How many texts are asked for at once.
const BLOCK: usize = 32;

/// The length that says of a text that it stands elsewhere.
const ELSEWHERE: u8 = u8::MAX;

/// Texts by slot. Most ids are short: such lie side by side, so that one look decides whether it is the one meant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    short: Chunked<Short>,
    long: Blocks<Arc<str>>,
    len: u32,
}

/// A text to be compared with many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    text: &'a str,
    short: Option<Short>,
}

impl<'a> Wanted<'a> {
    #[inline]
    pub fn new(text: &'a str) -> Self {
        Self { text, short: short_of(text) }
    }
}

#[inline]
fn short_of(text: &str) -> Option<Short> {
    let mut short = [0; 16];
    let length = text.len();
    short.get_mut(..length).filter(|_| length < 16)?.copy_from_slice(text.as_bytes());
    short[15] = u8::try_from(length).unwrap_or_default();
    Some(short)
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether the text of a slot is the one wanted.
    #[inline]
    pub fn is(&self, slot: u32, wanted: &Wanted<'_>) -> bool {
        match wanted.short {
            Some(short) => self.short.get(slot) == short,
            None => self.get(slot) == wanted.text,
        }
    }

    /// The text of a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> &str {
        self.short.get_ref(slot).map(|short| self.text(short)).unwrap_or_default()
    }

    #[inline]
    fn text<'a>(&'a self, short: &'a Short) -> &'a str {
        let [text @ .., length] = short;
        if *length != ELSEWHERE {
            let text = text.get(..usize::from(*length)).unwrap_or_default();
            return std::str::from_utf8(text).unwrap_or_default();
        }
        let number = u32::from_be_bytes([text[0], text[1], text[2], text[3]]);
        self.long.get(number).map(AsRef::as_ref).unwrap_or_default()
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
                if length == ELSEWHERE {
                    return self.text(short);
                }
                let text = short.get(..usize::from(length)).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            })
        })
    }

    /// Puts a text behind the others and answers its slot.
    pub fn push(&mut self, text: &str) -> u32 {
        let slot = self.len;
        let short = short_of(text).unwrap_or_else(|| {
            let [a, b, c, d] = self.long.push(text.into()).to_be_bytes();
            [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ELSEWHERE]
        });
        self.short.set(slot, short);
        self.len += 1;
        slot
    }
}
