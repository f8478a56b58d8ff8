//! Personal data, kept apart from the ledger: events carry salted commitments, the values live in the people table, which
//! an erasure empties while the ledger stays whole (design, section 4).

use std::fmt;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Email, ExternalId, MemberId};

/// Which personal value of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The e-mail address.
    Email,
    /// The name.
    Name,
    /// The product's own id.
    ExternalId,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 3] = [Self::Email, Self::Name, Self::ExternalId];

    /// Its name in the people table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::ExternalId => "external_id",
        }
    }

    /// The field of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// 32 random bytes that keep a commitment from being guessed. Never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// A salt of bytes that were drawn at random.
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

/// SHA-256 over salt, member, field and value: says which value was meant without telling it. The member is part of it,
/// so that two people's values cannot be swapped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// The commitment to a value.
    pub fn to(salt: &Salt, member: &MemberId, field: Field, value: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"rolecall commitment 1\0");
        hash.update(salt.as_bytes());
        for part in [member.as_str(), field.as_str(), value] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }
}

impl TryFrom<String> for Commitment {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        crate::seed::from_hex(&text).map(Self).ok_or_else(|| format!("`{text}` is no commitment"))
    }
}

impl From<Commitment> for String {
    fn from(commitment: Commitment) -> String {
        commitment.to_string()
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Commitment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// A row for the people table: a value that an entry commits to.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonValue {
    /// Whose.
    pub member: MemberId,
    /// Which.
    pub field: Field,
    /// The salt of its commitment.
    pub salt: Salt,
    /// The value.
    pub value: String,
}

impl PersonValue {
    /// The commitment that the ledger carries.
    pub fn commitment(&self) -> Commitment {
        Commitment::to(&self.salt, &self.member, self.field, &self.value)
    }
}

/// Personal values do not belong in logs, so this leaves the value out.
impl fmt::Debug for PersonValue {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PersonValue({} of {}, ..)", self.field, self.member)
    }
}

/// A member's personal values, as far as they have not been erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The e-mail address.
    pub email: Option<Email>,
    /// The name.
    pub name: Option<String>,
    /// The product's own id.
    pub external_id: Option<ExternalId>,
}

/// The personal values of an organization's members, and who can be found by them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct People {
    persons: OrdMap<MemberId, Person>,
    by_email: OrdMap<String, MemberId>,
    by_external_id: OrdMap<ExternalId, MemberId>,
}

impl People {
    /// The values of a member; nothing where they were erased.
    pub fn person(&self, member: &MemberId) -> Option<&Person> {
        self.persons.get(member)
    }

    /// The member, not removed, with this address.
    pub fn by_email(&self, email: &str) -> Option<&MemberId> {
        self.by_email.get(&email.to_lowercase())
    }

    /// The member, not removed, with this id of the product's own.
    pub fn by_external_id(&self, id: &str) -> Option<&MemberId> {
        self.by_external_id.get(id)
    }

    /// Takes in a value. A value that no longer parses (an old format) is left out of look-ups.
    pub fn set(&mut self, member: &MemberId, field: Field, value: Option<&str>) {
        self.forget(member, field);
        let person = self.persons.entry(member.clone()).or_default();
        match field {
            Field::Name => person.name = value.map(str::to_owned),
            Field::Email => {
                person.email = value.and_then(|text| text.parse().ok());
                if let Some(email) = &person.email {
                    self.by_email.insert(email.comparable(), member.clone());
                }
            }
            Field::ExternalId => {
                person.external_id = value.and_then(|text| text.parse().ok());
                if let Some(id) = &person.external_id {
                    self.by_external_id.insert(id.clone(), member.clone());
                }
            }
        }
    }

    fn forget(&mut self, member: &MemberId, field: Field) {
        let Some(person) = self.persons.get(member) else { return };
        match field {
            Field::Name => {}
            Field::Email => {
                if let Some(email) = person.email.as_ref().map(Email::comparable)
                    && self.by_email.get(&email) == Some(member)
                {
                    self.by_email.remove(&email);
                }
            }
            Field::ExternalId => {
                if let Some(id) = &person.external_id
                    && self.by_external_id.get(id) == Some(member)
                {
                    self.by_external_id.remove(id);
                }
            }
        }
    }

    /// A removed member is no longer found by address or id: both are free again (design, section 8: *Members*).
    pub fn release(&mut self, member: &MemberId) {
        self.forget(member, Field::Email);
        self.forget(member, Field::ExternalId);
    }

    /// Drops all values of a member.
    pub fn erase(&mut self, member: &MemberId) {
        self.release(member);
        self.persons.remove(member);
    }
}
