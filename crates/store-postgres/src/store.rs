//! What the store is asked, handed to a connection. Whatever is asked is copied, because the answer may come after who
//! asked has left.

use async_trait::async_trait;
use jiff::Timestamp;
use rolecall_catalog::CatalogHash;
use rolecall_organization::{CommandId, Facts, OrganizationId, RecordKey, Revision};
use rolecall_store::{
    Address, EntryQuery, Head, KeptEffect, LedgerPart, NewEntry, OutboxRow, PastPage, PastQuery, PersonRow,
    PreparedAppend, RecordPage, RecordQuery, RecordRow, RecordVersion, Snapshot, Store, StoreError,
    StoredCommand, StoredEntry,
};

use crate::{PostgresStore, append, entries, heads, kept, outbox, records, restore};

#[async_trait]
impl Store for PostgresStore {
    async fn append(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        entries: Vec<NewEntry>,
    ) -> Result<Head, StoreError> {
        let prepared = PreparedAppend::new(organization, expected, entries)?;
        self.run(async move |client| append::append(client, prepared).await).await
    }

    async fn organization(&self, address: &Address) -> Result<Option<Head>, StoreError> {
        let address = address.clone();
        self.run(async move |client| heads::by_address(&client, &address).await).await
    }

    async fn organizations(
        &self,
        after: Option<&OrganizationId>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        let after = after.cloned();
        self.run(async move |client| heads::page(&client, after.as_ref(), limit).await).await
    }

    async fn stored_entries(
        &self,
        organization: &OrganizationId,
        query: &EntryQuery,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.run(async move |client| entries::page(&client, &organization, &query).await).await
    }

    async fn revision_at(
        &self,
        organization: &OrganizationId,
        at: Timestamp,
    ) -> Result<Option<Revision>, StoreError> {
        let organization = organization.clone();
        self.run(async move |client| entries::revision_at(&client, &organization, at).await).await
    }

    async fn record_page(
        &self,
        organization: &OrganizationId,
        query: &RecordQuery,
    ) -> Result<RecordPage, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.run(async move |client| records::page(&client, &organization, &query).await).await
    }

    async fn past_page(
        &self,
        organization: &OrganizationId,
        query: &PastQuery,
    ) -> Result<PastPage, StoreError> {
        let (organization, query) = (organization.clone(), query.clone());
        self.run(async move |client| records::past(&client, &organization, &query).await).await
    }

    async fn record(
        &self,
        organization: &OrganizationId,
        key: &RecordKey,
        at: Option<Revision>,
    ) -> Result<Option<Facts>, StoreError> {
        let (organization, key) = (organization.clone(), key.clone());
        self.run(async move |client| records::one(&client, &organization, &key, at).await).await
    }

    async fn record_rows(
        &self,
        organization: &OrganizationId,
        after: (Revision, Option<&RecordKey>),
        limit: u32,
    ) -> Result<Vec<RecordRow>, StoreError> {
        let (organization, revision, key) = (organization.clone(), after.0, after.1.cloned());
        let read =
            async move |client| records::rows(&client, &organization, (revision, key.as_ref()), limit).await;
        self.run(read).await
    }

    async fn record_versions(
        &self,
        organization: &OrganizationId,
        after: Option<(&RecordKey, Revision)>,
        limit: u32,
    ) -> Result<Vec<RecordVersion>, StoreError> {
        let (organization, after) = (organization.clone(), after.map(|(key, from)| (key.clone(), from)));
        let read = async move |client| {
            let after = after.as_ref().map(|(key, from)| (key, *from));
            records::versions(&client, &organization, after, limit).await
        };
        self.run(read).await
    }

    async fn people(&self, organization: &OrganizationId) -> Result<Vec<PersonRow>, StoreError> {
        let organization = organization.clone();
        self.run(async move |client| kept::people(&client, &organization).await).await
    }

    async fn command(
        &self,
        organization: &OrganizationId,
        id: &CommandId,
    ) -> Result<Option<StoredCommand>, StoreError> {
        let (organization, id) = (organization.clone(), id.clone());
        self.run(async move |client| kept::command(&client, &organization, &id).await).await
    }

    async fn people_of(
        &self,
        organization: &OrganizationId,
        from: Revision,
        through: Revision,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let organization = organization.clone();
        self.run(async move |client| kept::people_of(&client, &organization, from, through).await).await
    }

    async fn commands(
        &self,
        organization: &OrganizationId,
        after: Option<&CommandId>,
        limit: u32,
    ) -> Result<Vec<(CommandId, StoredCommand)>, StoreError> {
        let (organization, after) = (organization.clone(), after.cloned());
        let read = async move |client| kept::commands(&client, &organization, after.as_ref(), limit).await;
        self.run(read).await
    }

    async fn kept_effects(&self, after: i64, limit: u32) -> Result<Vec<KeptEffect>, StoreError> {
        self.run(async move |client| restore::kept_effects(&client, after, limit).await).await
    }

    async fn restore_effects(&self, effects: &[KeptEffect]) -> Result<(), StoreError> {
        let effects = effects.to_vec();
        self.run(async move |client| restore::restore_effects(client, effects).await).await
    }

    async fn restore(
        &self,
        organization: &OrganizationId,
        expected: Revision,
        part: LedgerPart,
    ) -> Result<Head, StoreError> {
        let organization = organization.clone();
        self.run(async move |client| restore::restore(client, organization, expected, part).await).await
    }

    async fn founded_by(
        &self,
        command: &CommandId,
    ) -> Result<Option<(OrganizationId, StoredCommand)>, StoreError> {
        let command = command.clone();
        self.run(async move |client| kept::founded_by(&client, &command).await).await
    }

    async fn save_snapshot(
        &self,
        organization: &OrganizationId,
        snapshot: Snapshot,
    ) -> Result<(), StoreError> {
        let organization = organization.clone();
        self.run(async move |client| kept::save_snapshot_of(&client, &organization, &snapshot).await).await
    }

    async fn snapshot_at_most(
        &self,
        organization: &OrganizationId,
        revision: Revision,
    ) -> Result<Option<Snapshot>, StoreError> {
        let organization = organization.clone();
        self.run(async move |client| kept::snapshot_at_most(&client, &organization, revision).await).await
    }

    async fn outbox(&self, due: Timestamp, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        self.run(async move |client| outbox::due(&client, due, limit).await).await
    }

    async fn outbox_done(&self, id: i64, at: Timestamp) -> Result<(), StoreError> {
        self.run(async move |client| outbox::done(&client, id, at).await).await
    }

    async fn outbox_failed(&self, id: i64, retry_at: Option<Timestamp>) -> Result<(), StoreError> {
        self.run(async move |client| outbox::failed(&client, id, retry_at).await).await
    }

    async fn outbox_waiting(&self) -> Result<u64, StoreError> {
        self.run(async move |client| outbox::waiting(&client).await).await
    }

    async fn put_catalog(&self, hash: &CatalogHash, text: &str) -> Result<(), StoreError> {
        let (hash, text) = (hash.clone(), text.to_owned());
        self.run(async move |client| kept::put_catalog(&client, &hash, &text).await).await
    }

    async fn catalog(&self, hash: &CatalogHash) -> Result<Option<String>, StoreError> {
        let hash = hash.clone();
        self.run(async move |client| kept::catalog(&client, &hash).await).await
    }

    async fn catalogs(&self) -> Result<Vec<CatalogHash>, StoreError> {
        self.run(async move |client| kept::catalogs(&client).await).await
    }
}
