//! Section 2, step 2: operation. Grants come from roles held in the organization, from direct permissions, and from roles
//! held in the container of the record or of the question.

use std::collections::BTreeMap;

use rolecall_decision::{Blocker, Path, Reason};
use rolecall_organization::{Event, Source};

use crate::world::{New, World, id, inside, mem, owned, words};

fn sales(name: &str, roles: &[&str]) -> World {
    let mut world = World::sales();
    world.member(name, New { roles, ..New::default() });
    world
}

fn sources(reason: &Reason) -> Vec<Source> {
    let Reason::Opened(opened) = reason else { panic!("denied: {reason:?}") };
    opened.iter().map(|opening| opening.source.clone()).collect()
}

#[test]
fn a_role_held_in_the_organization_gives_what_it_grants() {
    let world = sales("rita", &["Everything"]);
    assert!(world.may("rita", "view", "deals/42"));
    assert_eq!(sources(&world.ask("rita", "view", "deals/42").reason), [Source::Role(id("Everything"))]);
}

#[test]
fn a_member_without_a_role_may_do_nothing() {
    let world = sales("rita", &[]);
    let denied = world.ask("rita", "view", "deals/42");
    let expected = Blocker::NoGrant { permission: id("deals:view") };
    assert_eq!(denied.reason, Reason::Blocked(vec![expected]));
    assert_eq!(world.why("rita", "view", "deals"), "-permission");
}

#[test]
fn a_grant_gives_its_own_actions_only() {
    let world = sales("rita", &["Berlin"]);
    assert!(world.may("rita", "view", "deals"));
    assert_eq!(world.why("rita", "edit", "deals"), "-permission");
}

#[test]
fn a_grant_gives_its_own_module_only() {
    let world = sales("rita", &["Everything"]);
    assert!(world.may("rita", "view", "accounts"));
    assert_eq!(world.why("rita", "view", "users"), "-permission");
}

#[test]
fn several_roles_add_up() {
    let world = sales("rita", &["Reader", "Everything"]);
    let allowed = world.ask("rita", "view", "deals");
    assert_eq!(sources(&allowed.reason), [Source::Role(id("Everything")), Source::Role(id("Reader"))]);
    assert!(world.may("rita", "edit", "deals"));
    assert!(world.may("rita", "view", "notes"));
}

#[test]
fn a_direct_permission_reaches_every_record() {
    let mut world = World::sales();
    world.member("rita", New { permissions: &["deals:delete"], ..New::default() });
    world.record("deals/42", owned("marc"));
    let allowed = world.ask("rita", "delete", "deals/42");
    assert_eq!(sources(&allowed.reason), [Source::Direct]);
    assert_eq!(words(&allowed), "all");
    assert_eq!(world.why("rita", "view", "deals/42"), "-permission");
}

#[test]
fn a_grant_that_needs_a_feature_counts_only_while_it_is_on() {
    let mut world = sales("rita", &["Beta"]);
    assert_eq!(world.why("rita", "export", "deals"), "-permission");
    world.happened(&Event::FeaturesSwitched { features: BTreeMap::from([(id("beta"), true)]) });
    assert!(world.may("rita", "export", "deals"));
}

#[test]
fn an_unknown_module_is_a_deny() {
    let world = sales("rita", &["Administrator"]);
    let expected = Reason::Blocked(vec![Blocker::UnknownModule { module: id("unicorns") }]);
    assert_eq!(world.ask("rita", "view", "unicorns").reason, expected);
    assert_eq!(world.ask("rita", "view", "unicorns/7").reason, expected);
}

#[test]
fn an_unknown_action_is_a_deny() {
    let world = sales("rita", &["Administrator"]);
    let expected = Blocker::UnknownAction { module: id("deals"), action: id("frobnicate") };
    assert_eq!(world.ask("rita", "frobnicate", "deals").reason, Reason::Blocked(vec![expected]));
    assert_eq!(world.why("rita", "export", "accounts"), "-unknown");
}

fn rooms() -> World {
    let mut world = World::rooms();
    world.member("rita", New::default());
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.record("tasks/1", inside("apollo"));
    world.record("tasks/2", inside("gemini"));
    world
}

#[test]
fn a_role_held_in_a_container_gives_what_it_grants_there_and_nowhere_else() {
    let mut world = rooms();
    world.join("apollo", "rita", &["Lead"], None);
    let source = Source::ContainerRole { container: id("apollo"), role: id("Lead") };
    assert_eq!(sources(&world.ask("rita", "edit", "tasks/1").reason), [source]);
    assert_eq!(world.why("rita", "edit", "tasks/2"), "-permission");
    assert!(world.may("rita", "edit", "tasks in apollo"));
    assert_eq!(world.why("rita", "edit", "tasks in gemini"), "-permission");
    assert_eq!(world.why("rita", "edit", "tasks"), "-permission");
    assert!(world.ask_new("rita", "create", "tasks", inside("apollo")).allowed);
    assert!(!world.ask_new("rita", "create", "tasks", inside("gemini")).allowed);
}

#[test]
fn a_role_held_past_its_date_does_not_count() {
    let mut world = rooms();
    world.join("apollo", "rita", &["Lead"], Some("2026-02-01T00:00:00Z"));
    assert!(world.ask_at("2026-01-31T23:59:59.999999999Z", "rita", "edit", "tasks/1").allowed);
    assert_eq!(words(&world.ask_at("2026-02-01T00:00:00Z", "rita", "edit", "tasks/1")), "-permission");
}

#[test]
fn where_the_catalog_only_reminds_a_role_counts_past_its_date() {
    let mut world = rooms();
    world.container("attic", "archive", None);
    world.record("papers/1", inside("attic"));
    world.join("attic", "rita", &["Archivist"], Some("2026-02-01T00:00:00Z"));
    assert!(world.ask_at("2027-01-01T00:00:00Z", "rita", "edit", "papers/1").allowed);
}

#[test]
fn a_role_that_counts_only_with_another_gives_nothing_alone() {
    let mut world = rooms();
    world.join("apollo", "rita", &["Reviewer"], None);
    assert_eq!(world.why("rita", "delete", "tasks/1"), "-permission");
    world.happened(&Event::MemberRolesSet { member: mem("rita"), roles: [id("Founder")].into() });
    assert!(world.may("rita", "delete", "tasks/1"));
}

#[test]
fn grants_in_the_organization_and_in_the_container_add_up() {
    let mut world = rooms();
    world.happened(&Event::MemberRolesSet { member: mem("rita"), roles: [id("Staff")].into() });
    world.join("apollo", "rita", &["Visitor"], None);
    let Reason::Opened(opened) = world.ask("rita", "view", "tasks/1").reason else { panic!("denied") };
    assert_eq!(opened.len(), 2);
    assert!(opened.iter().all(|opening| opening.path == Path::Container { container: id("apollo") }));
}
