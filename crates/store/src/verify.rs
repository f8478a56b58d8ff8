//! The proof that a ledger, its records and its personal values are as they were written. It reads page by page, so
//! that its memory does not grow with the ledger, and names what it finds. It needs a store and nothing else.
//!
//! What it cannot see: that the last entries were cut off together with what the head says of them, or that someone who
//! owns the whole database wrote it anew. That takes checkpoints kept elsewhere.

mod finding;
mod history;
mod ledger;
mod people;
mod rows;

use std::{collections::VecDeque, fmt};

pub use finding::{Finding, What};
pub use ledger::LedgerCheck;
use rolecall_organization::{OrganizationId, RecordKey, Revision};
pub(crate) use rows::first as rows_apart;

use crate::{Address, EntryQuery, Head, PersonRow, RecordRow, Store, StoreError};

/// How far a proof has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Entries read.
    pub entries: u64,
    /// Of how many, as the head says.
    pub of: u64,
    /// Record rows read.
    pub records: u64,
}

/// What a proof came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// Whose ledger.
    pub organization: OrganizationId,
    /// The last entry read.
    pub revision: Revision,
    /// How many entries were read.
    pub entries: u64,
    /// How many record rows were read.
    pub records: u64,
    /// How many commitments were compared with their values.
    pub commitments_checked: u64,
    /// How many commitments have no value any more because an entry erased it.
    pub commitments_erased: u64,
    /// What is wrong, at most [`Self::MOST`] of it.
    pub findings: Vec<Finding>,
    /// How many more findings there are.
    pub omitted: u64,
}

impl VerifyReport {
    /// How many findings a report lists.
    pub const MOST: usize = 1000;

    /// Whether everything is as it was written.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for VerifyReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { organization, entries, records, commitments_checked, commitments_erased, .. } = self;
        write!(out, "`{organization}`: {entries} entries, {records} record rows, ")?;
        write!(out, "{commitments_checked} personal values checked, {commitments_erased} erased: ")?;
        if self.holds() {
            return write!(out, "the ledger holds up to entry {}", self.revision);
        }
        write!(out, "the ledger does NOT hold")?;
        self.findings.iter().try_for_each(|finding| write!(out, "\n  {finding}"))?;
        if self.omitted > 0 {
            write!(out, "\n  and {} more", self.omitted)?;
        }
        Ok(())
    }
}

const ENTRIES: u32 = 128;
const ROWS: u32 = 4096;

/// Proves one organization's ledger up to the entry that is its last when this begins; writing may go on meanwhile.
/// `progress` is told after every page.
///
/// # Errors
/// [`StoreError::Unavailable`] and the like; damage that can be named is a finding, not an error.
pub async fn verify(
    store: &dyn Store,
    organization: &OrganizationId,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<VerifyReport, StoreError> {
    let source = Source { store, organization };
    let Some((head, people)) = source.begin().await? else {
        return Ok(LedgerCheck::new(organization.clone(), Revision::default(), Vec::new()).finish(None));
    };
    let mut check = LedgerCheck::new(organization.clone(), head.revision, people);
    source.entries(&mut check, progress).await?;
    source.versions(&mut check).await?;
    source.people_beyond(&mut check).await?;
    Ok(check.finish(Some(&head)))
}

/// Where the proof reads from. Whatever belongs to entries behind the last of [`LedgerCheck::through`] was written
/// meanwhile and is left out - unless it lies behind the head that is read *after* it: then nobody wrote it.
struct Source<'a> {
    store: &'a dyn Store,
    organization: &'a OrganizationId,
}

