//! `role_required`, `exclusive_role` and `reserved`: which roles a member may hold together, and what custom roles may give.

use std::collections::BTreeSet;

use rolecall_catalog::{Kind, RolesPerMember};

use crate::{Code, Event, Member, MemberId, Organization, Refusal, RoleId, draft::Draft};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let mut found = Vec::new();
    for id in draft.touched_members() {
        let Some(member) = draft.after.member(&id).filter(|member| !member.is_removed()) else { continue };
        found.extend(in_organization(&draft.after, &id, member));
    }
    for (container, id) in draft.touched_memberships() {
        let Some(member) = draft.after.member(&id).filter(|member| !member.is_removed()) else { continue };
        let membership = draft.after.container(&container).and_then(|c| c.members.get(&id));
        let there = membership.map(|m| m.roles.clone()).unwrap_or_default();
        found.extend(in_container(&draft.after, &id, member, &there));
    }
    found.extend(reserved(draft));
    found
}

fn in_organization(organization: &Organization, id: &MemberId, member: &Member) -> Vec<Refusal> {
    let Some(kind) = organization.kind_of(member) else { return Vec::new() };
    let mut found = Vec::new();
    let one = organization.catalog.roles_per_member == RolesPerMember::One;
    let may_hold = kind.custom_roles || !kind.roles.is_empty();
    let name = organization.display_name(id);
    if one && may_hold && member.roles.is_empty() {
        found.push(
            Refusal::new(Code::RoleRequired, format!("{name} needs a role"))
                .help("name exactly one role for the member"),
        );
    }
    if one && member.roles.len() > 1 {
        let detail = format!("{name} may hold one role, not {}", member.roles.len());
        found.push(Refusal::new(Code::ExclusiveRole, detail).help("name exactly one role for the member"));
    }
    let unfit = member.roles.iter().find(|role| !kind_allows(organization, kind, role));
    if let Some(role) = unfit.and_then(|role| organization.role(role)) {
        let detail = format!("members of kind `{}` do not hold the role `{}`", member.kind, role.name);
        found.push(Refusal::new(Code::ExclusiveRole, detail));
    }
    found.extend(held_together(organization, &member.roles));
    found
}

fn kind_allows(organization: &Organization, kind: &Kind, role: &RoleId) -> bool {
    match organization.role(role) {
        Some(role) if role.built_in.is_some() => kind.roles.contains(role.id),
        Some(_) => kind.custom_roles,
        None => false,
    }
}

fn in_container(
    organization: &Organization,
    id: &MemberId,
    member: &Member,
    there: &BTreeSet<RoleId>,
) -> Vec<Refusal> {
    let custom = |role: &&RoleId| organization.role(role).is_some_and(|role| role.built_in.is_none());
    let allowed = organization.kind_of(member).is_some_and(|kind| kind.custom_roles);
    let mut found = Vec::new();
    if let Some(role) =
        there.iter().find(custom).filter(|_| !allowed).and_then(|role| organization.role(role))
    {
        let name = organization.display_name(id);
        let detail = format!(
            "{name} is of kind `{}`, which does not hold custom roles such as `{}`",
            member.kind, role.name
        );
        found.push(Refusal::new(Code::ExclusiveRole, detail));
    }
    let together: BTreeSet<RoleId> = member.roles.union(there).cloned().collect();
    found.extend(held_together(organization, there).or_else(|| held_apart(organization, &together)));
    found
}

/// Roles declared exclusive, or mutually exclusive, are not held together.
fn held_together(organization: &Organization, roles: &BTreeSet<RoleId>) -> Option<Refusal> {
    let alone = roles
        .iter()
        .find(|role| roles.len() > 1 && organization.catalog.roles.get(*role).is_some_and(|r| r.alone));
    let refusal = alone.map(|role| {
        let detail = format!("the role `{role}` is held with no other role");
        Refusal::new(Code::ExclusiveRole, detail).help("hold it alone, or leave it out")
    });
    refusal.or_else(|| held_apart(organization, roles))
}

fn held_apart(organization: &Organization, roles: &BTreeSet<RoleId>) -> Option<Refusal> {
    let exclusive = |role: &RoleId| organization.catalog.roles.get(role).map(|r| &r.exclusive_with);
    let clash =
        roles.iter().find_map(|role| exclusive(role)?.intersection(roles).next().map(|other| (role, other)));
    clash.map(|(role, other)| {
        Refusal::new(Code::ExclusiveRole, format!("the roles `{role}` and `{other}` are not held together"))
            .help("leave one of them out")
    })
}

/// Permissions of a reserved module are held through built-in roles only.
fn reserved(draft: &Draft<'_>) -> Vec<Refusal> {
    let touched = draft.events.iter().flat_map(|event| match event {
        Event::RoleCreated { role, .. } | Event::RoleChanged { role, grants: Some(_), .. } => vec![role],
        // Another version of the catalog may reserve what was not reserved before.
        Event::CatalogAdopted { .. } => draft.after.policy.custom_roles.keys().collect(),
        _ => Vec::new(),
    });
    let touched = touched.filter_map(|role| draft.after.role(role));
    let is_reserved = |module| draft.after.catalog.modules.get(module).is_some_and(|m| m.reserved);
    let custom = touched.filter(|role| role.built_in.is_none());
    custom
        .filter_map(|role| {
            let grant = role.grants.iter().find(|grant| is_reserved(&grant.module))?;
            let detail = format!("permissions of `{}` are held through built-in roles only", grant.module);
            Some(
                Refusal::new(Code::Reserved, detail)
                    .help(format!("leave `{}` out of the role", grant.module)),
            )
        })
        .collect()
}
