//! Secrets that people carry about: made of 256 random bits, told by their beginning, and with a checksum, so that
//! scanners of code recognise one that leaked and a typing error is told without a look-up. A store keeps the hash only.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rolecall_store::Hash;

/// How many characters 32 bytes take in base64url without padding.
const BODY: usize = 43;
/// How many characters the checksum takes: 62^6 is more than 2^32.
const CHECKSUM: usize = 6;

/// Why a text is no secret of the kind asked for. The text itself is never repeated: it may be one that works elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidToken {
    /// It does not begin like one.
    #[error("this does not begin like a token of Rolecall")]
    Foreign,
    /// It is too short or too long, or has characters that no token has.
    #[error("this is a part of a token, or has more around it")]
    Misshapen,
    /// Its checksum does not fit.
    #[error("the token was mistyped: its last six characters do not fit the rest")]
    Mistyped,
}

/// A secret in the form in which its holder keeps it. Whoever wants to show it has to say so ([`Secret::expose`]).
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret with a beginning, of 32 bytes that were drawn at random.
    pub(crate) fn make(prefix: &str, random: [u8; 32]) -> Self {
        let body = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random));
        let checksum = checksum(&body);
        Self(body + &checksum)
    }

    /// Reads a secret that has to have this beginning.
    pub(crate) fn parse(prefix: &str, text: &str) -> Result<Self, InvalidToken> {
        let rest = text.strip_prefix(prefix).ok_or(InvalidToken::Foreign)?;
        let (body, told) = rest.split_at_checked(BODY).ok_or(InvalidToken::Misshapen)?;
        let letters = body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        if !letters || told.len() != CHECKSUM || !told.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(InvalidToken::Misshapen);
        }
        if checksum(&format!("{prefix}{body}")) != told {
            return Err(InvalidToken::Mistyped);
        }
        Ok(Self(text.to_owned()))
    }

    /// The secret itself: for the one answer, or the one mail, that hands it over.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it: the SHA-256 of the whole text.
    pub fn hash(&self) -> Hash {
        Hash::of(self.0.as_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("(secret)")
    }
}

/// The CRC-32 of a text in base 62, `0-9A-Za-z`, zeros in front: the form that scanners of code-hosting services
/// know. It covers the beginning too, so that a token does not pass for one of another kind.
fn checksum(text: &str) -> String {
    let mut rest = crc32fast::hash(text.as_bytes());
    let mut letters = [b'0'; CHECKSUM];
    for letter in letters.iter_mut().rev() {
        *letter = base62(rest % 62);
        rest /= 62;
    }
    letters.into_iter().map(char::from).collect()
}

fn base62(digit: u32) -> u8 {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    usize::try_from(digit).ok().and_then(|place| LETTERS.get(place)).copied().unwrap_or(b'0')
}
