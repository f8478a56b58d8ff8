//! What record a question is about (design, section 2, on owners, and section 8: *Questions*).

use rolecall_decision::{Blocker, Reason};
use rolecall_organization::{Facts, MemberId};

use crate::world::{New, World, mem, owned, under, words};

fn world() -> World {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own"], ..New::default() });
    world.member("marc", New { roles: &["Own"], ..New::default() });
    world
}

/// The owner by whom the record was closed to marc.
fn owner(world: &World, what: &str) -> Option<MemberId> {
    match world.ask("marc", "view", what).reason {
        Reason::Blocked(blocked) => match blocked.as_slice() {
            [Blocker::Reach { owner, .. }] => owner.clone(),
            other => panic!("{other:?}"),
        },
        Reason::Opened(_) => Some(mem("marc")),
    }
}

#[test]
fn an_unregistered_record_has_just_the_facts_sent() {
    let world = world();
    assert!(world.ask_sent("rita", "view", "deals/9", owned("rita")).allowed);
    assert!(!world.ask_sent("rita", "view", "deals/9", owned("marc")).allowed);
    assert!(!world.may("rita", "view", "deals/9"));
}

#[test]
fn registered_facts_win_over_those_sent() {
    let mut world = world();
    world.record("deals/1", owned("marc"));
    assert!(!world.ask_sent("rita", "view", "deals/1", owned("rita")).allowed);
    assert!(world.ask_sent("marc", "view", "deals/1", owned("rita")).allowed);
}

#[test]
fn a_record_to_be_belongs_to_who_makes_it() {
    let world = world();
    assert_eq!(words(&world.ask_new("rita", "create", "deals", Facts::default())), "own");
    assert_eq!(words(&world.ask_new("rita", "create", "deals", owned("rita"))), "own");
    assert_eq!(words(&world.ask_new("rita", "create", "deals", owned("marc"))), "-reach");
}

#[test]
fn a_record_to_be_takes_its_parents_owner_where_the_module_says_so() {
    let mut world = world();
    world.record("accounts/rita", owned("rita"));
    world.record("accounts/marc", owned("marc"));
    assert_eq!(words(&world.ask_new("rita", "create", "quotes", under("accounts/rita"))), "own");
    assert_eq!(words(&world.ask_new("rita", "create", "quotes", under("accounts/marc"))), "-reach");
    assert_eq!(words(&world.ask_new("rita", "create", "quotes", Facts::default())), "-reach");
    assert_eq!(words(&world.ask_new("rita", "create", "quotes", owned("rita"))), "-reach");
}

#[test]
fn the_owner_is_the_parents_owner_over_two_levels() {
    let mut world = world();
    world.record("accounts/7", owned("rita"));
    world.record("quotes/7", under("accounts/7"));
    world.record("lines/7", under("quotes/7"));
    assert_eq!(world.why("rita", "view", "quotes/7"), "own");
    assert_eq!(world.why("rita", "view", "lines/7"), "own");
    assert_eq!(owner(&world, "lines/7"), Some(mem("rita")));
    world.record("accounts/7", owned("marc"));
    assert_eq!(owner(&world, "lines/7"), Some(mem("marc")));
}

#[test]
fn an_owner_sent_with_a_record_of_its_parents_does_not_count() {
    let mut world = world();
    world.record("accounts/7", owned("rita"));
    let sent = Facts { owner: Some(mem("marc")), ..under("accounts/7") };
    world.record("quotes/7", sent.clone());
    assert_eq!(owner(&world, "quotes/7"), Some(mem("rita")));
    assert!(!world.ask_sent("marc", "view", "quotes/9", sent).allowed);
}

#[test]
fn without_a_registered_parent_there_is_no_owner() {
    let mut world = world();
    world.record("quotes/7", under("accounts/unknown"));
    world.record("quotes/8", Facts::default());
    assert_eq!(owner(&world, "quotes/7"), None);
    assert_eq!(owner(&world, "quotes/8"), None);
}

#[test]
fn parents_that_lead_in_a_circle_give_no_owner_and_end() {
    let mut world = world();
    world.record("quotes/7", under("lines/7"));
    world.record("lines/7", under("quotes/7"));
    world.record("quotes/8", under("quotes/8"));
    for record in ["quotes/7", "lines/7", "quotes/8"] {
        assert_eq!(owner(&world, record), None, "{record}");
    }
}

#[test]
fn superiors_reach_what_the_parents_owner_has() {
    let mut world = world();
    world.member("zoe", New { roles: &["Sales"], position: Some("Manager"), ..New::default() });
    world.position("Rep", "Manager", false);
    world.member("rob", New { position: Some("Rep"), ..New::default() });
    world.record("accounts/7", owned("rob"));
    world.record("quotes/7", under("accounts/7"));
    assert_eq!(world.why("zoe", "edit", "quotes/7"), "superior");
}
