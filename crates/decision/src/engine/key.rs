//! A text as it is looked up: in one word, with its hash. Most ids are short, so that one comparison decides.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

/// A text of up to 15 bytes with its length and one more in the last byte. 0: no text.
pub(super) type Word = u128;

/// What the last byte of a word says of a text that is longer.
pub(super) const LONG: u8 = u8::MAX;

/// The longest text that a word holds, in bytes.
pub(super) const SHORT: usize = 15;

/// How texts are hashed: with a seed, so that nobody can choose ids that collide.
#[derive(Debug, Clone)]
pub(crate) struct Seeded {
    state: FixedState,
    /// Laid over words before they are hashed: the fixed part of the state is the same in every process.
    veil: Word,
}

impl Seeded {
    /// A way of hashing of its own.
    pub fn new(seed: u64) -> Self {
        let state = FixedState::with_seed(seed);
        let drawn = |number: u64| u128::from(state.hash_one(number));
        Self { veil: drawn(1) << 64 | drawn(2), state }
    }

    /// A text as it is looked up.
    #[inline]
    pub fn key<'a>(&self, text: &'a str) -> Key<'a> {
        match word_of(text) {
            Some(word) => Key { word, hash: self.hash_of_short(word), text },
            None => self.long(text),
        }
    }

    /// A short text as it is looked up.
    #[inline]
    pub fn key_of(&self, word: Word) -> Key<'static> {
        Key { word, hash: self.hash_of_short(word), text: "" }
    }

    /// The hash of two short texts.
    #[inline]
    pub fn pair(&self, one: Word, other: Word) -> u64 {
        self.hash_of_short(one ^ other.rotate_left(64))
    }

    /// The hash of a short text.
    #[inline]
    pub fn hash_of_short(&self, word: Word) -> u64 {
        let mut hasher = self.state.build_hasher();
        hasher.write_u128(word ^ self.veil);
        hasher.finish()
    }

    #[inline(never)]
    fn long<'a>(&self, text: &'a str) -> Key<'a> {
        let mut hasher = self.state.build_hasher();
        hasher.write(text.as_bytes());
        let hash = hasher.finish();
        Key { word: u128::from(LONG) << 120 | u128::from(hash), hash, text }
    }

    /// The hash of the text that a key's word was made of.
    #[inline]
    pub fn hash_of(&self, word: Word) -> u64 {
        if is_long(word) { low(word) } else { self.hash_of_short(word) }
    }
}

/// A text as it is looked up.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Key<'a> {
    /// The text; of a long one its hash, so that who finds it has to compare the text itself.
    pub word: Word,
    /// Its hash.
    pub hash: u64,
    text: &'a str,
}

impl<'a> Key<'a> {
    /// The text, where it is longer than a word.
    pub fn long(&self) -> Option<&'a str> {
        is_long(self.word).then_some(self.text)
    }
}

/// Whether a word stands for a text that is longer.
#[inline]
pub(super) fn is_long(word: Word) -> bool {
    word.to_le_bytes()[15] == LONG
}

/// A short text as a word.
#[inline]
pub(super) fn word_of(text: &str) -> Option<Word> {
    let bytes = text.as_bytes();
    let length = bytes.len();
    if length > SHORT {
        return None;
    }
    // Read from both ends: no loop, and no copy of a length that is not known.
    let (low, high) = if let Some((first, last)) = ends::<8>(bytes) {
        let (first, last) = (u64::from_le_bytes(first), u64::from_le_bytes(last));
        (first, last.checked_shr(8 * (16 - u32::try_from(length).ok()?)).unwrap_or_default())
    } else if let Some((first, last)) = ends::<4>(bytes) {
        let (first, last) = (u32::from_le_bytes(first), u32::from_le_bytes(last));
        (u64::from(first) | u64::from(last) << (8 * (length - 4)), 0)
    } else {
        // Of up to three bytes, these are all; of less, some come twice, at one place.
        let read = |place: usize| bytes.get(place).map_or(0, |byte| u64::from(*byte) << (8 * place));
        (read(0) | read(length / 2) | read(length.saturating_sub(1)), 0)
    };
    let length = u128::try_from(length + 1).ok()?;
    Some(length << 120 | u128::from(high) << 64 | u128::from(low))
}

/// So many of the first bytes, and of the last.
#[inline]
fn ends<const MANY: usize>(bytes: &[u8]) -> Option<([u8; MANY], [u8; MANY])> {
    Some((*bytes.first_chunk()?, *bytes.last_chunk()?))
}

#[inline]
fn low(word: Word) -> u64 {
    u64::try_from(word & u128::from(u64::MAX)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_its_text_and_its_length() {
        for length in 0..=SHORT {
            let text: String = ('a'..='z').take(length).collect();
            let word = word_of(&text).unwrap().to_le_bytes();
            assert_eq!(&word[..length], text.as_bytes());
            assert!(word[length..15].iter().all(|byte| *byte == 0), "{text}");
            assert_eq!(usize::from(word[15]), length + 1);
        }
        assert_eq!(word_of("abcdefghijklmnop"), None);
    }

    #[test]
    fn texts_of_any_length_are_hashed_by_what_is_kept_of_them() {
        let (seeded, other) = (Seeded::new(5), Seeded::new(6));
        for text in ["", "a", "rec-00000001", "abcdefghijklmno", "a-rather-long-identifier"] {
            let key = seeded.key(text);
            assert_eq!(seeded.hash_of(key.word), key.hash, "{text}");
            assert_eq!(key.long().is_some(), text.len() > SHORT);
            assert_ne!(other.key(text).hash, key.hash, "{text}");
        }
    }
}
