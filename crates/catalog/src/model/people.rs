//! Who may: kinds of members, positions, roles and their grants.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Reach;
use crate::{
    ActionId, ContainerKindId, FeatureId, ModuleId, Permission, PositionId, RoleId, SegmentId, SegmentValue,
};

/// What the first member of an organization gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Founder {
    /// The founder's role in the organization.
    pub role: Option<RoleId>,
    /// The founder's place in the tree.
    pub position: Option<PositionId>,
}

/// How many roles a member holds in the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RolesPerMember {
    /// Exactly one, where the member's kind may hold any.
    One,
    /// Any number, none included.
    Any,
}

/// How members are added.
#[derive(Debug, Clone, PartialEq)]
pub struct Invite {
    /// Whether an invitation is mailed. Without mail a new member is active at once.
    pub mail: bool,
    /// Whether a name must be given with the e-mail address.
    pub needs_name: bool,
    /// How long an invitation works, in seconds.
    pub valid_for_seconds: i64,
}

/// A kind of member.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// For people.
    pub label: String,
    /// Built-in roles of the organization that such a member may hold.
    pub roles: BTreeSet<RoleId>,
    /// Whether such a member may hold custom roles.
    pub custom_roles: bool,
    /// Whether such a member signs in; a kind that does not is active at once and never mailed.
    pub sign_in: bool,
    /// Whether such a member belongs to a client company.
    pub company: bool,
}

/// A built-in place in the reporting tree.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltInPosition {
    /// The position above. `None`: this is the top.
    pub reports_to: Option<PositionId>,
    /// Whether members of the position reach each other's records.
    pub share_with_peers: bool,
    /// For people.
    pub description: Option<String>,
}

/// A built-in role.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltInRole {
    /// For people.
    pub description: Option<String>,
    /// The container kind in which it is held. `None`: in the organization.
    pub container: Option<ContainerKindId>,
    /// How many active, registered members hold it at the least. `None`: not guarded.
    pub holders: Option<Holders>,
    /// The role of the former holder after a transfer.
    pub former_becomes: Option<RoleId>,
    /// Whether it may not be edited.
    pub locked: bool,
    /// Held with no other role.
    pub alone: bool,
    /// Not held together with these.
    pub exclusive_with: BTreeSet<RoleId>,
    /// Counts only for a member who also holds one of these in the organization. Empty: always counts.
    pub only_with: BTreeSet<RoleId>,
    /// What it gives.
    pub grants: Vec<Grant>,
}

/// How many members hold a guarded role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holders {
    /// At least so many: `holders = [N]` (rule `last_admin`).
    AtLeast(u32),
    /// Exactly one: `holders = [1, 1]` (rule `sole_holder`).
    ExactlyOne,
}

/// A permission or several of one module, with their reach over records and the values they are limited to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// The module.
    pub module: ModuleId,
    /// The actions in it.
    pub actions: BTreeSet<ActionId>,
    /// How far over the records.
    pub reach: Reach,
    /// Only records with one of these values, for each segment named; a segment that is not named is not limited.
    #[serde(default)]
    pub limits: Limits,
    /// Counts only while the organization has this feature.
    #[serde(default)]
    pub feature: Option<FeatureId>,
}

/// Values that access is limited to, by segment. A segment that is absent is not limited; an empty set admits nothing.
pub type Limits = BTreeMap<SegmentId, BTreeSet<SegmentValue>>;

/// Permissions that may be given to a member without a role.
#[derive(Debug, Clone, PartialEq)]
pub struct Direct {
    /// Which.
    pub permissions: BTreeSet<Permission>,
    /// Only while the organization has this feature.
    pub feature: Option<FeatureId>,
}
