//! Invitations: who is invited, who is active at once, what is mailed.

use rolecall_organization::{Code, Effect, Event, InvitationState, Status};
use serde_json::json;

use crate::common::*;

#[test]
fn an_invitation_is_mailed_and_shown_while_it_waits() {
    let mut world = World::office();
    let outcome = world.as_("ada").outcome(invite("rita", |m| m.by_mail()));
    let rita = world.member_id("rita");
    let invitation = outcome.answer.invitations[0].clone();
    assert_eq!(
        outcome.effects,
        [Effect::Invitation { member: rita.clone(), invitation: invitation.clone() }]
    );
    let view = world.member("rita");
    assert_eq!(view.status, "invited");
    assert_eq!(view.invitation.unwrap().id, invitation.to_string());
    let state = &world.organization.policy().invitations[&invitation];
    assert_eq!(state, &(rita, InvitationState::Open));
}

#[test]
fn without_an_invitation_nothing_is_mailed() {
    let mut world = World::office();
    let outcome = world.platform().outcome(invite("rita", |m| m));
    assert!(outcome.effects.is_empty() && outcome.answer.invitations.is_empty());
    assert_eq!(world.member("rita").status, "active");
}

#[test]
fn a_contact_is_never_mailed() {
    let mut world = World::office();
    for invited in [json!(null), json!(true), json!(false)] {
        let mut fresh = world.clone();
        let outcome = fresh.as_("ada").outcome(invite("cyd", |m| m.contact().with("invite", invited)));
        assert!(outcome.effects.is_empty());
        assert_eq!(fresh.member("cyd").status, "active");
    }
    world.invite("cyd", |m| m.contact());
    world.refused(Code::InvitationUsed, resend("cyd"));
}

#[test]
fn where_nothing_is_mailed_members_are_active_at_once_unless_one_asks() {
    let text = OFFICE.replace("mail = true, needs = [\"email\"], valid_for = \"7 days\"", "mail = false");
    let mut world = World::of(&text);
    world.as_("ada").does(invite("rita", |m| m.by_mail()));
    assert_eq!(world.member("rita").status, "active");
    world.as_("ada").does(invite("marc", |m| m.with("invite", true)));
    assert_eq!(world.member("marc").status, "invited");
}

#[test]
fn accepting_and_resending_are_remembered() {
    let mut world = World::office();
    let first = world.invite_by_mail("rita", |m| m);
    let second = world.does(resend("rita")).invitations[0].to_string();
    world.does(accept(&second));
    let states = &world.organization.policy().invitations;
    let state = |invitation: &str| states[&id::<rolecall_organization::InvitationId>(invitation)].1;
    assert_eq!((state(&first), state(&second)), (InvitationState::Voided, InvitationState::Accepted));
    assert_eq!(world.member("rita").invitation, None);
}

#[test]
fn who_has_not_accepted_is_neither_activated_nor_deactivated() {
    let mut world = World::office();
    world.invite_by_mail("rita", |m| m);
    for command in [activate("rita"), deactivate("rita")] {
        world
            .refused(Code::NotActive, command)
            .says("Rita has not accepted the invitation yet")
            .helps("remove the member to withdraw the invitation, or send it again");
    }
}

#[test]
fn an_address_that_does_not_change_keeps_the_link() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.does(edit("rita", json!({ "name": "Rita R.", "email": "rita@example.com" })));
    world.does(accept(&invitation));
}

#[test]
fn a_contact_who_becomes_a_client_is_invited() {
    let mut world = World::office();
    world.invite("cyd", |m| m.contact());
    let outcome = world.as_("ada").outcome(edit("cyd", json!({ "kind": "client", "company": "Apex" })));
    assert_eq!(outcome.effects.len(), 1);
    assert_eq!(world.member("cyd").status, "invited");
    world.does(accept(outcome.answer.invitations[0].as_str()));
    assert_eq!(world.member("cyd").status, "active");
}

#[test]
fn a_contact_becomes_a_client_at_once_where_nothing_is_mailed() {
    let text = OFFICE.replace("mail = true, needs = [\"email\"], valid_for = \"7 days\"", "mail = false");
    let mut world = World::of(&text);
    world.invite("cyd", |m| m.contact());
    world.does(edit("cyd", json!({ "kind": "client", "company": "Apex" })));
    assert_eq!(world.member("cyd").status, "active");
}

#[test]
fn an_invited_member_who_becomes_a_contact_waits_no_more() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.does(edit("rita", json!({ "kind": "contact" })));
    assert_eq!(world.member("rita").status, "active");
    world.refused(Code::InvitationExpired, accept(&invitation));
}

#[test]
fn a_bulk_of_invitations_is_sent_together() {
    let mut world = World::office();
    let members = json!([{ "email": "x@example.com" }, { "email": "y@example.com", "invite": false }]);
    let outcome = world.platform().outcome(json!({ "do": "member.invite_all", "members": members }));
    assert_eq!((outcome.effects.len(), outcome.answer.created.len(), outcome.events.len()), (1, 2, 2));
    let added = |event: &Event| matches!(event, Event::MemberAdded { status: Status::Active, .. });
    assert_eq!(outcome.events.iter().filter(|event| added(event)).count(), 1);
    assert_eq!(world.member("x@example.com").status, "invited");
    assert_ne!(outcome.answer.created[0], outcome.answer.created[1]);
}

#[test]
fn who_has_registered_once_is_not_invited_again_by_a_change_of_kind() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world.does(edit("rita", json!({ "kind": "contact" })));
    let outcome = world.as_("ada").outcome(edit("rita", json!({ "kind": "user", "roles": ["Staff"] })));
    assert!(outcome.effects.is_empty());
    assert_eq!(world.member("rita").status, "active");
    let address = json!({ "email": "rita@elsewhere.example" });
    world.refused(Code::Registered, edit("rita", address));
}

#[test]
fn an_inactive_contact_who_became_a_client_is_invited_when_made_active() {
    let mut world = World::office();
    world.invite("cyd", |m| m.contact());
    world.does(deactivate("cyd"));
    world.does(edit("cyd", json!({ "kind": "client", "company": "Apex" })));
    assert_eq!(world.member("cyd").status, "inactive");
    let outcome = world.as_("ada").outcome(activate("cyd"));
    assert_eq!((outcome.effects.len(), world.member("cyd").status), (1, "invited"));
    world.does(accept(outcome.answer.invitations[0].as_str()));
    world.does(deactivate("cyd"));
    assert!(world.as_("ada").outcome(activate("cyd")).effects.is_empty());
}

#[test]
fn an_inactive_contact_is_active_again_without_an_invitation() {
    let mut world = World::office();
    world.invite("cyd", |m| m.contact());
    world.does(deactivate("cyd"));
    assert!(world.as_("ada").outcome(activate("cyd")).effects.is_empty());
    assert_eq!(world.member("cyd").status, "active");
}

#[test]
fn making_somebody_sign_in_asks_what_inviting_asks() {
    let mut world = World::office_with("[commands]\n\"member.invite\" = \"platform\"");
    world.invite("cyd", |m| m.contact());
    let change = edit("cyd", json!({ "kind": "client", "company": "Apex" }));
    world.as_("ada").refused(Code::Forbidden, change.clone());
    world.does(change);
}
