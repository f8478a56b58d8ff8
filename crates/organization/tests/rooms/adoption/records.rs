//! Records and how they are shared, through a new version of the catalog.

use rolecall_catalog::SharingLevel;
use rolecall_organization::Event;
use serde_json::{Value, json};

use super::{adopts, changed, loses, office, retiring, text, without_deals};
use crate::common::*;

#[test]
fn a_module_with_records_rules_or_defaults_is_not_dropped() {
    let uses: [Value; 3] = [
        put(&[("deals/1", json!({ "owner": "ada" }))]),
        share("CEO", "Manager"),
        json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }),
    ];
    for command in uses {
        let mut world = office();
        world.does(command);
        loses(&mut world, &without_deals(), &["module `deals`"]);
        adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
        assert!(world.organization.policy().sharing_rules.is_empty());
        assert!(world.organization.policy().sharing_defaults.is_empty());
        assert!(world.records.is_empty());
    }
    adopts(&mut office(), &without_deals());
}

#[test]
fn the_permissions_of_a_retired_module_go_with_it() {
    let mut world = office();
    let grants = json!([
        { "module": "deals", "actions": ["view"] },
        { "module": "customers", "actions": ["view"] },
    ]);
    world.does(create_role("Dealer", grants));
    loses(&mut world, &without_deals(), &["permission `deals:view`"]);
    adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
    assert_eq!(world.role("Dealer").grants.len(), 1);
}

#[test]
fn the_records_of_a_retired_module_are_deleted() {
    let mut world = office();
    world.does(put(&[("deals/1", json!({})), ("deals/2", json!({})), ("customers/1", json!({}))]));
    let outcome = adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
    assert_eq!(outcome.events[1], Event::RecordsWritten { written: 0, deleted: 2 });
    assert_eq!(world.records.len(), 1);
}

#[test]
fn a_renamed_module_takes_its_records_grants_rules_and_defaults_along() {
    let mut world = office();
    let grants = json!([{ "module": "deals", "actions": ["view"], "limits": { "location": ["Berlin"] } }]);
    world.does(create_role("Dealer", grants));
    world.does(permissions("ada", &["deals:view"]));
    let rule = world.does(share("CEO", "Manager")).created[0].clone();
    world.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }));
    world.does(put(&[
        ("deals/1", json!({ "owner": "ada", "version": 7 })),
        ("notes/1", json!({ "parent": { "module": "deals", "id": "1" } })),
        ("customers/1", json!({})),
    ]));
    let next = changed(
        &text(),
        &[
            ("deals = { shareable", "chances = { renamed_from = \"deals\", shareable"),
            ("parents = [\"deals\"]", "parents = [\"chances\"]"),
            ("on = \"deals\"", "on = \"chances\""),
            ("\"deals:view\"", "\"chances:view\""),
        ],
    );
    let outcome = adopts(&mut world, &next);
    assert_eq!(
        (outcome.answer.written, &outcome.events[1]),
        (2, &Event::RecordsWritten { written: 2, deleted: 1 })
    );
    let moved = world.facts("chances/1").unwrap();
    assert_eq!((moved.owner, moved.version), (Some(world.member_id("ada")), Some(7)));
    assert_eq!(world.facts("deals/1"), None);
    assert_eq!(world.facts("notes/1").unwrap().parent, Some(key("chances/1")));
    assert_eq!(world.role("Dealer").grants[0].module.as_str(), "chances");
    assert_eq!(world.role("Dealer").grants[0].limits.len(), 1);
    assert_eq!(world.member("ada").permissions.first().unwrap().to_string(), "chances:view");
    assert_eq!(world.organization.sharing_rule(&id(&rule)).unwrap().module.as_str(), "chances");
    assert_eq!(world.organization.sharing_default(&id("chances")), Some(SharingLevel::PublicRead));
}

#[test]
fn a_module_with_rules_stays_one_that_is_shared() {
    let next = changed(
        &text(),
        &[
            ("deals = { shareable = true,", "deals = {"),
            ("customers = { more", "customers = { shareable = true, more"),
        ],
    );
    let mut world = office();
    world.does(share("CEO", "Manager"));
    loses(&mut world, &next, &["sharing rules on `deals`"]);
    let mut world = office();
    world.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }));
    adopts(&mut world, &next);
}
