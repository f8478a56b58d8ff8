//! `limit_reached` and `feature_off`.

use rolecall::catalog::{Catalog, Counted, CountedStatus, FeatureId, Gate, Grant, ModuleId};
use rolecall::organization::{Organization, Status};

use crate::held::Held;

/// Nothing that the edition counts is there more often than it allows.
pub fn nothing_is_above_its_limit(organization: &Organization) -> Held {
    let policy = organization.policy();
    let catalog = organization.catalog();
    let Some(edition) = policy.edition.as_ref() else { return Ok(()) };
    let Some(declared) = catalog.editions.get(edition) else {
        return Err(format!("the edition `{edition}` is in force, and there is none such"));
    };
    for (limit, allowed) in &declared.limits {
        let used = used(organization, &catalog.limits[limit].counts);
        ensure!(used <= *allowed, "limit_reached: {used} {limit}, and `{edition}` allows {allowed}");
    }
    Ok(())
}

fn used(organization: &Organization, counted: &Counted) -> u64 {
    let policy = organization.policy();
    let mut number = 0;
    match counted {
        Counted::Members { kinds, statuses } => {
            for member in policy.members.values().filter(|member| kinds.contains(&member.kind)) {
                let counts = match &member.status {
                    Status::Invited(_) => statuses.contains(&CountedStatus::Invited),
                    Status::Active => statuses.contains(&CountedStatus::Active),
                    Status::Inactive => statuses.contains(&CountedStatus::Inactive),
                    Status::Removed => false,
                };
                number += u64::from(counts);
            }
        }
        Counted::Roles => {
            for role in policy.custom_roles.values() {
                number += u64::from(role.container.is_none());
            }
        }
        Counted::Positions => {
            for id in policy.positions.keys() {
                number += u64::from(!organization.catalog().positions.contains_key(id));
            }
        }
        Counted::Groups => number = policy.groups.len() as u64,
        Counted::SharingRules => number = policy.sharing_rules.len() as u64,
        Counted::Containers(kind) => {
            for container in policy.containers.values() {
                number += u64::from(container.kind == *kind);
            }
        }
    }
    number
}

/// Whether an organization has a feature: a switch says so, else the edition or the default.
pub fn has_feature(organization: &Organization, feature: &FeatureId) -> bool {
    let (catalog, policy) = (organization.catalog(), organization.policy());
    let Some(declared) = catalog.features.get(feature) else { return false };
    if let Some(switched) = policy.switches.get(feature) {
        return *switched;
    }
    let edition = policy.edition.as_ref().and_then(|id| catalog.editions.get(id));
    declared.default || edition.is_some_and(|edition| edition.features.contains(feature))
}

/// Whether a module is another, or lies below it.
pub fn is_or_lies_below(catalog: &Catalog, module: &ModuleId, other: &ModuleId) -> bool {
    let parents = catalog.modules.get(module).map(|m| m.parents.clone()).unwrap_or_default();
    module == other || parents.iter().any(|parent| is_or_lies_below(catalog, parent, other))
}

/// Whether every feature that gates a grant's reach is on.
pub fn gates_are_open(organization: &Organization, grant: &Grant) -> bool {
    let catalog = organization.catalog();
    catalog.features.iter().all(|(id, feature)| {
        let gated = feature.gates.iter().any(|gate| match gate {
            Gate::Reach(module, reach) => {
                *reach == grant.reach && is_or_lies_below(catalog, &grant.module, module)
            }
            Gate::Command(_) => false,
        });
        !gated || has_feature(organization, id)
    })
}

/// No custom role has a grant whose reach needs a feature that is absent.
pub fn custom_grants_need_no_absent_feature(organization: &Organization) -> Held {
    for (id, role) in &organization.policy().custom_roles {
        for grant in &role.grants {
            ensure!(gates_are_open(organization, grant), "feature_off: `{id}` has {grant:?}");
        }
    }
    Ok(())
}
