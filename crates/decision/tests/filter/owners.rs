//! Whose records a filter names: section 2, step 4, in one set.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::{Event, Field, GroupParts, RuleLevel};
use serde_json::json;

use crate::world::{New, World, group, id, mem, position, position_and_below};
use crate::{filtered, tree};

/// Ann, a manager, above bob and cid; dan elsewhere; fay without a place.
fn tree_of_people() -> World {
    let mut world = World::sales();
    world.position("Rep", "Manager", false);
    world.position("Desk", "CEO", true);
    let sales = |position| New { roles: &["Sales"], position, ..New::default() };
    world.member("ann", sales(Some("Manager")));
    world.member("bob", sales(Some("Rep")));
    world.member("cid", sales(Some("Rep")));
    world.member("dan", sales(Some("Desk")));
    world.member("eve", sales(Some("Desk")));
    world.member("fay", sales(None));
    world
}

fn owners(world: &World, name: &str, action: &str, module: &str) -> Vec<String> {
    let tree = tree(&filtered(world, name, action, module));
    assert_eq!(tree["fact"], "owner", "{tree}");
    serde_json::from_value(tree["any_of"].clone()).unwrap()
}

#[test]
fn superiors_name_their_subordinates_and_nobody_names_superiors() {
    let world = tree_of_people();
    assert_eq!(owners(&world, "ann", "edit", "deals"), ["ann", "bob", "cid"]);
    assert_eq!(owners(&world, "bob", "edit", "deals"), ["bob"]);
    assert_eq!(owners(&world, "fay", "edit", "deals"), ["fay"]);
}

#[test]
fn peers_are_named_where_the_position_shares() {
    assert_eq!(owners(&tree_of_people(), "dan", "edit", "deals"), ["dan", "eve"]);
}

#[test]
fn removed_members_stay_owners() {
    let mut world = tree_of_people();
    world.remove("bob");
    assert_eq!(owners(&world, "ann", "edit", "deals"), ["ann", "bob", "cid"]);
}

#[test]
fn a_rule_names_its_from_for_its_to_at_its_level() {
    let mut world = tree_of_people();
    world.rule("1", position("Desk"), position_and_below("Manager"), RuleLevel::Read, false);
    assert_eq!(owners(&world, "bob", "view", "deals"), ["bob", "dan", "eve"]);
    assert_eq!(owners(&world, "bob", "edit", "deals"), ["bob"]);
    assert_eq!(owners(&world, "bob", "view", "accounts"), ["bob"]);
    assert_eq!(owners(&world, "fay", "view", "deals"), ["fay"]);
}

#[test]
fn a_rule_for_a_subordinate_names_its_from_where_superiors_are_allowed() {
    for (superiors, expected) in
        [(false, vec!["ann", "bob", "cid"]), (true, vec!["ann", "bob", "cid", "fay"])]
    {
        let mut world = tree_of_people();
        let members = [mem("fay")].into();
        world.group("loners", GroupParts { members, ..GroupParts::default() });
        world.group("reps", GroupParts { members: [mem("cid")].into(), ..GroupParts::default() });
        world.rule("1", group("loners"), group("reps"), RuleLevel::ReadWrite, superiors);
        assert_eq!(owners(&world, "ann", "edit", "deals"), expected);
        assert_eq!(owners(&world, "dan", "edit", "deals"), ["dan", "eve"]);
    }
}

#[test]
fn groups_in_groups_are_named_though_they_run_in_a_circle() {
    let mut world = tree_of_people();
    let inner = GroupParts {
        groups: [id("grp_outer")].into(),
        members: [mem("fay")].into(),
        ..GroupParts::default()
    };
    let outer = GroupParts {
        groups: [id("grp_inner")].into(),
        positions_and_below: [id("Manager")].into(),
        ..GroupParts::default()
    };
    world.group("inner", inner);
    world.group("outer", outer);
    world.rule("1", group("inner"), position("Desk"), RuleLevel::Read, false);
    assert_eq!(owners(&world, "dan", "view", "deals"), ["ann", "bob", "cid", "dan", "eve", "fay"]);
}

#[test]
fn an_owner_goes_by_the_products_own_id_where_there_is_one() {
    let mut world = tree_of_people();
    let mut people = world.organization.people().clone();
    people.set(&mem("bob"), Field::ExternalId, None);
    people.set(&mem("cid"), Field::ExternalId, Some("4711"));
    world.organization = world.organization.clone().with_people(people);
    assert_eq!(owners(&world, "ann", "edit", "deals"), ["4711", "ann", "mem_bob"]);
}

#[test]
fn an_id_that_somebody_else_got_names_the_new_member() {
    let mut world = tree_of_people();
    world.remove("bob");
    world.member("dora", New { roles: &["Sales"], position: Some("Desk"), ..New::default() });
    let mut people = world.organization.people().clone();
    people.release(&mem("bob"));
    people.set(&mem("dora"), Field::ExternalId, Some("bob"));
    world.organization = world.organization.clone().with_people(people);
    assert_eq!(owners(&world, "ann", "edit", "deals"), ["ann", "cid", "mem_bob"]);
    assert_eq!(owners(&world, "dora", "edit", "deals"), ["bob", "dan", "eve"]);
}

#[test]
fn owners_come_down_from_parents_two_levels() {
    let world = tree_of_people();
    let reached = json!(["ann", "bob", "cid"]);
    assert_eq!(
        tree(&filtered(&world, "ann", "edit", "quotes")),
        json!({"fact": "parent.owner", "any_of": reached})
    );
    assert_eq!(
        tree(&filtered(&world, "ann", "edit", "lines")),
        json!({"fact": "parent.parent.owner", "any_of": reached})
    );
}

/// Seed 373 of the proof of agreement: filters left these owners out.
#[test]
fn rules_name_owners_by_the_positions_they_keep_where_a_catalog_without_a_tree_is_adopted() {
    let mut world = tree_of_people();
    world.rule("one", position("Desk"), position("Rep"), RuleLevel::ReadWrite, false);
    let text = include_str!("../decision/sales.toml")
        .replace("[positions]\nCEO = {}\nManager = { reports_to = \"CEO\" }\n", "")
        .replace(", position = \"CEO\"", "");
    let flat = Catalog::parse("flat.toml", &text).unwrap();
    let adopted = Event::CatalogAdopted { catalog: flat.hash.clone() };
    let catalogs = [(flat.hash.clone(), Arc::new(flat))].into();
    world.organization.apply(&adopted, &catalogs).unwrap();
    assert_eq!(owners(&world, "bob", "edit", "deals"), ["bob", "dan", "eve"]);
    assert_eq!(owners(&world, "ann", "edit", "deals"), ["ann"]);
}
