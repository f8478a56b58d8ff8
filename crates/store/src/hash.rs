//! SHA-256 values, and what each of them is over. Every use begins with a text of its own, so that no value made for
//! one purpose can pass for another; every part whose length varies is preceded by its length, unless it is the last.

use std::{fmt, str::FromStr};

use rolecall_organization::OrganizationId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const LEDGER: &[u8] = b"rolecall ledger 1\0";
const ENTRY: &[u8] = b"rolecall entry 1\0";

/// Why a text or some bytes are no hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no hash: it has 64 hexadecimal digits")]
pub struct InvalidHash(pub String);

/// A SHA-256 value, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub(crate) [u8; 32]);

impl Hash {
    /// The SHA-256 of some bytes, of which the caller says nothing more: for a command's own digest, for instance.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A hash as it was stored.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What the first entry of an organization follows. It differs from one organization to the next, so that no
    /// ledger can stand in for another.
    pub fn genesis(organization: &OrganizationId) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(LEDGER);
        hasher.update(organization.as_str());
        Self(hasher.finalize().into())
    }

    /// The hash of an entry: over the hash ahead of it and the envelope exactly as it is stored.
    pub fn of_entry(previous: &Hash, envelope: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(ENTRY);
        hasher.update(previous.0);
        hasher.update(envelope);
        Self(hasher.finalize().into())
    }
}

/// Adds a part of varying length to what is hashed, its length first.
pub(crate) fn update_sized(hasher: &mut Sha256, part: &[u8]) {
    hasher.update((part.len() as u64).to_be_bytes());
    hasher.update(part);
}

impl TryFrom<&[u8]> for Hash {
    type Error = InvalidHash;
    fn try_from(bytes: &[u8]) -> Result<Self, InvalidHash> {
        <[u8; 32]>::try_from(bytes).map(Self).map_err(|_| InvalidHash(format!("{} bytes", bytes.len())))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

impl FromStr for Hash {
    type Err = InvalidHash;
    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let invalid = || InvalidHash(text.to_owned());
        let digit = |c: u8| match c {
            b'0'..=b'9' => Some(c - b'0'),
            b'a'..=b'f' => Some(c - b'a' + 10),
            _ => None,
        };
        let digits = text.bytes().map(digit).collect::<Option<Vec<u8>>>().ok_or_else(invalid)?;
        let (pairs, odd) = digits.as_chunks::<2>();
        if !odd.is_empty() {
            return Err(invalid());
        }
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high * 16 + low).collect();
        <[u8; 32]>::try_from(bytes).map(Self).map_err(|_| invalid())
    }
}

impl TryFrom<String> for Hash {
    type Error = InvalidHash;
    fn try_from(text: String) -> Result<Self, InvalidHash> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> String {
        hash.to_string()
    }
}
