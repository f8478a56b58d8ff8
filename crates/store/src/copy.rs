//! Copies all that one store keeps into another, whatever the two are: the way from one machine to several, and back.

use rolecall_organization::{OrganizationId, RecordKey, Revision};

use crate::{
    Address, EntryQuery, Head, LedgerPart, RecordRow, Store, StoreError, StoredEntry, entry::open_envelope,
};

/// What was copied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Texts of catalogs.
    pub catalogs: u64,
    /// Organizations, deleted ones included; each stands at the same hash in both stores.
    pub organizations: u64,
    /// Entries of their ledgers.
    pub entries: u64,
    /// Record rows, past ones included.
    pub records: u64,
    /// Personal values.
    pub people: u64,
    /// Commands that are remembered.
    pub commands: u64,
    /// Effects that are not carried out, those given up included.
    pub effects: u64,
    /// API tokens.
    pub tokens: u64,
    /// Credentials of persons.
    pub credentials: u64,
    /// Links of invitations.
    pub links: u64,
}

/// How many of anything a page holds.
const PAGE: u32 = 500;

/// How many entries, and about how many record rows, a part holds.
const ENTRIES: u32 = 256;
const ROWS: u64 = 20_000;

/// How many record rows are read at once.
const ROW_PAGE: u32 = 8192;

/// Copies everything, page by page. Nobody may write to `from` meanwhile. `progress` is told after every part.
///
/// # Errors
/// [`StoreError::Refused`] where `to` is not empty, or `from` was written to meanwhile; [`StoreError::Corrupt`] where
/// what `from` holds is not as it was written. An organization is seen in `to` only once it is whole.
pub async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    progress: &mut (dyn FnMut(CopyReport) + Send),
) -> Result<CopyReport, StoreError> {
    if !is_empty(to).await? {
        return Err(StoreError::refused("the store to copy into is not empty"));
    }
    let mut copying = Copying { from, to, report: CopyReport::default() };
    copying.catalogs().await?;
    let mut after = None;
    while let Some(head) = from.organizations(after.as_ref(), 1).await?.pop() {
        copying.ledger(&head, progress).await?;
        copying.report.organizations += 1;
        progress(copying.report);
        after = Some(head.id);
    }
    copying.effects().await?;
    copying.tokens().await?;
    copying.persons().await?;
    copying.compare().await?;
    progress(copying.report);
    Ok(copying.report)
}

async fn is_empty(store: &dyn Store) -> Result<bool, StoreError> {
    Ok(store.organizations(None, 1).await?.is_empty()
        && store.catalogs().await?.is_empty()
        && store.tokens(None, None, 1).await?.is_empty()
        && store.credentials(None, 1).await?.is_empty())
}

struct Copying<'a> {
    from: &'a dyn Store,
    to: &'a dyn Store,
    report: CopyReport,
}

