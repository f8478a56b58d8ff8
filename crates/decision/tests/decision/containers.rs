//! Section 2, step 4, *container gate*: a record in a container opens to `shared` and `assigned` only for its members.

use rolecall_decision::{Blocker, Path, Reason};
use rolecall_organization::{Facts, Source};

use crate::world::{New, World, id, inside, mem, owned, words};

fn rooms(roles: &[&str]) -> World {
    let mut world = World::rooms();
    world.member("rita", New { roles, ..New::default() });
    world.member("marc", New::default());
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.record("tasks/1", inside("apollo"));
    world.record("tasks/2", Facts { owner: Some(mem("rita")), ..inside("apollo") });
    world.record("tasks/3", Facts { owner: Some(mem("marc")), ..inside("apollo") });
    world.record("tasks/loose", owned("rita"));
    world.record("tasks/lost", Facts::default());
    world
}

#[test]
fn shared_opens_all_records_of_a_container_to_its_members() {
    let mut world = rooms(&["Staff"]);
    world.join("apollo", "rita", &[], None);
    for record in ["tasks/1", "tasks/2", "tasks/3"] {
        let decision = world.ask("rita", "delete", record);
        let paths: Vec<&Path> = decision.opened().iter().map(|opening| &opening.path).collect();
        assert_eq!(paths, [&Path::Container { container: id("apollo") }], "{record}");
    }
}

#[test]
fn shared_opens_no_record_of_a_container_to_others_own_ones_included() {
    let mut world = rooms(&["Staff"]);
    world.join("gemini", "rita", &[], None);
    let blocker = Blocker::Container { source: Source::Role(id("Staff")), container: Some(id("apollo")) };
    for record in ["tasks/1", "tasks/2", "tasks/3"] {
        let denied = world.ask("rita", "view", record);
        assert_eq!(denied.reason, Reason::Blocked(vec![blocker.clone()]), "{record}");
    }
}

#[test]
fn assigned_opens_own_records_of_a_container_to_its_members() {
    let mut world = rooms(&["Helper"]);
    assert_eq!(world.why("rita", "view", "tasks/2"), "-container");
    assert_eq!(world.why("rita", "view", "tasks/1"), "-container");
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.why("rita", "view", "tasks/2"), "own");
    assert_eq!(world.why("rita", "view", "tasks/1"), "-reach");
    assert_eq!(world.why("rita", "view", "tasks/3"), "-reach");
}

#[test]
fn all_needs_no_membership() {
    let world = rooms(&["Owner"]);
    assert_eq!(world.why("rita", "delete", "tasks/1"), "all");
    assert_eq!(world.why("rita", "delete", "projects/apollo"), "all");
}

#[test]
fn a_container_roles_all_is_that_containers_records_only() {
    let mut world = rooms(&[]);
    world.record("tasks/elsewhere", inside("gemini"));
    world.join("apollo", "rita", &["Lead"], None);
    world.join("gemini", "rita", &["Visitor"], None);
    assert_eq!(world.why("rita", "delete", "tasks/3"), "all");
    assert_eq!(world.why("rita", "delete", "tasks/elsewhere"), "-permission");
    assert_eq!(world.why("rita", "delete", "tasks/lost"), "-permission");
}

#[test]
fn a_container_roles_shared_and_assigned_go_by_the_same_gate() {
    let mut world = rooms(&[]);
    world.join("apollo", "rita", &["Visitor", "Worker"], None);
    assert_eq!(world.why("rita", "view", "tasks/3"), "container");
    assert_eq!(world.why("rita", "edit", "tasks/2"), "own");
    assert_eq!(world.why("rita", "edit", "tasks/3"), "-reach");
}

#[test]
fn membership_that_is_over_opens_nothing() {
    let mut world = rooms(&["Staff"]);
    let end = "2026-02-01T00:00:00Z";
    world.join("apollo", "rita", &[], Some(end));
    assert!(world.ask_at("2026-01-31T23:59:59.999999999Z", "rita", "view", "tasks/1").allowed);
    assert_eq!(words(&world.ask_at(end, "rita", "view", "tasks/1")), "-container");
}

#[test]
fn a_record_outside_any_container_goes_by_the_ordinary_rules() {
    let mut world = rooms(&["Staff"]);
    assert_eq!(world.why("rita", "view", "tasks/loose"), "own");
    assert_eq!(world.why("rita", "view", "tasks/lost"), "-reach");
    world.join("apollo", "rita", &["Lead"], None);
    assert_eq!(world.why("rita", "view", "tasks/lost"), "-reach");
}

#[test]
fn a_record_in_an_unknown_container_is_open_to_all_only() {
    let mut world = rooms(&["Staff"]);
    world.record("tasks/gone", Facts { owner: Some(mem("rita")), ..inside("nowhere") });
    assert_eq!(world.why("rita", "view", "tasks/gone"), "-container");
    world.member("zoe", New { roles: &["Owner"], ..New::default() });
    assert_eq!(world.why("zoe", "view", "tasks/gone"), "all");
}

#[test]
fn inside_a_container_neither_tree_nor_defaults_play_a_part() {
    let mut world = World::sales();
    world.member("zoe", New { roles: &["Sales"], position: Some("CEO"), ..New::default() });
    world.default("deals", rolecall_catalog::SharingLevel::PublicReadWriteDelete);
    let sent = Facts { owner: Some(mem("zoe")), ..inside("apollo") };
    assert_eq!(words(&world.ask_sent("zoe", "view", "deals/42", sent)), "-container");
}

#[test]
fn a_container_is_a_record_of_its_module_standing_in_itself() {
    let mut world = rooms(&["Staff"]);
    assert_eq!(world.why("rita", "view", "projects/apollo"), "-container");
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.why("rita", "view", "projects/apollo"), "container");
    assert_eq!(world.why("rita", "view", "projects/gemini"), "-container");
}

#[test]
fn a_container_opens_through_the_roles_held_in_it() {
    let mut world = rooms(&[]);
    world.join("apollo", "rita", &["Visitor"], None);
    assert_eq!(world.why("rita", "view", "projects/apollo"), "container");
    assert_eq!(world.why("rita", "view", "projects/gemini"), "-permission");
    assert_eq!(world.why("rita", "edit", "projects/apollo"), "-permission");
}

#[test]
fn nobody_can_send_a_container_into_another() {
    let mut world = rooms(&["Staff"]);
    world.join("gemini", "rita", &[], None);
    let sent = Facts { owner: Some(mem("rita")), ..inside("gemini") };
    assert_eq!(words(&world.ask_sent("rita", "view", "projects/apollo", sent.clone())), "-container");
    world.record("projects/apollo", sent);
    assert_eq!(world.why("rita", "view", "projects/apollo"), "-container");
}

#[test]
fn a_record_with_the_id_of_a_container_of_another_module_is_a_record() {
    let mut world = rooms(&["Staff"]);
    world.container("attic", "archive", None);
    world.record("projects/attic", owned("rita"));
    world.record("letters/apollo", owned("rita"));
    assert_eq!(world.why("rita", "view", "projects/attic"), "own");
    assert_eq!(world.why("rita", "view", "letters/apollo"), "own");
}

#[test]
fn who_makes_a_container_owns_what_is_to_be() {
    let world = rooms(&["Staff"]);
    assert_eq!(words(&world.ask_new("rita", "create", "projects", Facts::default())), "own");
}
