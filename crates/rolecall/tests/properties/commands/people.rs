//! Commands about members.

use std::collections::BTreeSet;

use rolecall::catalog::{KindId, Permission, RolesPerMember};
use rolecall::organization::{Change, Command, EditMember, NewMember, Status};

use super::names::{self, change, member, one_of};
use crate::{pick::Picks, world::Scene};

pub fn invite(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::InviteMember(new_member(scene, picks))
}

pub fn invite_all(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let many = 1 + picks.below(2);
    Command::InviteMembers { members: (0..many).map(|_| new_member(scene, picks)).collect() }
}

/// Half of them as a product would send them: what the kind needs is there.
fn new_member(scene: &Scene<'_>, picks: &mut Picks) -> NewMember {
    let catalog = scene.organization.catalog();
    let sound = picks.below(3) > 0;
    let kind = kind(scene, picks);
    let roles = sound.then(|| fitting_roles(scene, kind.as_ref(), picks));
    let client = kind.as_ref().and_then(|kind| catalog.kinds.get(kind)).is_some_and(|kind| kind.company);
    NewMember {
        email: names::address(picks),
        name: if sound {
            Some(format!("Person {}", picks.below(9)))
        } else {
            picks.perhaps(2, names::person)
        },
        roles: roles.unwrap_or_else(|| picks.perhaps(2, |picks| role_names(scene, picks))),
        company: if client && sound { Some(names::company(picks)) } else { picks.perhaps(6, names::company) },
        position: picks.perhaps(2, |picks| position(scene, picks)).filter(|_| !catalog.positions.is_empty()),
        permissions: if picks.seldom(4) { permissions(scene, picks) } else { BTreeSet::new() },
        external_id: picks.perhaps(4, names::external_id),
        ends_at: picks.perhaps(6, |picks| names::time(scene, picks)),
        segments: if picks.seldom(4) {
            names::limits(catalog, picks)
        } else {
            rolecall::catalog::Limits::new()
        },
        invite: picks.perhaps(2, |picks| picks.seldom(3)),
        kind,
    }
}

fn fitting_roles(scene: &Scene<'_>, kind: Option<&KindId>, picks: &mut Picks) -> Option<Vec<String>> {
    let kinds = &scene.organization.catalog().kinds;
    let (_, kind) = kind.and_then(|id| kinds.get_key_value(id)).or(kinds.first())?;
    let mut all: Vec<String> = kind.roles.iter().map(ToString::to_string).collect();
    if kind.custom_roles {
        let custom =
            scene.organization.policy().custom_roles.iter().filter(|(_, role)| role.container.is_none());
        all.extend(custom.map(|(id, _)| id.to_string()));
    }
    Some(picks.of(&all).into_iter().collect())
}

fn kind(scene: &Scene<'_>, picks: &mut Picks) -> Option<KindId> {
    let kinds: Vec<KindId> = scene.organization.catalog().kinds.keys().cloned().collect();
    picks.perhaps(3, |picks| picks.of(&kinds)).flatten()
}

fn position(scene: &Scene<'_>, picks: &mut Picks) -> String {
    one_of(picks, &names::positions(scene.organization), "pos_absent")
}

/// Mostly one role, as most products have it.
fn role_names(scene: &Scene<'_>, picks: &mut Picks) -> Vec<String> {
    let all = names::roles(scene.organization, None);
    let one = scene.organization.catalog().roles_per_member == RolesPerMember::One;
    let many = if one { picks.of(&[1, 1, 1, 1, 0, 2]) } else { picks.of(&[1, 2, 0, 3]) };
    (0..many.unwrap_or_default()).map(|_| one_of(picks, &all, "rol_absent")).collect()
}

fn permissions(scene: &Scene<'_>, picks: &mut Picks) -> BTreeSet<Permission> {
    let catalog = scene.organization.catalog();
    let direct: Vec<Permission> =
        catalog.direct.iter().flat_map(|direct| direct.permissions.iter().cloned()).collect();
    let other = if picks.seldom(8) { names::permission(catalog, picks) } else { None };
    picks.some_of(&direct, 2).into_iter().chain(other).collect()
}

pub fn accept(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let members = scene.organization.policy().members.values();
    let open = members.filter_map(|member| match &member.status {
        Status::Invited(invitation) => Some(invitation.id.to_string()),
        _ => None,
    });
    let open: Vec<String> = open.collect();
    if open.is_empty() && !picks.seldom(4) {
        return invite(scene, picks);
    }
    let ever: Vec<String> = scene.organization.policy().invitations.keys().map(ToString::to_string).collect();
    let chosen = if picks.seldom(6) { picks.of(&ever) } else { picks.of(&open) };
    Command::AcceptInvitation {
        invitation: chosen.unwrap_or_else(|| "inv_absent".to_owned()),
        name: picks.perhaps(4, names::person),
    }
}

pub fn resend(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::ResendInvitation { member: member(scene, picks) }
}

pub fn edit(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let catalog = scene.organization.catalog();
    Command::EditMember(Box::new(EditMember {
        member: member(scene, picks),
        position: match change(picks, |picks| position(scene, picks)) {
            Change::Set(_) if catalog.positions.is_empty() => Change::Keep,
            change => change,
        },
        ends_at: change(picks, |picks| names::time(scene, picks)),
        segments: change(picks, |picks| names::limits(catalog, picks)),
        kind: kind(scene, picks),
        company: change(picks, names::company),
        name: change(picks, names::person),
        email: picks.perhaps(4, names::address),
        external_id: change(picks, names::external_id),
        roles: picks.perhaps(4, |picks| role_names(scene, picks)),
    }))
}

pub fn activate(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::ActivateMember { member: member(scene, picks) }
}

pub fn deactivate(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::DeactivateMember { member: member(scene, picks) }
}

pub fn set_roles(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::SetRoles { member: member(scene, picks), roles: role_names(scene, picks) }
}

pub fn set_permissions(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::SetPermissions { member: member(scene, picks), permissions: permissions(scene, picks) }
}

pub fn remove(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let transfer_records_to = picks.perhaps(2, |picks| member(scene, picks));
    Command::RemoveMember { member: member(scene, picks), transfer_records_to }
}

pub fn erase(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let removed = scene.organization.policy().members.iter().filter(|(_, member)| member.is_removed());
    let removed: Vec<String> = removed.map(|(id, _)| id.to_string()).collect();
    if removed.is_empty() && !picks.seldom(4) {
        return remove(scene, picks);
    }
    let chosen = if picks.seldom(4) { Some(member(scene, picks)) } else { picks.of(&removed) };
    Command::EraseMember { member: chosen.unwrap_or_else(|| "mem_absent".to_owned()) }
}
