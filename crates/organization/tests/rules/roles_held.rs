//! `role_required` and `exclusive_role`: as many roles per member as the catalog says, of those that the kind allows; roles
//! declared exclusive, or mutually exclusive (separation of duties), are not held together.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

#[test]
fn where_one_role_is_held_it_is_required() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::RoleRequired, set_roles("rita", &[]))
        .says("Rita needs a role")
        .helps("name exactly one role for the member");
    world.refused(Code::RoleRequired, invite("marc", |m| m.roles(&[]))).says("Marc needs a role");
}

#[test]
fn without_a_default_one_has_to_be_named() {
    let mut world = World::of(&OFFICE.replace("default_role = \"Staff\"", ""));
    world.refused(Code::RoleRequired, invite("rita", |m| m));
    world.invite("rita", |m| m.role("Seller"));
}

#[test]
fn the_default_is_given_to_kinds_that_may_hold_it_only() {
    let mut world = World::office();
    assert_eq!(
        {
            world.invite("rita", |m| m);
            world.member("rita").roles
        },
        ["Staff"]
    );
    world.refused(Code::RoleRequired, invite("cli", |m| m.kind("client").with("company", "Apex")));
    world.invite("cyd", |m| m.contact());
    assert!(world.member("cyd").roles.is_empty());
}

#[test]
fn where_one_role_is_held_two_are_too_many() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::ExclusiveRole, set_roles("rita", &["Staff", "Seller"]))
        .says("Rita may hold one role, not 2")
        .helps("name exactly one role for the member");
    world.does(set_roles("rita", &["Seller", "seller"]));
}

#[test]
fn where_any_number_is_held_none_and_many_are_fine() {
    let mut world = World::of(&format!("roles_per_member = \"any\"\n{OFFICE}"));
    world.invite("rita", |m| m.roles(&[]));
    world.does(set_roles("rita", &["Staff", "Seller", "Clerk"]));
    assert_eq!(world.member("rita").roles, ["Clerk", "Seller", "Staff"]);
}

#[test]
fn a_kind_holds_the_built_in_roles_that_it_lists() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::ExclusiveRole, set_roles("rita", &["Client"]))
        .says("members of kind `user` do not hold the role `Client`");
    world
        .refused(Code::ExclusiveRole, invite("cli", |m| m.client("Apex").role("Staff")))
        .says("members of kind `client` do not hold the role `Staff`");
    world.refused(Code::ExclusiveRole, invite("cyd", |m| m.contact().role("Seller")));
}

#[test]
fn a_custom_role_is_for_the_first_kind_unless_another_names_custom() {
    let role = create_role("Helper", json!([{ "module": "deals", "actions": ["view"] }]));
    let mut world = World::office();
    world.does(role.clone());
    world.invite("rita", |m| m.role("Helper"));
    world
        .refused(Code::ExclusiveRole, invite("cli", |m| m.client("Apex").role("Helper")))
        .says("members of kind `client` do not hold the role `Helper`");

    let mut world = World::of(&OFFICE.replace("company = true }", "company = true, custom = true }"));
    world.does(role);
    world.refused(Code::ExclusiveRole, invite("rita", |m| m.role("Helper")));
    world.invite("cli", |m| m.client("Apex").role("Helper"));
}

#[test]
fn a_custom_role_in_a_container_is_for_kinds_that_hold_custom_roles() {
    let mut world = World::office();
    let grants = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Painter", grants), json!({ "in": "project" })));
    world.does(with(&create_project("Apollo"), json!({ "company": "Apex" })));
    world.invite("rita", |m| m);
    world.invite("cli", |m| m.client("Apex"));
    let painter = |member: &str| with(&join("apollo", member), json!({ "roles": ["Painter"] }));
    world.does(painter("rita"));
    world.does(join("apollo", "cli"));
    world
        .refused(Code::ExclusiveRole, painter("cli"))
        .says("Cli is of kind `client`, which does not hold custom roles such as `Painter`");
}

#[test]
fn a_member_of_a_container_does_not_become_of_a_kind_that_may_not_hold_the_role_there() {
    let mut world = World::office();
    let grants = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Painter", grants), json!({ "in": "project" })));
    world.does(create_project("Apollo"));
    world.invite("rita", |m| m);
    world.does(with(&join("apollo", "rita"), json!({ "roles": ["Painter"] })));
    world.refused(Code::ExclusiveRole, edit("rita", json!({ "kind": "contact" })));
    world.does(leave("apollo", "rita"));
    world.does(edit("rita", json!({ "kind": "contact" })));
}

