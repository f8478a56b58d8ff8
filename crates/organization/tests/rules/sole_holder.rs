//! `sole_holder`: a role with `holders = [1, 1]` changes hands by transfer only; its holder is not removed, deactivated or
//! dated.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::Code;
use serde_json::{Value, json};

use crate::common::*;

/// A product whose owner is one.
pub const PORTAL: &str = r#"
catalog = "portal"
name = "Portal"
founder = { role = "Owner" }
default_role = "Staff"

[modules]
tasks = {}
users = {}
roles = {}
portal_owner = { actions = ["edit"] }

[kinds]
user = { roles = ["Owner", "Second", "Staff"] }
contact = { sign_in = false }

[roles.Owner]
holders = [1, 1]
former_becomes = "Second"
locked = true
grants = [{ on = "*", can = "*" }]

[roles.Second]
grants = [{ on = ["users", "roles", "portal_owner"], can = "*" }]

[roles.Staff]
grants = [{ on = "tasks", can = "*" }]

[commands]
"organization.transfer" = "portal_owner:edit"
"#;

fn portal() -> World {
    World::of(PORTAL)
}

fn ways_to_lose(member: &str) -> Vec<Value> {
    vec![
        remove(member),
        deactivate(member),
        set_roles(member, &["Staff"]),
        edit(member, json!({ "ends_at": "2027-01-01T00:00:00Z" })),
        edit(member, json!({ "kind": "contact" })),
    ]
}

#[test]
fn the_holder_stays_whatever_is_tried() {
    let mut world = portal();
    world.invite("bob", |m| m.role("Second"));
    for way in ways_to_lose("ada") {
        world
            .refused(Code::SoleHolder, way)
            .says("exactly one member holds the role `Owner`, and it changes hands by transfer only")
            .helps("transfer the ownership")
            .figure("role", "Owner");
    }
}

#[test]
fn nobody_else_gets_the_role_by_other_ways() {
    let mut world = portal();
    world.invite("bob", |m| m);
    world.refused(Code::SoleHolder, set_roles("bob", &["Owner"]));
    world.refused(Code::SoleHolder, invite("cyd", |m| m.role("Owner")));
    world.refused(Code::SoleHolder, invite("cyd", |m| m.role("Owner").by_mail()));
}

#[test]
fn others_come_and_go_as_ever() {
    let mut world = portal();
    world.invite("bob", |m| m.role("Second"));
    world.does(deactivate("bob"));
    world.does(remove("bob"));
    world.does(edit("ada", json!({ "name": "Ada L." })));
}

#[test]
fn transfer_moves_the_role_and_gives_the_former_holder_what_the_catalog_names() {
    let mut world = portal();
    world.invite("bob", |m| m);
    world.does(transfer("bob"));
    assert_eq!(world.member("bob").roles, ["Owner"]);
    assert_eq!(world.member("ada").roles, ["Second"]);
    world.does(remove("ada"));
    world.refused(Code::SoleHolder, remove("bob"));
}

#[test]
fn where_roles_are_many_both_keep_the_others() {
    let mut world = World::of(&format!("roles_per_member = \"any\"{PORTAL}"));
    world.does(set_roles("ada", &["Owner", "Staff"]));
    world.invite("bob", |m| m.role("Staff"));
    world.does(transfer("bob"));
    assert_eq!(world.member("bob").roles, ["Owner", "Staff"]);
    assert_eq!(world.member("ada").roles, ["Second", "Staff"]);
}

#[test]
fn the_heir_is_active() {
    let mut world = portal();
    let invitation = world.invite_by_mail("bob", |m| m);
    world
        .refused(Code::NotActive, transfer("bob"))
        .says("Bob is not active")
        .helps("hand over to a registered, active member");
    world.does(accept(&invitation));
    world.does(deactivate("bob"));
    world.refused(Code::NotActive, transfer("bob"));
    world.does(activate("bob"));
    world.does(transfer("bob"));
}

#[test]
fn the_heir_may_hold_the_role() {
    let mut world = portal();
    world.invite("cyd", |m| m.contact());
    world
        .refused(Code::ExclusiveRole, transfer("cyd"))
        .says("members of kind `contact` do not hold the role `Owner`");
}

#[test]
fn the_heir_has_no_end_date() {
    let mut world = portal();
    world.invite("bob", |m| m.ends_at("2027-01-01T00:00:00Z"));
    world
        .refused(Code::SoleHolder, transfer("bob"))
        .says("Bob has an end date")
        .helps("clear the end date first");
}

