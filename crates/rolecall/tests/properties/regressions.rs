//! Sequences that once broke a rule, in words.

use jiff::SignedDuration;
use rolecall::organization::{Actor, Code, Command, MemberId, MemoryRecords, Outcome, Refusal};
use serde_json::{Value, json};

use crate::{catalogs::Product, sequences::take, tally::Tally, world::World};

/// Gives a command, held against every rule.
fn give(world: &mut World, actor: &Actor, command: Value) -> Result<Outcome, Refusal> {
    let command: Command = serde_json::from_value(command).expect("it is a command");
    let told = world.try_out(actor, &command);
    world.pass(SignedDuration::from_secs(1));
    take(world, actor, &command, &mut Tally::default()).expect("every rule holds");
    told
}

fn platform(world: &mut World, command: Value) -> Outcome {
    give(world, &Actor::Platform, command).expect("the platform may")
}

fn adopt(world: &mut World, version: usize) -> Result<Outcome, Refusal> {
    let catalog = world.versions[version].to_string();
    give(world, &Actor::Platform, json!({"do": "organization.catalog", "catalog": catalog}))
}

fn code(result: &Result<Outcome, Refusal>) -> Option<Code> {
    result.as_ref().err().map(|refusal| refusal.code)
}

fn member(world: &World, text: &str) -> MemberId {
    world.organization.find_member(text).expect("it is a member").clone()
}

#[test]
fn a_version_that_renames_guarded_roles_is_adopted() {
    for product in Product::all() {
        let mut world = World::found(&product);
        assert_eq!(code(&adopt(&mut world, 1)), None);
        assert_eq!(code(&adopt(&mut world, 2)), None);
    }
}

#[test]
fn groups_and_rules_follow_a_position_that_a_version_renames() {
    let mut world = World::found(&Product::read("catalogs/zoho-crm.toml"));
    platform(&mut world, json!({"do": "organization.edition", "edition": "enterprise"}));
    platform(&mut world, json!({"do": "group.create", "name": "Heads", "positions": ["CEO"]}));
    platform(
        &mut world,
        json!({"do": "sharing_rule.create", "module": "leads", "level": "read",
               "from": {"position": "Manager", "and_below": true}, "to": {"group": "Heads"}}),
    );
    assert_eq!(code(&adopt(&mut world, 1)), None);
}

#[test]
fn a_version_that_brings_a_name_given_here_is_refused() {
    for what in ["role", "position"] {
        let mut world = World::found(&Product::starter_with_everything());
        platform(&mut world, json!({"do": "organization.edition", "edition": "business"}));
        platform(&mut world, json!({"do": format!("{what}.create"), "name": "AMBER"}));
        assert_eq!(code(&adopt(&mut world, 3)), Some(Code::NameTaken));
    }
}

#[test]
fn a_built_in_role_does_not_get_its_name_back_once_another_has_it() {
    let mut world = World::found(&Product::starter_with_everything());
    platform(&mut world, json!({"do": "organization.edition", "edition": "business"}));
    platform(&mut world, json!({"do": "role.edit", "role": "Viewer", "name": "Looker"}));
    platform(&mut world, json!({"do": "role.create", "name": "viewer"}));
    let back =
        give(&mut world, &Actor::Platform, json!({"do": "role.edit", "role": "Viewer", "name": "Viewer"}));
    assert_eq!(code(&back), Some(Code::NameTaken));
}

#[test]
fn records_that_came_and_went_leave_nothing() {
    let mut world = World::found(&Product::read("catalogs/zoho-crm.toml"));
    let lead = json!({"module": "leads", "id": "42"});
    let owned = json!({"module": "leads", "id": "42", "owner": "founder@example.com"});
    platform(&mut world, json!({"do": "record.put", "records": [owned]}));
    platform(&mut world, json!({"do": "record.delete", "records": [lead]}));
    assert_eq!(world.records, MemoryRecords::default());
}

#[test]
fn a_role_of_a_container_gives_no_more_than_its_editor_holds_there() {
    let mut world = World::found(&Product::read("tests/access/mixed/catalog.toml"));
    for (email, name) in [("eve", "Eve"), ("max", "Max")] {
        platform(
            &mut world,
            json!({"do": "member.invite", "email": format!("{email}@example.com"), "name": name, "invite": false}),
        );
    }
    let grants = json!([
        {"module": "roles", "actions": ["edit", "view"], "reach": "all"},
        {"module": "plans", "actions": ["view"], "reach": "shared"},
    ]);
    platform(&mut world, json!({"do": "role.create", "name": "Editor", "grants": grants}));
    platform(&mut world, json!({"do": "member.roles", "member": "eve@example.com", "roles": ["Editor"]}));
    let snags = json!([{"module": "snags", "actions": ["view"]}]);
    platform(&mut world, json!({"do": "role.create", "name": "Helper", "grants": snags, "in": "site"}));
    platform(&mut world, json!({"do": "container.create", "kind": "site", "id": "north", "name": "North"}));
    platform(
        &mut world,
        json!({"do": "container_member.put", "container": "north", "member": "max@example.com", "roles": ["Helper"]}),
    );
    // Eve may view plans as `shared` says, and is no member of the site: there she views none.
    let eve = Actor::Member(member(&world, "eve@example.com"));
    let more = json!([{"module": "snags", "actions": ["view"]}, {"module": "plans", "actions": ["view"]}]);
    let edited = give(&mut world, &eve, json!({"do": "role.edit", "role": "Helper", "grants": more}));
    assert_eq!(code(&edited), Some(Code::Escalation));
}