impl Copying<'_> {
    async fn catalogs(&mut self) -> Result<(), StoreError> {
        for hash in self.from.catalogs().await? {
            if let Some(text) = self.from.catalog(&hash).await? {
                self.to.put_catalog(&hash, &text).await?;
                self.report.catalogs += 1;
            }
        }
        Ok(())
    }

    async fn ledger(
        &mut self,
        head: &Head,
        progress: &mut (dyn FnMut(CopyReport) + Send),
    ) -> Result<(), StoreError> {
        let mut parts = Parts::new(self.from, &head.id, head.revision);
        let mut at = Revision::default();
        while let Some(part) = parts.next().await? {
            self.report.entries += part.entries.len() as u64;
            self.report.records += part.rows.len() as u64;
            self.report.people += part.people.len() as u64;
            at = self.to.restore(&head.id, at, part).await?.revision;
            progress(self.report);
        }
        let mut after = None;
        loop {
            let commands = self.from.commands(&head.id, after.as_ref(), PAGE).await?;
            let Some((last, _)) = commands.last() else { break };
            after = Some(last.clone());
            self.report.commands += commands.len() as u64;
            self.to.restore(&head.id, at, LedgerPart { commands, ..LedgerPart::default() }).await?;
        }
        let snapshot = self.from.snapshot_at_most(&head.id, head.revision).await?;
        self.to
            .restore(&head.id, at, LedgerPart { snapshot, complete: true, ..LedgerPart::default() })
            .await?;
        Ok(())
    }

    async fn effects(&mut self) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let effects = self.from.kept_effects(after, PAGE).await?;
            let Some(last) = effects.last() else { return Ok(()) };
            after = last.row.id;
            self.report.effects += effects.len() as u64;
            self.to.restore_effects(&effects).await?;
        }
    }

    async fn tokens(&mut self) -> Result<(), StoreError> {
        let mut after: Option<String> = None;
        loop {
            let tokens = self.from.tokens(None, after.as_deref(), PAGE).await?;
            let Some(last) = tokens.last() else { return Ok(()) };
            after = Some(last.id.clone());
            for token in &tokens {
                self.to.put_token(token).await?;
                self.report.tokens += 1;
            }
        }
    }

    async fn persons(&mut self) -> Result<(), StoreError> {
        let mut after: Option<String> = None;
        loop {
            let credentials = self.from.credentials(after.as_deref(), PAGE).await?;
            let Some(last) = credentials.last() else { break };
            after = Some(last.email.clone());
            self.report.credentials += credentials.len() as u64;
            self.to.restore_credentials(&credentials).await?;
        }
        let mut after = None;
        loop {
            let links = self.from.invitation_links(after.as_ref(), PAGE).await?;
            let Some(last) = links.last() else { return Ok(()) };
            after = Some(last.secret);
            for link in &links {
                self.to.put_invitation_link(link).await?;
                self.report.links += 1;
            }
        }
    }

    /// Every organization stands at the same place in both stores.
    async fn compare(&self) -> Result<(), StoreError> {
        let mut after = None;
        while let Some(head) = self.from.organizations(after.as_ref(), 1).await?.pop() {
            let copied = self.to.organization(&Address::Id(head.id.clone())).await?;
            if copied.as_ref() != Some(&head) {
                let what = format!("`{}` was written to while it was copied", head.id);
                return Err(StoreError::refused(what));
            }
            after = Some(head.id);
        }
        Ok(())
    }
}

/// Reads a ledger in parts.
pub(crate) struct Parts<'a> {
    store: &'a dyn Store,
    organization: &'a OrganizationId,
    at: Revision,
    through: Revision,
}

impl<'a> Parts<'a> {
    pub fn new(store: &'a dyn Store, organization: &'a OrganizationId, through: Revision) -> Self {
        Self { store, organization, at: Revision::default(), through }
    }

    /// The next part, with about as many rows as memory should hold; `None` behind the last entry.
    pub async fn next(&mut self) -> Result<Option<LedgerPart>, StoreError> {
        let query = EntryQuery {
            after: self.at,
            through: Some(self.through),
            limit: ENTRIES,
            ..EntryQuery::default()
        };
        let page = self.store.stored_entries(self.organization, &query).await?;
        let entries = at_most_rows(page)?;
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(None) };
        let (from, through) = (first.revision, last.revision);
        let rows = self.rows(through).await?;
        let people = self.store.people_of(self.organization, from, through).await?;
        self.at = through;
        Ok(Some(LedgerPart { entries, rows, people, ..LedgerPart::default() }))
    }

    /// The rows of the entries behind the last part through `through`.
    async fn rows(&self, through: Revision) -> Result<Vec<RecordRow>, StoreError> {
        let mut rows: Vec<RecordRow> = Vec::new();
        let mut after: (Revision, Option<RecordKey>) = (self.at, None);
        loop {
            let behind = (after.0, after.1.as_ref());
            let page = self.store.record_rows(self.organization, behind, ROW_PAGE).await?;
            let Some(last) = page.last() else { return Ok(rows) };
            after = (last.revision, Some(last.key.clone()));
            rows.extend(page.into_iter().filter(|row| row.revision <= through));
            if after.0 > through {
                return Ok(rows);
            }
        }
    }
}

/// The first entries of a page, up to the one with which the rows are many.
fn at_most_rows(mut page: Vec<StoredEntry>) -> Result<Vec<StoredEntry>, StoreError> {
    let (mut rows, mut count) = (0, 0);
    for entry in &page {
        count += 1;
        rows += open_envelope(&entry.envelope)?.header.records.map_or(0, |sum| sum.count);
        if rows >= ROWS {
            break;
        }
    }
    page.truncate(count);
    Ok(page)
}
