//! What a filter says, and that it says no more than is needed.

use rolecall_catalog::SharingLevel;
use rolecall_decision::filter;
use rolecall_organization::Status;
use serde_json::json;

use crate::world::{New, World, id, mem, now};
use crate::{filtered, tree};

fn sales(roles: &[&str]) -> World {
    let mut world = World::sales();
    world.member("rita", New { roles, position: Some("Manager"), ..New::default() });
    world
}

#[test]
fn who_reaches_all_is_always_let_through() {
    assert_eq!(tree(&filtered(&sales(&["Everything"]), "rita", "delete", "deals")), "always");
}

#[test]
fn who_has_no_grant_is_never_let_through() {
    assert_eq!(tree(&filtered(&sales(&["Reader"]), "rita", "edit", "deals")), "never");
}

#[test]
fn who_does_not_stand_is_never_let_through() {
    for status in [Status::Inactive, Status::Removed] {
        let mut world = sales(&["Everything"]);
        world.status("rita", status);
        assert_eq!(tree(&filtered(&world, "rita", "view", "deals")), "never");
    }
    let mut world = sales(&[]);
    world.member("cid", New { roles: &["Everything"], kind: "contact", ..New::default() });
    assert_eq!(tree(&filtered(&world, "cid", "view", "deals")), "never");
}

#[test]
fn what_there_is_not_is_never_let_through() {
    let world = sales(&["Everything"]);
    assert_eq!(tree(&filtered(&world, "nobody", "view", "deals")), "never");
    assert_eq!(tree(&filtered(&world, "rita", "view", "treasures")), "never");
    assert_eq!(tree(&filtered(&world, "rita", "steal", "deals")), "never");
    let permission = rolecall_catalog::Permission::new(id("deals"), id("view"));
    let elsewhere = filter(&world.organization, &mem("rita"), &permission, Some(&id("nowhere")), now());
    assert_eq!(tree(&elsewhere), "never");
}

#[test]
fn assigned_is_the_owner_alone() {
    let world = sales(&["Own"]);
    assert_eq!(
        tree(&filtered(&world, "rita", "edit", "deals")),
        json!({"fact": "owner", "any_of": ["rita"]})
    );
}

#[test]
fn a_default_opens_everything_to_the_classes_it_admits() {
    let mut world = sales(&["Sales"]);
    world.default("deals", SharingLevel::PublicRead);
    assert_eq!(tree(&filtered(&world, "rita", "view", "deals")), "always");
    assert_eq!(
        tree(&filtered(&world, "rita", "edit", "deals")),
        json!({"fact": "owner", "any_of": ["rita"]})
    );
}

#[test]
fn the_top_opens_everything() {
    let mut world = World::sales();
    world.member("ceo", New { roles: &["Sales"], position: Some("CEO"), ..New::default() });
    assert_eq!(tree(&filtered(&world, "ceo", "delete", "deals")), "always");
}

#[test]
fn a_wider_grant_swallows_a_narrower_one() {
    let world = sales(&["Own", "Sales", "Everything", "Berlin"]);
    assert_eq!(tree(&filtered(&world, "rita", "view", "deals")), "always");
}

#[test]
fn a_condition_is_told_in_words() {
    let mut world = sales(&["Own", "Berlin"]);
    let words = |world: &World, name, action, module| filtered(world, name, action, module).words();
    assert_eq!(words(&world, "rita", "view", "deals"), "the location is Berlin, or the owner is rita");
    assert_eq!(words(&world, "rita", "edit", "lines"), "the parent's parent's owner is rita");
    world.member("zoe", New { roles: &["Everything", "Reader"], ..New::default() });
    assert_eq!(words(&world, "zoe", "view", "deals"), "every record");
    assert_eq!(words(&world, "zoe", "edit", "notes"), "no record");
    assert_eq!(words(&world, "zoe", "view", "replies"), "there is a parent's parent");
}
