//! The rich world: the plain one's sizes with everything the design knows beside owners and the tree - reaches, segments,
//! containers with members and roles of their own, parents, following modules, nested groups in sharing rules, people who left.

mod draw;
pub mod oracle;
mod people;
mod records;

use crate::{Size, Tree};

pub use people::{Group, Principal, Rule};
pub use records::{Record, Records};

/// The kinds that modules are of, and how many of each: twenty in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Records with owners, as in the plain world.
    Own,
    /// The same, and each carries a value or two of the segment.
    Segmented,
    /// Records that live in a container.
    Contained,
    /// Records that take the owner of a parent of the first kind.
    Owned,
    /// Records that follow a parent of the first kind altogether: view asks its view, the others its edit.
    Following,
}

/// Modules by number: 0 to 7 have owners, 8 to 10 the segment, 11 to 13 live in containers, and so on.
pub const KINDS: [(Kind, std::ops::Range<usize>); 5] = [
    (Kind::Own, 0..8),
    (Kind::Segmented, 8..11),
    (Kind::Contained, 11..14),
    (Kind::Owned, 14..17),
    (Kind::Following, 17..20),
];

/// How many values the segment has.
pub const VALUES: usize = 8;

/// How many roles there are that members of containers hold there.
pub const CONTAINER_ROLES: usize = 5;

/// How far a grant goes over records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    Assigned,
    Shared,
    All,
}

/// One action on one module, how far, and to which values of the segment it is limited: a bit each.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    pub module: usize,
    pub action: usize,
    pub reach: Reach,
    pub limit: Option<u8>,
}

/// Everything of one rich world.
pub struct World {
    pub size: Size,
    pub tree: Tree,
    pub peers: Vec<bool>,
    pub position_of: Vec<u32>,
    /// Whether a member is active.
    pub active: Vec<bool>,
    /// The values of the segment that a member is limited to.
    pub limits: Vec<Option<u8>>,
    /// What each position's members may do.
    pub roles: Vec<Vec<Grant>>,
    /// What each container role lets its holders do there.
    pub container_roles: Vec<Vec<Grant>>,
    /// Per container: its members, each with the container role held there.
    pub containers: Vec<Vec<(u32, usize)>>,
    pub groups: Vec<Group>,
    pub rules: Vec<Rule>,
    pub records: Records,
    pub questions: Vec<Question>,
    /// The oracle's answers to the first questions.
    pub expected: Vec<bool>,
}

/// May this member do this to this record?
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub member: u32,
    pub action: usize,
    pub record: u32,
}

/// What kind a module is of.
pub fn kind(module: usize) -> Kind {
    let found = KINDS.iter().find(|(_, modules)| modules.contains(&module));
    found.expect("a module below twenty").0
}

pub fn container_name(container: u32) -> String {
    format!("site-{container:07}")
}

pub fn value_name(value: usize) -> String {
    format!("v{value}")
}

/// The values whose bits are set.
pub fn values(bits: u8) -> impl Iterator<Item = usize> {
    (0..VALUES).filter(move |value| bits >> value & 1 == 1)
}
