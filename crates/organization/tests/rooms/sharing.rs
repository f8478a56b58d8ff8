//! Sharing: defaults per module, and rules.

use rolecall_catalog::SharingLevel;
use rolecall_organization::{Code, RuleLevel};
use serde_json::{Value, json};

use crate::common::*;

fn defaults(level: &str) -> Value {
    json!({ "do": "sharing_default.edit", "defaults": { "deals": level } })
}

fn rule(world: &World, rule: &str) -> Value {
    serde_json::to_value(world.organization.sharing_rule_view(&id(rule)).unwrap()).unwrap()
}

fn principal(side: Value) -> Value {
    with(&share("CEO", "Manager"), json!({ "from": side }))
}

#[test]
fn a_default_begins_as_the_catalog_says_and_changes() {
    let mut world = World::office();
    let level = |world: &World| world.organization.sharing_default(&id("deals")).unwrap();
    assert_eq!(level(&world), SharingLevel::Private);
    for (text, expected) in [
        ("public_read", SharingLevel::PublicRead),
        ("public_read_write", SharingLevel::PublicReadWrite),
        ("public_read_write_delete", SharingLevel::PublicReadWriteDelete),
        ("private", SharingLevel::Private),
    ] {
        world.does(defaults(text));
        assert_eq!(level(&world), expected);
        world.platform().changes_nothing(defaults(text));
    }
    assert_eq!(world.organization.sharing_default(&id("customers")), None);
}

#[test]
fn only_what_is_shareable_has_a_default_or_a_rule() {
    let mut world = World::office();
    for module in ["customers", "notes", "ghosts"] {
        let defaults = json!({ "do": "sharing_default.edit", "defaults": { module: "public_read" } });
        world
            .refused(Code::Invalid, defaults)
            .says(&format!("`defaults`: records of `{module}` are not shared by default or rule"));
        world
            .refused(Code::Invalid, with(&share("CEO", "Manager"), json!({ "module": module })))
            .says(&format!("`module`: records of `{module}` are not shared by default or rule"));
    }
}

#[test]
fn a_new_rule_has_what_the_form_says() {
    let mut world = World::office();
    world.does(create_group("Team", json!({})));
    let form = json!({
        "do": "sharing_rule.create", "module": "deals", "level": "read_write_delete",
        "from": { "position": "manager", "and_below": true }, "to": { "group": "team" }, "superiors_allowed": true,
    });
    let made = world.does(form).created[0].clone();
    assert!(made.starts_with("shr_"));
    assert_eq!(
        rule(&world, &made),
        json!({
            "id": made, "module": "deals", "from": { "position": "Manager", "and_below": true },
            "to": { "group": "Team", "and_below": false }, "level": "read_write_delete", "superiors_allowed": true,
        })
    );
    let plain = world.does(share("CEO", "Manager")).created[0].clone();
    assert_eq!(rule(&world, &plain)["superiors_allowed"], false);
    assert_eq!(rule(&world, &plain)["from"], json!({ "position": "CEO", "and_below": false }));
    let of_deals: Vec<_> = world.organization.sharing_rules(&id("deals")).collect();
    assert_eq!(of_deals.len(), 2);
    assert!(of_deals.iter().all(|(_, rule)| rule.level >= RuleLevel::Read));
}

#[test]
fn a_side_is_a_position_or_a_group() {
    let mut world = World::office();
    world.does(create_group("Team", json!({})));
    let wrong = [
        (json!({}), "`from`: name a position or a group, and not both"),
        (json!({ "position": "CEO", "group": "Team" }), "`from`: name a position or a group, and not both"),
        (json!({ "group": "Team", "and_below": true }), "`from`: `and_below` goes with a position"),
        (json!({ "position": "Chair" }), "`from`: there is no position `Chair`"),
        (json!({ "group": "Ghosts" }), "`from`: there is no group `Ghosts`"),
    ];
    for (side, detail) in wrong {
        world.refused(Code::Invalid, principal(side)).says(detail);
    }
    let both = json!({ "to": { "position": "Chair" } });
    world
        .refused(Code::Invalid, with(&share("CEO", "Manager"), both))
        .says("`to`: there is no position `Chair`");
}

#[test]
fn an_edit_changes_what_is_sent() {
    let text = OFFICE.replace("customers = { more", "customers = { shareable = true, more");
    let mut world = World::of(&text);
    let made = world.does(share("CEO", "Manager")).created[0].clone();
    let change = |more: Value| with(&json!({ "do": "sharing_rule.edit", "rule": made }), more);
    let before = rule(&world, &made);
    world.does(change(json!({ "level": "read_write" })));
    assert_eq!(rule(&world, &made), with(&before, json!({ "level": "read_write" })));
    world.does(change(json!({ "to": { "position": "CEO", "and_below": true } })));
    assert_eq!(rule(&world, &made)["to"], json!({ "position": "CEO", "and_below": true }));
    world.does(change(json!({ "from": { "position": "Manager" }, "superiors_allowed": true })));
    assert_eq!(rule(&world, &made)["from"]["position"], "Manager");
    assert_eq!(rule(&world, &made)["superiors_allowed"], true);
    world.does(change(json!({ "module": "customers" })));
    assert_eq!(rule(&world, &made)["module"], "customers");
    world.platform().changes_nothing(change(json!({ "level": "read_write", "superiors_allowed": true })));
    world.refused(Code::Invalid, change(json!({ "module": "notes" })));
}

#[test]
fn a_rule_is_deleted() {
    let mut world = World::office();
    let made = world.does(share("CEO", "Manager")).created[0].clone();
    let delete = json!({ "do": "sharing_rule.delete", "rule": made });
    world.does(delete.clone());
    assert!(world.organization.sharing_rule(&id(&made)).is_none());
    world.refused(Code::NotFound, delete).says(&format!("there is no sharing rule `{made}`"));
    world.refused(Code::NotFound, json!({ "do": "sharing_rule.edit", "rule": "shr_x", "level": "read" }));
}
