//! Invitations: sent, sent again (voiding the old link), accepted once and in time.

use jiff::SignedDuration;
use rolecall_catalog::CommandName;

use crate::Effect;
use crate::draft::Draft;
use crate::{
    Code, Event, Field, Invitation, InvitationId, MemberId, Refusal, Status, policy::InvitationState,
};

/// A new invitation, from now on and for as long as the catalog says.
pub(super) fn fresh(draft: &mut Draft<'_>) -> Result<Invitation, Refusal> {
    let id = draft.draw("inv_")?;
    let sent_at = draft.now();
    let valid_for = SignedDuration::from_secs(draft.before.catalog.invite.valid_for_seconds);
    let expires_at = sent_at.saturating_add(valid_for).unwrap_or(jiff::Timestamp::MAX);
    Ok(Invitation { id, sent_at, expires_at })
}

/// Hands an invitation to the outbox.
pub(super) fn send(draft: &mut Draft<'_>, member: &MemberId, invitation: &InvitationId) {
    draft.answer.invitations.push(invitation.clone());
    draft.effects.push(Effect::Invitation { member: member.clone(), invitation: invitation.clone() });
}

/// Sends an invitation again; the old link is void from now on.
pub(super) fn resend(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::MemberResend)?;
    let member = draft.member(text)?;
    let invited = draft.before.member(&member).is_some_and(|m| matches!(m.status, Status::Invited(_)));
    if !invited {
        let detail = format!("{} waits for no invitation", draft.before.display_name(&member));
        return Err(Refusal::new(Code::InvitationUsed, detail));
    }
    let invitation = fresh(draft)?;
    send(draft, &member, &invitation.id);
    draft.emit(Event::MemberStatusChanged { member, status: Status::Invited(invitation) });
    Ok(())
}

/// Registers the member that an invitation was sent to. The link is the proof: the platform calls this for its holder.
pub(super) fn accept(draft: &mut Draft<'_>, text: &str, name: Option<&str>) -> Result<(), Refusal> {
    draft.require_platform("accepting an invitation")?;
    let known = draft.before.policy.invitations.get(text).cloned();
    let (member, state) = known.ok_or_else(|| Refusal::not_found("invitation", text))?;
    let expires_at = match (state, draft.before.member(&member).map(|m| &m.status)) {
        (InvitationState::Accepted, _) => {
            return Err(Refusal::new(Code::InvitationUsed, "this invitation was accepted before")
                .help("sign in instead"));
        }
        (InvitationState::Open, Some(Status::Invited(invitation))) => invitation.expires_at,
        _ => return Err(expired("this invitation was replaced by a newer one, or withdrawn")),
    };
    if draft.now() >= expires_at {
        return Err(expired("this invitation's time is over"));
    }
    if let Some(name) = name {
        set_name(draft, &member, name)?;
    }
    draft.emit(Event::MemberStatusChanged { member, status: Status::Active });
    Ok(())
}

fn set_name(draft: &mut Draft<'_>, member: &MemberId, name: &str) -> Result<(), Refusal> {
    let name = draft.name(name)?;
    let Some(mut personal) = draft.before.member(member).map(|m| m.personal.clone()) else { return Ok(()) };
    draft.set_personal(&mut personal, member, Field::Name, Some(name.as_str()));
    draft.emit(Event::MemberChanged(Box::new(crate::MemberChanged::of_personal(member, personal))));
    Ok(())
}

fn expired(detail: &str) -> Refusal {
    Refusal::new(Code::InvitationExpired, detail).help("ask for the invitation to be sent again")
}
