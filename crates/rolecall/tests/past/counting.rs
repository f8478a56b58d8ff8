//! A store that counts what is read of it. Every call goes on to a real one.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall::catalog::CatalogHash;
use rolecall::organization::{CommandId, Facts, OrganizationId, RecordKey, Revision};
use rolecall::store::{
    Address, Credential, EntryQuery, Hash, Head, IdentityStore, InvitationLink, KeptEffect, LedgerPart,
    NewEntry, OutboxRow, PastPage, PastQuery, PersonRow, RecordPage, RecordQuery, RecordRow, RecordVersion,
    Snapshot, Store, StoreError, StoredCommand, StoredEntry, TokenRow,
};
use tokio::sync::watch;

/// What was read.
#[derive(Debug, Default)]
pub struct Counts {
    entries: AtomicUsize,
    rows: AtomicUsize,
    snapshots: AtomicUsize,
    lookups: AtomicUsize,
}

/// Counts, as they were since they were taken last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// Entries of the ledger.
    pub entries: usize,
    /// Rows of records.
    pub rows: usize,
    /// Policy snapshots.
    pub snapshots: usize,
    /// Times turned into revisions.
    pub lookups: usize,
}

impl Counts {
    /// What was read since this was called last.
    pub fn take(&self) -> Read {
        let take = |count: &AtomicUsize| count.swap(0, Relaxed);
        Read {
            entries: take(&self.entries),
            rows: take(&self.rows),
            snapshots: take(&self.snapshots),
            lookups: take(&self.lookups),
        }
    }
}

/// Whether the reading of all records comes further than its first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Open,
    Shut,
    /// It ends in an error.
    Broken,
}

/// A store that counts, and can be made to stand still in the middle of reading all records.
pub struct Counting {
    pub store: Arc<dyn Store>,
    pub counts: Arc<Counts>,
    pub gate: watch::Sender<Gate>,
    /// How often it came to the gate.
    pub came: AtomicUsize,
}

impl Counting {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            counts: Arc::default(),
            gate: watch::Sender::new(Gate::Open),
            came: AtomicUsize::new(0),
        }
    }

    async fn pass(&self) -> Result<(), StoreError> {
        self.came.fetch_add(1, Relaxed);
        let gate = *self.gate.subscribe().wait_for(|gate| *gate != Gate::Shut).await.unwrap();
        if gate == Gate::Broken { Err(StoreError::unavailable("it is broken")) } else { Ok(()) }
    }
}

#[async_trait]
impl Store for Counting {
    async fn append(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        entries: Vec<NewEntry>,
    ) -> Result<Head, StoreError> {
        self.store.append(organization, expected, entries).await
    }

    async fn organization(&self, address: &Address) -> Result<Option<Head>, StoreError> {
        self.store.organization(address).await
    }

    async fn organizations(
        &self,
        after: Option<&OrganizationId>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        self.store.organizations(after, limit).await
    }

    async fn stored_entries(
        &self,
        organization: &OrganizationId,
        query: &EntryQuery,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        let answer = self.store.stored_entries(organization, query).await;
        self.counts.entries.fetch_add(answer.as_ref().map_or(0, Vec::len), Relaxed);
        answer
    }

    async fn revision_at(
        &self,
        organization: &OrganizationId,
        at: Timestamp,
    ) -> Result<Option<Revision>, StoreError> {
        self.counts.lookups.fetch_add(1, Relaxed);
        self.store.revision_at(organization, at).await
    }

    async fn record_page(
        &self,
        organization: &OrganizationId,
        query: &RecordQuery,
    ) -> Result<RecordPage, StoreError> {
        if query.after.is_some() {
            self.pass().await?;
        }
        let answer = self.store.record_page(organization, query).await;
        self.counts.rows.fetch_add(answer.as_ref().map_or(0, RecordPage::len), Relaxed);
        answer
    }

    async fn past_page(
        &self,
        organization: &OrganizationId,
        query: &PastQuery,
    ) -> Result<PastPage, StoreError> {
        let answer = self.store.past_page(organization, query).await;
        self.counts.rows.fetch_add(answer.as_ref().map_or(0, |page| page.records.len()), Relaxed);
        answer
    }

    async fn record(
        &self,
        organization: &OrganizationId,
        key: &RecordKey,
        at: Option<Revision>,
    ) -> Result<Option<Facts>, StoreError> {
        self.counts.rows.fetch_add(1, Relaxed);
        self.store.record(organization, key, at).await
    }

    async fn record_rows(
        &self,
        organization: &OrganizationId,
        after: (Revision, Option<&RecordKey>),
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.store.record_rows(organization, after, limit).await
    }

    async fn record_versions(
        &self,
        organization: &OrganizationId,
        after: Option<(&RecordKey, Revision)>,
        limit: u32,
    ) -> Result<Vec<RecordVersion>, StoreError> {
        self.store.record_versions(organization, after, limit).await
    }

