//! Section 2, step 5: following. With step 2 passed, a record is reached exactly when the rule allows, on its parent, the
//! action that the catalog names.

use rolecall_decision::{Blocker, Path, Reason};
use rolecall_organization::{Event, Facts, Source};

use crate::world::{New, World, id, inside, key, mem, owned, under, words};

/// rita owns deal 1, marc deal 2; both may do everything with deals, and view and edit notes and replies.
fn deals() -> World {
    let mut world = World::sales();
    let grants = ["notes", "replies"].map(|module| rolecall_catalog::Grant {
        module: id(module),
        actions: ["view", "create", "edit"].map(id).into(),
        reach: rolecall_catalog::Reach::Assigned,
        limits: rolecall_catalog::Limits::new(),
        feature: None,
    });
    world.happened(&Event::RoleCreated {
        role: id("rol_notes"),
        name: id("Notes"),
        description: None,
        container: None,
        grants: grants.into(),
        cloned_from: None,
    });
    for name in ["rita", "marc"] {
        world.member(name, New { roles: &["Sales", "rol_notes"], ..New::default() });
    }
    world.record("deals/1", owned("rita"));
    world.record("deals/2", owned("marc"));
    world.record("notes/1", under("deals/1"));
    world.record("notes/2", under("deals/2"));
    world
}

#[test]
fn a_note_is_reached_where_its_deal_is() {
    let world = deals();
    let decision = world.ask("rita", "view", "notes/1");
    let [opening] = decision.opened() else { panic!("{decision:?}") };
    assert_eq!(opening.source, Source::Role(id("rol_notes")));
    let Path::Follows { parent, action, opened } = &opening.path else { panic!("{opening:?}") };
    assert_eq!((parent, action), (&key("deals/1"), &id("view")));
    assert_eq!(opened[0].path, Path::Own);
}

#[test]
fn a_note_is_closed_where_its_deal_is() {
    let world = deals();
    let Reason::Blocked(blocked) = world.ask("rita", "view", "notes/2").reason else { panic!("allowed") };
    let [Blocker::Parent { parent, action, blocked }] = blocked.as_slice() else { panic!("{blocked:?}") };
    assert_eq!((parent, action), (&Some(key("deals/2")), &id("view")));
    assert!(matches!(blocked.as_slice(), [Blocker::Reach { .. }]));
}

#[test]
fn the_permission_on_notes_is_needed_too() {
    let world = deals();
    assert_eq!(world.why("rita", "delete", "notes/1"), "-permission");
}

#[test]
fn adding_a_note_asks_to_edit_the_deal() {
    let mut world = deals();
    world.default("deals", rolecall_catalog::SharingLevel::PublicRead);
    assert_eq!(world.why("rita", "view", "notes/2"), "follows");
    assert_eq!(world.why("rita", "edit", "notes/2"), "-parent");
    assert_eq!(words(&world.ask_new("rita", "create", "notes", under("deals/2"))), "-parent");
    let allowed = world.ask_new("rita", "create", "notes", under("deals/1"));
    assert!(matches!(&allowed.opened()[0].path, Path::Follows { action, .. } if action.as_str() == "edit"));
}

#[test]
fn neither_the_notes_own_reach_nor_its_owner_counts() {
    let mut world = deals();
    world.record("notes/2", Facts { owner: Some(mem("rita")), ..under("deals/2") });
    assert_eq!(world.why("rita", "view", "notes/2"), "-parent");
}

#[test]
fn a_note_without_a_parent_is_closed() {
    let mut world = deals();
    world.record("notes/3", Facts::default());
    let expected = Blocker::Parent { parent: None, action: id("view"), blocked: Vec::new() };
    assert_eq!(world.ask("rita", "view", "notes/3").reason, Reason::Blocked(vec![expected]));
    assert_eq!(world.why("rita", "view", "notes/unknown"), "-parent");
}

#[test]
fn a_parent_that_was_never_registered_is_a_record_without_facts() {
    let mut world = deals();
    world.member("zoe", New { roles: &["Sales", "rol_notes"], position: Some("CEO"), ..New::default() });
    world.record("notes/3", under("deals/unknown"));
    assert_eq!(world.why("rita", "view", "notes/3"), "-parent");
    assert_eq!(world.why("zoe", "view", "notes/3"), "follows");
}

#[test]
fn a_parent_of_a_module_that_may_be_none_is_none() {
    let mut world = deals();
    world.member("zoe", New { roles: &["Administrator"], position: Some("CEO"), ..New::default() });
    for parent in ["users/1", "notes/3", "quotes/1"] {
        world.record("notes/3", under(parent));
        assert_eq!(world.why("zoe", "view", "notes/3"), "-parent", "{parent}");
    }
}

#[test]
fn following_goes_on_over_two_levels() {
    let mut world = deals();
    world.record("replies/1", under("notes/1"));
    world.record("replies/2", under("notes/2"));
    assert_eq!(world.why("rita", "view", "replies/1"), "follows");
    assert_eq!(world.why("rita", "edit", "replies/1"), "follows");
    assert_eq!(world.why("rita", "view", "replies/2"), "-parent");
}

#[test]
fn every_grant_on_the_following_module_opens() {
    let mut world = deals();
    world.member("rob", New { roles: &["Everything", "Reader", "rol_notes"], ..New::default() });
    assert_eq!(world.why("rob", "view", "notes/1"), "follows follows");
}

#[test]
fn segments_of_the_parent_count() {
    let mut world = deals();
    let segments: &[(&str, &[&str])] = &[("location", &["Berlin"])];
    world.member("rob", New { roles: &["Everything", "Reader"], segments, ..New::default() });
    assert_eq!(world.why("rob", "view", "notes/1"), "-parent");
}

#[test]
fn in_a_container_the_parents_container_decides() {
    let mut world = World::rooms();
    world.member("rita", New { roles: &["Staff"], ..New::default() });
    world.container("apollo", "project", None);
    world.record("tasks/1", inside("apollo"));
    world.record("comments/1", Facts { container: Some(id("apollo")), ..under("tasks/1") });
    assert_eq!(world.why("rita", "view", "comments/1"), "-parent");
    world.join("apollo", "rita", &[], None);
    assert_eq!(world.why("rita", "view", "comments/1"), "follows");
}

#[test]
fn the_action_asked_of_the_parent_is_the_one_that_the_catalog_names() {
    let mut world = deals();
    let grant = |module: &str, action: &str| rolecall_catalog::Grant {
        module: id(module),
        actions: [id(action)].into(),
        reach: rolecall_catalog::Reach::All,
        limits: rolecall_catalog::Limits::new(),
        feature: None,
    };
    for (role, action) in [("rol_create", "create"), ("rol_edit", "edit")] {
        world.happened(&Event::RoleCreated {
            role: id(role),
            name: id(role),
            description: None,
            container: None,
            grants: vec![grant("deals", action), grant("notes", "create")],
            cloned_from: None,
        });
    }
    world.member("cleo", New { roles: &["rol_create"], ..New::default() });
    world.member("ed", New { roles: &["rol_edit"], ..New::default() });
    assert_eq!(words(&world.ask_new("cleo", "create", "notes", under("deals/1"))), "-parent");
    assert_eq!(words(&world.ask_new("ed", "create", "notes", under("deals/1"))), "follows");
}
