//! Links of invitations: the token in one works once and for a time. Whether it still does is the organization's
//! to say; here is only how one is made and read.

use jiff::Timestamp;
use rolecall_organization::{InvitationId, OrganizationId};
use rolecall_store::InvitationLink;

use crate::{InvalidToken, Secret};

/// What the token of an invitation begins with.
pub const INVITATION_PREFIX: &str = "rolecall_inv_";

/// Makes the link of an invitation of 32 bytes that were drawn at random: the row to keep, and the token to mail.
pub fn link(
    organization: OrganizationId,
    invitation: InvitationId,
    random: [u8; 32],
    now: Timestamp,
) -> (InvitationLink, Secret) {
    let secret = Secret::make(INVITATION_PREFIX, random);
    (InvitationLink { secret: secret.hash(), organization, invitation, created_at: now }, secret)
}

/// Reads the token of an invitation; a store finds the link by its hash.
///
/// # Errors
/// What is wrong with it, without repeating it.
pub fn parse(text: &str) -> Result<Secret, InvalidToken> {
    Secret::parse(INVITATION_PREFIX, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(random: [u8; 32]) -> (InvitationLink, Secret) {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        link("org_acme".parse().unwrap(), "inv_1".parse().unwrap(), random, now)
    }

    #[test]
    fn a_link_is_found_by_the_token_that_was_mailed() {
        let (link, secret) = made([9; 32]);
        assert_eq!(parse(secret.expose()).unwrap().hash(), link.secret);
        assert_eq!((link.organization.as_str(), link.invitation.as_str()), ("org_acme", "inv_1"));
        assert_eq!(link.created_at.to_string(), "2026-11-22T12:00:00Z");
        assert!(!format!("{link:?}").contains(secret.expose()));
    }

    #[test]
    fn the_same_invitation_mailed_twice_has_two_tokens() {
        assert_ne!(made([1; 32]).0.secret, made([2; 32]).0.secret);
    }

    #[test]
    fn a_token_of_an_invitation_and_an_api_token_do_not_pass_for_each_other() {
        let (_, secret) = made([9; 32]);
        assert!(secret.expose().starts_with("rolecall_inv_"));
        assert_eq!(crate::token::parse(secret.expose()).unwrap_err(), InvalidToken::Foreign);
        let relabelled = secret.expose().replace("_inv_", "_pt_");
        assert_eq!(crate::token::parse(&relabelled).unwrap_err(), InvalidToken::Mistyped);
        assert_eq!(parse(&relabelled).unwrap_err(), InvalidToken::Foreign);
    }

    #[test]
    fn a_mistyped_token_is_told_as_one() {
        let (_, secret) = made([9; 32]);
        let typed = secret.expose().to_uppercase().replace("ROLECALL_INV_", INVITATION_PREFIX);
        assert_eq!(parse(&typed).unwrap_err(), InvalidToken::Mistyped);
        assert_eq!(parse(&format!(" {}", secret.expose())).unwrap_err(), InvalidToken::Foreign);
        assert_eq!(parse(&format!("{} ", secret.expose())).unwrap_err(), InvalidToken::Misshapen);
    }
}
