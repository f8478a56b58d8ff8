//! Events: every one is kept as JSON and read again, and the ledger folds to the same organization.

use std::collections::BTreeSet;

use rolecall_organization::{Event, Organization, Policy};
use serde_json::{Value, json};

use crate::common::*;

/// Everything that can happen, once at least.
fn eventful() -> World {
    let text = format!(
        "{}\n[direct]\npermissions = [\"deals:view\"]\n[features]\nbeta = {{ set_by = \"platform\" }}\n[editions.small]\n[editions.large]\n",
        OFFICE.replace("holders = [1]", "holders = [1, 1]\nformer_becomes = \"Clerk\"")
    );
    let mut world = World::of(&text);
    world.invite_by_mail("rita", |m| m.ends_at("2027-01-01T00:00:00Z").position("Manager"));
    world.does(resend("rita"));
    world.invite("marc", |m| m.segments(json!({ "location": ["Berlin"] })).with("company", "Apex"));
    world.does(edit(
        "marc",
        json!({ "name": null, "company": null, "ends_at": "2028-01-01T00:00:00Z", "segments": {} }),
    ));
    world.does(deactivate("marc"));
    world.does(activate("marc"));
    world.does(permissions("marc", &["deals:view"]));
    world.does(set_roles("marc", &["Seller"]));
    world.does(edit("marc", json!({ "ends_at": null, "kind": "contact" })));
    world.invite("nora", |m| m);
    world.does(transfer("nora"));
    let grants = json!([{ "module": "deals", "actions": ["view"], "limits": { "location": ["Berlin"] } }]);
    world.does(create_role("Helper", grants));
    world.does(edit_role("Helper", json!({ "name": "Aide", "description": "Helps" })));
    world.does(edit_role("Staff", json!({ "description": null, "grants": [] })));
    world.does(set_roles("ada", &["Aide"]));
    world.does(with(&delete_role("Aide"), json!({ "reassign_to": "Clerk" })));
    world.does(create_position("Rep", "Manager"));
    world.does(edit_position(
        "Rep",
        json!({ "description": "Sells", "share_with_peers": true, "reports_to": "CEO" }),
    ));
    world.does(create_group("Team", json!({ "positions": ["Rep"], "members": ["ada"] })));
    let rule = world.does(share("Rep", "CEO")).created[0].clone();
    world.does(json!({ "do": "sharing_rule.edit", "rule": rule, "level": "read_write" }));
    world.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }));
    world.does(delete_position("Rep"));
    world.does(json!({ "do": "group.delete", "group": "Team" }));
    world.does(with(&create_project("Apollo"), json!({ "company": "Apex" })));
    world.does(json!({ "do": "container.edit", "container": "apollo", "name": "Vostok", "company": null }));
    world.does(with(&join("apollo", "ada"), json!({ "until": "2027-01-01T00:00:00Z" })));
    world.does(leave("apollo", "ada"));
    world.does(json!({ "do": "container.delete", "container": "apollo" }));
    world.does(put(&[("deals/1", json!({ "owner": "ada" }))]));
    world.does(feature("beta", true));
    world.does(edition("large"));
    world.does(json!({ "do": "organization.rename", "name": "Other" }));
    world.does(json!({ "do": "organization.slug", "slug": "other" }));
    let next = world.store_catalog(&format!("{text}\n# another version"));
    world.does(adopt(&next));
    let rita = world.member_id("rita");
    world.does(remove("rita"));
    world.does(json!({ "do": "member.erase", "member": rita }));
    world
}

