//! Edits of members: what is sent changes, `null` clears, the rest stays.

use rolecall_organization::{Code, Event};
use serde_json::json;

use crate::common::*;

fn with_rita() -> World {
    let mut world = World::office();
    world.invite("rita", |m| {
        m.position("Manager")
            .with("company", "Apex")
            .ends_at("2027-01-01T00:00:00Z")
            .segments(json!({ "location": ["Berlin"] }))
    });
    world
}

#[test]
fn what_is_sent_changes_and_the_rest_stays() {
    let mut world = with_rita();
    let before = world.member("rita");
    world.does(edit("rita", json!({ "position": "CEO" })));
    let after = world.member("rita");
    assert_eq!(after.position.as_deref(), Some("CEO"));
    assert_eq!(rolecall_organization::MemberView { position: before.position.clone(), ..after }, before);
}

#[test]
fn null_clears() {
    let mut world = with_rita();
    let all = json!({
        "name": null, "position": null, "company": null, "ends_at": null, "segments": null, "external_id": null,
    });
    world.does(edit("rita", all));
    let after = world.member("rita@example.com");
    assert_eq!((after.name, after.position, after.company), (None, None, None));
    assert_eq!((after.external_id, after.ends_at, after.segments.len()), (None, None, 0));
    assert_eq!(world.organization.find_member("rita"), None);
}

#[test]
fn a_list_sent_replaces_the_list() {
    let mut world = with_rita();
    world.does(edit("rita", json!({ "segments": { "audience": ["internal"] } })));
    let segments = serde_json::to_value(world.member("rita").segments).unwrap();
    assert_eq!(segments, json!({ "audience": ["internal"] }));
}

#[test]
fn an_edit_that_changes_nothing_is_no_event() {
    let mut world = with_rita();
    let same = json!({
        "name": "Rita", "position": "Manager", "company": "Apex", "ends_at": "2027-01-01T00:00:00Z",
        "segments": { "location": ["Berlin"] }, "external_id": "rita", "email": "rita@example.com", "kind": "user",
    });
    world.platform().changes_nothing(edit("rita", same));
    world.platform().changes_nothing(edit("rita", json!({})));
}

#[test]
fn an_event_carries_what_changed_only() {
    let mut world = with_rita();
    world.does(edit("rita", json!({ "position": null, "company": "Apex" })));
    let rita = world.member_id("rita");
    let written = serde_json::to_value(world.last()).unwrap();
    assert_eq!(written, json!({ "event": "member_changed", "member": rita, "position": null }));
}

#[test]
fn personal_values_are_committed_to_anew() {
    let mut world = with_rita();
    let outcome = world.platform().outcome(edit("rita", json!({ "name": "Rita R." })));
    assert_eq!(outcome.people.len(), 1);
    let row = &outcome.people[0];
    assert_eq!(row.value, "Rita R.");
    let Event::MemberChanged(changed) = &outcome.events[0] else { panic!("{:?}", outcome.events) };
    let personal = changed.personal.as_ref().unwrap();
    assert_eq!(personal.name, Some(row.commitment()));
    assert!(personal.email.is_some() && personal.external_id.is_some(), "the others stay");
}

#[test]
fn a_new_external_id_frees_the_old_one() {
    let mut world = with_rita();
    world.does(edit("rita", json!({ "external_id": "r-1" })));
    world.invite("rita", |m| m.with("email", "other@example.com"));
    assert_ne!(world.member_id("rita"), world.member_id("r-1"));
}

#[test]
fn a_new_address_frees_the_old_one() {
    let mut world = with_rita();
    world.as_("rita").does(edit("rita", json!({ "email": "rita@elsewhere.example" })));
    let other = world.invite("ruth", |m| m.with("email", "rita@example.com"));
    assert_eq!(world.organization.find_member("rita@example.com"), Some(&other));
}

#[test]
fn another_kind_keeps_the_roles_that_fit_else_takes_the_default_or_the_only_one() {
    let text = OFFICE
        .replace("contact = { sign_in = false }", "contact = { sign_in = false }\nguest = { roles = [\"Staff\", \"Seller\"] }\nextra = { roles = [\"Seller\"] }");
    let mut world = World::of(&text);
    let mut becomes = |role: &str, kind: &str| {
        world.invite("x", |m| m.role(role).with("company", "Apex"));
        world.does(edit("x", json!({ "kind": kind })));
        let roles = world.member("x").roles;
        world.does(remove("x"));
        roles
    };
    assert_eq!(becomes("Seller", "guest"), ["Seller"]);
    assert_eq!(becomes("Clerk", "guest"), ["Staff"]);
    assert_eq!(becomes("Clerk", "extra"), ["Seller"]);
    assert_eq!(becomes("Clerk", "client"), ["Client"]);
    assert!(becomes("Clerk", "contact").is_empty());
}

#[test]
fn where_roles_are_many_another_kind_takes_none_by_itself() {
    let mut world = World::of(&format!("roles_per_member = \"any\"\n{OFFICE}"));
    world.invite("rita", |m| m.roles(&["Staff", "Clerk"]).with("company", "Apex"));
    world.does(edit("rita", json!({ "kind": "client" })));
    assert!(world.member("rita").roles.is_empty());
}

#[test]
fn custom_roles_stay_with_a_kind_that_may_hold_them() {
    let text = OFFICE.replace(
        "contact = { sign_in = false }",
        "contact = { sign_in = false }\nguest = { roles = [\"Seller\"] }",
    );
    let mut world = World::of(&text);
    world.does(create_role("Helper", json!([])));
    world.invite("rita", |m| m.role("Helper"));
    world.does(edit("rita", json!({ "kind": "guest" })));
    assert_eq!(world.member("rita").roles, ["Seller"]);
    world.does(set_roles("rita", &["Seller"]));
    world.does(edit("rita", json!({ "kind": "user" })));
    world.does(set_roles("rita", &["Helper"]));
    world.does(edit("rita", json!({ "kind": "user" })));
    assert_eq!(world.member("rita").roles, ["Helper"]);
}

#[test]
fn who_is_removed_is_edited_no_more() {
    let mut world = with_rita();
    let rita = world.member_id("rita");
    world.does(remove("rita"));
    world.refused(Code::NotFound, edit(rita.as_str(), json!({ "name": "R." })));
}

#[test]
fn an_edit_may_change_the_roles_too_and_asks_for_what_that_asks() {
    let mut world = World::office_with("[commands]\n\"member.roles\" = \"platform\"");
    world.invite("cyd", |m| m.contact());
    world.does(edit("cyd", json!({ "kind": "user", "roles": ["Seller"] })));
    assert_eq!(world.member("cyd").roles, ["Seller"]);
    world
        .refused(Code::Invalid, edit("cyd", json!({ "roles": ["Ghost"] })))
        .says("`roles`: there is no role `Ghost`");
    world.refused(Code::ExclusiveRole, edit("cyd", json!({ "roles": ["Client"] })));
    world.as_("ada").refused(Code::Forbidden, edit("cyd", json!({ "roles": ["Staff"] })));
    world.as_("ada").does(edit("cyd", json!({ "position": "Manager" })));
    world.invite("rita", |m| m.role("Seller"));
    world.as_("rita").refused(Code::Forbidden, edit("rita", json!({ "roles": ["Seller"] })));
}
