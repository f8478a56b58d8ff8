//! An organization as it is: loaded, or - while its records are being read - its policy and the rows that a question needs.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_organization::{Actor, MemoryRecords, Organization, Records, Revision};

use crate::{Error, FilterAsked, FilterView, View, ask, filter, opened::Awaited, past::Past};

/// An organization as it is. Never changes: a newer one takes its place.
#[derive(Clone)]
pub enum Present {
    /// It is loaded.
    Loaded(Arc<View>),
    /// Its records are being read.
    Loading(Unloaded),
}

/// An organization whose records are being read.
#[derive(Clone)]
pub struct Unloaded {
    /// All but its records, which are read row by row.
    pub(crate) policy: Arc<Past>,
    pub(crate) policy_revision: Revision,
    /// What reads all of them.
    pub(crate) load: Awaited,
}

impl Present {
    /// The policy, with the personal values of today.
    pub fn organization(&self) -> &Organization {
        match self {
            Self::Loaded(view) => &view.organization,
            Self::Loading(unloaded) => &unloaded.policy.organization,
        }
    }

    /// The last entry in it.
    pub fn revision(&self) -> Revision {
        match self {
            Self::Loaded(view) => view.revision,
            Self::Loading(unloaded) => unloaded.policy.revision,
        }
    }

    /// The last policy entry in it.
    pub fn policy_revision(&self) -> Revision {
        match self {
            Self::Loaded(view) => view.policy_revision,
            Self::Loading(unloaded) => unloaded.policy_revision,
        }
    }

    /// The time of the last entry in it.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Loaded(view) => view.at,
            Self::Loading(unloaded) => unloaded.policy.at,
        }
    }

    /// The member that acts.
    ///
    /// # Errors
    /// `forbidden` where there is no such member: an actor is told no more.
    pub fn actor(&self, text: &str) -> Result<Actor, Error> {
        ask::actor(self.organization(), text)
    }

    /// Whether an actor may ask about a member: about oneself always, about others as the catalog says (`decision.ask`). Asked of the
    /// present, also for questions about the past: who may look back is who may look now.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_ask(&self, actor: &Actor, about: Option<&str>, now: Timestamp) -> Result<(), Error> {
        // The right to ask is about no record.
        let none = MemoryRecords::default();
        let records: &dyn Records = match self {
            Self::Loaded(view) => &view.engine,
            Self::Loading(_) => &none,
        };
        ask::may_ask(self.organization(), records, actor, about, now)
    }

    /// A filter, which is made of the policy alone. Who or what does not exist makes it one that lets nothing through, never an error.
    ///
    /// # Errors
    /// `invalid` where a column cannot be one, [`Error::ColumnRequired`] where one is needed and was not named.
    pub fn filter(&self, asked: &FilterAsked, now: Timestamp) -> Result<FilterView, Error> {
        filter::of(self.organization(), self.revision(), asked, now)
    }
}

impl From<Arc<View>> for Present {
    fn from(view: Arc<View>) -> Self {
        Self::Loaded(view)
    }
}
