//! What follows for a member's roles and state when its kind, its address or its state changes.

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, KindId, RolesPerMember};

use super::invitation;
use crate::draft::Draft;
use crate::{EditMember, Event, Member, MemberId, Refusal, RoleId, Status};

/// The roles that are sent with an edit; else, where the kind changes, those that the new kind may hold; where none is left and
/// one is needed, the default, or the only one there is.
pub(super) fn settle_roles(
    draft: &mut Draft<'_>,
    form: &EditMember,
    member: &MemberId,
    before: &Member,
) -> Result<(), Refusal> {
    let roles = match &form.roles {
        Some(names) => {
            draft.require(CommandName::MemberRoles)?;
            draft.roles_in("roles", names, None)?
        }
        None => roles_of_kind(draft, member, before),
    };
    if roles != before.roles {
        draft.emit(Event::MemberRolesSet { member: member.clone(), roles });
    }
    Ok(())
}

fn roles_of_kind(draft: &Draft<'_>, member: &MemberId, before: &Member) -> BTreeSet<RoleId> {
    let catalog = &draft.after.catalog;
    let after = draft.after.member(member).filter(|after| after.kind != before.kind);
    let Some(kind) = after.and_then(|after| catalog.kinds.get(&after.kind)) else {
        return before.roles.clone();
    };
    let custom = |role: &RoleId| kind.custom_roles && !catalog.roles.contains_key(role);
    let fits = |role: &&RoleId| kind.roles.contains(*role) || custom(role);
    let mut roles: BTreeSet<RoleId> = before.roles.iter().filter(fits).cloned().collect();
    if roles.is_empty() && catalog.roles_per_member == RolesPerMember::One {
        let default = catalog.default_role.iter().find(|role| kind.roles.contains(*role));
        let only = kind.roles.first().filter(|_| kind.roles.len() == 1);
        roles.extend(default.or(only).cloned());
    }
    roles
}

/// An invited member whose address changes is invited anew, voiding the link. One whose new kind signs in and who never
/// registered is invited; one whose new kind does not waits for no invitation.
pub(super) fn settle_status(
    draft: &mut Draft<'_>,
    member: &MemberId,
    before: &Member,
    new_address: bool,
) -> Result<(), Refusal> {
    let signs_in = |kind: &KindId| draft.after.signs_in(kind);
    let does = draft.after.member(member).is_some_and(|after| signs_in(&after.kind));
    let did = signs_in(&before.kind);
    match &before.status {
        Status::Invited(_) if !does => turn(draft, member, Status::Active),
        Status::Invited(_) if new_address => invite(draft, member),
        Status::Active if does && !did && !before.registered => join(draft, member),
        _ => Ok(()),
    }
}

/// Makes an inactive member active again; one that signs in by now and never registered is invited.
pub(super) fn wake(draft: &mut Draft<'_>, member: &MemberId) -> Result<(), Refusal> {
    let registered =
        draft.before.member(member).is_some_and(|m| m.registered || !draft.before.signs_in(&m.kind));
    if registered { turn(draft, member, Status::Active) } else { join(draft, member) }
}

/// Comes in as a new member of its kind does. Asks what inviting asks.
fn join(draft: &mut Draft<'_>, member: &MemberId) -> Result<(), Refusal> {
    draft.require(CommandName::MemberInvite)?;
    if draft.after.catalog.invite.mail { invite(draft, member) } else { turn(draft, member, Status::Active) }
}

fn invite(draft: &mut Draft<'_>, member: &MemberId) -> Result<(), Refusal> {
    let invitation = invitation::fresh(draft)?;
    invitation::send(draft, member, &invitation.id);
    turn(draft, member, Status::Invited(invitation))
}

#[expect(clippy::unnecessary_wraps, reason = "the last step of those above")]
fn turn(draft: &mut Draft<'_>, member: &MemberId, status: Status) -> Result<(), Refusal> {
    draft.emit(Event::MemberStatusChanged { member: member.clone(), status });
    Ok(())
}
