//! Members: added, found, made inactive and active, shown.

use rolecall_organization::{Code, Event};
use serde_json::json;

use crate::common::*;

#[test]
fn a_member_has_what_the_form_says() {
    let mut world = World::office();
    let form = invite("rita", |m| {
        m.role("Seller")
            .position("Manager")
            .ends_at("2027-01-01T00:00:00Z")
            .with("company", " Apex ")
            .segments(json!({ "location": ["Berlin"] }))
    });
    let answer = world.does(form);
    let view = world.member("rita");
    assert_eq!(answer.created, [view.id.to_string()]);
    assert!(view.id.as_str().starts_with("mem_"));
    assert_eq!(view.email.as_deref(), Some("rita@example.com"));
    assert_eq!((view.name.as_deref(), view.external_id.as_deref()), (Some("Rita"), Some("rita")));
    assert_eq!((view.kind.as_str(), view.status), ("user", "active"));
    assert_eq!(view.roles, ["Seller"]);
    assert_eq!((view.position.as_deref(), view.company.as_deref()), (Some("Manager"), Some("Apex")));
    assert_eq!(view.ends_at, Some(at("2027-01-01T00:00:00Z")));
    assert_eq!(serde_json::to_value(&view.segments).unwrap(), json!({ "location": ["Berlin"] }));
}

#[test]
fn what_the_form_leaves_out_is_usual() {
    let mut world = World::office();
    world.does(json!({ "do": "member.invite", "email": "x@example.com" }));
    let view = world.member("x@example.com");
    assert_eq!((view.status, view.kind.as_str()), ("invited", "user"));
    assert_eq!(view.roles, ["Staff"]);
    assert_eq!((view.name, view.external_id, view.position, view.company, view.ends_at), Default::default());
}

#[test]
fn a_member_is_found_by_id_address_and_external_id() {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m);
    for text in [rita.as_str(), "rita@example.com", "RITA@Example.com", "rita"] {
        assert_eq!(world.organization.find_member(text), Some(&rita), "{text}");
    }
    assert_eq!(world.organization.find_member("Rita"), None);
}

#[test]
fn whoever_is_not_there_is_not_found() {
    let mut world = World::office();
    for command in [
        remove("zoe"),
        deactivate("zoe"),
        activate("zoe"),
        set_roles("zoe", &["Staff"]),
        edit("zoe", json!({ "name": "Zoe" })),
        resend("zoe"),
    ] {
        world.refused(Code::NotFound, command).says("there is no member `zoe`");
    }
}

#[test]
fn a_field_that_names_nothing_is_invalid() {
    let mut world = World::office();
    let wrong = [
        (invite("x", |m| m.role("Boss")), "`roles`: there is no role `Boss`"),
        (invite("x", |m| m.role("Guest")), "`roles`: the role `Guest` is held in a container of kind `room`"),
        (invite("x", |m| m.position("Chair")), "`position`: there is no position `Chair`"),
        (invite("x", |m| m.kind("robot")), "`kind`: there is no member kind `robot`"),
        (
            invite("x", |m| m.segments(json!({ "colour": ["red"] }))),
            "`segments`: there is no segment `colour`",
        ),
        (
            invite("x", |m| m.segments(json!({ "audience": ["internal", "martian"] }))),
            "`segments`: `martian` is no value of the segment `audience`",
        ),
        (edit("ada", json!({ "position": "Chair" })), "`position`: there is no position `Chair`"),
        (edit("ada", json!({ "kind": "robot" })), "`kind`: there is no member kind `robot`"),
        (edit("ada", json!({ "segments": { "colour": [] } })), "`segments`: there is no segment `colour`"),
    ];
    for (command, detail) in wrong {
        world.refused(Code::Invalid, command).says(detail);
    }
}

#[test]
fn a_value_that_does_not_parse_is_invalid() {
    let mut world = World::office();
    let wrong = [
        invite("x", |m| m.with("email", "x")),
        invite("x", |m| m.with("external_id", "mem_x")),
        invite("x", |m| m.with("external_id", "x@y")),
        invite("x", |m| m.with("company", " ")),
        edit("ada", json!({ "email": "x" })),
        edit("ada", json!({ "external_id": "x@y" })),
        edit("ada", json!({ "company": "" })),
    ];
    for command in wrong {
        world.refused(Code::Invalid, command);
    }
}

