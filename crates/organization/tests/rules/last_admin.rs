//! `last_admin`: a role with `holders = [N]` keeps at least N holders that are active, registered and without an end date -
//! on remove, deactivate, role change, dating alike.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

const END: &str = "2027-01-01T00:00:00Z";

/// Every way to lose a holder.
fn ways_to_lose(member: &str) -> Vec<serde_json::Value> {
    vec![
        remove(member),
        deactivate(member),
        set_roles(member, &["Staff"]),
        edit(member, json!({ "ends_at": END })),
        edit(member, json!({ "kind": "contact" })),
    ]
}

#[test]
fn the_last_admin_stays_whatever_is_tried() {
    let mut world = World::office();
    for way in ways_to_lose("ada") {
        world
            .refused(Code::LastAdmin, way)
            .says("the role `Admin` needs at least one holder who is active, registered and without an end date")
            .helps("give the role `Admin` to another active member first")
            .figure("role", "Admin")
            .figure("needed", 1);
    }
}

#[test]
fn one_of_two_admins_may_go_in_every_way() {
    for way in ways_to_lose("bob") {
        let mut world = World::office();
        world.invite("bob", |m| m.role("Admin"));
        world.does(way);
        world.refused(Code::LastAdmin, remove("ada"));
    }
}

#[test]
fn where_two_are_needed_the_second_stays() {
    let mut world = World::of(&OFFICE.replace("holders = [1]", "holders = [2]"));
    world.invite("bob", |m| m.role("Admin"));
    for way in ways_to_lose("bob") {
        world
            .refused(Code::LastAdmin, way)
            .says("the role `Admin` needs at least 2 holders who are active, registered and without an end date")
            .figure("needed", 2);
    }
    world.invite("cyd", |m| m.role("Admin"));
    world.does(remove("bob"));
    world.refused(Code::LastAdmin, remove("cyd"));
}

#[test]
fn an_invited_admin_does_not_count() {
    let mut world = World::office();
    let invitation = world.invite_by_mail("bob", |m| m.role("Admin"));
    world.refused(Code::LastAdmin, deactivate("ada"));
    world.does(accept(&invitation));
    world.does(deactivate("ada"));
}

#[test]
fn an_inactive_admin_does_not_count() {
    let mut world = World::office();
    world.invite("bob", |m| m.role("Admin"));
    world.does(deactivate("bob"));
    world.refused(Code::LastAdmin, remove("ada"));
    world.does(activate("bob"));
    world.does(remove("ada"));
}

#[test]
fn a_dated_admin_does_not_count_however_far_the_date() {
    let mut world = World::office();
    world.invite("bob", |m| m.role("Admin").ends_at("2999-01-01T00:00:00Z"));
    world.refused(Code::LastAdmin, set_roles("ada", &["Staff"]));
    world.does(edit("bob", json!({ "ends_at": null })));
    world.does(set_roles("ada", &["Staff"]));
}

/// No catalog that parses lets such a kind hold a role; a version adopted later might make one so.
#[test]
fn an_admin_who_does_not_sign_in_does_not_count() {
    let mut office = Catalog::clone(&catalog(OFFICE));
    office.kinds.get_mut("contact").unwrap().roles.insert(id("Admin"));
    let mut world = World::of_catalog(Arc::new(office), None);
    world.invite("bob", |m| m.contact().role("Admin"));
    world.refused(Code::LastAdmin, remove("ada"));
}

#[test]
fn below_the_number_whoever_does_not_count_may_still_go() {
    let mut world = World::of(&OFFICE.replace("holders = [1]", "holders = [2]"));
    world.invite_by_mail("bob", |m| m.role("Admin"));
    world.invite("rita", |m| m);
    world.does(remove("rita"));
    world.does(remove("bob"));
    world.refused(Code::LastAdmin, remove("ada"));
}

#[test]
fn the_rule_looks_at_the_role_that_is_guarded_only() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Clerk"));
    world.does(remove("rita"));
}

#[test]
fn the_last_admins_name_and_place_may_change() {
    let mut world = World::office();
    world.does(edit("ada", json!({ "name": "Ada L.", "position": "Manager" })));
    assert_eq!(world.member("ada").position.as_deref(), Some("Manager"));
}

/// The office, whose admin is called the chief from this version on.
fn of_a_chief(office: &str) -> String {
    office
        .replace("\"Admin\"", "\"Chief\"")
        .replace("[roles.Admin]", "[roles.Chief]\nrenamed_from = \"Admin\"")
}

#[test]
fn a_version_that_renames_the_role_keeps_its_holders() {
    let mut world = World::office();
    let renamed = world.store_catalog(&of_a_chief(OFFICE));
    world.does(adopt(&renamed));
    world.refused(Code::LastAdmin, remove("ada")).figure("role", "Chief");
}

#[test]
fn a_later_version_that_still_says_what_the_role_was_called_keeps_its_holders() {
    let two = of_a_chief(OFFICE).replace("contact = {", "guard = { roles = [\"Chief\"] }\ncontact = {");
    let mut world = World::office();
    let renamed = world.store_catalog(&two);
    world.does(adopt(&renamed));
    world.invite("bob", |m| m.kind("guard").role("Chief"));
    world.does(remove("ada"));
    let signing_out = "guard = { sign_in = false }";
    let later = world.store_catalog(&two.replace("guard = { roles = [\"Chief\"] }", signing_out));
    world.refused(Code::LastAdmin, adopt(&later)).figure("role", "Chief");
}

#[test]
fn a_version_that_begins_to_ask_for_more_holders_waits_for_them() {
    let mut world = World::office();
    let two = world.store_catalog(&OFFICE.replace("holders = [1]", "holders = [2]"));
    world.does(adopt(&two));
    world.invite("bob", |m| m.role("Admin"));
    world.refused(Code::LastAdmin, remove("bob"));
}
