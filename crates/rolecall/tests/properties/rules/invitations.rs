//! `invitation_used` and `invitation_expired`: a member waits for one invitation, and no other works.

use rolecall::organization::{InvitationState, Organization, Status};

use crate::held::Held;

/// An invitation is open exactly while its member waits for it.
pub fn at_most_one_is_open(organization: &Organization) -> Held {
    let policy = organization.policy();
    for (id, member) in &policy.members {
        let open: Vec<_> = policy
            .invitations
            .iter()
            .filter(|(_, (whose, state))| whose == id && *state == InvitationState::Open)
            .map(|(invitation, _)| invitation.clone())
            .collect();
        let waits: Vec<_> = match &member.status {
            Status::Invited(invitation) => vec![invitation.id.clone()],
            _ => Vec::new(),
        };
        ensure!(open == waits, "{id} waits for {waits:?}, and open are {open:?}");
    }
    Ok(())
}
