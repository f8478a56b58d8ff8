//! The library's front door: one store, its catalogs, and the organizations that were loaded from it.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, RwLock},
};

use rolecall_catalog::{Catalog, CatalogHash};
use rolecall_organization::{
    Actor, Call, Catalogs, FoundOrganization, OrganizationId, Refusal, Revision, Seed, found,
};
use rolecall_store::{Address, Conflict, Head, Progress, Store, StoreError, VerifyReport, next_instant};
use rolecall_store_sqlite::SqliteStore;

use crate::{
    Error, Outside, System, View, ledger, load,
    tenant::{Done, Tenant},
};

/// Users and roles for the organizations of a product.
#[derive(Clone)]
pub struct Rolecall {
    shared: Arc<Shared>,
    tenants: Arc<RwLock<HashMap<OrganizationId, Tenant>>>,
}

/// What all tenants of one store share. Knows none of them, so that the store is closed with the last value that uses it.
pub(crate) struct Shared {
    pub store: Arc<dyn Store>,
    pub outside: Arc<dyn Outside>,
    catalogs: RwLock<Arc<Catalogs>>,
}

impl Rolecall {
    /// Opens the embedded store in a folder, which is made where it is not there.
    ///
    /// # Errors
    /// [`Error::Store`] where the folder cannot be used: another process has it, or a newer release wrote it.
    pub async fn open(folder: &Path) -> Result<Self, Error> {
        Self::over(Arc::new(SqliteStore::open(folder)?), Arc::new(System)).await
    }

    /// Whether a folder holds an embedded store. Opening one that does not would begin one there.
    pub fn is_in(folder: &Path) -> bool {
        SqliteStore::is_in(folder)
    }

    /// Stays in memory: everything is gone with the value.
    ///
    /// # Errors
    /// [`Error::Store`] where no temporary folder can be made.
    pub async fn in_memory() -> Result<Self, Error> {
        Self::over(Arc::new(SqliteStore::in_memory()?), Arc::new(System)).await
    }

    /// Begins as the store in a folder is, and stays in memory: for trying out what would come of commands.
    ///
    /// # Errors
    /// [`Error::Store`] where another process uses the folder, or there is no room for the copy.
    pub async fn on_a_copy(folder: &Path) -> Result<Self, Error> {
        Self::over(Arc::new(SqliteStore::copy_in_memory(folder)?), Arc::new(System)).await
    }

    /// Works over a store of one's own choice, with a clock of one's own choice.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read, [`Error::Catalog`] where a stored catalog no longer parses.
    pub async fn over(store: Arc<dyn Store>, outside: Arc<dyn Outside>) -> Result<Self, Error> {
        let catalogs = RwLock::new(Arc::new(load::catalogs(store.as_ref()).await?));
        let shared = Shared { store, outside, catalogs };
        Ok(Self { shared: Arc::new(shared), tenants: Arc::default() })
    }

    /// The store underneath.
    pub fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    /// Stores a catalog, so that organizations can be founded with it or adopt it. The same text twice is one catalog.
    ///
    /// # Errors
    /// [`Error::Catalog`] with every problem of the text.
    pub async fn add_catalog(&self, file: &str, text: &str) -> Result<CatalogHash, Error> {
        let catalog = Catalog::parse(file, text).map_err(Error::Catalog)?;
        let hash = catalog.hash.clone();
        self.shared.store.put_catalog(&hash, text).await?;
        self.shared.keep_catalog(catalog);
        Ok(hash)
    }

    /// The catalogs that are stored.
    pub fn catalogs(&self) -> Arc<Catalogs> {
        self.shared.catalogs()
    }