#[test]
fn every_event_is_read_as_it_was_written() {
    let mut world = eventful();
    world.does(json!({ "do": "organization.delete" }));
    let mut kinds = BTreeSet::new();
    for event in &world.events {
        let written = serde_json::to_string(event).unwrap();
        let read: Event = serde_json::from_str(&written).unwrap();
        assert_eq!(&read, event, "{written}");
        let value: Value = serde_json::from_str(&written).unwrap();
        kinds.insert(value["event"].as_str().unwrap().to_owned());
    }
    let all = [
        "catalog_adopted",
        "container_changed",
        "container_created",
        "container_deleted",
        "container_member_removed",
        "container_member_set",
        "edition_changed",
        "features_switched",
        "group_changed",
        "group_created",
        "group_deleted",
        "member_added",
        "member_changed",
        "member_erased",
        "member_permissions_set",
        "member_removed",
        "member_roles_set",
        "member_status_changed",
        "organization_deleted",
        "organization_founded",
        "organization_renamed",
        "position_changed",
        "position_created",
        "position_deleted",
        "records_written",
        "role_changed",
        "role_created",
        "role_deleted",
        "role_reassigned",
        "sharing_defaults_set",
        "sharing_rule_deleted",
        "sharing_rule_set",
        "slug_changed",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), all);
}

#[test]
fn the_ledger_folds_to_the_same_policy() {
    let world = eventful();
    let mut folded = Organization::found(&world.events[0], &world.catalogs).unwrap();
    for event in &world.events[1..] {
        folded.apply(event, &world.catalogs).unwrap();
    }
    assert_eq!(folded.policy(), world.organization.policy());
    let complete = folded.with_people(world.organization.people().clone());
    assert_eq!(complete, world.organization);
}

#[test]
fn a_policy_is_stored_and_read_again() {
    let world = eventful();
    let stored = postcard::to_stdvec(world.organization.policy()).unwrap();
    let read: Policy = postcard::from_bytes(&stored).unwrap();
    assert_eq!(&read, world.organization.policy());
    let catalog = world.organization.catalog_in_force();
    let again = Organization::new(catalog, read, world.organization.people().clone());
    assert_eq!(again, world.organization);
}

#[test]
fn an_event_that_names_what_is_gone_is_passed_over() {
    let world = World::office();
    let before = world.organization.clone();
    let gone = [
        json!({ "event": "member_status_changed", "member": "mem_gone", "status": "inactive" }),
        json!({ "event": "member_changed", "member": "mem_gone", "position": null }),
        json!({ "event": "member_roles_set", "member": "mem_gone", "roles": [] }),
        json!({ "event": "member_removed", "member": "mem_gone" }),
        json!({ "event": "member_erased", "member": "mem_gone" }),
        json!({ "event": "role_deleted", "role": "rol_gone" }),
        json!({ "event": "role_reassigned", "role": "rol_gone", "to": "Staff" }),
        json!({ "event": "position_changed", "position": "pos_gone" }),
        json!({ "event": "position_deleted", "position": "pos_gone", "to": "CEO" }),
        json!({ "event": "group_deleted", "group": "grp_gone" }),
        json!({ "event": "sharing_rule_deleted", "rule": "shr_gone" }),
        json!({ "event": "container_changed", "container": "gone" }),
        json!({ "event": "container_member_removed", "container": "gone", "member": "mem_gone" }),
        json!({ "event": "records_written", "written": 1, "deleted": 0 }),
    ];
    for written in gone {
        let event: Event = serde_json::from_value(written).unwrap();
        let mut organization = before.clone();
        organization.apply(&event, &world.catalogs).unwrap();
        let mut policy = organization.policy().clone();
        policy.folded -= 1;
        assert_eq!(&policy, before.policy(), "{event:?}");
        assert_eq!(organization.people(), before.people());
    }
}

#[test]
fn a_command_is_read_as_it_was_written_and_knows_its_name() {
    let commands = [
        invite("rita", |m| m.role("Staff").position("CEO").segments(json!({ "location": ["Berlin"] }))),
        edit("rita", json!({ "name": null, "position": "CEO" })),
        remove("rita"),
        edit_role("Staff", json!({ "description": null })),
        share("CEO", "Manager"),
        put(&[("deals/1", json!({ "segments": { "location": "Berlin" }, "version": 1 }))]),
        json!({ "do": "organization.delete" }),
    ];
    for written in commands {
        let read = command(written.clone());
        assert_eq!(read.name(), written["do"].as_str().unwrap());
        let again = serde_json::to_value(&read).unwrap();
        assert_eq!(command(again), read, "{written}");
    }
    let unknown = json!({ "do": "member.edit", "member": "rita", "colour": "red" });
    assert!(serde_json::from_value::<rolecall_organization::Command>(unknown).is_err());
}