/// Several roles a member; `Lonely` is held alone, and whoever pays does not approve.
const DUTIES: &str = r#"
catalog = "duties"
name = "Duties"
founder = { role = "Owner" }
roles_per_member = "any"

[modules]
bills = { more = { pay = "write", approve = "write" } }
sites = { in = "site" }
rooms = { in = "room" }
users = {}
roles = {}

[containers.site]
module = "sites"

[containers.room]
module = "rooms"

[roles.Owner]
grants = [{ on = "*", can = "*", reach = "all" }]

[roles.Lonely]
alone = true
grants = [{ on = "bills", can = ["view"] }]

[roles.Payer]
exclusive_with = ["Approver"]
grants = [{ on = "bills", can = ["pay"] }]

[roles.Approver]
grants = [{ on = "bills", can = ["approve"] }]

[roles."Site approver"]
in = "site"
grants = [{ on = "sites", can = ["edit"] }]

[roles."Site payer"]
in = "site"
exclusive_with = ["Site approver"]
grants = [{ on = "sites", can = ["view"] }]

[roles.Warden]
in = "site"
alone = true
grants = [{ on = "sites", can = ["view"] }]
"#;

fn duties() -> World {
    let mut catalog = Catalog::clone(&catalog(DUTIES));
    catalog.roles.get_mut("Payer").unwrap().exclusive_with.insert(id("Site approver"));
    let mut world = World::of_catalog(Arc::new(catalog), None);
    world.invite("rita", |m| m.roles(&[]));
    for site in ["North", "South"] {
        world.does(create_container("site", site));
    }
    world
}

fn at_site(site: &str, roles: &[&str]) -> serde_json::Value {
    with(&join(site, "rita"), json!({ "roles": roles }))
}

#[test]
fn a_role_that_is_held_alone_is_held_with_no_other() {
    let mut world = duties();
    world.does(set_roles("rita", &["Lonely"]));
    world
        .refused(Code::ExclusiveRole, set_roles("rita", &["Lonely", "Payer"]))
        .says("the role `Lonely` is held with no other role")
        .helps("hold it alone, or leave it out");
    world.refused(Code::ExclusiveRole, invite("marc", |m| m.roles(&["Approver", "Lonely"])));
    world.does(create_role("Helper", json!([])));
    world.refused(Code::ExclusiveRole, set_roles("rita", &["Lonely", "Helper"]));
}

#[test]
fn roles_that_exclude_each_other_are_not_held_together() {
    let mut world = duties();
    world
        .refused(Code::ExclusiveRole, set_roles("rita", &["Approver", "Payer", "Owner"]))
        .says("the roles `Approver` and `Payer` are not held together")
        .helps("leave one of them out");
    world.does(set_roles("rita", &["Approver", "Owner"]));
    world.does(set_roles("rita", &["Payer", "Owner"]));
}

#[test]
fn roles_in_one_container_exclude_each_other_too() {
    let mut world = duties();
    world
        .refused(Code::ExclusiveRole, at_site("north", &["Site payer", "Site approver"]))
        .says("the roles `Site approver` and `Site payer` are not held together");
    world.refused(Code::ExclusiveRole, at_site("north", &["Warden", "Site approver"]));
    world.does(at_site("north", &["Site payer"]));
    world.does(at_site("south", &["Site approver"]));
}

#[test]
fn a_role_held_alone_in_a_container_goes_with_roles_of_the_organization() {
    let mut world = duties();
    world.does(set_roles("rita", &["Owner"]));
    world.does(at_site("north", &["Warden"]));
}

#[test]
fn roles_of_the_organization_and_of_a_container_exclude_each_other_from_both_sides() {
    let mut world = duties();
    world.does(set_roles("rita", &["Payer"]));
    world
        .refused(Code::ExclusiveRole, at_site("north", &["Site approver"]))
        .says("the roles `Payer` and `Site approver` are not held together");
    world.does(set_roles("rita", &["Owner"]));
    world.does(at_site("north", &["Site approver"]));
    world.refused(Code::ExclusiveRole, set_roles("rita", &["Payer"]));
    world.does(leave("north", "rita"));
    world.does(set_roles("rita", &["Payer"]));
}

#[test]
fn reassigning_holds_the_rule_in_containers() {
    let mut world = duties();
    world.does(with(&create_role("Mason", json!([])), json!({ "in": "site" })));
    world.does(set_roles("rita", &["Payer"]));
    world.does(at_site("north", &["Mason"]));
    world
        .refused(Code::ExclusiveRole, with(&delete_role("Mason"), json!({ "reassign_to": "Site approver" })));
    world.does(with(&delete_role("Mason"), json!({ "reassign_to": "Site payer" })));
}