#[test]
fn transfer_to_who_holds_it_changes_nothing() {
    portal().platform().changes_nothing(transfer("ada"));
}

#[test]
fn transfer_to_nobody_is_invalid() {
    portal().refused(Code::Invalid, transfer("zoe")).says("`to`: there is no member `zoe`");
}

#[test]
fn transfer_is_no_escalation_and_not_ones_own_account() {
    let mut world = portal();
    world.invite("bob", |m| m.role("Second"));
    world.invite("cyd", |m| m);
    world.as_("bob").does(transfer("cyd"));
    world.as_("cyd").does(transfer("bob"));
    assert_eq!(world.member("bob").roles, ["Owner"]);
}

#[test]
fn transfer_asks_for_its_permission() {
    let mut world = portal();
    world.invite("bob", |m| m);
    world.as_("bob").refused(Code::Forbidden, transfer("bob"));
}

#[test]
fn without_a_role_of_exactly_one_holder_there_is_no_transfer() {
    let mut world = World::office();
    world.invite("bob", |m| m.role("Admin"));
    world
        .refused(Code::FeatureOff, transfer("bob"))
        .says("`organization.transfer`: the product does not have this");
}

/// The portal, where any number may be the owner.
fn of_many_owners() -> String {
    PORTAL
        .replace("holders = [1, 1]\nformer_becomes = \"Second\"", "holders = [1]")
        .replace("\"organization.transfer\" = \"portal_owner:edit\"", "")
}

#[test]
fn a_version_that_begins_to_ask_for_exactly_one_needs_that_there_is_one() {
    let mut world = World::of(&of_many_owners());
    world.invite("bob", |m| m.role("Owner"));
    let one = world.store_catalog(PORTAL);
    world.refused(Code::SoleHolder, adopt(&one));
    world.does(deactivate("bob"));
    world.refused(Code::SoleHolder, adopt(&one));
    world.does(set_roles("bob", &["Staff"]));
    world.does(adopt(&one));
    world.refused(Code::SoleHolder, remove("ada"));
}

#[test]
fn the_one_there_is_stands_well() {
    let mut world = World::of(&of_many_owners().replace("holders = [1]\n", ""));
    world.does(edit("ada", json!({ "ends_at": "2027-01-01T00:00:00Z" })));
    let one = world.store_catalog(PORTAL);
    world.refused(Code::SoleHolder, adopt(&one));
    world.does(edit("ada", json!({ "ends_at": null })));
    world.does(adopt(&one));
}

/// The portal, whose owner is called the boss from this version on.
fn of_a_boss() -> String {
    PORTAL
        .replace("[roles.Owner]", "[roles.Boss]\nrenamed_from = \"Owner\"")
        .replace("\"Owner\", \"Second\"", "\"Boss\", \"Second\"")
        .replace("role = \"Owner\"", "role = \"Boss\"")
}

#[test]
fn a_version_that_renames_the_role_keeps_the_holder() {
    let mut world = portal();
    let renamed = world.store_catalog(&of_a_boss());
    world.does(adopt(&renamed));
    assert_eq!(world.member("ada").roles, ["Boss"]);
    world.refused(Code::SoleHolder, remove("ada"));
}

/// The name before stays in the file for organizations that skipped a version.
#[test]
fn a_later_version_that_still_says_what_the_role_was_called_keeps_the_holder() {
    let mut world = portal();
    let renamed = world.store_catalog(&of_a_boss());
    let later = world.store_catalog(&of_a_boss().replace("tasks = {}", "tasks = {}\nnotes = {}"));
    let mut skipping = world.clone();
    for version in [renamed, later.clone()] {
        world.does(adopt(&version));
    }
    skipping.does(adopt(&later));
    for mut world in [world, skipping] {
        assert_eq!(world.member("ada").roles, ["Boss"]);
        world.refused(Code::SoleHolder, remove("ada"));
    }
}

/// No catalog that parses founds an organization so; a ledger may hold one.
#[test]
fn where_nobody_holds_the_role_everything_else_goes_on() {
    let mut catalog = Catalog::clone(&catalog(PORTAL));
    catalog.founder.role = Some(id("Second"));
    let mut world = World::of_catalog(Arc::new(catalog), None);
    world.invite("bob", |m| m);
    world.does(remove("bob"));
}
