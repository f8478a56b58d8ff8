//! `reserved`: permissions of a reserved module are held through built-in roles only.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

fn users() -> serde_json::Value {
    json!([{ "module": "deals", "actions": ["view"] }, { "module": "users", "actions": ["view"] }])
}

#[test]
fn a_custom_role_holds_no_reserved_permission() {
    let mut world = World::office();
    world
        .refused(Code::Reserved, create_role("Helper", users()))
        .says("permissions of `users` are held through built-in roles only")
        .helps("leave `users` out of the role");
    world.does(create_role("Helper", json!([{ "module": "roles", "actions": ["view"] }])));
    world.refused(Code::Reserved, edit_role("Helper", json!({ "grants": users() })));
}

#[test]
fn a_built_in_role_may_be_edited_to_hold_one() {
    let mut world = World::office();
    world.does(edit_role("Staff", json!({ "grants": users() })));
}

#[test]
fn a_clone_leaves_them_out_and_the_answer_lists_them() {
    let mut world = World::office();
    let answer = world.does(json!({ "do": "role.clone", "role": "Clerk", "name": "Second" }));
    let left_out: Vec<String> = answer.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(left_out, ["users:create", "users:delete", "users:edit", "users:view"]);
    let clone = world.role("Second");
    assert!(clone.grants.iter().all(|grant| grant.module != *"users"));
    assert!(clone.grants.iter().any(|grant| grant.module == *"roles"));
}

#[test]
fn a_catalog_that_reserves_nothing_lets_custom_roles_hold_it() {
    let mut world = World::of(&OFFICE.replace(", reserved = true", ""));
    world.does(create_role("Helper", users()));
    let answer = world.does(json!({ "do": "role.clone", "role": "Clerk", "name": "Second" }));
    assert!(answer.left_out.is_empty());
}

#[test]
fn a_version_that_reserves_what_a_custom_role_holds_is_refused() {
    let mut world = World::of(&OFFICE.replace(", reserved = true", ""));
    world.does(create_role("Helper", users()));
    let reserving = world.store_catalog(OFFICE);
    world.refused(Code::Reserved, adopt(&reserving));
    world.does(edit_role("Helper", json!({ "grants": [{ "module": "deals", "actions": ["view"] }] })));
    world.does(adopt(&reserving));
}
