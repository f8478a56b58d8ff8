//! `role_built_in`: a built-in role or the top position is not deleted, nor edited where the catalog locks it; it can be
//! cloned.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

#[test]
fn a_built_in_role_is_not_deleted() {
    let mut world = World::office();
    world
        .refused(Code::RoleBuiltIn, delete_role("Seller"))
        .says("`Seller` is a built-in role that is not deleted")
        .helps("it can be cloned");
}

#[test]
fn a_built_in_role_that_is_held_is_built_in_before_it_is_in_use() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Staff"));
    world.refused(Code::RoleBuiltIn, delete_role("Staff"));
    world.refused(Code::RoleBuiltIn, with(&delete_role("Staff"), json!({ "reassign_to": "Clerk" })));
}

#[test]
fn a_locked_role_is_not_edited() {
    let mut world = World::office();
    let edits = [
        json!({ "name": "Boss" }),
        json!({ "description": null }),
        json!({ "grants": [{ "module": "deals", "actions": ["view"] }] }),
    ];
    for changes in edits {
        world
            .refused(Code::RoleBuiltIn, edit_role("Admin", changes))
            .says("`Admin` is a built-in role that is not edited")
            .helps("clone it and edit the clone");
    }
}

#[test]
fn a_built_in_role_that_is_not_locked_is_edited() {
    let mut world = World::office();
    world.does(edit_role(
        "Staff",
        json!({ "name": "Crew", "description": "Rows", "grants": [{ "module": "deals", "actions": ["view"] }] }),
    ));
    let role = world.role("Staff");
    assert_eq!((role.name.as_str(), role.description.as_deref()), ("Crew", Some("Rows")));
    assert_eq!(role.grants.len(), 1);
    assert!(role.built_in && !role.locked);
    world.does(edit_role("Crew", json!({ "description": null })));
    let role = world.role("Crew");
    assert_eq!((role.name.as_str(), role.description, role.grants.len()), ("Crew", None, 1));
    world
        .refused(Code::RoleBuiltIn, delete_role("Crew"))
        .says("`Crew` is a built-in role that is not deleted");
}

#[test]
fn a_locked_role_is_cloned() {
    let mut world = World::office();
    world.does(json!({ "do": "role.clone", "role": "Admin", "name": "Second" }));
    let clone = world.role("Second");
    assert!(!clone.built_in && !clone.locked);
    assert_eq!(clone.description.as_deref(), Some("Runs the office"));
}

#[test]
fn the_top_position_is_not_deleted() {
    let mut world = World::office();
    world
        .refused(Code::RoleBuiltIn, delete_position("CEO"))
        .says("`CEO` is the top of the tree and is not deleted");
    world.refused(Code::RoleBuiltIn, with(&delete_position("CEO"), json!({ "transfer_to": "Manager" })));
}

#[test]
fn a_built_in_position_below_the_top_is_deleted() {
    let mut world = World::office();
    world.does(delete_position("Manager"));
    assert!(world.organization.find_position("Manager").is_none());
}
