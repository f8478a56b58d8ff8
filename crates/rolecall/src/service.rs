//! The library's front door: one store, its catalogs, and the organizations that were loaded from it.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::Timestamp;
use rolecall_catalog::{CatalogHash, CatalogId};
use rolecall_identity::{HashCost, Hasher, Limit, PasswordPolicy, Rate};
use rolecall_organization::{Catalogs, OrganizationId, Refusal};
use rolecall_store::{Address, Head, Progress, Store, StoreError, VerifyReport};
use rolecall_store_sqlite::SqliteStore;

use crate::{
    Error, Opened, Outside, System, Tenant, invitations::Passwords, load, loader::Loader, opened::Load,
    tokens::Tokens,
};

/// Users and roles for the organizations of a product.
#[derive(Clone)]
pub struct Rolecall {
    pub(crate) shared: Arc<Shared>,
    tenants: Arc<Tenants>,
}

/// The organizations that are loaded or being loaded.
#[derive(Default)]
pub(crate) struct Tenants {
    // The threads end before what they fill is let go.
    pub loader: Loader,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    loaded: HashMap<OrganizationId, Tenant>,
    loading: HashMap<OrganizationId, Arc<Load>>,
}

impl Tenants {
    /// A tenant that was loaded, by its id. Whose a slug is, only the store knows: another node may have given it away.
    fn find(&self, id: &str) -> Option<Tenant> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let tenant = known.loaded.get(id)?;
        let deleted = tenant.view().organization.policy().deleted;
        (!deleted).then(|| tenant.clone())
    }

    /// Keeps a tenant, unless there is one already: there is one of each.
    pub fn keep(&self, id: &OrganizationId, tenant: Tenant) -> Tenant {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.loading.remove(id);
        known.loaded.entry(id.clone()).or_insert(tenant).clone()
    }

    /// The organization at a head: loaded, being loaded, or about to be. One that could not be loaded is tried anew.
    fn at(self: &Arc<Self>, shared: &Arc<Shared>, head: Head) -> Result<Opened, Error> {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(tenant) = known.loaded.get(&head.id) {
            return Ok(tenant.clone().into());
        }
        if let Some(load) = known.loading.get(&head.id).filter(|load| !load.has_failed()) {
            return Ok(Opened::loading(Arc::clone(load), head, self));
        }
        let load = Load::start(shared, &head, self)?;
        known.loading.insert(head.id.clone(), Arc::clone(&load));
        Ok(Opened::loading(load, head, self))
    }
}

/// Which passwords are taken, and what hashing one costs.
#[derive(Debug, Clone, Copy, Default)]
pub struct PasswordRules {
    /// Which are taken.
    pub policy: PasswordPolicy,
    /// What hashing one costs.
    pub cost: HashCost,
}

/// What all tenants of one store share. Knows none of them, so that the store is closed with the last value that uses it.
pub(crate) struct Shared {
    pub store: Arc<dyn Store>,
    pub outside: Arc<dyn Outside>,
    /// Makes the engine's way of hashing its own, so that nobody can choose ids that collide.
    pub hashing_seed: u64,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub catalogs: RwLock<Arc<Catalogs>>,
    /// The hash of the catalog of each id that came last.
    pub newest: RwLock<HashMap<CatalogId, CatalogHash>>,
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
        Self::with(store, outside, PasswordRules::default()).await
    }

    /// Works over a store, with rules for passwords of one's own choice.
    ///
    /// # Errors
    /// Those of [`Self::over`]; [`Error::Password`] where the cost of hashing is none.
    pub async fn with(
        store: Arc<dyn Store>,
        outside: Arc<dyn Outside>,
        passwords: PasswordRules,
    ) -> Result<Self, Error> {
        let hasher = Hasher::new(passwords.cost).map_err(|error| Error::Password(error.to_string()))?;
        let drawn = outside.draw().map_err(Error::Randomness)?;
        let hashing_seed = drawn.iter().fold(0_u64, |seed, byte| seed.rotate_left(8) ^ u64::from(*byte));
        let shared = Shared {
            store,
            outside,
            hashing_seed,
            tokens: Tokens::default(),
            passwords: Passwords { hasher, policy: passwords.policy, attempts: Limit::new(Rate::default()) },
            catalogs: RwLock::default(),
            newest: RwLock::default(),
        };
        for catalog in load::catalogs(shared.store.as_ref()).await? {
            shared.keep_catalog(Arc::new(catalog));
        }
        Ok(Self { shared: Arc::new(shared), tenants: Arc::default() })
    }

    /// The store underneath.
    pub fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    /// The library's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.outside.now()
    }

    /// Organizations that were not deleted, in the order of their founding, so many at most, after one.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn standing(&self, after: Option<&OrganizationId>, limit: usize) -> Result<Vec<Head>, Error> {
        let (mut found, mut after) = (Vec::new(), after.cloned());
        while found.len() < limit {
            let page = self.organizations(after.as_ref(), 500).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            found.extend(page.into_iter().filter(|head| !head.deleted));
        }
        found.truncate(limit);
        Ok(found)
    }

    /// An organization by its id or slug, loaded on first use.
    ///
    /// # Errors
    /// `not_found` where there is none, or it was deleted.
    pub async fn organization(&self, text: &str) -> Result<Tenant, Error> {
        self.opened(text).await?.loaded().await
    }

    /// An organization by its id or slug, to be asked at once. The first who names it has it loaded; all others wait for the
    /// same loading, or ask meanwhile. A slug costs a look into the store each time; an id that is loaded costs none.
    ///
    /// # Errors
    /// `not_found` where there is none, or it was deleted.
    pub async fn opened(&self, text: &str) -> Result<Opened, Error> {
        if let Some(tenant) = self.tenants.find(text) {
            return Ok(tenant.into());
        }
        let absent = || Refusal::not_found("organization", text);
        let head = self.shared.store.organization(&address(text).ok_or_else(absent)?).await?;
        let head = head.filter(|head| !head.deleted).ok_or_else(absent)?;
        self.tenants.at(&self.shared, head)
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

    /// Keeps a tenant, unless another caller loaded it meanwhile: there is one of each.
    pub(crate) fn keep(&self, id: &OrganizationId, tenant: Tenant) -> Tenant {
        self.tenants.keep(id, tenant)
    }
}

/// The embedded store in a folder, which is made where it is not there.
///
/// # Errors
/// Where the folder cannot be used.
pub fn open_store(folder: &Path) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqliteStore::open(folder)?))
}

/// The embedded store in memory: everything is gone with it.
///
/// # Errors
/// Where no temporary folder can be made.
pub fn store_in_memory() -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqliteStore::in_memory()?))
}

/// Ids begin with a reserved prefix, slugs never contain one's underscore.
fn address(text: &str) -> Option<Address> {
    let id = text.parse().ok().map(Address::Id);
    id.or_else(|| text.parse().ok().map(Address::Slug))
}
