//! Another version of the catalog comes into force: in the policy, what it renamed is renamed and what it retired goes.

use std::{collections::BTreeSet, sync::Arc};

use imbl::OrdMap;
use rolecall_catalog::{Catalog, Grant, Limits, Permission, RoleId};

use crate::{
    Container, CustomRole, Member, Organization, PositionId, PrincipalKind, RoleEdit, SharingRule,
    apply::{built_in_positions, change_all},
    policy::Tally,
};

impl Organization {
    pub(crate) fn adopt(&mut self, catalog: &Arc<Catalog>) {
        self.policy.catalog = catalog.hash.clone();
        let old = std::mem::replace(&mut self.catalog, Arc::clone(catalog));
        let new = catalog.as_ref();
        change_all(&mut self.policy.members, |_| true, |member| rename_member(member, new));
        self.tally = Tally::of(&self.policy);
        change_all(&mut self.policy.containers, |_| true, |container| rename_container(container, new));
        change_all(
            &mut self.policy.custom_roles,
            |_| true,
            |role: &mut CustomRole| {
                role.grants = renamed_grants(&role.grants, new);
                role.container = role.container.as_ref().map(|kind| new.renamed.container_kind(kind).clone());
            },
        );
        change_all(
            &mut self.policy.role_edits,
            |_| true,
            |edit: &mut RoleEdit| {
                edit.grants = edit.grants.as_ref().map(|grants| renamed_grants(grants, new));
            },
        );
        self.policy.role_edits = keyed(&self.policy.role_edits, |id| renamed_role(new, id));
        change_all(
            &mut self.policy.sharing_rules,
            |_| true,
            |rule: &mut SharingRule| {
                rule.module = new.renamed.module(&rule.module).clone();
            },
        );
        let rules = &self.policy.sharing_rules;
        self.policy.sharing_rules = rules
            .iter()
            .filter(|(_, r)| new.modules.contains_key(&r.module))
            .map(|(id, r)| (id.clone(), r.clone()))
            .collect();
        self.policy.sharing_defaults = keyed(&self.policy.sharing_defaults, |module| {
            let renamed = new.renamed.module(module);
            new.modules.contains_key(renamed).then(|| renamed.clone())
        });
        self.policy.switches = keyed(&self.policy.switches, |feature| {
            let renamed = new.renamed.feature(feature);
            new.features.contains_key(renamed).then(|| renamed.clone())
        });
        self.adopt_edition(new);
        self.adopt_positions(&old, new);
    }

    /// A catalog that had no editions before puts everyone on its first; one that has none any more takes them away.
    fn adopt_edition(&mut self, new: &Catalog) {
        let kept = self.policy.edition.as_ref().map(|edition| new.renamed.edition(edition).clone());
        let kept = kept.filter(|edition| new.editions.contains_key(edition));
        self.policy.edition = kept.or_else(|| new.editions.keys().next().cloned());
    }

    /// Built-in positions that are new join the tree under the top, those that were deleted stay so; renamed ones keep
    /// their people, and groups and rules follow.
    fn adopt_positions(&mut self, old: &Catalog, new: &Catalog) {
        if new.positions.is_empty() {
            self.policy.positions.clear();
        }
        let renames = new.renamed.effective(old).positions;
        for (was, renamed) in &renames {
            self.rename_position(was, renamed);
        }
        let known =
            |id: &PositionId| old.positions.contains_key(id) || renames.values().any(|renamed| renamed == id);
        let top = self.top_position().cloned();
        for (id, position) in built_in_positions(new) {
            if known(&id) || self.policy.positions.contains_key(&id) {
                continue;
            }
            let mut position = position;
            if let Some(top) = &top {
                let above =
                    position.reports_to.as_ref().filter(|above| self.policy.positions.contains_key(*above));
                Arc::make_mut(&mut position).reports_to = Some(above.unwrap_or(top).clone());
            }
            self.policy.positions.insert(id, position);
        }
    }

