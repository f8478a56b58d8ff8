//! An organization at one revision, as questions and readings see it. Never changes: a newer one takes its place.

use jiff::Timestamp;
use rolecall_decision::Engine;
use rolecall_organization::{Organization, Revision};

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
