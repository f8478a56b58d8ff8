//! The trait that every store implements.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_catalog::{CatalogHash, ModuleId};
use rolecall_organization::{CommandId, Facts, OrganizationId, RecordKey, Revision, Slug};

use crate::{
    Entry, EntryQuery, Head, IdentityStore, KeptEffect, LedgerPart, NewEntry, OutboxRow, PastPage, PastQuery,
    PersonRow, RecordPage, RecordQuery, RecordRow, RecordVersion, Snapshot, StoreError, StoredCommand,
    StoredEntry,
};

/// How an organization is addressed: by its id or by its slug, always both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// By its id.
    Id(OrganizationId),
    /// By its slug; a deleted organization has none.
    Slug(Slug),
}

/// Keeps the ledgers of organizations with what belongs to them, and what identity needs ([`IdentityStore`]). Its futures run on any executor.
///
/// Reads of an organization that does not exist find nothing. Every read sees every write that was acknowledged before.
#[async_trait]
pub trait Store: IdentityStore {
    /// Appends entries to a ledger, all of them or none, and acknowledges once they are safe. `expected` is the last
    /// entry the caller knows; 0 founds the organization, whose first entry then needs a slug.
    ///
    /// # Errors
    /// [`crate::Conflict`] where the ledger moved on, the slug is taken, a command was carried out before or a person has
    /// credentials already;
    /// [`StoreError::Refused`] where an entry contradicts itself or is dated before the one ahead of it.
    async fn append(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        entries: Vec<NewEntry>,
    ) -> Result<Head, StoreError>;

    /// Where an organization stands.
    async fn organization(&self, address: &Address) -> Result<Option<Head>, StoreError>;

