//! `own_account`: in the organization, nobody removes, deactivates or dates themselves, or drops their own last guarded role.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

const END: &str = "2027-01-01T00:00:00Z";

/// Two admins, so that `last_admin` has nothing to say.
fn two_admins() -> World {
    let mut world = World::office();
    world.invite("bob", |m| m.role("Admin"));
    world
}

#[test]
fn nobody_removes_themselves() {
    let mut world = two_admins();
    world
        .as_("bob")
        .refused(Code::OwnAccount, remove("bob"))
        .says("nobody removes themselves")
        .helps("ask another administrator");
    world.as_("ada").does(remove("bob"));
}

#[test]
fn nobody_makes_themselves_inactive() {
    let mut world = two_admins();
    world.as_("bob").refused(Code::OwnAccount, deactivate("bob")).says("nobody makes themselves inactive");
    world.as_("ada").does(deactivate("bob"));
}

#[test]
fn nobody_sets_changes_or_clears_their_own_end_date() {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    let dated = edit("cleo", json!({ "ends_at": END }));
    world.as_("cleo").refused(Code::OwnAccount, dated.clone()).says("nobody sets their own end date");
    world.as_("ada").does(dated.clone());
    world.as_("cleo").changes_nothing(dated);
    world.as_("cleo").refused(Code::OwnAccount, edit("cleo", json!({ "ends_at": "2028-01-01T00:00:00Z" })));
    world.as_("cleo").refused(Code::OwnAccount, edit("cleo", json!({ "ends_at": null })));
}

#[test]
fn nobody_drops_their_own_last_guarded_role() {
    let mut world = two_admins();
    world
        .as_("bob")
        .refused(Code::OwnAccount, set_roles("bob", &["Staff"]))
        .says("nobody drops their own last guarded role");
    world.as_("ada").does(set_roles("bob", &["Staff"]));
}

#[test]
fn nobody_loses_it_by_becoming_of_another_kind() {
    two_admins().as_("bob").refused(Code::OwnAccount, edit("bob", json!({ "kind": "contact" })));
}

#[test]
fn a_guarded_role_that_is_not_the_last_one_may_be_dropped() {
    let text = OFFICE.replace("[roles.Clerk]", "[roles.Clerk]\nholders = [1]");
    let mut world = World::of(&format!("roles_per_member = \"any\"\n{text}"));
    world.invite("bob", |m| m.roles(&["Admin", "Clerk"]));
    world.does(set_roles("ada", &["Admin", "Clerk"]));
    world.as_("bob").does(set_roles("bob", &["Admin", "Staff"]));
    world.as_("bob").refused(Code::OwnAccount, set_roles("bob", &["Staff"]));
}

#[test]
fn a_role_that_nobody_guards_may_be_dropped() {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    world.does(create_role(
        "Less",
        json!([{ "module": "customers", "actions": ["view"], "reach": "shared" }]),
    ));
    world.as_("cleo").does(set_roles("cleo", &["Less"]));
}

#[test]
fn ones_own_name_and_place_may_change() {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    world.as_("cleo").does(edit("cleo", json!({ "name": "Cleo C.", "position": "Manager" })));
}

#[test]
fn in_a_container_one_may_leave_and_date_oneself() {
    let mut world = World::office();
    world.as_("ada").does(create_project("Apollo"));
    world.as_("ada").does(with(&join("apollo", "ada"), json!({ "until": END })));
    world.as_("ada").does(leave("apollo", "ada"));
}

#[test]
fn a_platform_call_is_nobodys_own() {
    let mut world = two_admins();
    world.does(edit("bob", json!({ "ends_at": END })));
    world.does(remove("bob"));
}
