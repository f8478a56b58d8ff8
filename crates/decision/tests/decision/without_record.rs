//! Section 2, step 3: a question without a record is allowed by a grant alone, and tells the reach; where every grant needs
//! membership in a container, one membership is needed, and the answer lists the containers.

use rolecall_catalog::Reach;
use rolecall_decision::{Blocker, Path, Reason};
use rolecall_organization::Source;

use crate::world::{New, World, id, inside, words};

fn rooms(roles: &[&str]) -> World {
    let mut world = World::rooms();
    world.member("rita", New { roles, ..New::default() });
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.container("attic", "archive", None);
    world
}

#[test]
fn a_grant_allows_and_tells_its_reach() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own"], ..New::default() });
    let allowed = world.ask("rita", "create", "accounts");
    assert_eq!((allowed.allowed, allowed.reach), (true, Some(Reach::Assigned)));
    assert_eq!(words(&allowed), "permission");
    assert_eq!(allowed.containers, []);
}

#[test]
fn of_several_grants_the_widest_reach_is_told() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own", "Sales"], ..New::default() });
    assert_eq!(world.ask("rita", "view", "deals").reach, Some(Reach::Shared));
    world.member("marc", New { roles: &["Everything", "Own", "Sales"], ..New::default() });
    assert_eq!(world.ask("marc", "view", "deals").reach, Some(Reach::All));
}

#[test]
fn a_question_about_a_record_tells_no_reach() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Everything"], ..New::default() });
    assert_eq!(world.ask("rita", "view", "deals/42").reach, None);
}

#[test]
fn a_module_that_follows_answers_by_its_own_grant() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Reader"], ..New::default() });
    assert_eq!(world.why("rita", "view", "notes"), "permission");
    assert_eq!(world.why("rita", "edit", "notes"), "-permission");
}

#[test]
fn segments_do_not_limit_a_question_without_a_record() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Berlin"], segments: &[("location", &[])], ..New::default() });
    assert!(world.may("rita", "view", "deals"));
}

#[test]
fn where_every_grant_needs_membership_one_is_needed() {
    let mut world = rooms(&["Staff"]);
    let denied = world.ask("rita", "create", "tasks");
    let blocker = Blocker::Container { source: Source::Role(id("Staff")), container: None };
    assert_eq!(denied.reason, Reason::Blocked(vec![blocker]));
    world.join("gemini", "rita", &[], None);
    let allowed = world.ask("rita", "create", "tasks");
    assert_eq!((allowed.containers.clone(), allowed.reach), (vec![id("gemini")], Some(Reach::Shared)));
    assert_eq!(allowed.opened()[0].path, Path::Container { container: id("gemini") });
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.ask("rita", "create", "tasks").containers, [id("apollo"), id("gemini")]);
}

#[test]
fn every_grant_that_needs_membership_is_told_as_blocked() {
    let world = rooms(&["Staff", "Helper"]);
    assert_eq!(world.why("rita", "create", "tasks"), "-container container");
}

#[test]
fn membership_in_a_container_of_another_kind_does_not_help() {
    let mut world = rooms(&["Staff"]);
    world.join("attic", "rita", &[], None);
    assert_eq!(world.why("rita", "create", "tasks"), "-container");
    assert!(world.may("rita", "create", "papers"));
}

#[test]
fn membership_that_is_over_does_not_help() {
    let mut world = rooms(&["Staff"]);
    world.join("apollo", "rita", &[], Some("2026-01-01T00:00:00Z"));
    assert_eq!(world.why("rita", "create", "tasks"), "-container");
}

#[test]
fn somebody_elses_membership_does_not_help() {
    let mut world = rooms(&["Staff"]);
    world.member("marc", New::default());
    world.join("apollo", "marc", &[], None);
    assert_eq!(world.why("rita", "create", "tasks"), "-container");
}

#[test]
fn own_records_in_containers_need_membership_too() {
    let mut world = rooms(&["Helper"]);
    assert_eq!(world.why("rita", "view", "tasks"), "-container");
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.ask("rita", "view", "tasks").reach, Some(Reach::Assigned));
}

#[test]
fn a_grant_that_reaches_everything_needs_no_membership() {
    let mut world = rooms(&["Owner"]);
    let allowed = world.ask("rita", "create", "tasks");
    assert_eq!((allowed.containers.as_slice(), allowed.reach), (&[][..], Some(Reach::All)));
    assert_eq!(words(&allowed), "permission");
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.ask("rita", "create", "tasks").containers, []);
}

#[test]
fn beside_a_grant_that_needs_none_no_container_is_listed() {
    let mut world = rooms(&["Owner", "Staff"]);
    let allowed = world.ask("rita", "create", "tasks");
    assert_eq!((words(&allowed).as_str(), allowed.reach), ("permission", Some(Reach::All)));
    world.join("apollo", "rita", &[], None);
    let allowed = world.ask("rita", "create", "tasks");
    assert_eq!((words(&allowed).as_str(), allowed.containers.len()), ("permission container", 0));
}

#[test]
fn a_module_outside_containers_needs_no_membership() {
    let world = rooms(&["Staff"]);
    assert_eq!(world.why("rita", "create", "letters"), "permission");
}

#[test]
fn containers_themselves_need_membership_but_to_be_made() {
    let mut world = rooms(&["Staff"]);
    assert_eq!(world.why("rita", "view", "projects"), "-container");
    assert_eq!(world.why("rita", "create", "projects"), "permission");
    world.join("gemini", "rita", &[], None);
    assert_eq!(world.ask("rita", "view", "projects").containers, [id("gemini")]);
    assert_eq!(world.ask("rita", "create", "projects").containers, []);
}

#[test]
fn a_question_that_names_a_container_needs_membership_in_that_one() {
    let mut world = rooms(&["Staff"]);
    world.join("gemini", "rita", &[], None);
    let denied = world.ask("rita", "create", "tasks in apollo");
    let blocker = Blocker::Container { source: Source::Role(id("Staff")), container: Some(id("apollo")) };
    assert_eq!(denied.reason, Reason::Blocked(vec![blocker]));
    let allowed = world.ask("rita", "create", "tasks in gemini");
    assert_eq!((words(&allowed).as_str(), allowed.containers), ("container", vec![id("gemini")]));
    assert!(!world.may("rita", "view", "projects in apollo"));
    assert!(!world.may("rita", "create", "projects in apollo"));
    assert!(world.may("rita", "view", "projects in gemini"));
    assert!(!world.may("rita", "create", "letters in apollo"));
    assert!(!world.may("rita", "create", "tasks in nowhere"));
}

#[test]
fn whoever_reaches_everything_needs_no_membership_in_the_container_named() {
    let world = rooms(&["Owner"]);
    assert_eq!(world.why("rita", "create", "tasks in apollo"), "permission");
}

#[test]
fn a_role_held_in_the_container_named_answers_for_it() {
    let mut world = rooms(&[]);
    world.join("apollo", "rita", &["Lead"], None);
    assert_eq!(world.ask("rita", "create", "tasks in apollo").reach, Some(Reach::All));
    world.join("apollo", "rita", &["Visitor"], None);
    assert_eq!(world.ask("rita", "view", "tasks in apollo").reach, Some(Reach::Shared));
    assert!(!world.may("rita", "create", "tasks in apollo"));
}

#[test]
fn a_record_to_be_is_asked_with_its_container() {
    let mut world = rooms(&["Staff"]);
    assert!(!world.ask_new("rita", "create", "tasks", inside("apollo")).allowed);
    world.join("apollo", "rita", &[], None);
    assert!(world.ask_new("rita", "create", "tasks", inside("apollo")).allowed);
}
