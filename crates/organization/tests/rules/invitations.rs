//! `invitation_expired`, `invitation_used`: invitation links work once and for a time; resending makes the old link void.
//! `registered`: a registered person's e-mail is changed by that person alone.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

/// Seven days after the invitation.
const EXPIRY: &str = "2026-01-12T09:00:00Z";

#[test]
fn an_invitation_is_accepted_once() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.does(accept(&invitation));
    assert_eq!(world.member("rita").status, "active");
    world
        .refused(Code::InvitationUsed, accept(&invitation))
        .says("this invitation was accepted before")
        .helps("sign in instead");
}

#[test]
fn it_works_until_the_instant_at_which_its_time_is_over() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    assert_eq!(world.member("rita").invitation.unwrap().expires_at, at(EXPIRY));
    world.now = at(EXPIRY);
    world
        .refused(Code::InvitationExpired, accept(&invitation))
        .says("this invitation's time is over")
        .helps("ask for the invitation to be sent again");
    assert!(world.member("rita").invitation.unwrap().expired);
    world.now = at("2026-01-12T08:59:59.999999999Z");
    assert!(!world.member("rita").invitation.unwrap().expired);
    world.does(accept(&invitation));
}

#[test]
fn how_long_it_works_is_the_catalogs_to_say() {
    let mut world = World::of(&OFFICE.replace("7 days", "2 hours"));
    let invitation = world.invite_by_mail("rita", |m| m);
    world.now = at("2026-01-05T11:00:00Z");
    world.refused(Code::InvitationExpired, accept(&invitation));
    world.now = at("2026-01-05T10:59:59Z");
    world.does(accept(&invitation));
}

#[test]
fn resending_makes_the_old_link_void_and_the_time_begin_again() {
    let mut world = World::office();
    let old = world.invite_by_mail("rita", |m| m);
    world.now = at("2026-01-10T09:00:00Z");
    let new = world.does(resend("rita")).invitations[0].to_string();
    assert_ne!(old, new);
    world
        .refused(Code::InvitationExpired, accept(&old))
        .says("this invitation was replaced by a newer one, or withdrawn");
    world.now = at("2026-01-17T08:59:59Z");
    world.does(accept(&new));
    world.refused(Code::InvitationExpired, accept(&old));
}

#[test]
fn an_invitation_that_is_over_is_sent_again() {
    let mut world = World::office();
    world.invite_by_mail("rita", |m| m);
    world.now = at("2026-03-01T00:00:00Z");
    let new = world.does(resend("rita")).invitations[0].to_string();
    world.does(accept(&new));
}

#[test]
fn who_is_removed_takes_the_invitation_along() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.does(remove("rita"));
    world.refused(Code::InvitationExpired, accept(&invitation));
    let again = world.invite_by_mail("rita", |m| m);
    world.does(accept(&again));
    world.does(remove("rita"));
    world.refused(Code::InvitationUsed, accept(&again));
}

#[test]
fn who_has_registered_waits_for_no_invitation() {
    let mut world = World::office();
    world.refused(Code::InvitationUsed, resend("ada")).says("Ada waits for no invitation");
    world.invite("cyd", |m| m.contact());
    world.refused(Code::InvitationUsed, resend("cyd"));
}

#[test]
fn an_unknown_invitation_is_not_found() {
    World::office()
        .refused(Code::NotFound, accept("inv_nothing"))
        .says("there is no invitation `inv_nothing`");
}

#[test]
fn accepting_is_for_the_platform_which_holds_the_link() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world
        .as_("ada")
        .refused(Code::Forbidden, accept(&invitation))
        .says("accepting an invitation is for the platform, not for members");
}

#[test]
fn accepting_may_say_the_name() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.refused(Code::NameMissing, with(&accept(&invitation), json!({ "name": " " })));
    world.does(with(&accept(&invitation), json!({ "name": "Rita R." })));
    assert_eq!(world.member("rita").name.as_deref(), Some("Rita R."));
}

#[test]
fn a_registered_persons_address_is_changed_by_that_person_alone() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    let changes = edit("rita", json!({ "email": "rita@elsewhere.example" }));
    world
        .refused(Code::Registered, changes.clone())
        .says("Rita has registered: that person alone changes the e-mail address");
    world.as_("ada").refused(Code::Registered, changes.clone());
    world.as_("rita").does(changes);
    assert_eq!(world.member("rita").email.as_deref(), Some("rita@elsewhere.example"));
}

#[test]
fn who_is_inactive_has_registered_all_the_same() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world.does(deactivate("rita"));
    world.refused(Code::Registered, edit("rita", json!({ "email": "rita@elsewhere.example" })));
}

#[test]
fn the_same_address_again_is_no_change() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world.platform().changes_nothing(edit("rita", json!({ "email": "rita@example.com" })));
}

#[test]
fn an_invited_persons_address_is_changed_by_who_may_invite_voiding_the_link() {
    let text = OFFICE.replace(
        "{ on = \"deals\", can = [\"view\"], reach",
        "{ on = \"users\", can = [\"create\"] }, { on = \"deals\", can = [\"view\"], reach",
    );
    let mut world = World::of(&text);
    world.invite("sela", |m| m.role("Seller"));
    let old = world.invite_by_mail("rita", |m| m.role("Seller"));
    let outcome = world.as_("sela").outcome(edit("rita", json!({ "email": "rita@elsewhere.example" })));
    let new = outcome.answer.invitations[0].to_string();
    assert_eq!(outcome.effects.len(), 1, "the new link is mailed");
    assert_eq!(world.member("rita").status, "invited");
    world.refused(Code::InvitationExpired, accept(&old));
    world.does(accept(&new));
    world.as_("sela").refused(Code::Forbidden, edit("rita", json!({ "email": "rita@example.com" })));
}

#[test]
fn whoever_may_not_invite_does_not_void_a_link() {
    let text = OFFICE.replace(
        "{ on = \"deals\", can = [\"view\"], reach",
        "{ on = \"users\", can = [\"edit\"] }, { on = \"deals\", can = [\"view\"], reach",
    );
    let mut world = World::of(&text);
    world.invite("sela", |m| m.role("Seller"));
    world.invite_by_mail("rita", |m| m.role("Seller"));
    let address = json!({ "email": "rita@elsewhere.example" });
    world.as_("sela").refused(Code::Forbidden, edit("rita", address)).figure("permission", "users:create");
    world.as_("sela").does(edit("rita", json!({ "position": "Manager" })));
}

#[test]
fn a_contacts_address_is_anybodys_who_may_edit() {
    let mut world = World::office();
    world.invite("cyd", |m| m.contact());
    let outcome = world.as_("ada").outcome(edit("cyd", json!({ "email": "cyd@elsewhere.example" })));
    assert!(outcome.effects.is_empty(), "contacts are never mailed");
    assert_eq!(world.member("cyd").status, "active");
}