    async fn people(&self, organization: &OrganizationId) -> Result<Vec<PersonRow>, StoreError> {
        self.store.people(organization).await
    }

    async fn people_of(
        &self,
        organization: &OrganizationId,
        from: Revision,
        through: Revision,
    ) -> Result<Vec<PersonRow>, StoreError> {
        self.store.people_of(organization, from, through).await
    }

    async fn command(
        &self,
        organization: &OrganizationId,
        id: &CommandId,
    ) -> Result<Option<StoredCommand>, StoreError> {
        self.store.command(organization, id).await
    }

    async fn commands(
        &self,
        organization: &OrganizationId,
        after: Option<&CommandId>,
        limit: u32,
    ) -> Result<Vec<(CommandId, StoredCommand)>, StoreError> {
        self.store.commands(organization, after, limit).await
    }

    async fn founded_by(
        &self,
        command: &CommandId,
    ) -> Result<Option<(OrganizationId, StoredCommand)>, StoreError> {
        self.store.founded_by(command).await
    }

    async fn save_snapshot(
        &self,
        organization: &OrganizationId,
        snapshot: Snapshot,
    ) -> Result<(), StoreError> {
        self.store.save_snapshot(organization, snapshot).await
    }

    async fn snapshot_at_most(
        &self,
        organization: &OrganizationId,
        revision: Revision,
    ) -> Result<Option<Snapshot>, StoreError> {
        self.counts.snapshots.fetch_add(1, Relaxed);
        self.store.snapshot_at_most(organization, revision).await
    }

    async fn outbox(&self, due: Timestamp, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        self.store.outbox(due, limit).await
    }

    async fn outbox_done(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.store.outbox_done(id, at).await
    }

    async fn outbox_failed(&self, id: i64, retry_at: Option<Timestamp>) -> Result<(), StoreError> {
        self.store.outbox_failed(id, retry_at).await
    }

    async fn outbox_waiting(&self) -> Result<u64, StoreError> {
        self.store.outbox_waiting().await
    }

    async fn kept_effects(&self, after: i64, limit: u32) -> Result<Vec<KeptEffect>, StoreError> {
        self.store.kept_effects(after, limit).await
    }

    async fn restore_effects(&self, effects: &[KeptEffect]) -> Result<(), StoreError> {
        self.store.restore_effects(effects).await
    }

    async fn restore(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        part: LedgerPart,
    ) -> Result<Head, StoreError> {
        self.store.restore(organization, expected, part).await
    }

    async fn put_catalog(&self, hash: &CatalogHash, text: &str) -> Result<(), StoreError> {
        self.store.put_catalog(hash, text).await
    }

    async fn catalog(&self, hash: &CatalogHash) -> Result<Option<String>, StoreError> {
        self.store.catalog(hash).await
    }

    async fn catalogs(&self) -> Result<Vec<CatalogHash>, StoreError> {
        self.store.catalogs().await
    }
}

#[async_trait]
impl IdentityStore for Counting {
    async fn put_token(&self, token: &TokenRow) -> Result<(), StoreError> {
        self.store.put_token(token).await
    }

    async fn token(&self, secret: &Hash) -> Result<Option<TokenRow>, StoreError> {
        self.store.token(secret).await
    }

    async fn tokens(
        &self,
        organization: Option<&OrganizationId>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<TokenRow>, StoreError> {
        self.store.tokens(organization, after, limit).await
    }

    async fn revoke_token(&self, id: &str, at: Timestamp) -> Result<Option<TokenRow>, StoreError> {
        self.store.revoke_token(id, at).await
    }

    async fn tokens_used(&self, used: &[(String, Timestamp)]) -> Result<(), StoreError> {
        self.store.tokens_used(used).await
    }

    async fn credential(&self, email: &str) -> Result<Option<Credential>, StoreError> {
        self.store.credential(email).await
    }

    async fn credentials(&self, after: Option<&str>, limit: u32) -> Result<Vec<Credential>, StoreError> {
        self.store.credentials(after, limit).await
    }

    async fn restore_credentials(&self, credentials: &[Credential]) -> Result<(), StoreError> {
        self.store.restore_credentials(credentials).await
    }

    async fn put_invitation_link(&self, link: &InvitationLink) -> Result<(), StoreError> {
        self.store.put_invitation_link(link).await
    }

    async fn invitation_link(&self, secret: &Hash) -> Result<Option<InvitationLink>, StoreError> {
        self.store.invitation_link(secret).await
    }

    async fn invitation_links(
        &self,
        after: Option<&Hash>,
        limit: u32,
    ) -> Result<Vec<InvitationLink>, StoreError> {
        self.store.invitation_links(after, limit).await
    }
}
