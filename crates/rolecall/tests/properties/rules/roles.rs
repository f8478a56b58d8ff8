//! `role_required`, `exclusive_role`, `reserved`, and what is left of `role_built_in` in a state.

use std::collections::BTreeSet;

use rolecall::catalog::{Catalog, RoleId, RolesPerMember};
use rolecall::organization::Organization;

use crate::held::Held;

fn is_custom(organization: &Organization, role: &RoleId) -> bool {
    organization.policy().custom_roles.contains_key(role)
}

/// The kind of container that a role is held in; `Err` for a role that there is not.
fn place(organization: &Organization, role: &RoleId) -> Result<Option<String>, String> {
    let built_in = organization.catalog().roles.get(role).map(|role| role.container.clone());
    let custom = organization.policy().custom_roles.get(role).map(|role| role.container.clone());
    let place = built_in.or(custom).ok_or_else(|| format!("there is no role `{role}`, and it is held"))?;
    Ok(place.map(|kind| kind.to_string()))
}

/// Number and kind of the roles of every member, in the organization and in containers.
pub fn members_hold_what_they_may(organization: &Organization) -> Held {
    let catalog = organization.catalog();
    for (id, member) in &organization.policy().members {
        if member.is_removed() {
            continue;
        }
        let Some(kind) = catalog.kinds.get(&member.kind) else {
            return Err(format!("{id} is of the unknown kind `{}`", member.kind));
        };
        let may_hold_any = kind.custom_roles || !kind.roles.is_empty();
        if catalog.roles_per_member == RolesPerMember::One {
            let number = member.roles.len();
            ensure!(number == 1 || !may_hold_any, "role_required, exclusive_role: {id} holds {number} roles");
        }
        for role in &member.roles {
            ensure!(place(organization, role)?.is_none(), "{id} holds `{role}` in the organization");
            let allowed =
                if is_custom(organization, role) { kind.custom_roles } else { kind.roles.contains(role) };
            ensure!(allowed, "exclusive_role: {id} of kind `{}` holds `{role}`", member.kind);
        }
        not_exclusive(catalog, &member.roles, &member.roles).map_err(|why| format!("{why}: {id}"))?;
    }
    in_containers(organization)
}

fn in_containers(organization: &Organization) -> Held {
    let catalog = organization.catalog();
    for (container_id, container) in &organization.policy().containers {
        for (id, membership) in &container.members {
            let member = organization.member(id).ok_or("a member that is not there is in a container")?;
            for role in &membership.roles {
                let place = place(organization, role)?;
                let here = place.as_deref() == Some(container.kind.as_str());
                ensure!(here, "{id} holds `{role}` in `{container_id}`, and it belongs in {place:?}");
                let allowed = !is_custom(organization, role) || catalog.kinds[&member.kind].custom_roles;
                ensure!(
                    allowed,
                    "exclusive_role: {id} of kind `{}` holds `{role}` in a container",
                    member.kind
                );
            }
            let all: BTreeSet<RoleId> = member.roles.union(&membership.roles).cloned().collect();
            not_exclusive(catalog, &membership.roles, &all)
                .map_err(|why| format!("{why}: {id} in `{container_id}`"))?;
        }
    }
    Ok(())
}

/// Whoever holds an exclusive role in a place holds no other there; mutually exclusive ones are not held at all together.
fn not_exclusive(catalog: &Catalog, here: &BTreeSet<RoleId>, everywhere: &BTreeSet<RoleId>) -> Held {
    for role in here {
        let alone = catalog.roles.get(role).is_some_and(|role| role.alone);
        ensure!(!alone || here.len() == 1, "exclusive_role: `{role}` is held with others");
    }
    for one in everywhere {
        for other in everywhere {
            let exclusive = catalog.roles.get(one).is_some_and(|role| role.exclusive_with.contains(other));
            ensure!(!exclusive, "exclusive_role: `{one}` and `{other}` are held together");
        }
    }
    Ok(())
}

/// No roles, no direct permissions, no places in containers.
pub fn removed_members_hold_nothing(organization: &Organization) -> Held {
    for (id, member) in &organization.policy().members {
        if !member.is_removed() {
            continue;
        }
        ensure!(member.roles.is_empty(), "{id} was removed and holds {:?}", member.roles);
        ensure!(member.permissions.is_empty(), "{id} was removed and holds {:?}", member.permissions);
        for (container_id, container) in &organization.policy().containers {
            ensure!(!container.members.contains_key(id), "{id} was removed and is in `{container_id}`");
        }
    }
    Ok(())
}

/// Permissions of a reserved module are held through built-in roles only.
pub fn reserved_modules_are_not_in_custom_roles(organization: &Organization) -> Held {
    for (id, role) in &organization.policy().custom_roles {
        for grant in &role.grants {
            let module = organization.catalog().modules.get(&grant.module);
            let Some(module) = module else {
                return Err(format!("`{id}` grants on the module `{}` that there is not", grant.module));
            };
            ensure!(!module.reserved, "reserved: `{id}` grants on `{}`", grant.module);
            for action in &grant.actions {
                ensure!(
                    module.actions.contains_key(action),
                    "`{id}` grants the unknown `{}:{action}`",
                    grant.module
                );
            }
        }
    }
    Ok(())
}

/// Every built-in role can be asked for, and those that are locked are as the catalog has them.
pub fn built_in_roles_are_there(organization: &Organization) -> Held {
    for (id, declared) in &organization.catalog().roles {
        let Some(role) = organization.role(id) else {
            return Err(format!("the built-in role `{id}` is gone"));
        };
        if declared.locked {
            ensure!(
                role.name == id.as_str(),
                "role_built_in: `{id}` is locked and is called `{}`",
                role.name
            );
            ensure!(
                role.grants == declared.grants.as_slice(),
                "role_built_in: `{id}` is locked and was changed"
            );
        }
    }
    for id in organization.policy().role_edits.keys() {
        ensure!(organization.catalog().roles.contains_key(id), "an edit of the unknown role `{id}` is kept");
    }
    Ok(())
}
