//! Catalogs: those that are kept, by hash and by id, and those that somebody sends.

use std::sync::{Arc, PoisonError};

use rolecall_catalog::{Catalog, CatalogHash};
use rolecall_organization::{Catalogs, Refusal};

use crate::{Error, Rolecall, service::Shared};

/// A catalog that somebody named or sent.
pub(crate) struct Sent<'a> {
    pub catalog: Arc<Catalog>,
    /// Its text, where that was sent: it is kept once what it was sent for is allowed.
    pub text: Option<&'a str>,
}

impl Rolecall {
    /// Stores a catalog, so that organizations can be founded with it or adopt it. The same text twice is one catalog.
    ///
    /// # Errors
    /// [`Error::Catalog`] with every problem of the text.
    pub async fn add_catalog(&self, file: &str, text: &str) -> Result<CatalogHash, Error> {
        let catalog = Arc::new(Catalog::parse(file, text).map_err(Error::Catalog)?);
        self.shared.keep_sent(&Sent { catalog: Arc::clone(&catalog), text: Some(text) }).await?;
        Ok(catalog.hash.clone())
    }

    /// The catalog that a hash names, or the one of an id that came last.
    ///
    /// # Errors
    /// `invalid` where there is none.
    pub fn catalog_named(&self, text: &str) -> Result<CatalogHash, Error> {
        Ok(self.shared.catalog_named(text)?.hash.clone())
    }

    /// The catalogs that are stored.
    pub fn catalogs(&self) -> Arc<Catalogs> {
        self.shared.catalogs()
    }
}

impl Shared {
    pub fn catalogs(&self) -> Arc<Catalogs> {
        let catalogs = self.catalogs.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&catalogs)
    }

    fn catalog_named(&self, text: &str) -> Result<Arc<Catalog>, Error> {
        let newest = self.newest.read().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        // Looked at after the names: a catalog is there before its id names it.
        let catalogs = self.catalogs();
        let by_hash = || catalogs.values().find(|catalog| catalog.hash.as_str() == text);
        let found = newest.and_then(|hash| catalogs.get(&hash)).or_else(by_hash);
        let unknown = || Refusal::invalid("catalog", format!("the catalog `{text}` is not stored"));
        Ok(found.cloned().ok_or_else(unknown)?)
    }

    /// The catalog that somebody sent: the hash or the id of one that is kept, or a text - which has more than one line.
    ///
    /// # Errors
    /// `invalid` where there is none, [`Error::Catalog`] with every fault of a text.
    pub fn catalog_sent<'a>(&self, text: &'a str) -> Result<Sent<'a>, Error> {
        if !text.contains('\n') {
            return Ok(Sent { catalog: self.catalog_named(text)?, text: None });
        }
        let catalog = Catalog::parse("catalog", text).map_err(Error::Catalog)?;
        Ok(Sent { catalog: Arc::new(catalog), text: Some(text) })
    }

    /// Keeps a catalog that was sent as a text: it is the one that its id names from now on.
    ///
    /// # Errors
    /// [`Error::Store`] where it cannot be written.
    pub async fn keep_sent(&self, sent: &Sent<'_>) -> Result<(), Error> {
        if let Some(text) = sent.text {
            self.store.put_catalog(&sent.catalog.hash, text).await?;
            self.keep_catalog(Arc::clone(&sent.catalog));
        }
        Ok(())
    }

    pub fn keep_catalog(&self, catalog: Arc<Catalog>) {
        let (id, hash) = (catalog.id.clone(), catalog.hash.clone());
        let mut catalogs = self.catalogs.write().unwrap_or_else(PoisonError::into_inner);
        Arc::make_mut(&mut catalogs).insert(hash.clone(), catalog);
        drop(catalogs);
        let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        newest.insert(id, hash);
    }
}
