//! What the store is asked, handed to the thread that can answer. Whatever is asked is copied, because a thread may
//! outlive who asked.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_catalog::CatalogHash;
use rolecall_organization::{CommandId, Facts, OrganizationId, RecordKey, Revision};
use rolecall_store::{
    Address, EntryQuery, Head, KeptEffect, LedgerPart, NewEntry, OutboxRow, PastPage, PastQuery, PersonRow,
    PreparedAppend, RecordPage, RecordQuery, RecordRow, RecordVersion, Snapshot, Store, StoreError,
    StoredCommand, StoredEntry,
};

use crate::{SqliteStore, append, entries, heads, kept, records, restore, writer::Request};

/// A small write that belongs to no organization.
pub const SMALL: Request = Request { lane: None, rows: 1, erases: false };

#[async_trait]
impl Store for SqliteStore {
    async fn append(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        entries: Vec<NewEntry>,
    ) -> Result<Head, StoreError> {
        let prepared = PreparedAppend::new(organization, expected, entries)?;
        let erases = prepared.entries.iter().any(|entry| !entry.header.erased.is_empty());
        let request = Request { lane: Some(organization.clone()), rows: prepared.rows(), erases };
        self.writer.write(request, move |connection| append::append(connection, &prepared)).await
    }

    async fn organization(&self, address: &Address) -> Result<Option<Head>, StoreError> {
        let address = address.clone();
        self.readers.read(move |connection| heads::by_address(connection, &address)).await
    }

    async fn organizations(
        &self,
        after: Option<&OrganizationId>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        let after = after.cloned();
        self.readers.read(move |connection| heads::page(connection, after.as_ref(), limit)).await
    }

    async fn stored_entries(
        &self,
        organization: &OrganizationId,
        query: &EntryQuery,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.readers.read(move |connection| entries::page(connection, &organization, &query)).await
    }

    async fn revision_at(
        &self,
        organization: &OrganizationId,
        at: Timestamp,
    ) -> Result<Option<Revision>, StoreError> {
        let organization = organization.clone();
        self.readers.read(move |connection| entries::revision_at(connection, &organization, at)).await
    }