    fn rename_position(&mut self, was: &PositionId, now: &PositionId) {
        let Some(position) = self.policy.positions.remove(was) else { return };
        self.policy.positions.insert(now.clone(), position);
        let here = |place: &Option<PositionId>| place.as_ref() == Some(was);
        change_all(&mut self.policy.members, |m| here(&m.position), |m| m.position = Some(now.clone()));
        change_all(&mut self.policy.positions, |p| here(&p.reports_to), |p| p.reports_to = Some(now.clone()));
        let exchange = |places: &mut BTreeSet<PositionId>| {
            if places.remove(was) {
                places.insert(now.clone());
            }
        };
        change_all(
            &mut self.policy.groups,
            |g| g.parts.positions.contains(was) || g.parts.positions_and_below.contains(was),
            |g| {
                exchange(&mut g.parts.positions);
                exchange(&mut g.parts.positions_and_below);
            },
        );
        let (was, now) = (PrincipalKind::Position(was.clone()), PrincipalKind::Position(now.clone()));
        change_all(
            &mut self.policy.sharing_rules,
            |rule| rule.from.kind == was || rule.to.kind == was,
            |rule| {
                let sides = [&mut rule.from, &mut rule.to].into_iter().filter(|side| side.kind == was);
                sides.for_each(|side| side.kind = now.clone());
            },
        );
    }
}

fn keyed<K: Ord + Clone, V: Clone>(map: &OrdMap<K, V>, rename: impl Fn(&K) -> Option<K>) -> OrdMap<K, V> {
    map.iter().filter_map(|(key, value)| Some((rename(key)?, value.clone()))).collect()
}

/// What a role is called now; nothing where a built-in one was retired.
fn renamed_role(new: &Catalog, role: &RoleId) -> Option<RoleId> {
    let renamed = new.renamed.role(role);
    let custom = role.as_str().starts_with("rol_");
    (custom || new.roles.contains_key(renamed)).then(|| renamed.clone())
}

fn rename_member(member: &mut Member, new: &Catalog) {
    member.kind = new.renamed.kind(&member.kind).clone();
    member.roles = member.roles.iter().filter_map(|role| renamed_role(new, role)).collect();
    let renamed = member.permissions.iter().map(|permission| new.renamed.permission(permission));
    let listed = |permission: &Permission| {
        new.direct.as_ref().is_some_and(|direct| direct.permissions.contains(permission))
    };
    member.permissions = renamed.filter(listed).collect();
    member.segments = renamed_limits(&member.segments, new);
}

fn rename_container(container: &mut Container, new: &Catalog) {
    container.kind = new.renamed.container_kind(&container.kind).clone();
    let members = container.members.iter().map(|(id, membership)| {
        let mut membership = membership.clone();
        membership.roles = membership.roles.iter().filter_map(|role| renamed_role(new, role)).collect();
        (id.clone(), membership)
    });
    container.members = members.collect();
}

fn renamed_grants(grants: &[Grant], new: &Catalog) -> Vec<Grant> {
    grants.iter().filter_map(|grant| renamed_grant(grant, new)).collect()
}

/// A grant with the names of the new version; what it retired is left out.
fn renamed_grant(grant: &Grant, new: &Catalog) -> Option<Grant> {
    let permissions: BTreeSet<Permission> = grant
        .actions
        .iter()
        .map(|action| new.renamed.permission(&Permission::new(grant.module.clone(), action.clone())))
        .filter(|permission| new.has(permission))
        .collect();
    let module = permissions.first()?.module.clone();
    let actions = permissions.into_iter().map(|permission| permission.action).collect();
    Some(Grant { module, actions, limits: renamed_limits(&grant.limits, new), ..grant.clone() })
}

/// Limits with the names of the new version. A retired segment limits nothing any more.
fn renamed_limits(limits: &Limits, new: &Catalog) -> Limits {
    let renamed =
        limits.iter().map(|(segment, values)| (new.renamed.segment(segment).clone(), values.clone()));
    renamed.filter(|(segment, _)| new.segments.contains_key(segment)).collect()
}
