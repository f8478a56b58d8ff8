//! An organization at one revision, as questions and readings see it. Never changes: a newer one takes its place.

use jiff::Timestamp;
use rolecall_decision::Engine;
use rolecall_organization::{Organization, Refusal, Revision};

/// An organization at one revision.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The policy, with the catalog in force then and the personal values of today.
    pub organization: Organization,
    /// The policy compiled, and the records of then.
    pub engine: Engine,
    /// The number of the last entry in it.
    pub revision: Revision,
    /// The number of the last policy entry in it.
    pub policy_revision: Revision,
    /// The time of the last entry in it.
    pub at: Timestamp,
}

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The instant of an entry.
    Revision(Revision),
    /// A time: what was in force then.
    Time(Timestamp),
}

impl std::fmt::Display for Moment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Revision(revision) => revision.fmt(formatter),
            Self::Time(time) => time.fmt(formatter),
        }
    }
}

/// What a question is about in time, and how fresh its answer has to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct When {
    /// A moment in the past; absent: the present.
    pub moment: Option<Moment>,
    /// The answer knows this entry and all ahead of it.
    pub at_least: Option<Revision>,
}

impl When {
    /// Whether an answer of that moment can know what it has to know.
    ///
    /// # Errors
    /// `invalid` where it cannot.
    pub fn is_possible(&self) -> Result<(), Refusal> {
        match (self.moment, self.at_least) {
            (Some(Moment::Revision(asked)), Some(needed)) if needed > asked => {
                let detail = format!("revision {asked} does not know entry {needed}: name one of them");
                Err(Refusal::invalid("at_least", detail))
            }
            _ => Ok(()),
        }
    }
}
