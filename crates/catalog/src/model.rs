//! The catalog as the rest of Rolecall reads it: checked, every reference resolved, nothing optional that has a default.
//! `parse` makes it from TOML; nobody else does.

mod people;
mod plans;
mod records;

pub use people::{
    BuiltInPosition, BuiltInRole, Direct, Founder, Grant, Holders, Invite, Kind, Limits, RolesPerMember,
};
pub use plans::{Counted, CountedStatus, Edition, Feature, Gate, Limit, SetBy};
pub use records::{AccessClass, ContainerKind, Module, OnEnd, Ownership, Reach, Segment, SharingLevel};

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::{
    ActionId, CatalogId, CommandMap, ContainerKindId, EditionId, FeatureId, KindId, LimitId, ModuleId,
    Permission, PositionId, Renames, Retired, RoleId, SegmentId,
};

/// What one product declares: modules, permissions, built-in roles, member kinds, container kinds, segments,
/// editions, commands.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// The product: `zoho-crm`.
    pub id: CatalogId,
    /// The product's name for people.
    pub name: String,
    /// Which version this is: the SHA-256 of the text it was read from.
    pub hash: CatalogHash,
    /// The reach of a grant that names none. Modules that live in containers default to `shared` (design, section 2).
    pub default_reach: Reach,
    /// What the first member of an organization gets.
    pub founder: Founder,
    /// How many roles a member holds in the organization.
    pub roles_per_member: RolesPerMember,
    /// The role of a member for whom none is named.
    pub default_role: Option<RoleId>,
    /// How members are added.
    pub invite: Invite,
    /// What the product calls things: `position = "Role"`.
    pub labels: BTreeMap<String, String>,
    /// The kinds of records, in the catalog's order.
    pub modules: IndexMap<ModuleId, Module>,
    /// The dimensions that cut access by value.
    pub segments: IndexMap<SegmentId, Segment>,
    /// The kinds of members; never empty, the first is the usual one.
    pub kinds: IndexMap<KindId, Kind>,
    /// The kinds of containers.
    pub container_kinds: IndexMap<ContainerKindId, ContainerKind>,
    /// The built-in positions. Empty: the product has no reporting tree. Otherwise exactly one is the top.
    pub positions: IndexMap<PositionId, BuiltInPosition>,
    /// The built-in roles.
    pub roles: IndexMap<RoleId, BuiltInRole>,
    /// Permissions that may be given to a member without a role. `None`: the product has no such thing.
    pub direct: Option<Direct>,
    /// What an organization may have or lack.
    pub features: IndexMap<FeatureId, Feature>,
    /// The plans, the default first. Empty: nothing is limited.
    pub editions: IndexMap<EditionId, Edition>,
    /// What editions count.
    pub limits: IndexMap<LimitId, Limit>,
    /// Which permission each command and reading asks for.
    pub commands: CommandMap,
    /// What ids of the version before are called now.
    pub renamed: Renames,
    /// Ids of the version before that are given up on purpose.
    pub retired: Retired,
}

/// SHA-256 of a catalog's text, written as 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CatalogHash(pub(crate) String);

impl std::fmt::Display for CatalogHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::fmt::Debug for CatalogHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.0)
    }
}

impl Catalog {
    /// The access class of an action, where the module and the action exist.
    pub fn class(&self, module: &ModuleId, action: &ActionId) -> Option<AccessClass> {
        self.modules.get(module)?.actions.get(action).copied()
    }

    /// Whether the permission exists.
    pub fn has(&self, permission: &Permission) -> bool {
        self.class(&permission.module, &permission.action).is_some()
    }

    /// The top of the built-in tree, where there is one.
    pub fn top_position(&self) -> Option<&PositionId> {
        self.positions.iter().find(|(_, position)| position.reports_to.is_none()).map(|(id, _)| id)
    }

    /// The built-in role of exactly one holder (portal owner), where there is one.
    pub fn sole_role(&self) -> Option<(&RoleId, &BuiltInRole)> {
        self.roles.iter().find(|(_, role)| role.holders == Some(Holders::ExactlyOne))
    }

    /// The container kind whose containers are themselves records of this module.
    pub fn container_kind_of(&self, module: &ModuleId) -> Option<&ContainerKindId> {
        self.container_kinds.iter().find(|(_, kind)| &kind.module == module).map(|(id, _)| id)
    }

    /// Whether a module lies below another: takes its records as parents, directly or through a parent.
    pub fn is_below(&self, module: &ModuleId, ancestor: &ModuleId) -> bool {
        self.modules.get(module).is_some_and(|m| {
            m.parents.iter().any(|parent| parent == ancestor || self.is_below(parent, ancestor))
        })
    }
}
