//! Roles, built-in and custom, and what a member holds through them. `only_with` and `caps_children` are settled here, when a
//! role set is compiled, not at every decision (design, section 8: *Reaches*).

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{BuiltInRole, ContainerKindId, Gate, Grant, ModuleId, Name, Permission, Reach};
use serde::{Deserialize, Serialize};

use super::{Member, Organization};
use crate::{ContainerId, MemberId, RoleId};

/// A role that was made in the organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CustomRole {
    /// Its name.
    pub name: Name,
    /// For people.
    pub description: Option<String>,
    /// The container kind in which it is held. `None`: in the organization.
    pub container: Option<ContainerKindId>,
    /// What it gives.
    pub grants: Vec<Grant>,
}

/// What was changed in a built-in role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleEdit {
    /// The name it has now.
    pub name: Option<Name>,
    /// The description it has now.
    pub description: Option<Option<String>>,
    /// The grants it has now.
    pub grants: Option<Vec<Grant>>,
}

/// A role, built-in or custom, as it is now.
#[derive(Debug, Clone, Copy)]
pub struct RoleRef<'a> {
    /// Its id.
    pub id: &'a RoleId,
    /// Its name.
    pub name: &'a str,
    /// For people.
    pub description: Option<&'a str>,
    /// The container kind in which it is held. `None`: in the organization.
    pub container: Option<&'a ContainerKindId>,
    /// What it gives, as written.
    pub grants: &'a [Grant],
    /// What the catalog says of it. `None`: it is custom.
    pub built_in: Option<&'a BuiltInRole>,
}

/// Where a member holds a grant from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A role held in the organization.
    Role(RoleId),
    /// A direct permission.
    Direct,
    /// A role held in a container.
    ContainerRole {
        /// The container.
        container: ContainerId,
        /// The role.
        role: RoleId,
    },
}

/// A grant that a member holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// Through what.
    pub source: Source,
    /// The grant, its reach as the role set settles it.
    pub grant: Grant,
}

