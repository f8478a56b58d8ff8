//! How long a filter holds by itself.

use rolecall_catalog::Permission;
use rolecall_decision::filter;

use crate::world::{New, World, at, id, mem};
use crate::{filtered, tree};

const FIRST: &str = "2026-02-01T00:00:00Z";
const SECOND: &str = "2026-03-01T00:00:00Z";

#[test]
fn a_filter_holds_until_the_members_end() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own"], ends_at: Some(FIRST), ..New::default() });
    assert_eq!(filtered(&world, "rita", "view", "deals").valid_until, Some(at(FIRST)));
    assert_eq!(filtered(&world, "rita", "view", "notes").valid_until, None);
    let permission = Permission::new(id("deals"), id("view"));
    let then = filter(&world.organization, &mem("rita"), &permission, None, at(FIRST));
    assert_eq!((tree(&then), then.valid_until), ("never".into(), None));
}

#[test]
fn a_filter_holds_until_a_period_in_a_container_ends() {
    let mut world = World::rooms();
    world.member("rita", New { roles: &["Staff"], ends_at: Some(SECOND), ..New::default() });
    world.container("apollo", "project", None);
    world.join("apollo", "rita", &[], Some(FIRST));
    assert_eq!(filtered(&world, "rita", "view", "tasks").valid_until, Some(at(FIRST)));
    // Letters live in no container, and an archive reminds of the end only.
    assert_eq!(filtered(&world, "rita", "view", "letters").valid_until, Some(at(SECOND)));
    world.container("attic", "archive", None);
    world.join("attic", "rita", &[], Some(FIRST));
    assert_eq!(filtered(&world, "rita", "view", "papers").valid_until, Some(at(SECOND)));
}

#[test]
fn a_filter_without_dates_holds_until_somebody_changes_something() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own"], ..New::default() });
    assert_eq!(filtered(&world, "rita", "view", "deals").valid_until, None);
}
