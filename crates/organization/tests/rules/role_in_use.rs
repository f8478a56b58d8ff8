//! `role_in_use`: a role held by anyone is not deleted; the refusal counts the holders, and `reassign_to` moves them in the
//! same step, in containers too.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

fn with_helpers() -> World {
    let mut world = World::office();
    world.does(create_role("Helper", json!([{ "module": "deals", "actions": ["view"] }])));
    world
}

fn reassign(role: &str, to: &str) -> serde_json::Value {
    with(&delete_role(role), json!({ "reassign_to": to }))
}

#[test]
fn a_role_that_nobody_holds_is_deleted() {
    let mut world = with_helpers();
    world.does(delete_role("Helper"));
    assert!(world.organization.find_role("Helper").is_none());
}

#[test]
fn a_role_in_use_is_not_deleted_and_the_refusal_counts_the_holders() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world
        .refused(Code::RoleInUse, delete_role("Helper"))
        .says("`Helper` is held by 1")
        .helps("name another role for them with `reassign_to`")
        .figure("holders", 1);
    world.invite_by_mail("marc", |m| m.role("Helper"));
    world.invite("nora", |m| m.role("Helper"));
    world.does(deactivate("nora"));
    world.refused(Code::RoleInUse, delete_role("helper")).figure("holders", 3);
}

#[test]
fn removed_members_hold_nothing() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world.does(remove("rita"));
    world.does(delete_role("Helper"));
}

#[test]
fn the_holders_move_to_the_role_named() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world.invite("marc", |m| m.role("Seller"));
    world.does(reassign("Helper", "Staff"));
    assert_eq!(world.member("rita").roles, ["Staff"]);
    assert_eq!(world.member("marc").roles, ["Seller"]);
    assert!(world.organization.find_role("Helper").is_none());
}

#[test]
fn a_role_is_not_replaced_by_itself() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world.refused(Code::RoleInUse, reassign("Helper", "Helper"));
}

#[test]
fn a_role_in_a_container_counts_each_member_once_and_moves() {
    let mut world = World::office();
    let grants = json!([{ "module": "tasks", "actions": ["view"] }]);
    for name in ["Painter", "Mason"] {
        world.does(with(&create_role(name, grants.clone()), json!({ "in": "project" })));
    }
    for project in ["Apollo", "Gemini"] {
        world.does(create_project(project));
    }
    world.invite("rita", |m| m);
    world.invite("marc", |m| m);
    for (project, member) in [("apollo", "rita"), ("gemini", "rita"), ("apollo", "marc")] {
        world.does(with(&join(project, member), json!({ "roles": ["Painter"] })));
    }
    world.refused(Code::RoleInUse, delete_role("Painter")).figure("holders", 2);
    world.does(reassign("Painter", "Mason"));
    for (project, member) in [("apollo", "rita"), ("gemini", "rita"), ("apollo", "marc")] {
        assert_eq!(world.roles_in(project, member).unwrap(), ["Mason"]);
    }
    world.refused(Code::RoleInUse, delete_role("Mason")).figure("holders", 2);
}

#[test]
fn whoever_takes_the_place_is_a_role_of_the_same_place() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world
        .refused(Code::Invalid, reassign("Helper", "Guest"))
        .says("`reassign_to`: the role `Guest` is held in a container of kind `room`");
    world
        .refused(Code::Invalid, reassign("Helper", "Nobody"))
        .says("`reassign_to`: there is no role `Nobody`");
}

#[test]
fn the_role_that_takes_the_place_is_one_that_the_holders_may_hold() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world
        .refused(Code::ExclusiveRole, reassign("Helper", "Client"))
        .says("members of kind `user` do not hold the role `Client`");
}

#[test]
fn reassigning_gives_no_more_than_the_actor_holds() {
    let mut world = with_helpers();
    world.invite("rita", |m| m.role("Helper"));
    world.invite("cleo", |m| m.role("Clerk"));
    world.as_("cleo").refused(Code::Escalation, reassign("Helper", "Staff"));
    world.as_("cleo").does(reassign("Helper", "Clerk"));
    assert_eq!(world.member("rita").roles, ["Clerk"]);
}