impl Organization {
    /// A role, built-in or custom.
    pub fn role(&self, id: &RoleId) -> Option<RoleRef<'_>> {
        if let Some((id, built_in)) = self.catalog.roles.get_key_value(id) {
            return Some(self.built_in_role(id, built_in));
        }
        let (id, role) = self.policy.custom_roles.get_key_value(id)?;
        Some(RoleRef {
            id,
            name: role.name.as_str(),
            description: role.description.as_deref(),
            container: role.container.as_ref(),
            grants: &role.grants,
            built_in: None,
        })
    }

    fn built_in_role<'a>(&'a self, id: &'a RoleId, built_in: &'a BuiltInRole) -> RoleRef<'a> {
        let edit = self.policy.role_edits.get(id);
        let description = edit.and_then(|e| e.description.as_ref()).unwrap_or(&built_in.description);
        RoleRef {
            id,
            name: edit.and_then(|e| e.name.as_ref()).map_or(id.as_str(), |name| name.as_str()),
            description: description.as_deref(),
            container: built_in.container.as_ref(),
            grants: edit.and_then(|e| e.grants.as_deref()).unwrap_or(&built_in.grants),
            built_in: Some(built_in),
        }
    }

    /// All roles: the built-in ones in the catalog's order, then the custom ones by id.
    pub fn roles(&self) -> impl Iterator<Item = RoleRef<'_>> {
        let ids = self.catalog.roles.keys().chain(self.policy.custom_roles.keys());
        ids.filter_map(|id| self.role(id))
    }

    /// The role that an id or a name says.
    pub fn find_role(&self, text: &str) -> Option<RoleRef<'_>> {
        let built_in = self.catalog.roles.get_key_value(text).map(|(id, _)| id);
        let by_id = built_in.or_else(|| self.policy.custom_roles.get_key_value(text).map(|(id, _)| id));
        // Most callers write a name as it is; no other role has it then, and comparing as people do takes longer.
        let as_written = || self.policy.custom_roles.iter().find(|(_, role)| role.name.as_str() == text);
        let known = by_id.or_else(|| as_written().map(|(id, _)| id));
        known.and_then(|id| self.role(id)).or_else(|| {
            let wanted = rolecall_catalog::comparable(text);
            self.roles().find(|role| rolecall_catalog::comparable(role.name) == wanted)
        })
    }

    /// What a role gives by itself: its grants, those below a capped module narrowed where the role caps them.
    pub fn role_grants(&self, role: &RoleRef<'_>) -> Vec<Grant> {
        self.capped(role.grants)
    }

    /// In a role whose every grant on a capping module is `assigned`, so is each grant on what lies below.
    pub fn capped(&self, grants: &[Grant]) -> Vec<Grant> {
        let capping: Vec<&ModuleId> =
            self.catalog.modules.iter().filter(|(_, m)| m.caps_children).map(|(id, _)| id).collect();
        let caps = |module: &ModuleId| {
            let mut on_it = grants.iter().filter(|grant| &grant.module == module).peekable();
            on_it.peek().is_some() && on_it.all(|grant| grant.reach == Reach::Assigned)
        };
        let narrowing: Vec<&ModuleId> = capping.into_iter().filter(|module| caps(module)).collect();
        let narrowed =
            |grant: &Grant| narrowing.iter().any(|module| self.catalog.is_below(&grant.module, module));
        let settled = |grant: &Grant| if narrowed(grant) { Reach::Assigned } else { grant.reach };
        grants.iter().map(|grant| Grant { reach: settled(grant), ..grant.clone() }).collect()
    }

    /// The grants that a member holds in the organization: from roles and from direct permissions.
    pub fn held_in_organization(&self, member: &Member) -> Vec<HeldGrant> {
        self.held_by(&member.roles, &member.permissions)
    }

    /// The grants that come of roles and direct permissions in the organization, whoever holds them.
    pub fn held_by(&self, roles: &BTreeSet<RoleId>, permissions: &BTreeSet<Permission>) -> Vec<HeldGrant> {
        let through =
            roles.iter().flat_map(|role| self.held_through(role, roles, &Source::Role(role.clone())));
        let direct = permissions
            .iter()
            .filter(|_| self.direct_counts())
            .map(|permission| HeldGrant { source: Source::Direct, grant: self.direct_grant(permission) });
        through.chain(direct).collect()
    }

    /// The grants that a member holds in a container through roles there, while the membership counts.
    pub fn held_in_container(
        &self,
        container: &ContainerId,
        id: &MemberId,
        now: Timestamp,
    ) -> Vec<HeldGrant> {
        let (Some(member), Some(membership)) = (self.member(id), self.membership(container, id, now)) else {
            return Vec::new();
        };
        self.held_there(container, &membership.roles, &member.roles)
    }

    /// The grants that come of roles in a container, for whoever holds these roles in the organization.
    pub fn held_there(
        &self,
        container: &ContainerId,
        there: &BTreeSet<RoleId>,
        roles: &BTreeSet<RoleId>,
    ) -> Vec<HeldGrant> {
        let source =
            |role: &RoleId| Source::ContainerRole { container: container.clone(), role: role.clone() };
        there.iter().flat_map(|role| self.held_through(role, roles, &source(role))).collect()
    }

    fn held_through(&self, role: &RoleId, roles: &BTreeSet<RoleId>, source: &Source) -> Vec<HeldGrant> {
        let written = self.written_through(role, roles, source);
        written.into_iter().filter(|held| self.grant_counts(&held.grant)).collect()
    }

    /// What a role gives as written to whoever holds these roles, whether or not the features it needs are on.
    pub(crate) fn written_through(
        &self,
        role: &RoleId,
        roles: &BTreeSet<RoleId>,
        source: &Source,
    ) -> Vec<HeldGrant> {
        let Some(role) = self.role(role).filter(|role| counts_with(role, roles)) else { return Vec::new() };
        self.role_grants(&role).into_iter().map(|grant| HeldGrant { source: source.clone(), grant }).collect()
    }

    /// Whether a grant counts with the features that the organization has.
    pub fn grant_counts(&self, grant: &Grant) -> bool {
        grant.feature.as_ref().is_none_or(|feature| self.has_feature(feature))
            && self.missing_feature(grant).is_none()
    }

    /// The feature that a grant of this module and reach needs and the organization lacks.
    pub fn missing_feature(&self, grant: &Grant) -> Option<&rolecall_catalog::FeatureId> {
        let meant = |gate: &Gate| match gate {
            Gate::Reach(module, reach) => {
                *reach == grant.reach
                    && (*module == grant.module || self.catalog.is_below(&grant.module, module))
            }
            Gate::Command(_) => false,
        };
        let gating = self.catalog.features.iter().filter(|(_, feature)| feature.gates.iter().any(meant));
        gating.map(|(id, _)| id).find(|id| !self.has_feature(id))
    }

    fn direct_counts(&self) -> bool {
        let direct = self.catalog.direct.as_ref();
        direct.is_some_and(|direct| direct.feature.as_ref().is_none_or(|feature| self.has_feature(feature)))
    }

    /// A direct permission as a grant: the widest reach, as it is given to one member alone.
    pub fn direct_grant(&self, permission: &Permission) -> Grant {
        Grant {
            module: permission.module.clone(),
            actions: BTreeSet::from([permission.action.clone()]),
            reach: Reach::All,
            limits: rolecall_catalog::Limits::new(),
            feature: None,
        }
    }
}

/// Whether a role counts for a member: one that is declared `only_with` others counts beside one of them only.
fn counts_with(role: &RoleRef<'_>, roles: &BTreeSet<RoleId>) -> bool {
    let needed = role.built_in.map(|built_in| &built_in.only_with);
    needed.is_none_or(|needed| needed.is_empty() || !needed.is_disjoint(roles))
}
