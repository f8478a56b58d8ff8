//! Parts of a ledger as another store keeps them, and the proof that they follow what is there before they are written.

use rolecall_organization::{CommandId, OrganizationId, PersonValue, Revision};

use crate::{
    Head, Header, OutboxRow, PersonRow, PreparedRecord, RecordRow, Snapshot, StoreError, StoredCommand,
    StoredEntry, entry::open_envelope, verify::rows_apart,
};

/// A part of a ledger: entries that follow one another, with what else is kept of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LedgerPart {
    /// Entries as they were stored, in order.
    pub entries: Vec<StoredEntry>,
    /// All record rows that these entries wrote, by entry, module, id.
    pub rows: Vec<RecordRow>,
    /// The personal values that these entries commit to and that are not erased.
    pub people: Vec<PersonRow>,
    /// Commands that are remembered, of these entries or earlier ones.
    pub commands: Vec<(CommandId, StoredCommand)>,
    /// The policy after one of these entries or an earlier one.
    pub snapshot: Option<Snapshot>,
    /// Whether this is the last part. From here on the organization is seen.
    pub complete: bool,
}

/// An effect that is neither carried out nor forgotten, with what became of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptEffect {
    /// The effect.
    pub row: OutboxRow,
    /// When it is due again, where it was tried.
    pub retry_at: Option<jiff::Timestamp>,
    /// Whether it was given up.
    pub given_up: bool,
}

/// A part that follows what is there, ready to be written.
#[derive(Debug, Clone)]
pub struct CheckedPart {
    /// Where the ledger stands with it.
    pub head: Head,
    /// The entries, each with what else is kept of it.
    pub entries: Vec<CheckedEntry>,
    /// Commands that are remembered.
    pub commands: Vec<(CommandId, StoredCommand)>,
    /// The policy after some entry.
    pub snapshot: Option<Snapshot>,
}

/// An entry that follows the one ahead of it.
#[derive(Debug, Clone)]
pub struct CheckedEntry {
    /// As it was stored.
    pub stored: StoredEntry,
    /// Its record rows.
    pub records: Vec<PreparedRecord>,
    /// The personal values that it commits to and that are not erased.
    pub people: Vec<PersonValue>,
}

impl LedgerPart {
    /// Checks that the part follows `head`, and that its rows and values are those of its entries.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it does not, [`StoreError::NewerFormat`] where a newer release wrote it.
    pub fn check(self, organization: &OrganizationId, head: Head) -> Result<CheckedPart, StoreError> {
        let Self { entries, rows, people, commands, snapshot, .. } = self;
        let (mut rows, mut people) = (rows.into_iter().peekable(), people.into_iter().peekable());
        let (mut head, mut checked) = (head, Vec::with_capacity(entries.len()));
        for stored in entries {
            let revision = stored.revision;
            let own: Vec<_> = std::iter::from_fn(|| rows.next_if(|row| row.revision == revision)).collect();
            let values: Vec<_> =
                std::iter::from_fn(|| people.next_if(|row| row.revision == revision)).collect();
            follow(organization, &mut head, &stored, &own, &values)?;
            let records = own.into_iter().map(|row| PreparedRecord { key: row.key, facts: row.facts });
            let people = values.into_iter().map(|row| row.value);
            checked.push(CheckedEntry { stored, records: records.collect(), people: people.collect() });
        }
        if let Some(row) = rows.next() {
            return Err(stray(row.revision, &format!("the row of record `{}`", row.key)));
        }
        if let Some(row) = people.next() {
            return Err(stray(row.revision, &format!("the {} of `{}`", row.value.field, row.value.member)));
        }
        let kept = commands.iter().map(|(_, command)| command.revision);
        if let Some(behind) =
            kept.chain(snapshot.iter().map(|kept| kept.revision)).find(|at| *at > head.revision)
        {
            return Err(stray(behind, "something kept beside the ledger"));
        }
        Ok(CheckedPart { head, entries: checked, commands, snapshot })
    }
}

fn stray(revision: Revision, what: &str) -> StoreError {
    StoreError::corrupt(format!("{what} in the name of entry {revision}, which is not there"))
}

/// Checks that an entry follows the head, and moves that on.
fn follow(
    organization: &OrganizationId,
    head: &mut Head,
    stored: &StoredEntry,
    rows: &[RecordRow],
    people: &[PersonRow],
) -> Result<(), StoreError> {
    let corrupt = |what: &str| StoreError::corrupt(format!("entry {}: {what}", stored.revision));
    let entry = stored.open(organization)?;
    if entry.revision() != head.revision.next() || entry.previous != head.hash {
        return Err(corrupt("it does not follow the entry ahead of it"));
    }
    if entry.header.at < head.at {
        return Err(corrupt("it is dated before the entry ahead of it"));
    }
    if let Some(what) = rows_apart(&entry.header, open_envelope(&stored.envelope)?.marks, rows) {
        return Err(corrupt(&what.to_string()));
    }
    if let Some(row) = people.iter().find(|row| !is_committed(&entry.header, &row.value)) {
        let PersonValue { member, field, .. } = &row.value;
        return Err(corrupt(&format!("the {field} of `{member}` is not the one it commits to")));
    }
    head.pass(&entry.header, entry.hash);
    Ok(())
}

fn is_committed(header: &Header, value: &PersonValue) -> bool {
    let same =
        |committed: &&crate::Committed| committed.member == value.member && committed.field == value.field;
    header.commitments.iter().find(same).is_some_and(|committed| committed.commitment == value.commitment())
}
