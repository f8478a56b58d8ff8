//! What a change would do before it is made: who gains and loses which permissions, on how many records each.
//!
//! Two engines are compared, the one having come of the other. Members who hold the same are counted once: first as if no record
//! were their own and they had a place in no container, then what these two add.

mod counting;
mod counts;
mod differ;
mod members;
mod records;
mod report;
mod side;

use jiff::Timestamp;
use rolecall_catalog::{Permission, Reach};
use rolecall_organization::MemberId;

use crate::engine::Engine;
pub use report::{
    ChangeLine, LeftOut, NamedMember, PermissionChange, PermissionTotal, PreviewReport, SomeMembers,
};

/// What a member gains and loses by one permission.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moved {
    permission: u32,
    /// The widest reach before. `None`: nowhere allowed.
    pub reach_before: Option<Reach>,
    /// The widest reach after. `None`: nowhere allowed.
    pub reach_after: Option<Reach>,
    /// Whether other segment values limit it than before.
    pub limits_changed: bool,
    /// On how many records it was allowed.
    pub records_before: u64,
    /// On how many records it will be allowed.
    pub records_after: u64,
    /// On how many of them it was not allowed before.
    pub gained: u64,
    /// On how many it was allowed before and will not be.
    pub lost: u64,
}

impl Moved {
    /// Whether a member gains something by it: the permission, a wider reach, or records.
    pub fn gains(&self) -> bool {
        self.gained > 0 || self.reach_after > self.reach_before
    }

    /// Whether a member loses something by it.
    pub fn loses(&self) -> bool {
        self.lost > 0 || self.reach_after < self.reach_before
    }
}

/// Members to whom a change does the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SameChange {
    /// The members, in the order of their ids.
    pub members: Vec<MemberId>,
    /// What changes for each, in the order of the catalog.
    pub moved: Vec<Moved>,
    /// Whether each had some permission, and will have none.
    pub ends_with_nothing: bool,
    /// Whether each will be allowed everything on every record, and was not.
    pub ends_with_everything: bool,
}

/// What a change would do to everybody: members for whom nothing changes are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Those of the catalog to come in its order, then those that it retires.
    permissions: Vec<Permission>,
    /// Whether it is about one member alone.
    of_one: bool,
    /// Those who end with nothing first, then those who end with everything, then the most people first.
    pub changes: Vec<SameChange>,
}

impl Preview {
    /// What of it is one member's.
    #[must_use]
    pub fn of(mut self, member: &MemberId) -> Self {
        self.changes.retain_mut(|change| {
            change.members.retain(|other| other == member);
            !change.members.is_empty()
        });
        self.of_one = true;
        self
    }

    /// Which permission it is by.
    pub fn permission(&self, moved: &Moved) -> Option<&Permission> {
        self.permissions.get(moved.permission as usize)
    }
}

/// Compares an organization with what it would become; `after` has to have come of a copy of `before`.
pub fn preview(before: &Engine, after: &Engine, now: Timestamp) -> Preview {
    counting::everybody(before, after, now)
}
