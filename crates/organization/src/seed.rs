//! Randomness as an argument: everything that a command draws - ids, salts - comes from one seed that its caller drew.

use sha2::{Digest, Sha256};

/// 32 random bytes, drawn once for a command by whoever may draw (the library, or a test that counts).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub [u8; 32]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Seed(..)")
    }
}

impl Seed {
    /// 32 bytes for a purpose; the same seed and purpose give the same bytes.
    pub fn derive(&self, purpose: &str, number: u64) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"rolecall seed 1\0");
        hash.update(self.0);
        hash.update(number.to_be_bytes());
        hash.update(purpose.as_bytes());
        hash.finalize().into()
    }

    /// A generated id: the prefix and 26 characters of Crockford's base 32 - the number of the draw (45 bits), then 85 random
    /// bits. Ids in the order of their letters are in the order of their making.
    pub fn id(&self, prefix: &str, number: u64) -> String {
        let counted = (0..9).rev().map(|place| number >> (5 * place));
        let random = self.derive(prefix, number).into_iter().take(17).map(u64::from);
        counted.chain(random).filter_map(letter).fold(prefix.to_owned(), |id, letter| id + letter)
    }
}

/// The letter of the lowest five bits.
fn letter(bits: u64) -> Option<&'static str> {
    const LETTERS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
    let place = usize::try_from(bits & 31).ok()?;
    LETTERS.get(place..=place)
}

/// Reads 64 hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}
