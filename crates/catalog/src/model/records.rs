//! What is protected: modules, their segments and their containers.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{ActionId, ContainerKindId, ModuleId, RoleId, SegmentId, SegmentValue};

/// How far a grant goes over the records of its module (design, section 1: *grant*). Ordered, the widest last.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Only records owned by the member.
    Assigned,
    /// What ownership, the tree, peers, sharing defaults and rules open.
    Shared,
    /// Every record.
    All,
}

/// What an action does to a record; sharing levels are said in these.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AccessClass {
    /// Looks at it.
    Read,
    /// Changes it.
    Write,
    /// Removes it.
    Delete,
}

/// A kind of record that the product protects.
#[derive(Debug, Clone, PartialEq)]
pub struct Module {
    /// For people.
    pub label: String,
    /// The heading it stands under; `@group` in grants names all modules of it.
    pub group: Option<String>,
    /// Its actions and what each does to a record, in order.
    pub actions: IndexMap<ActionId, AccessClass>,
    /// Modules whose records may be the parent of one of these. Empty: none.
    pub parents: Vec<ModuleId>,
    /// Where the owner of a record comes from.
    pub owner: Ownership,
    /// The property under which a caller that asks about an unregistered record names its owner, among the
    /// `resource.properties` that it sends. In place of `owner`, not beside it.
    pub owner_property: String,
    /// The container kind that its records live in.
    pub container: Option<ContainerKindId>,
    /// Segments that its records carry.
    pub segments: BTreeSet<SegmentId>,
    /// The level of the sharing default that a new organization starts with. `None`: not shareable.
    pub sharing_default: Option<SharingLevel>,
    /// Its permissions are held through built-in roles only.
    pub reserved: bool,
    /// A role whose every grant here is `assigned` reaches the records below only so, too (design, section 8).
    pub caps_children: bool,
}

/// Where the owner of a record comes from (design, section 1: *module*).
#[derive(Debug, Clone, PartialEq)]
pub enum Ownership {
    /// The record names its owner.
    Own,
    /// The owner is the parent's owner.
    Parent,
    /// The record follows its parent altogether: each action here asks an action of the parent.
    Follows(IndexMap<ActionId, ActionId>),
}

/// The sharing default of a module, or, without `Private`, the level of a sharing rule. Ordered, the widest last.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SharingLevel {
    /// Nothing is opened.
    Private,
    /// Everyone in the organization may read.
    PublicRead,
    /// ... and write.
    PublicReadWrite,
    /// ... and delete.
    PublicReadWriteDelete,
}

impl SharingLevel {
    /// Whether this level opens records to an action of the class.
    pub fn admits(self, class: AccessClass) -> bool {
        match class {
            AccessClass::Read => self >= Self::PublicRead,
            AccessClass::Write => self >= Self::PublicReadWrite,
            AccessClass::Delete => self >= Self::PublicReadWriteDelete,
        }
    }
}

/// A dimension that cuts access by value.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// For people.
    pub label: String,
    /// The values there are. `None`: any text.
    pub values: Option<BTreeSet<SegmentValue>>,
}

/// A kind of container.
#[derive(Debug, Clone, PartialEq)]
pub struct ContainerKind {
    /// For people.
    pub label: String,
    /// The module that such a container is itself a record of.
    pub module: ModuleId,
    /// Whether who makes one becomes a member of it.
    pub creator_joins: bool,
    /// The roles there of a member for whom none is named.
    pub default_roles: Vec<RoleId>,
    /// What happens when a membership's period is over (decision D16).
    pub on_end: OnEnd,
}

/// What happens when a membership in a container has reached its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnEnd {
    /// Access ends by itself.
    End,
    /// Access stays; the member is listed for somebody to revoke it.
    Remind,
}
