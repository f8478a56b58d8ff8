//! What every store does alike before it writes: checks that the entries make sense by themselves, brings their records
//! into canonical order and seals their envelopes. It needs no look at what is stored, so it does not hold up a writer.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_organization::{OrganizationId, RecordChange, RecordKey, Revision};

use crate::{
    Committed, Credential, ENVELOPE_FORMAT, Hash, Header, NewCommand, NewEntry, NewOutboxRow, NewSnapshot,
    PersonValue, RecordSummer, StoreError, encode_facts,
    entry::seal,
    record::{RowMark, mark},
};

/// Entries ready to be written.
#[derive(Debug, Clone)]
pub struct PreparedAppend {
    /// Whose ledger.
    pub organization: OrganizationId,
    /// The last entry the caller knows; 0 founds the organization.
    pub expected: Revision,
    /// The entries, in order; never empty.
    pub entries: Vec<PreparedEntry>,
}

/// An entry ready to be written.
#[derive(Debug, Clone)]
pub struct PreparedEntry {
    /// What it says of itself.
    pub header: Header,
    /// The bytes to be stored and hashed.
    pub envelope: Vec<u8>,
    /// The record rows, in the order of their keys.
    pub records: Vec<PreparedRecord>,
    /// The personal values.
    pub people: Vec<PersonValue>,
    /// Effects.
    pub outbox: Vec<NewOutboxRow>,
    /// The policy after it.
    pub snapshot: Option<NewSnapshot>,
    /// The command to be remembered.
    pub command: Option<NewCommand>,
    /// What the person whom it registers signs in with.
    pub credential: Option<Credential>,
}

/// A record row ready to be written.
#[derive(Debug, Clone)]
pub struct PreparedRecord {
    /// Which record.
    pub key: RecordKey,
    /// The bytes of its facts; `None` where it is removed.
    pub facts: Option<Vec<u8>>,
}

impl PreparedAppend {
    /// Prepares entries.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where there are none, an entry contradicts itself, one is dated before the one ahead of
    /// it, or the first entry of a ledger has no slug.
    pub fn new(
        organization: &OrganizationId,
        expected: Revision,
        entries: Vec<NewEntry>,
    ) -> Result<Self, StoreError> {
        let Some(first) = entries.first() else {
            return Err(StoreError::refused("an append without entries"));
        };
        if expected == Revision::default() && first.slug.is_none() {
            return Err(StoreError::refused("the first entry of a ledger has no slug"));
        }
        let mut prepared = Vec::with_capacity(entries.len());
        let (mut revision, mut ahead) = (expected, None);
        for entry in entries {
            revision = revision.next();
            let at = entry.at;
            check(&entry, ahead)?;
            prepared.push(PreparedEntry::new(organization, revision, entry)?);
            ahead = Some(at);
        }
        Ok(Self { organization: organization.clone(), expected, entries: prepared })
    }

    /// How much work it is to write, in rows.
    pub fn rows(&self) -> usize {
        self.entries
            .iter()
            .map(|entry| 1 + entry.records.len() + entry.people.len() + entry.outbox.len())
            .sum()
    }

    /// Checks that the first entry is not dated before the ledger's last, which stands `at`.
    ///
    /// # Errors
    /// [`StoreError::Refused`].
    pub fn follows(&self, at: Timestamp) -> Result<(), StoreError> {
        self.entries.first().map_or(Ok(()), |first| in_time(first.header.at, Some(at)))
    }
}

fn in_time(at: Timestamp, ahead: Option<Timestamp>) -> Result<(), StoreError> {
    match ahead {
        Some(ahead) if at < ahead => {
            Err(StoreError::refused(format!("an entry of `{at}` after one of `{ahead}`; use `next_instant`")))
        }
        _ => Ok(()),
    }
}

fn check(entry: &NewEntry, ahead: Option<Timestamp>) -> Result<(), StoreError> {
    in_time(entry.at, ahead)?;
    if crate::next_instant(entry.at, None) != entry.at {
        return Err(StoreError::refused(format!("the time `{}` is finer than microseconds", entry.at)));
    }
    if entry.delete && entry.slug.is_some() {
        return Err(StoreError::refused("an entry that deletes the organization and gives it a slug"));
    }
    let mut values = BTreeSet::new();
    match entry.people.iter().find(|value| !values.insert((&value.member, value.field))) {
        Some(twice) => Err(StoreError::refused(format!("the {} of `{}` twice", twice.field, twice.member))),
        None => Ok(()),
    }
}

impl PreparedEntry {
    fn new(organization: &OrganizationId, revision: Revision, entry: NewEntry) -> Result<Self, StoreError> {
        let records = in_order(entry.records)?;
        let (sum, marks) = sum(&records);
        let header = Header {
            envelope: ENVELOPE_FORMAT,
            organization: organization.clone(),
            revision,
            at: entry.at,
            kind: entry.kind,
            format: entry.format,
            actor: entry.actor,
            command: entry.command.as_ref().map(|command| command.id.clone()),
            members: once(entry.members),
            records: (!records.is_empty()).then(|| sum.sum()),
            commitments: entry.people.iter().map(committed).collect(),
            erased: once(entry.erase),
            slug: entry.slug,
            deleted: entry.delete,
        };
        Ok(Self {
            envelope: seal(&header, &marks, &entry.body)?,
            header,
            records,
            people: entry.people,
            outbox: entry.outbox,
            snapshot: entry.snapshot,
            command: entry.command,
            credential: entry.credential,
        })
    }

    /// Its hash behind the entry of hash `previous`.
    pub fn hash(&self, previous: &Hash) -> Hash {
        Hash::of_entry(previous, &self.envelope)
    }
}

fn committed(value: &PersonValue) -> Committed {
    Committed { member: value.member.clone(), field: value.field, commitment: value.commitment() }
}

fn once<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items.dedup();
    items
}

fn in_order(mut changes: Vec<RecordChange>) -> Result<Vec<PreparedRecord>, StoreError> {
    changes.sort_by(|left, right| left.key.cmp(&right.key));
    if let Some([twice, _]) = changes.array_windows().find(|[left, right]| left.key == right.key) {
        return Err(StoreError::refused(format!("the record `{}` twice in one entry", twice.key)));
    }
    let prepare = |change: RecordChange| {
        let facts = change.facts.as_ref().map(encode_facts).transpose()?;
        Ok(PreparedRecord { key: change.key, facts })
    };
    changes.into_iter().map(prepare).collect()
}

fn sum(records: &[PreparedRecord]) -> (RecordSummer, Vec<RowMark>) {
    let mut summer = RecordSummer::default();
    let marks = records.iter().map(|record| {
        summer.add(&record.key, record.facts.as_deref());
        mark(&record.key, record.facts.as_deref())
    });
    let marks = marks.collect();
    (summer, marks)
}

#[cfg(test)]
mod tests;
