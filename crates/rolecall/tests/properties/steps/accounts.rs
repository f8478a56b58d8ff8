//! `own_account`, `registered`, and the transition side of `sole_holder`.

use rolecall::catalog::{Holders, RoleId};
use rolecall::organization::{Actor, Command, Member, MemberId, Organization, Status};

use crate::{held::Held, world::Step};

/// Nobody removes, deactivates or dates themselves, or drops their own last guarded role; transfer is exempt.
pub fn nobody_ends_their_own_account(step: &Step<'_>) -> Held {
    let Actor::Member(actor) = step.actor else { return Ok(()) };
    let (Some(before), Some(after)) = (step.before.member(actor), step.after.member(actor)) else {
        return Ok(());
    };
    if matches!(step.command, Command::TransferOwnership { .. }) {
        return Ok(());
    }
    ensure!(!after.is_removed() || before.is_removed(), "own_account: {actor} removed themselves");
    let inactive = after.status == Status::Inactive && before.status != Status::Inactive;
    ensure!(!inactive, "own_account: {actor} made themselves inactive");
    ensure!(after.ends_at == before.ends_at, "own_account: {actor} dated themselves");
    let (had, has) = (holds_guarded(step.before, before), holds_guarded(step.after, after));
    ensure!(!had || has, "own_account: {actor} dropped their own last guarded role");
    Ok(())
}

fn holds_guarded(organization: &Organization, member: &Member) -> bool {
    member
        .roles
        .iter()
        .any(|id| organization.catalog().roles.get(id).is_some_and(|role| role.holders.is_some()))
}

/// The role of exactly one holder changes hands by transfer only.
pub fn the_sole_holder_changes_by_transfer_only(step: &Step<'_>) -> Held {
    if matches!(step.command, Command::TransferOwnership { .. }) {
        return Ok(());
    }
    let (before, after) = (sole_holders(step.before), sole_holders(step.after));
    ensure!(before == after, "sole_holder: it went from {before:?} to {after:?}");
    Ok(())
}

fn sole_holders(organization: &Organization) -> Vec<MemberId> {
    let sole =
        organization.catalog().roles.iter().find(|(_, role)| role.holders == Some(Holders::ExactlyOne));
    let Some((sole, _)): Option<(&RoleId, _)> = sole else { return Vec::new() };
    let members = organization.policy().members.iter();
    members.filter(|(_, member)| member.roles.contains(sole)).map(|(id, _)| id.clone()).collect()
}

/// A registered person's address is changed by that person alone.
pub fn registered_people_change_their_own_address(step: &Step<'_>) -> Held {
    for (id, member) in &step.before.policy().members {
        let signs_in = step.before.catalog().kinds.get(&member.kind).is_some_and(|kind| kind.sign_in);
        let registered = signs_in && matches!(member.status, Status::Active | Status::Inactive);
        let address =
            |organization: &Organization| organization.people().person(id).and_then(|p| p.email.clone());
        let same = address(step.before) == address(step.after);
        let own = *step.actor == Actor::Member(id.clone());
        ensure!(!registered || same || own, "registered: the address of {id} was changed by another");
    }
    Ok(())
}