#[test]
fn every_bad_field_is_told_at_once() {
    let mut world = World::office();
    let bad = json!({
        "kind": "robot", "roles": ["Boss"], "email": "x", "external_id": "mem_x", "position": "Chair",
        "company": " ", "segments": { "colour": ["red"] }, "permissions": ["deals:view"],
    });
    let refused = world.refused(Code::Invalid, with(&invite("x", |m| m), bad));
    let fields: Vec<&str> = refused.0.figures["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["field"].as_str().unwrap())
        .collect();
    for field in ["kind", "roles", "email", "external_id", "position", "company", "segments", "permissions"] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    let bad = json!({ "kind": "robot", "email": "x", "external_id": "mem_x", "position": "Chair", "company": " ", "segments": { "colour": [] } });
    let refused = world.refused(Code::Invalid, edit("ada", bad));
    assert_eq!(refused.0.figures["fields"].as_array().unwrap().len(), 6);
}

#[test]
fn a_member_is_made_inactive_and_active_again_and_keeps_everything() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Seller").position("Manager"));
    let before = world.member("rita");
    world.does(deactivate("rita"));
    assert_eq!(world.member("rita").status, "inactive");
    world.platform().changes_nothing(deactivate("rita"));
    world.does(activate("rita"));
    assert_eq!(world.member("rita"), before);
    world.platform().changes_nothing(activate("rita"));
}

#[test]
fn roles_are_replaced_and_named_by_id_or_name() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    let helper = world.does(create_role("Helper", json!([]))).created[0].clone();
    world.does(set_roles("rita", &[&helper]));
    assert_eq!(world.member("rita").roles, ["Helper"]);
    world.platform().changes_nothing(set_roles("rita", &["HELPER"]));
    world.does(set_roles("rita@example.com", &["staff"]));
    assert_eq!(world.member("rita").roles, ["Staff"]);
}

#[test]
fn direct_permissions_are_replaced_and_are_those_that_the_catalog_lists() {
    let mut world = World::office_with("[direct]\npermissions = [\"deals:view\", \"projects:create\"]");
    world.invite("rita", |m| m.role("Seller"));
    world.does(permissions("rita", &["deals:view", "projects:create"]));
    world.does(permissions("rita", &["deals:view"]));
    let held: Vec<String> = world.member("rita").permissions.iter().map(ToString::to_string).collect();
    assert_eq!(held, ["deals:view"]);
    world.platform().changes_nothing(permissions("rita", &["deals:view"]));
    world
        .refused(Code::Invalid, permissions("rita", &["deals:delete"]))
        .says("`permissions`: `deals:delete` is not given to members directly")
        .helps("give a role that has it");
    world.does(permissions("rita", &[]));
    assert!(world.member("rita").permissions.is_empty());
}

#[test]
fn the_note_says_who_can_access_assigned_customers_only() {
    let mut world = World::office();
    let role = |reach: &str| {
        json!([
            { "module": "customers", "actions": ["view"], "reach": reach },
            { "module": "invoices", "actions": ["view"], "reach": "all" },
        ])
    };
    world.does(create_role("Own", role("assigned")));
    world.does(create_role("Wide", role("shared")));
    world.invite("rita", |m| m.role("Own"));
    world.invite("marc", |m| m.role("Wide"));
    world.invite("nora", |m| m.role("Seller"));
    assert_eq!(world.member("rita").note.as_deref(), Some("can access assigned customers only"));
    assert_eq!(world.member("marc").note, None);
    assert_eq!(world.member("nora").note, None, "a role without any grant on customers is not capped");
}

#[test]
fn a_member_without_a_name_is_called_by_external_id_address_or_id() {
    let mut world = World::office();
    let call = |world: &World, email: &str| {
        let found = world.organization.find_member(email).unwrap();
        world.organization.display_name(found).to_owned()
    };
    world.invite("rita", |m| m);
    assert_eq!(call(&world, "rita@example.com"), "Rita");
    world.does(edit("rita", json!({ "name": null })));
    assert_eq!(call(&world, "rita@example.com"), "rita");
    world.does(edit("rita", json!({ "external_id": null })));
    assert_eq!(call(&world, "rita@example.com"), "rita@example.com");
    let rita = world.member_id("rita@example.com");
    world.does(remove(rita.as_str()));
    world.does(json!({ "do": "member.erase", "member": rita }));
    assert_eq!(world.organization.display_name(&rita), rita.to_string());
}

#[test]
fn the_ledger_holds_no_personal_value() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world.does(edit("rita", json!({ "name": "Margarita" })));
    let written = serde_json::to_string(&world.events).unwrap();
    for value in ["rita", "Rita", "Margarita", "ada@example.com", "Ada"] {
        assert!(!written.contains(value), "{value} in {written}");
    }
    assert!(matches!(world.last(), Event::MemberChanged(changed) if changed.personal.is_some()));
}