    /// Organizations, deleted ones included, in the order of their founding; those behind `after`.
    async fn organizations(
        &self,
        after: Option<&OrganizationId>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError>;

    /// Entries as they are stored, unchecked. Ordinary reading is [`Self::entries`].
    async fn stored_entries(
        &self,
        organization: &OrganizationId,
        query: &EntryQuery,
    ) -> Result<Vec<StoredEntry>, StoreError>;

    /// Entries, each checked by itself.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one is not as it was written.
    async fn entries(
        &self,
        organization: &OrganizationId,
        query: &EntryQuery,
    ) -> Result<Vec<Entry>, StoreError> {
        let stored = self.stored_entries(organization, query).await?;
        stored.iter().map(|entry| entry.open(organization)).collect()
    }

    /// One entry, checked by itself.
    async fn entry(
        &self,
        organization: &OrganizationId,
        revision: Revision,
    ) -> Result<Option<Entry>, StoreError> {
        let after = Revision(revision.0.saturating_sub(1));
        let query = EntryQuery { after, through: Some(revision), limit: 1, ..EntryQuery::default() };
        Ok(self.entries(organization, &query).await?.pop())
    }

    /// The last entry at a time; `None` where the organization was founded later.
    async fn revision_at(
        &self,
        organization: &OrganizationId,
        at: Timestamp,
    ) -> Result<Option<Revision>, StoreError>;

    /// A page of records by module and id, as they are stored. For all of them see [`each_page`].
    async fn record_page(
        &self,
        organization: &OrganizationId,
        query: &RecordQuery,
    ) -> Result<RecordPage, StoreError>;

    /// A page of records by module and id. For all of them see [`each_record`].
    async fn records(
        &self,
        organization: &OrganizationId,
        query: &RecordQuery,
    ) -> Result<Vec<(RecordKey, Facts)>, StoreError> {
        let page = self.record_page(organization, query).await?;
        page.iter().map(|row| row.to_record()).collect()
    }

    /// A page of one module's records at a moment in the past; costs what was replaced since, not what was before. For all
    /// of them see [`crate::each_past_record`].
    async fn past_page(
        &self,
        organization: &OrganizationId,
        query: &PastQuery,
    ) -> Result<PastPage, StoreError>;

    /// One record after entry `at`, or at present.
    async fn record(
        &self,
        organization: &OrganizationId,
        key: &RecordKey,
        at: Option<Revision>,
    ) -> Result<Option<Facts>, StoreError>;

    /// The rows that entries later than `after` wrote, in the order of entry, module, id; with a key, those behind that
    /// row of entry `after.0`.
    async fn record_rows(
        &self,
        organization: &OrganizationId,
        after: (Revision, Option<&RecordKey>),
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError>;

    /// From when until when each row held, in the order of module, id, entry; those behind `after`.
    async fn record_versions(
        &self,
        organization: &OrganizationId,
        after: Option<(&RecordKey, Revision)>,
        limit: u32,
    ) -> Result<Vec<RecordVersion>, StoreError>;

    /// Every personal value that is not erased, by revision, member and field.
    async fn people(&self, organization: &OrganizationId) -> Result<Vec<PersonRow>, StoreError>;

    /// The personal values that entries `from` through `through` commit to, by revision, member and field.
    async fn people_of(
        &self,
        organization: &OrganizationId,
        from: Revision,
        through: Revision,
    ) -> Result<Vec<PersonRow>, StoreError>;

    /// A command that was carried out.
    async fn command(
        &self,
        organization: &OrganizationId,
        id: &CommandId,
    ) -> Result<Option<StoredCommand>, StoreError>;

    /// Commands that are remembered, by id, behind `after`.
    async fn commands(
        &self,
        organization: &OrganizationId,
        after: Option<&CommandId>,
        limit: u32,
    ) -> Result<Vec<(CommandId, StoredCommand)>, StoreError>;

    /// The organization whose first entry carried a command, and that command; of several the latest.
    async fn founded_by(
        &self,
        command: &CommandId,
    ) -> Result<Option<(OrganizationId, StoredCommand)>, StoreError>;

    /// Keeps the policy after an entry; one kept before is replaced.
    async fn save_snapshot(
        &self,
        organization: &OrganizationId,
        snapshot: Snapshot,
    ) -> Result<(), StoreError>;

    /// The latest policy kept, of those after entry `revision` or an earlier one.
    async fn snapshot_at_most(
        &self,
        organization: &OrganizationId,
        revision: Revision,
    ) -> Result<Option<Snapshot>, StoreError>;

    /// Effects whose next attempt is due at a time, the oldest first. The first attempt is due at once.
    async fn outbox(&self, due: Timestamp, limit: u32) -> Result<Vec<OutboxRow>, StoreError>;

    /// Marks an effect as carried out at a time and forgets its payload.
    async fn outbox_done(&self, id: i64, at: Timestamp) -> Result<(), StoreError>;

    /// Counts an attempt in vain and says when the next is due. With `None` the effect is given up: it is never handed
    /// out again, and its payload stays.
    async fn outbox_failed(&self, id: i64, retry_at: Option<Timestamp>) -> Result<(), StoreError>;

    /// How many effects are neither carried out nor given up.
    async fn outbox_waiting(&self) -> Result<u64, StoreError>;

    /// Effects that are not carried out, those given up included, by id, behind `after`.
    async fn kept_effects(&self, after: i64, limit: u32) -> Result<Vec<KeptEffect>, StoreError>;

    /// Keeps effects that another store kept, all of them or none, in this order and under ids of this store.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where an organization is not there.
    async fn restore_effects(&self, effects: &[KeptEffect]) -> Result<(), StoreError>;

    /// Writes the next part of a ledger as another store keeps it. `expected` is the last entry of the parts so far; with
    /// 0 it begins anew, and what an attempt before left behind goes. The organization is not seen, and nobody else
    /// writes to it, until a part says that it is complete. A first part without entries only clears away.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the part does not follow the entries so far, or its rows or values are not those of
    /// its entries; [`crate::Conflict`] where the organization is there already, the parts so far end elsewhere, or,
    /// with the last part, its slug is taken. Nothing of the part is written then.
    async fn restore(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        part: LedgerPart,
    ) -> Result<Head, StoreError>;

    /// Keeps the text of a catalog.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the hash is not that of the text.
    async fn put_catalog(&self, hash: &CatalogHash, text: &str) -> Result<(), StoreError>;

    /// The text of a catalog.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it is no longer the text of that hash.
    async fn catalog(&self, hash: &CatalogHash) -> Result<Option<String>, StoreError>;

    /// The hashes of the catalogs kept, in the order of their coming.
    async fn catalogs(&self) -> Result<Vec<CatalogHash>, StoreError>;
}

/// How many records a page of [`each_page`] holds.
const PAGE: u32 = 8192;

/// Hands every record that stands after entry `at` to `take`, by module and id. Memory holds two pages at a time.
pub async fn each_record(
    store: &dyn Store,
    organization: &OrganizationId,
    at: Revision,
    module: Option<&ModuleId>,
    take: &mut (dyn FnMut(RecordKey, Facts) + Send),
) -> Result<(), StoreError> {
    let mut take = |page: &RecordPage| {
        for row in page.iter() {
            let (key, facts) = row.to_record()?;
            take(key, facts);
        }
        Ok(())
    };
    each_page(store, organization, at, module, &mut take).await
}

/// Hands every record that stands after entry `at` to `take`, page by page, by module and id. The store reads the next
/// page while `take` works on one; memory holds two at a time.
///
/// # Errors
/// Those of the store, and what `take` answers: then it is not called again.
pub async fn each_page(
    store: &dyn Store,
    organization: &OrganizationId,
    at: Revision,
    module: Option<&ModuleId>,
    take: &mut (dyn FnMut(&RecordPage) -> Result<(), StoreError> + Send),
) -> Result<(), StoreError> {
    let query = |after| RecordQuery { at, module: module.cloned(), after, limit: PAGE };
    let mut page = store.record_page(organization, &query(None)).await?;
    while page.len() >= PAGE as usize {
        let behind = query(page.last()?);
        let mut next = store.record_page(organization, &behind);
        // A future that was never polled asks for nothing: this sends the question.
        let early = std::future::poll_fn(|context| std::task::Poll::Ready(next.as_mut().poll(context))).await;
        take(&page)?;
        page = match early {
            std::task::Poll::Ready(page) => page?,
            std::task::Poll::Pending => next.await?,
        };
    }
    take(&page)
}
