//! Personal data. The ledger holds salted commitments only; the values and their salts live in one table beside it,
//! which an erasure empties while the ledger stays whole (design, section 4).

use std::fmt;

use rolecall_organization::{MemberId, Revision};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Hash, hash::update_sized};

const COMMITMENT: &[u8] = b"rolecall commitment 1\0";

/// What is personal about a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    /// The e-mail address.
    Email,
    /// The person's name.
    Name,
    /// The product's own id of the member.
    ExternalId,
}

impl PersonField {
    /// Every field.
    pub const ALL: [Self; 3] = [Self::Email, Self::Name, Self::ExternalId];

    /// How it is written: `email`, `name`, `external_id`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::ExternalId => "external_id",
        }
    }

    /// The field that is written so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

impl fmt::Display for PersonField {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// 32 random bytes that keep a commitment from being guessed. Never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// A salt of bytes that the caller drew at random.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Salt(..)")
    }
}

/// What the ledger says about a personal value instead of the value: a hash that only who has salt and value can make.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Commitment(pub Hash);

impl fmt::Display for Commitment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// Commits to a value. Member and field are part of it, so that two people's values that were swapped, salts and all,
/// match no longer.
pub fn commitment(salt: &Salt, member: &MemberId, field: PersonField, value: &str) -> Commitment {
    let mut hasher = Sha256::new();
    hasher.update(COMMITMENT);
    hasher.update(salt.0);
    update_sized(&mut hasher, member.as_str().as_bytes());
    update_sized(&mut hasher, field.as_str().as_bytes());
    hasher.update(value);
    Commitment(Hash(hasher.finalize().into()))
}

/// A personal value as it is handed to the store, and as it comes back.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonValue {
    /// Whose.
    pub member: MemberId,
    /// Which.
    pub field: PersonField,
    /// The salt of its commitment.
    pub salt: Salt,
    /// The value itself.
    pub value: String,
}

impl PersonValue {
    /// Its commitment.
    pub fn commitment(&self) -> Commitment {
        commitment(&self.salt, &self.member, self.field, &self.value)
    }
}

/// Personal values do not belong in logs, so this leaves the value out.
impl fmt::Debug for PersonValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PersonValue({} of {}, ..)", self.field, self.member)
    }
}

/// A row of the people table. A member's present value of a field is the one of the highest revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The value.
    pub value: PersonValue,
    /// The entry that committed to it.
    pub revision: Revision,
}

/// A commitment as an entry lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// Whose value.
    pub member: MemberId,
    /// Which value.
    pub field: PersonField,
    /// The commitment to it.
    pub commitment: Commitment,
}
