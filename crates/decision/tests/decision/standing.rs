//! Section 2, step 1: standing. The member is active, `now` lies before its end date, its kind may sign in.

use rolecall_decision::{Blocker, Decision, Reason, Standing};
use rolecall_organization::{Event, Invitation, Question, Status};

use crate::world::{New, World, at, id, now, question};

fn rita(new: New<'_>) -> World {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Administrator"], position: Some("CEO"), ..new });
    world
}

fn failed(decision: &Decision) -> Vec<Standing> {
    let Reason::Blocked(blocked) = &decision.reason else { panic!("allowed: {decision:?}") };
    let what = |blocker: &Blocker| match blocker {
        Blocker::Standing { what } => what.clone(),
        other => panic!("blocked by {other:?}"),
    };
    blocked.iter().map(what).collect()
}

fn invited() -> Status {
    let later = at("2027-01-01T00:00:00Z");
    Status::Invited(Invitation { id: id("inv_1"), sent_at: now(), expires_at: later })
}

#[test]
fn an_active_member_stands() {
    let world = rita(New::default());
    assert!(world.may("rita", "view", "deals/42"));
    assert!(world.may("rita", "view", "deals"));
}

#[test]
fn a_member_who_is_not_active_may_do_nothing() {
    for (status, expected) in [
        (invited(), Standing::Invited),
        (Status::Inactive, Standing::Inactive),
        (Status::Removed, Standing::Removed),
    ] {
        let world = rita(New { status, ..New::default() });
        assert_eq!(failed(&world.ask("rita", "view", "deals/42")), std::slice::from_ref(&expected));
        assert_eq!(failed(&world.ask("rita", "view", "deals")), [expected]);
    }
}

#[test]
fn a_removed_member_is_denied_for_being_removed() {
    let mut world = rita(New::default());
    world.remove("rita");
    assert_eq!(failed(&world.ask("rita", "view", "deals/42")), [Standing::Removed]);
}

#[test]
fn a_member_made_active_again_may_again() {
    let mut world = rita(New::default());
    world.status("rita", Status::Inactive);
    assert!(!world.may("rita", "view", "deals/42"));
    world.status("rita", Status::Active);
    assert!(world.may("rita", "view", "deals/42"));
}

#[test]
fn a_member_may_until_the_end_date_and_no_longer() {
    let end = "2026-02-01T00:00:00Z";
    let world = rita(New { ends_at: Some(end), ..New::default() });
    assert!(world.ask_at("2026-01-31T23:59:59.999999999Z", "rita", "view", "deals/42").allowed);
    let denied = world.ask_at(end, "rita", "view", "deals/42");
    assert_eq!(failed(&denied), [Standing::Ended { at: at(end) }]);
    assert!(!world.ask_at("2026-02-01T00:00:00.000000001Z", "rita", "view", "deals/42").allowed);
}

#[test]
fn a_kind_without_sign_in_may_do_nothing() {
    let world = rita(New { kind: "contact", ..New::default() });
    let denied = world.ask("rita", "view", "deals/42");
    assert_eq!(failed(&denied), [Standing::NoSignIn { kind: id("contact") }]);
}

#[test]
fn a_kind_that_the_catalog_does_not_know_may_do_nothing() {
    let world = rita(New { kind: "robot", ..New::default() });
    assert_eq!(failed(&world.ask("rita", "view", "deals")), [Standing::NoSignIn { kind: id("robot") }]);
}

#[test]
fn nobody_may_do_anything_in_a_deleted_organization() {
    let mut world = rita(New::default());
    world.happened(&Event::OrganizationDeleted {});
    assert_eq!(failed(&world.ask("rita", "view", "deals/42")), [Standing::OrganizationDeleted]);
}

#[test]
fn an_unknown_subject_is_a_deny() {
    let world = rita(New::default());
    assert_eq!(failed(&world.ask("stranger", "view", "deals/42")), [Standing::Unknown]);
    let nobody = Question { member: None, ..question("rita", "view", "deals") };
    assert_eq!(failed(&world.decide(&nobody)), [Standing::Unknown]);
}

#[test]
fn everything_that_fails_is_told() {
    let past = Some("2025-01-01T00:00:00Z");
    let mut world = rita(New { kind: "contact", status: Status::Inactive, ends_at: past, ..New::default() });
    world.happened(&Event::OrganizationDeleted {});
    let expected = [
        Standing::OrganizationDeleted,
        Standing::Inactive,
        Standing::Ended { at: at("2025-01-01T00:00:00Z") },
        Standing::NoSignIn { kind: id("contact") },
    ];
    assert_eq!(failed(&world.ask("rita", "view", "deals")), expected);
}

#[test]
fn each_failure_has_its_word() {
    let end = Some("2025-01-01T00:00:00Z");
    assert_eq!(
        rita(New { status: Status::Inactive, ..New::default() }).why("rita", "view", "deals"),
        "-status"
    );
    assert_eq!(rita(New { ends_at: end, ..New::default() }).why("rita", "view", "deals"), "-ended");
    assert_eq!(rita(New { kind: "contact", ..New::default() }).why("rita", "view", "deals"), "-sign_in");
    assert_eq!(World::sales().why("rita", "view", "deals"), "-unknown");
}
