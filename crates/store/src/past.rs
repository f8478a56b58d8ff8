//! The records of one module at a moment in the past, in two parts: those that still stand, and those that were replaced
//! since. So a list of then costs the module, and what was replaced between then and now; not what was replaced before.

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, OrganizationId, RecordId, RecordKey, Revision};

use crate::{RecordPage, Store, StoreError};

/// How many records a page of [`each_past_record`] holds.
const PAGE: u32 = 8192;

/// Which records of a module to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastQuery {
    /// After this entry.
    pub at: Revision,
    /// Of this module.
    pub module: ModuleId,
    /// Behind this place.
    pub after: PastPlace,
    /// No more than this many.
    pub limit: u32,
}

/// A place in the order in which a module's past is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PastPlace {
    /// Among the rows that hold at present, behind this one.
    Standing(Option<RecordId>),
    /// Among those that were replaced since, by the entry that did, behind this one of it.
    Replaced(Option<(Revision, RecordId)>),
}

/// A page of a module's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastPage {
    /// The records.
    pub records: RecordPage,
    /// Where to go on; `None` at the end.
    pub next: Option<PastPlace>,
}

impl PastQuery {
    /// From the start.
    pub fn new(at: Revision, module: ModuleId, limit: u32) -> Self {
        Self { at, module, after: PastPlace::Standing(None), limit }
    }

    /// The page of these records, of which the last was replaced by an entry, where it was.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an id is none.
    pub fn page(&self, records: RecordPage, replaced: Option<Revision>) -> Result<PastPage, StoreError> {
        let full = records.len() >= self.limit as usize;
        let last = records.last()?.filter(|_| full).map(|key| key.id);
        let next = match (&self.after, last) {
            (PastPlace::Standing(_), Some(last)) => Some(PastPlace::Standing(Some(last))),
            (PastPlace::Standing(_), None) => Some(PastPlace::Replaced(None)),
            (PastPlace::Replaced(_), last) => {
                replaced.zip(last).map(|(revision, last)| PastPlace::Replaced(Some((revision, last))))
            }
        };
        Ok(PastPage { records, next })
    }
}

/// Hands every record of a module that stood after entry `at` to `take`, in no order. One that is replaced meanwhile may come
/// twice, with the same facts.
///
/// # Errors
/// Those of the store.
pub async fn each_past_record(
    store: &dyn Store,
    organization: &OrganizationId,
    at: Revision,
    module: &ModuleId,
    take: &mut (dyn FnMut(RecordKey, Facts) + Send),
) -> Result<(), StoreError> {
    let mut take = |page: &RecordPage| {
        for row in page.iter() {
            let (key, facts) = row.to_record()?;
            take(key, facts);
        }
        Ok(())
    };
    each_past_page(store, organization, at, module, &mut take).await
}

/// Hands every record of a module that stood after entry `at` to `take`, page by page, in no order. One that is replaced
/// meanwhile may come twice, with the same facts.
///
/// # Errors
/// Those of the store, and what `take` answers: then it is not called again.
pub async fn each_past_page(
    store: &dyn Store,
    organization: &OrganizationId,
    at: Revision,
    module: &ModuleId,
    take: &mut (dyn FnMut(&RecordPage) -> Result<(), StoreError> + Send),
) -> Result<(), StoreError> {
    let mut query = PastQuery::new(at, module.clone(), PAGE);
    loop {
        let PastPage { records, next } = store.past_page(organization, &query).await?;
        take(&records)?;
        match next {
            Some(next) => query.after = next,
            None => return Ok(()),
        }
    }
}
