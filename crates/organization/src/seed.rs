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

    /// A generated id: the prefix and 26 characters of Crockford's base 32 (130 bits of the derived bytes).
    pub fn id(&self, prefix: &str, number: u64) -> String {
        const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
        let bytes = self.derive(prefix, number);
        let letters = bytes.iter().take(26).filter_map(|byte| LETTERS.get(usize::from(byte & 31)));
        prefix.chars().chain(letters.map(|letter| char::from(*letter))).collect()
    }
}

/// Reads 64 hexadecimal digits.
pub(crate) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, digit| sum << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}
