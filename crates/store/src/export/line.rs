//! The lines of an export.

use jiff::Timestamp;
use rolecall_organization::{CommandId, Facts, MemberId, OrganizationId, RecordKey, Revision, Slug};
use serde::{Deserialize, Serialize};

use super::{EXPORT_FORMAT, to_hex};
use crate::{
    Entry, Field, Hash, Head, PersonValue, RecordRow, StoreError, StoredCommand, encode_facts,
    entry::open_envelope,
};

/// A line: one thing under its name.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// What is exported, and in what form.
    Export(Export),
    /// A personal value.
    Person(Person),
    /// An entry of the ledger.
    Entry(Exported),
    /// A record from that entry on; `facts` is null where the entry removed it.
    Record { record: RecordKey, facts: Option<Facts> },
    /// A command that is remembered.
    Command(Command),
    /// The text of a catalog that the entries name.
    Catalog { text: String },
    /// The end.
    End(End),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Export {
    pub format: u32,
    pub organization: OrganizationId,
    pub slug: Option<Slug>,
    pub revision: Revision,
    pub at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Person {
    pub revision: Revision,
    pub member: MemberId,
    pub field: Field,
    pub salt: String,
    pub value: String,
}

/// An entry. The hash is over `header`, a line feed, `marks` and `body`, byte by byte.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Exported {
    pub previous: Hash,
    pub hash: Hash,
    pub header: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub marks: String,
    pub body: Bytes,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Command {
    pub id: CommandId,
    pub revision: Revision,
    pub digest: Hash,
    pub outcome: Bytes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub revision: Revision,
    pub hash: Hash,
}

/// Bytes that are mostly text.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Bytes {
    Text(String),
    Hex(String),
}

impl Line {
    pub fn export(head: &Head) -> Self {
        Self::Export(Export {
            format: EXPORT_FORMAT,
            organization: head.id.clone(),
            slug: head.slug.clone(),
            revision: head.revision,
            at: head.at,
        })
    }

    pub fn person(revision: Revision, value: PersonValue) -> Self {
        let PersonValue { member, field, salt, value } = value;
        Self::Person(Person { revision, member, field, salt: to_hex(salt.as_bytes()), value })
    }

    pub fn entry(entry: &Entry, envelope: &[u8]) -> Result<Self, StoreError> {
        let opened = open_envelope(envelope)?;
        let end = envelope.len() - opened.marks.as_flattened().len() - opened.body.len() - 1;
        let header = envelope.get(..end).and_then(|header| std::str::from_utf8(header).ok());
        let header =
            header.ok_or_else(|| StoreError::corrupt("the header of an entry is no text"))?.to_owned();
        let marks = to_hex(opened.marks.as_flattened());
        let body = Bytes::of(opened.body.to_vec());
        Ok(Self::Entry(Exported { previous: entry.previous, hash: entry.hash, header, marks, body }))
    }

    pub fn record(row: &RecordRow) -> Result<Self, StoreError> {
        let facts = row.facts()?;
        // What reads alike but is written otherwise would not be proved when it is read again.
        if facts.as_ref().map(encode_facts).transpose()? != row.facts {
            return Err(StoreError::corrupt(format!(
                "the facts of record `{}` are not as they are written",
                row.key
            )));
        }
        Ok(Self::Record { record: row.key.clone(), facts })
    }

    pub fn command(id: CommandId, command: StoredCommand) -> Self {
        let StoredCommand { revision, digest, outcome, kept_until } = command;
        Self::Command(Command { id, revision, digest, outcome: Bytes::of(outcome), kept_until })
    }
}