impl Source<'_> {
    async fn head(&self) -> Result<Option<Head>, StoreError> {
        self.store.organization(&Address::Id(self.organization.clone())).await
    }

    /// The head, and the personal values at that very head.
    async fn begin(&self) -> Result<Option<(Head, Vec<PersonRow>)>, StoreError> {
        loop {
            let Some(before) = self.head().await? else { return Ok(None) };
            let people = self.store.people(self.organization).await?;
            if self.head().await?.is_some_and(|after| after.revision == before.revision) {
                return Ok(Some((before, people)));
            }
        }
    }

    /// The last revision that anything read so far may have.
    async fn horizon(&self, check: &LedgerCheck, seen: Option<Revision>) -> Result<Revision, StoreError> {
        match seen {
            Some(seen) if seen > check.through() => {
                Ok(self.head().await?.map_or(check.through(), |head| head.revision))
            }
            _ => Ok(check.through()),
        }
    }

    async fn entries(
        &self,
        check: &mut LedgerCheck,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<(), StoreError> {
        let mut rows = RowsByEntry::default();
        let mut query = EntryQuery { limit: ENTRIES, ..EntryQuery::default() };
        loop {
            let page = self.store.stored_entries(self.organization, &query).await?;
            let Some(last) = page.last() else { break };
            query.after = last.revision;
            let horizon = self.horizon(check, Some(last.revision)).await?;
            for entry in &page {
                if entry.revision > check.through() {
                    check.entry_beyond(entry, horizon);
                    continue;
                }
                rows.until(self, entry.revision, check).await?;
                check.entry(entry, &std::mem::take(&mut rows.own));
            }
            progress(check.progress());
            if last.revision > check.through() {
                break;
            }
        }
        rows.until(self, Revision(u64::MAX), check).await
    }

    async fn versions(&self, check: &mut LedgerCheck) -> Result<(), StoreError> {
        let mut after: Option<(RecordKey, Revision)> = None;
        loop {
            let behind = after.as_ref().map(|(key, revision)| (key, *revision));
            let page = self.store.record_versions(self.organization, behind, ROWS).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.key.clone(), last.from));
            let horizon = self.horizon(check, page.iter().filter_map(|version| version.to).max()).await?;
            for version in &page {
                check.version(version, horizon);
            }
        }
    }

    async fn people_beyond(&self, check: &mut LedgerCheck) -> Result<(), StoreError> {
        let people = self.store.people(self.organization).await?;
        let horizon = self.horizon(check, people.iter().map(|row| row.revision).max()).await?;
        people.iter().filter(|row| row.revision > horizon).for_each(|row| check.value_beyond(row));
        Ok(())
    }
}

/// Groups the stream of record rows by the entry that wrote them.
#[derive(Default)]
struct RowsByEntry {
    own: Vec<RecordRow>,
    ahead: VecDeque<RecordRow>,
    last: Option<RecordRow>,
    done: bool,
}

impl RowsByEntry {
    /// Moves on to an entry: its rows are then in `own`, and those of entries that were not asked for are strays.
    async fn until(
        &mut self,
        source: &Source<'_>,
        revision: Revision,
        check: &mut LedgerCheck,
    ) -> Result<(), StoreError> {
        loop {
            while let Some(row) = self.ahead.pop_front_if(|row| row.revision <= revision) {
                if row.revision == revision { self.own.push(row) } else { check.stray_row(&row) }
            }
            if self.done || !self.ahead.is_empty() {
                return Ok(());
            }
            self.read(source, check).await?;
        }
    }

    /// Reads a page, and leaves out what was written meanwhile.
    async fn read(&mut self, source: &Source<'_>, check: &LedgerCheck) -> Result<(), StoreError> {
        let after = self.last.as_ref().map_or((Revision(0), None), |row| (row.revision, Some(&row.key)));
        let page = source.store.record_rows(source.organization, after, ROWS).await?;
        let horizon = source.horizon(check, page.last().map(|row| row.revision)).await?;
        self.done = page.is_empty();
        self.last = page.last().cloned().or(self.last.take());
        let meanwhile = |row: &RecordRow| row.revision > check.through() && row.revision <= horizon;
        self.ahead.extend(page.into_iter().filter(|row| !meanwhile(row)));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
