//! Section 2, step 4, *segments*: for each segment of the module, the record has a value that both the grant's and the
//! member's limits allow.

use rolecall_decision::{Blocker, Reason};
use rolecall_organization::{Facts, Source};

use crate::world::{New, World, id, ids, owned, with, words};

fn located(roles: &[&str], segments: &[(&str, &[&str])]) -> World {
    let mut world = World::sales();
    world.member("rita", New { roles, segments, ..New::default() });
    world.record("deals/berlin", with(Facts::default(), "location", &["Berlin"]));
    world.record("deals/paris", with(Facts::default(), "location", &["Paris"]));
    world.record("deals/both", with(Facts::default(), "location", &["Berlin", "Rome"]));
    world.record("deals/nowhere", Facts::default());
    world
}

fn opened(world: &World) -> Vec<String> {
    world.list("rita", "view", "deals")
}

#[test]
fn no_limit_allows_all() {
    let world = located(&["Everything"], &[]);
    assert_eq!(opened(&world), ["berlin", "both", "nowhere", "paris"]);
}

#[test]
fn the_grants_limit_opens_records_with_one_of_its_values() {
    let world = located(&["Berlin"], &[]);
    assert_eq!(opened(&world), ["berlin", "both"]);
    let world = located(&["Berlin or Paris"], &[]);
    assert_eq!(opened(&world), ["berlin", "both", "paris"]);
}

#[test]
fn the_members_limit_opens_records_with_one_of_its_values() {
    let world = located(&["Everything"], &[("location", &["Berlin"])]);
    assert_eq!(opened(&world), ["berlin", "both"]);
}

#[test]
fn one_value_must_be_allowed_by_both_limits() {
    let world = located(&["Berlin or Paris"], &[("location", &["Paris", "Rome"])]);
    assert_eq!(opened(&world), ["paris"]);
    let blocker = Blocker::Segment {
        source: Source::Role(id("Berlin or Paris")),
        segment: id("location"),
        values: ids(&["Berlin", "Rome"]),
        allowed: ids(&["Paris"]),
    };
    assert_eq!(world.ask("rita", "view", "deals/both").reason, Reason::Blocked(vec![blocker]));
}

#[test]
fn a_record_without_a_value_is_outside_every_limit() {
    let world = located(&["Everything"], &[("location", &["Berlin"])]);
    assert_eq!(world.why("rita", "view", "deals/nowhere"), "-segment");
}

#[test]
fn a_limit_without_values_admits_nothing() {
    let world = located(&["Everything"], &[("location", &[])]);
    assert_eq!(opened(&world), [""; 0]);
}

#[test]
fn each_segment_of_the_module_must_pass() {
    let mut world = located(&["Everything"], &[("location", &["Berlin"]), ("line", &["Bikes"])]);
    let berlin = with(Facts::default(), "location", &["Berlin"]);
    world.record("deals/bikes", with(berlin.clone(), "line", &["Bikes"]));
    world.record("deals/cars", with(berlin, "line", &["Cars"]));
    world.record("deals/far", with(with(Facts::default(), "location", &["Paris"]), "line", &["Bikes"]));
    assert_eq!(opened(&world), ["bikes"]);
    assert_eq!(world.why("rita", "view", "deals/nowhere"), "-segment segment");
}

#[test]
fn a_members_limit_matters_only_where_the_module_has_the_segment() {
    let mut world = located(&["Everything"], &[("location", &["Berlin"])]);
    world.record("accounts/7", Facts::default());
    assert!(world.may("rita", "view", "accounts/7"));
}

#[test]
fn one_grant_must_pass_both_the_reach_and_the_segments() {
    let mut world = located(&["Berlin", "Sales"], &[]);
    assert_eq!(world.why("rita", "view", "deals/paris"), "-segment reach");
    world.record("deals/own", with(owned("rita"), "location", &["Paris"]));
    assert_eq!(world.why("rita", "view", "deals/own"), "own");
    assert_eq!(words(&world.ask("rita", "view", "deals/berlin")), "all");
}

#[test]
fn both_gates_are_told_where_both_block() {
    let world = located(&["Sales"], &[("location", &["Berlin"])]);
    assert_eq!(world.why("rita", "view", "deals/paris"), "-reach segment");
}

#[test]
fn segments_cut_own_records_and_the_top_position_too() {
    let mut world = World::sales();
    let segments: &[(&str, &[&str])] = &[("location", &["Berlin"])];
    world.member("zoe", New { roles: &["Sales"], position: Some("CEO"), segments, ..New::default() });
    world.record("deals/1", with(owned("zoe"), "location", &["Paris"]));
    assert_eq!(world.why("zoe", "view", "deals/1"), "-segment");
}

#[test]
fn segments_cut_inside_containers_too() {
    let mut world = World::rooms();
    world.member("mark", New { roles: &["Client"], kind: "client", ..New::default() });
    world.container("apollo", "project", None);
    world.join("apollo", "mark", &[], None);
    world.record("tasks/1", with(crate::world::inside("apollo"), "audience", &["external"]));
    world.record("tasks/2", with(crate::world::inside("apollo"), "audience", &["internal"]));
    assert_eq!(world.list("mark", "view", "tasks"), ["1"]);
}