    async fn record_page(
        &self,
        organization: &OrganizationId,
        query: &RecordQuery,
    ) -> Result<RecordPage, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.readers.read(move |connection| records::page(connection, &organization, &query)).await
    }

    async fn past_page(
        &self,
        organization: &OrganizationId,
        query: &PastQuery,
    ) -> Result<PastPage, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.readers.read(move |connection| records::past(connection, &organization, &query)).await
    }

    async fn record(
        &self,
        organization: &OrganizationId,
        key: &RecordKey,
        at: Option<Revision>,
    ) -> Result<Option<Facts>, StoreError> {
        let (organization, key) = (organization.clone(), key.clone());
        self.readers.read(move |connection| records::one(connection, &organization, &key, at)).await
    }

    async fn record_rows(
        &self,
        organization: &OrganizationId,
        after: (Revision, Option<&RecordKey>),
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let (organization, revision, key) = (organization.clone(), after.0, after.1.cloned());
        let after =
            move |connection: &_| records::rows(connection, &organization, (revision, key.as_ref()), limit);
        self.readers.read(after).await
    }

    async fn record_versions(
        &self,
        organization: &OrganizationId,
        after: Option<(&RecordKey, Revision)>,
        limit: u32,
    ) -> Result<Vec<RecordVersion>, StoreError> {
        let (organization, after) = (organization.clone(), after.map(|(key, from)| (key.clone(), from)));
        let read = move |connection: &_| {
            let after = after.as_ref().map(|(key, from)| (key, *from));
            records::versions(connection, &organization, after, limit)
        };
        self.readers.read(read).await
    }

    async fn people(&self, organization: &OrganizationId) -> Result<Vec<PersonRow>, StoreError> {
        let organization = organization.clone();
        self.readers.read(move |connection| kept::people(connection, &organization)).await
    }

    async fn command(
        &self,
        organization: &OrganizationId,
        id: &CommandId,
    ) -> Result<Option<StoredCommand>, StoreError> {
        let (organization, id) = (organization.clone(), id.clone());
        self.readers.read(move |connection| kept::command(connection, &organization, &id)).await
    }

    async fn people_of(
        &self,
        organization: &OrganizationId,
        from: Revision,
        through: Revision,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let organization = organization.clone();
        self.readers.read(move |connection| kept::people_of(connection, &organization, from, through)).await
    }

    async fn commands(
        &self,
        organization: &OrganizationId,
        after: Option<&CommandId>,
        limit: u32,
    ) -> Result<Vec<(CommandId, StoredCommand)>, StoreError> {
        let (organization, after) = (organization.clone(), after.cloned());
        let read = move |connection: &_| kept::commands(connection, &organization, after.as_ref(), limit);
        self.readers.read(read).await
    }

    async fn kept_effects(&self, after: i64, limit: u32) -> Result<Vec<KeptEffect>, StoreError> {
        self.readers.read(move |connection| restore::kept_effects(connection, after, limit)).await
    }

    async fn restore_effects(&self, effects: &[KeptEffect]) -> Result<(), StoreError> {
        let effects = effects.to_vec();
        let request = Request { rows: effects.len(), ..SMALL };
        self.writer.write(request, move |connection| restore::restore_effects(connection, &effects)).await
    }

    async fn restore(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        part: LedgerPart,
    ) -> Result<Head, StoreError> {
        let organization = organization.clone();
        let rows = part.entries.len() + part.rows.len() + part.people.len() + part.commands.len();
        let erases = expected == Revision::default();
        let request = Request { lane: Some(organization.clone()), rows, erases };
        let write = move |connection: &_| restore::restore(connection, &organization, expected, part);
        self.writer.write(request, write).await
    }

    async fn founded_by(
        &self,
        command: &CommandId,
    ) -> Result<Option<(OrganizationId, StoredCommand)>, StoreError> {
        let command = command.clone();
        self.readers.read(move |connection| kept::founded_by(connection, &command)).await
    }

    async fn save_snapshot(
        &self,
        organization: &OrganizationId,
        snapshot: Snapshot,
    ) -> Result<(), StoreError> {
        let organization = organization.clone();
        let request = Request { lane: Some(organization.clone()), ..SMALL };
        self.writer
            .write(request, move |connection| kept::save_snapshot_of(connection, &organization, &snapshot))
            .await
    }

    async fn snapshot_at_most(
        &self,
        organization: &OrganizationId,
        revision: Revision,
    ) -> Result<Option<Snapshot>, StoreError> {
        let organization = organization.clone();
        self.readers.read(move |connection| kept::snapshot_at_most(connection, &organization, revision)).await
    }

    async fn outbox(&self, due: Timestamp, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        self.readers.read(move |connection| kept::outbox(connection, due, limit)).await
    }

    async fn outbox_done(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.writer.write(SMALL, move |connection| kept::outbox_done(connection, id, at)).await
    }

    async fn outbox_failed(&self, id: i64, retry_at: Option<Timestamp>) -> Result<(), StoreError> {
        self.writer.write(SMALL, move |connection| kept::outbox_failed(connection, id, retry_at)).await
    }

    async fn outbox_waiting(&self) -> Result<u64, StoreError> {
        self.readers.read(kept::outbox_waiting).await
    }

    async fn put_catalog(&self, hash: &CatalogHash, text: &str) -> Result<(), StoreError> {
        let (hash, text) = (hash.clone(), text.to_owned());
        self.writer.write(SMALL, move |connection| kept::put_catalog(connection, &hash, &text)).await
    }

    async fn catalog(&self, hash: &CatalogHash) -> Result<Option<String>, StoreError> {
        let hash = hash.clone();
        self.readers.read(move |connection| kept::catalog(connection, &hash)).await
    }

    async fn catalogs(&self) -> Result<Vec<CatalogHash>, StoreError> {
        self.readers.read(kept::catalogs).await
    }
}
