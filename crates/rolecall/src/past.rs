//! An organization in the past: its policy folded as far as that moment, and of its records the rows that an answer reads.
//!
//! A question about the past costs what lies between a policy snapshot and its moment, and the rows it reads; a list one
//! scan of its module, and the rows of the parents. Neither loads the organization.

mod engine;
mod rows;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use jiff::Timestamp;
use rolecall_decision::Engine;
use rolecall_organization::{Organization, Records, Revision};
use rolecall_store::each_past_record;
use rows::Missed;
pub(crate) use rows::Rows;
use tokio::sync::OnceCell;

use crate::{Error, load, service::Shared};

/// How many moments of one organization are kept for the next question.
const KEPT: usize = 8;

/// How many rows of a module are read one by one. An estimate, not measured: a single row costs what fifty cost in one go, so
/// that more than these are worth a scan of a module of some ten thousand.
const ONE_BY_ONE: usize = 200;

/// An organization after some entry, without its records.
pub(crate) struct Past {
    shared: Arc<Shared>,
    /// The policy, with the catalog in force then and the personal values of today.
    pub organization: Organization,
    /// The last entry in it.
    pub revision: Revision,
    /// The time of that entry.
    pub at: Timestamp,
    engine: OnceLock<Engine>,
}

impl Past {
    /// The organization after an entry.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read, [`Error::Ledger`] where the ledger cannot.
    async fn read(
        shared: &Arc<Shared>,
        id: &rolecall_organization::OrganizationId,
        revision: Revision,
    ) -> Result<Self, Error> {
        let load::Folded { organization, revision, at, .. } =
            load::organization(shared, id, revision).await?;
        Ok(Self { shared: Arc::clone(shared), organization, revision, at, engine: OnceLock::new() })
    }

    /// Asks what depends on records. Whatever row is asked for and is not among `rows` is read, and it is asked again:
    /// no answer is given that missed one.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read.
    pub async fn answer<T>(
        &self,
        rows: &mut Rows,
        ask: impl Fn(&Organization, &dyn Records) -> T,
    ) -> Result<T, Error> {
        loop {
            let answer = ask(&self.organization, rows);
            let missed = rows.missed();
            if missed.is_empty() {
                return Ok(answer);
            }
            self.fetch(rows, missed).await?;
        }
    }

    async fn fetch(&self, rows: &mut Rows, missed: Missed) -> Result<(), Error> {
        let (store, id) = (self.shared.store.as_ref(), &self.organization.policy().id);
        for module in missed.modules(ONE_BY_ONE) {
            let mut scanned = Vec::new();
            let mut take = |key, facts| scanned.push((key, facts));
            each_past_record(store, id, self.revision, &module, &mut take).await?;
            rows.keep_module(module, scanned);
        }
        for key in missed.keys(ONE_BY_ONE) {
            let facts = store.record(id, &key, Some(self.revision)).await?;
            rows.keep(key, facts);
        }
        Ok(())
    }
}

/// The moments that were asked about of late.
#[derive(Default)]
pub(crate) struct Pasts(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// The present's last policy entry: with another one personal values may be others, or erased.
    as_of: Revision,
    moments: VecDeque<(Revision, Arc<OnceCell<Arc<Past>>>)>,
}

impl Pasts {
    /// The organization after an entry. Who asks for the same one at once waits for the same reading. `as_of` is the
    /// present's last policy entry.
    ///
    /// # Errors
    /// [`Error::Store`] where the store cannot be read, [`Error::Ledger`] where the ledger cannot.
    pub async fn get(
        &self,
        shared: &Arc<Shared>,
        id: &rolecall_organization::OrganizationId,
        revision: Revision,
        as_of: Revision,
    ) -> Result<Arc<Past>, Error> {
        let cell = self.cell(revision, as_of);
        let past = cell.get_or_try_init(|| async { Past::read(shared, id, revision).await.map(Arc::new) });
        past.await.cloned()
    }

    fn cell(&self, revision: Revision, as_of: Revision) -> Arc<OnceCell<Arc<Past>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_of != as_of {
            *kept = Kept { as_of, moments: VecDeque::new() };
        }
        let found = kept.moments.iter().position(|(of, _)| *of == revision);
        let cell =
            found.and_then(|place| kept.moments.remove(place)).map(|(_, cell)| cell).unwrap_or_default();
        kept.moments.truncate(KEPT - 1);
        kept.moments.push_front((revision, Arc::clone(&cell)));
        cell
    }
}
