//! What has to move when something goes (`role_in_use`, `transfer_required`), and who may be put somewhere (`not_active`).

use rolecall::organization::{Command, Facts, InvitationState, MemberId, Outcome, PositionId, Status};

use crate::{held::Held, world::Step};

fn outcome<'a>(step: &'a Step<'_>) -> Option<&'a Outcome> {
    step.result.as_ref().ok()
}

/// A role that was held is deleted only when each holder now holds the other one named, in the same place.
pub fn holders_of_a_deleted_role_hold_another(step: &Step<'_>) -> Held {
    let Command::DeleteRole { role, reassign_to } = step.command else { return Ok(()) };
    let (Some(_), Some(gone)) = (outcome(step), step.before.find_role(role)) else { return Ok(()) };
    let gone = gone.id;
    ensure!(!step.before.catalog().roles.contains_key(gone), "role_built_in: `{gone}` was deleted");
    let to = reassign_to.as_ref().and_then(|to| step.before.find_role(to)).map(|to| to.id.clone());
    let now_held = |roles: &std::collections::BTreeSet<_>| to.as_ref().is_some_and(|to| roles.contains(to));
    for (id, before) in &step.before.policy().members {
        let after = step.after.member(id).ok_or("a member is gone")?;
        ensure!(!after.roles.contains(gone), "role_in_use: {id} holds `{gone}`, which was deleted");
        ensure!(
            !before.roles.contains(gone) || now_held(&after.roles),
            "role_in_use: {id} was left without `{gone}`"
        );
    }
    for (container, before) in &step.before.policy().containers {
        for (id, membership) in before.members.iter().filter(|(_, m)| m.roles.contains(gone)) {
            let after = step.after.container(container).and_then(|c| c.members.get(id));
            let after = after.ok_or_else(|| format!("{id} is no longer in `{container}`"))?;
            let moved =
                now_held(&after.roles) && !after.roles.contains(gone) && after.until == membership.until;
            ensure!(moved, "role_in_use: {id} was left without `{gone}` in `{container}`");
        }
    }
    Ok(())
}

/// A position with people or positions below goes only with a place to move them to, which is not itself or below it.
pub fn whoever_stood_at_a_deleted_position_stands_elsewhere(step: &Step<'_>) -> Held {
    let Command::DeletePosition { position, transfer_to } = step.command else { return Ok(()) };
    let (Some(_), Some(gone)) = (outcome(step), step.before.find_position(position)) else { return Ok(()) };
    let before = step.before.policy();
    let parent = before.positions[gone].reports_to.clone();
    ensure!(parent.is_some(), "role_built_in: the top `{gone}` was deleted");
    let named = transfer_to.as_ref().and_then(|to| step.before.find_position(to)).cloned();
    let people = before.members.values().any(|m| !m.is_removed() && m.position.as_ref() == Some(gone));
    let below = before.positions.values().any(|p| p.reports_to.as_ref() == Some(gone));
    ensure!(
        named.is_some() || !(people || below),
        "transfer_required: `{gone}` went with people or positions"
    );
    let to: Option<PositionId> = named.or(parent);
    for (id, member) in before.members.iter().filter(|(_, m)| m.position.as_ref() == Some(gone)) {
        let now = step.after.member(id).and_then(|m| m.position.clone());
        ensure!(now == to, "{id} ({}) stood at `{gone}` and stands at {now:?}", member.status.as_str());
    }
    for (id, _) in before.positions.iter().filter(|(_, p)| p.reports_to.as_ref() == Some(gone)) {
        let now = step.after.position(id).and_then(|p| p.reports_to.clone());
        ensure!(now == to, "`{id}` reported to `{gone}` and reports to {now:?}");
    }
    Ok(())
}

/// Containers are shared with, and records assigned to, active members only.
pub fn who_joins_or_inherits_is_active(step: &Step<'_>) -> Held {
    let Some(outcome) = outcome(step) else { return Ok(()) };
    let active = |id: &MemberId| step.before.member(id).is_some_and(|member| member.status == Status::Active);
    for (id, container) in &step.after.policy().containers {
        let before = step.before.container(id);
        for member in container.members.keys() {
            let joined = before.is_none_or(|before| !before.members.contains_key(member));
            ensure!(!joined || active(member), "not_active: {member} joined `{id}`");
        }
    }
    let assigns = matches!(step.command, Command::AssignOwner { .. } | Command::RemoveMember { .. });
    for change in outcome.records.iter().filter(|_| assigns) {
        let owner = change.facts.as_ref().and_then(|facts: &Facts| facts.owner.clone());
        ensure!(owner.as_ref().is_none_or(active), "not_active: {:?} is given to {owner:?}", change.key);
    }
    Ok(())
}

/// A link works once, before its time is over, and while no other took its place.
pub fn invitations_work_once_and_in_time(step: &Step<'_>) -> Held {
    let Command::AcceptInvitation { invitation, .. } = step.command else { return Ok(()) };
    if outcome(step).is_none() {
        return Ok(());
    }
    let known = step.before.policy().invitations.get(invitation.as_str());
    let (member, state) = known.ok_or("an invitation was accepted that there is not")?;
    ensure!(*state == InvitationState::Open, "invitation_used: one that is {state:?} was accepted");
    let Some(Status::Invited(waiting)) = step.before.member(member).map(|member| &member.status) else {
        return Err(format!("{member} accepted an invitation, and waited for none"));
    };
    ensure!(waiting.id.as_str() == invitation, "invitation_expired: a link that is void was accepted");
    ensure!(step.now < waiting.expires_at, "invitation_expired: it was accepted too late");
    let after = step.after.member(member).map(|member| member.status.clone());
    ensure!(after == Some(Status::Active), "{member} accepted and is {after:?}");
    Ok(())
}
