//! Which roles could be given to a member, and which of them would give a permission.

use std::collections::BTreeSet;

use rolecall_catalog::{Grant, Holders, Permission, Reach, RolesPerMember};
use rolecall_organization::{ContainerId, Member, MemberId, Organization, RoleId, RoleRef};

/// The roles of the organization that the member could be given and that grant the permission as far as `reach` or
/// further, the least powerful first. A role that makes one held count (`only_with`) is among them.
pub(super) fn giving(
    organization: &Organization,
    (id, member): (&MemberId, &Member),
    permission: &Permission,
    reach: Reach,
) -> Vec<RoleId> {
    let grants = |role: &RoleRef<'_>| gives(organization, role, permission, reach);
    let wakes = |role: &RoleRef<'_>| {
        let held = held_anywhere(organization, id, member);
        let waiting = held.into_iter().filter_map(|held| organization.role(held)).filter(|held| grants(held));
        waiting.filter_map(|held| held.built_in).any(|held| held.only_with.contains(role.id))
    };
    let free = |role: &RoleRef<'_>| {
        role.container.is_none() && !member.roles.contains(role.id) && may_hold(organization, member, role)
    };
    let roles = organization.roles().filter(free).filter(|role| grants(role) || wakes(role));
    by_power(roles.collect())
}

/// The roles held in the container's kind that grant the permission, the least powerful first.
pub(super) fn giving_in(
    organization: &Organization,
    container: &ContainerId,
    permission: &Permission,
) -> Vec<RoleId> {
    let kind = organization.container_kind(container);
    let there = |role: &RoleRef<'_>| role.container.is_some() && role.container == kind;
    let gives = |role: &RoleRef<'_>| gives(organization, role, permission, Reach::Assigned);
    by_power(organization.roles().filter(there).filter(gives).collect())
}

fn gives(organization: &Organization, role: &RoleRef<'_>, permission: &Permission, reach: Reach) -> bool {
    let fits = |grant: &Grant| {
        grant.module == permission.module
            && grant.actions.contains(&permission.action)
            && grant.reach >= reach
    };
    organization.role_grants(role).iter().any(|grant| fits(grant) && organization.grant_counts(grant))
}

/// The roles that the member holds in the organization and in containers.
fn held_anywhere<'a>(
    organization: &'a Organization,
    id: &MemberId,
    member: &'a Member,
) -> BTreeSet<&'a RoleId> {
    let places = organization.policy().containers.values().filter_map(|container| container.members.get(id));
    member.roles.iter().chain(places.flat_map(|place| &place.roles)).collect()
}

/// Whether the catalog lets such a member hold the role. A role of exactly one holder changes hands by transfer only.
fn may_hold(organization: &Organization, member: &Member, role: &RoleRef<'_>) -> bool {
    let kind = organization.kind_of(member);
    match role.built_in {
        Some(built_in) => {
            built_in.holders != Some(Holders::ExactlyOne)
                && kind.is_some_and(|kind| kind.roles.contains(role.id))
        }
        None => kind.is_some_and(|kind| kind.custom_roles),
    }
}

/// The roles held that the new one would take the place of. `None`: one of them may not simply be dropped.
pub(super) fn replaced(
    organization: &Organization,
    member: &Member,
    role: &RoleId,
) -> Option<BTreeSet<RoleId>> {
    let built_in = |id: &RoleId| organization.catalog().roles.get(id);
    let alone = |id: &RoleId| built_in(id).is_some_and(|role| role.alone);
    let excludes =
        |one: &RoleId, other: &RoleId| built_in(one).is_some_and(|role| role.exclusive_with.contains(other));
    let one = organization.catalog().roles_per_member == RolesPerMember::One;
    let clashes =
        |held: &&RoleId| one || alone(role) || alone(held) || excludes(role, held) || excludes(held, role);
    let dropped: BTreeSet<RoleId> = member.roles.iter().filter(clashes).cloned().collect();
    let guarded = dropped.iter().any(|id| built_in(id).is_some_and(|role| role.holders.is_some()));
    (!guarded).then_some(dropped)
}

/// The fewer permissions a role gives, and the less far, the less powerful it is.
fn by_power(mut roles: Vec<RoleRef<'_>>) -> Vec<RoleId> {
    roles.sort_by_key(|role| {
        let permissions: usize = role.grants.iter().map(|grant| grant.actions.len()).sum();
        (permissions, role.grants.iter().map(|grant| grant.reach).max())
    });
    roles.into_iter().map(|role| role.id.clone()).collect()
}