    /// Founds an organization with a catalog. The answer names the organization, then its founder.
    ///
    /// # Errors
    /// A refusal `name_taken` where the slug is another's, `invalid` where a value is not what it must be.
    pub async fn found(&self, catalog: &CatalogHash, form: &FoundOrganization) -> Result<Done, Error> {
        let catalogs = self.shared.catalogs();
        let unknown = || Refusal::invalid("catalog", format!("the catalog `{catalog}` is not stored"));
        let catalog = catalogs.get(catalog).ok_or_else(unknown)?;
        let seed = Seed(self.shared.outside.draw().map_err(Error::Randomness)?);
        let now = next_instant(self.shared.outside.now(), None);
        let (organization, outcome) = found(catalog, form, Call { actor: &Actor::Platform, now, seed })?;
        let id = organization.policy().id.clone();
        let revision = Revision::default().next();
        let entry = ledger::entry("organization.found", &Actor::Platform, now, revision, &outcome, None)?;
        match self.shared.store.append(&id, Revision::default(), vec![entry]).await {
            Ok(_) => {}
            Err(StoreError::Conflict(Conflict::Slug(slug))) => return Err(slug_taken(slug.as_str()).into()),
            Err(other) => return Err(other.into()),
        }
        let view = View {
            organization,
            records: rolecall_organization::MemoryRecords::default(),
            revision,
            policy_revision: revision,
            at: now,
        };
        self.keep(&id, Tenant::new(Arc::clone(&self.shared), id.clone(), view));
        Ok(Done { revision, answer: outcome.answer, repeated: false })
    }

    /// An organization by its id or slug, loaded on first use.
    ///
    /// # Errors
    /// `not_found` where there is none, or it was deleted.
    pub async fn organization(&self, text: &str) -> Result<Tenant, Error> {
        let absent = || Refusal::not_found("organization", text);
        let head = self.shared.store.organization(&address(text).ok_or_else(absent)?).await?;
        let head = head.filter(|head| !head.deleted).ok_or_else(absent)?;
        if let Some(tenant) = self.loaded(&head.id) {
            return Ok(tenant);
        }
        let view = load::view(self.store(), &self.shared.catalogs(), &head, head.revision).await?;
        let tenant = Tenant::new(Arc::clone(&self.shared), head.id.clone(), view);
        Ok(self.keep(&head.id, tenant))
    }

    /// Whether an organization's ledger holds: every entry, record row and commitment as it was written, and the policies kept on
    /// the way as the entries make them. Needs no organization that can be loaded.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read at all; damage is a finding, not an error.
    pub async fn verify(
        &self,
        id: &OrganizationId,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<VerifyReport, Error> {
        crate::proof::verify(self.store(), &self.catalogs(), id, progress).await
    }

    /// Organizations in the order of their founding, deleted ones included, so many at most, after one.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn organizations(
        &self,
        after: Option<&OrganizationId>,
        limit: u32,
    ) -> Result<Vec<Head>, Error> {
        Ok(self.shared.store.organizations(after, limit).await?)
    }

    fn loaded(&self, id: &OrganizationId) -> Option<Tenant> {
        self.tenants.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(id).cloned()
    }

    /// Keeps a tenant, unless another caller loaded it meanwhile: there is one of each.
    fn keep(&self, id: &OrganizationId, tenant: Tenant) -> Tenant {
        let mut tenants = self.tenants.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        tenants.entry(id.clone()).or_insert(tenant).clone()
    }
}

/// Ids begin with a reserved prefix, slugs never contain one's underscore.
fn address(text: &str) -> Option<Address> {
    let id = text.parse().ok().map(Address::Id);
    id.or_else(|| text.parse().ok().map(Address::Slug))
}

pub(crate) fn slug_taken(slug: &str) -> Refusal {
    Refusal::new(
        rolecall_organization::Code::NameTaken,
        format!("there is another organization with the slug `{slug}`"),
    )
    .help("choose another slug")
}

impl Shared {
    pub fn catalogs(&self) -> Arc<Catalogs> {
        let catalogs = self.catalogs.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&catalogs)
    }

    fn keep_catalog(&self, catalog: Catalog) {
        let mut catalogs = self.catalogs.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::make_mut(&mut catalogs).insert(catalog.hash.clone(), Arc::new(catalog));
    }
}
