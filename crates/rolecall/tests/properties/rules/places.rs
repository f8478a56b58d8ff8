//! `cycle`, and that whatever names a position, a group or a member names one that there is.

use std::collections::BTreeSet;

use rolecall::organization::{GroupId, Organization, PositionId, Principal, PrincipalKind};

use crate::held::Held;

/// One top, everything else below it, and nobody stands where there is nothing.
pub fn positions_are_a_tree(organization: &Organization) -> Held {
    let positions = &organization.policy().positions;
    let tops: Vec<&PositionId> =
        positions.iter().filter(|(_, p)| p.reports_to.is_none()).map(|(id, _)| id).collect();
    ensure!(positions.is_empty() || tops.len() == 1, "cycle: the tree has the tops {tops:?}");
    for id in positions.keys() {
        let (mut seen, mut at) = (BTreeSet::new(), id.clone());
        while let Some(above) = positions.get(&at).and_then(|position| position.reports_to.clone()) {
            ensure!(seen.insert(at.clone()), "cycle: `{id}` reports to itself by {seen:?}");
            ensure!(positions.contains_key(&above), "`{at}` reports to `{above}`, which there is not");
            at = above;
        }
    }
    for (id, member) in &organization.policy().members {
        let Some(position) = &member.position else { continue };
        ensure!(positions.contains_key(position), "{id} stands at `{position}`, which there is not");
    }
    Ok(())
}

/// No group contains itself, and all that groups are made of is there.
pub fn groups_are_acyclic(organization: &Organization) -> Held {
    let policy = organization.policy();
    for (id, group) in &policy.groups {
        let parts = &group.parts;
        for member in &parts.members {
            ensure!(policy.members.contains_key(member), "the group `{id}` has {member}, who never was");
        }
        for position in parts.positions.iter().chain(&parts.positions_and_below) {
            ensure!(
                policy.positions.contains_key(position),
                "the group `{id}` has `{position}`, which there is not"
            );
        }
        for other in &parts.groups {
            ensure!(policy.groups.contains_key(other), "the group `{id}` has `{other}`, which there is not");
        }
        let inside = inside(organization, id);
        ensure!(!inside.contains(id), "cycle: the group `{id}` contains itself");
    }
    Ok(())
}

/// All groups in a group, found by adding until there is nothing to add.
fn inside(organization: &Organization, id: &GroupId) -> BTreeSet<GroupId> {
    let groups = &organization.policy().groups;
    let parts = |id: &GroupId| groups.get(id).map(|group| group.parts.groups.clone()).unwrap_or_default();
    let mut inside = parts(id);
    loop {
        let more: BTreeSet<GroupId> = inside.iter().flat_map(parts).chain(inside.clone()).collect();
        if more == inside {
            return inside;
        }
        inside = more;
    }
}

/// Sharing rules and defaults are about modules that are shared, and rules are between principals that there are.
pub fn sharing_names_what_exists(organization: &Organization) -> Held {
    let shareable =
        |module| organization.catalog().modules.get(module).is_some_and(|m| m.sharing_default.is_some());
    for (id, rule) in &organization.policy().sharing_rules {
        ensure!(
            shareable(&rule.module),
            "the sharing rule `{id}` is about `{}`, which is not shared",
            rule.module
        );
        for side in [&rule.from, &rule.to] {
            ensure!(exists(organization, side), "the sharing rule `{id}` names {side:?}, which there is not");
        }
    }
    for module in organization.policy().sharing_defaults.keys() {
        ensure!(shareable(module), "there is a sharing default for `{module}`, which is not shared");
    }
    Ok(())
}

fn exists(organization: &Organization, principal: &Principal) -> bool {
    match &principal.kind {
        PrincipalKind::Position(position) => organization.policy().positions.contains_key(position),
        PrincipalKind::Group(group) => organization.policy().groups.contains_key(group),
    }
}
