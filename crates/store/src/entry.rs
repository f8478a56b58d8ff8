//! The form of a ledger entry. What has to be beyond tampering stands in the *envelope*: one run of bytes that is
//! stored as it is hashed. It is a header as one line of JSON, the marks of the record rows, and the caller's body:
//!
//! ```text
//! {"envelope":1,"organization":"org_a","revision":7,...}\n   marks: 4 bytes per record row   body
//! ```
//!
//! Stores repeat some of the header in columns, to query by. Reading an entry checks that they agree with the envelope.

use std::fmt;

use jiff::Timestamp;
use rolecall_organization::{CommandId, MemberId, OrganizationId, Revision, Slug};
use serde::{Deserialize, Serialize};

use crate::{Committed, Hash, RecordSum, StoreError, record::RowMark};

/// The form of the envelope that this release writes.
pub const ENVELOPE_FORMAT: u16 = 1;

/// What an entry changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// The organization's policy; `If-Match` looks at these only.
    Policy,
    /// Records.
    Records,
}

impl EntryKind {
    /// How it is written: `policy`, `records`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Records => "records",
        }
    }
}

impl fmt::Display for EntryKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// What an entry says of itself, beside its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The form of the envelope.
    pub envelope: u16,
    /// Whose ledger.
    pub organization: OrganizationId,
    /// Its number there.
    pub revision: Revision,
    /// When it was written, in whole microseconds; never before the entry ahead of it.
    pub at: Timestamp,
    /// What it changes.
    pub kind: EntryKind,
    /// The form of the body, as the caller counts them.
    pub format: u16,
    /// Who did it; absent for the platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<MemberId>,
    /// The command that it comes from, where that had an id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<CommandId>,
    /// The members it touches, in order, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<MemberId>,
    /// The record rows it wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<RecordSum>,
    /// The personal values it commits to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<Committed>,
    /// The members whose personal values it erased, its own included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<MemberId>,
    /// The organization's slug from here on, where this entry sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<Slug>,
    /// Whether this entry deletes the organization.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

/// An entry that was read and found whole: its hash is that of its envelope, its columns agree with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it says of itself.
    pub header: Header,
    /// The caller's bytes.
    pub body: Vec<u8>,
    /// The hash of the entry ahead of it.
    pub previous: Hash,
    /// Its own hash.
    pub hash: Hash,
}

impl Entry {
    /// Its number in the ledger.
    pub fn revision(&self) -> Revision {
        self.header.revision
    }
}

/// An entry as a store holds it, unchecked: the envelope and the columns beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Column: its number.
    pub revision: Revision,
    /// Column: its time, in microseconds since 1970.
    pub at: i64,
    /// Column: what it changes.
    pub kind: String,
    /// Column: who did it.
    pub actor: Option<String>,
    /// Rows beside it: the members it touches, in order.
    pub members: Vec<String>,
    /// Column: the hash of the entry ahead of it.
    pub previous: Vec<u8>,
    /// Column: its hash.
    pub hash: Vec<u8>,
    /// The envelope.
    pub envelope: Vec<u8>,
}

/// An envelope taken apart.
pub(crate) struct Opened<'a> {
    pub header: Header,
    pub marks: &'a [RowMark],
    pub body: &'a [u8],
}

impl StoredEntry {
    /// Checks the entry by itself and reads it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it is not as it was written, [`StoreError::NewerFormat`] where a newer release
    /// wrote it.
    pub fn open(&self, organization: &OrganizationId) -> Result<Entry, StoreError> {
        let corrupt =
            |what: &str| StoreError::corrupt(format!("entry {} of `{organization}`: {what}", self.revision));
        let opened = open_envelope(&self.envelope)?;
        let hash = |bytes: &[u8]| Hash::try_from(bytes).map_err(|error| corrupt(&error.to_string()));
        let (previous, hash) = (hash(&self.previous)?, hash(&self.hash)?);
        if Hash::of_entry(&previous, &self.envelope) != hash {
            return Err(corrupt("its content does not match its hash"));
        }
        if opened.header.organization != *organization || opened.header.revision != self.revision {
            return Err(corrupt("it belongs elsewhere"));
        }
        if let Some(column) = self.column_apart(&opened.header) {
            return Err(corrupt(&format!("its column `{column}` does not match its content")));
        }
        Ok(Entry { body: opened.body.to_vec(), header: opened.header, previous, hash })
    }

    /// The first column that does not say what the header says.
    pub(crate) fn column_apart(&self, header: &Header) -> Option<&'static str> {
        let actor = header.actor.as_ref().map(MemberId::as_str);
        let members = header.members.iter().map(MemberId::as_str);
        [
            ("at", self.at == header.at.as_microsecond()),
            ("kind", self.kind == header.kind.as_str()),
            ("actor", self.actor.as_deref() == actor),
            ("members", self.members.iter().map(String::as_str).eq(members)),
        ]
        .into_iter()
        .find_map(|(column, same)| (!same).then_some(column))
    }
}

/// Puts an envelope together.
pub(crate) fn seal(header: &Header, marks: &[RowMark], body: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut envelope = serde_json::to_vec(header).map_err(|error| StoreError::refused(error.to_string()))?;
    envelope.reserve_exact(1 + marks.as_flattened().len() + body.len());
    envelope.push(b'\n');
    envelope.extend_from_slice(marks.as_flattened());
    envelope.extend_from_slice(body);
    Ok(envelope)
}

/// Takes an envelope apart.
pub(crate) fn open_envelope(envelope: &[u8]) -> Result<Opened<'_>, StoreError> {
    let corrupt = |what: &str| StoreError::corrupt(format!("the envelope of an entry {what}"));
    // JSON as `serde_json` writes it has no line feed outside a text, and escapes those inside.
    let end = envelope.iter().position(|byte| *byte == b'\n').ok_or_else(|| corrupt("has no header"))?;
    let (line, rest) = envelope.split_at_checked(end).ok_or_else(|| corrupt("has no header"))?;
    let header: Header = serde_json::from_slice(line).map_err(|error| newer(line, &error))?;
    let count = header.records.map_or(0, |sum| sum.count);
    let size = usize::try_from(count).ok().and_then(|count| count.checked_mul(size_of::<RowMark>()));
    let rest = rest.get(1..).unwrap_or_default();
    let (marks, body) =
        size.and_then(|size| rest.split_at_checked(size)).ok_or_else(|| corrupt("ends before its time"))?;
    Ok(Opened { header, marks: marks.as_chunks().0, body })
}

/// Tells a header of a newer release from a damaged one.
fn newer(line: &[u8], error: &serde_json::Error) -> StoreError {
    #[derive(Deserialize)]
    struct Form {
        envelope: u16,
    }
    match serde_json::from_slice::<Form>(line) {
        Ok(Form { envelope }) if envelope > ENVELOPE_FORMAT => StoreError::NewerFormat {
            what: "an entry of the ledger".to_owned(),
            found: envelope.into(),
            known: ENVELOPE_FORMAT.into(),
        },
        _ => StoreError::corrupt(format!("the header of an entry cannot be read: {error}")),
    }
}

/// The time that an entry written `now` carries: whole microseconds, and never before the entry ahead of it, at `head`.
pub fn next_instant(now: Timestamp, head: Option<Timestamp>) -> Timestamp {
    let whole = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    head.map_or(whole, |head| whole.max(head))
}

#[cfg(test)]
mod tests;
