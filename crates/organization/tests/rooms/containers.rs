//! Containers: made, changed, deleted; members added to them and removed.

use rolecall_organization::{Code, ContainerView, Event};
use serde_json::{Value, json};

use crate::common::*;

fn container(world: &World, text: &str) -> ContainerView {
    let found =
        world.organization.find_container(text).unwrap_or_else(|| panic!("there is no container {text}"));
    world.organization.container_view(found).unwrap()
}

fn change(text: &str, more: Value) -> Value {
    with(&json!({ "do": "container.edit", "container": text }), more)
}

#[test]
fn a_new_container_has_what_the_form_says() {
    let mut world = World::office();
    let answer = world.does(with(&create_project("Apollo"), json!({ "company": " Apex " })));
    assert_eq!(answer.created, ["apollo"]);
    let view = container(&world, "apollo");
    assert_eq!((view.kind.as_str(), view.name.as_str(), view.members), ("project", "Apollo", 0));
    assert_eq!(view.company.as_deref(), Some("Apex"));
    let drawn =
        world.does(json!({ "do": "container.create", "kind": "room", "name": "Blue" })).created[0].clone();
    assert!(drawn.starts_with("con_"));
    assert_eq!(container(&world, "BLUE").id.to_string(), drawn);
    assert_eq!(container(&world, &drawn).company, None);
}

#[test]
fn what_is_not_what_it_must_be_is_invalid() {
    let mut world = World::office();
    let wrong = [
        (create_container("hall", "Red"), "`kind`: there is no container kind `hall`"),
        (with(&create_project("Red"), json!({ "id": "con_1" })), "`id`: `con_1` begins like a generated id"),
        (with(&create_project("Red"), json!({ "id": "mem_1" })), "`id`: `mem_1` begins like a generated id"),
    ];
    for (command, detail) in wrong {
        world.refused(Code::Invalid, command).says(detail);
    }
    world.refused(Code::Invalid, with(&create_project("Red"), json!({ "id": " red" })));
    world.refused(Code::Invalid, with(&create_project("Red"), json!({ "company": "\u{7}" })));
}

#[test]
fn who_makes_a_container_joins_it_where_the_catalog_says_so() {
    let mut world = World::office();
    world.as_("ada").does(create_project("Apollo"));
    assert_eq!(world.roles_in("apollo", "ada"), Some(Vec::new()));
    world.as_("ada").does(create_container("room", "Blue"));
    assert_eq!(world.roles_in("blue", "ada"), None);
    world.does(create_project("Gemini"));
    assert_eq!(container(&world, "gemini").members, 0, "the platform is nobody");
}

#[test]
fn an_edit_changes_what_is_sent() {
    let mut world = World::office();
    world.does(with(&create_project("Apollo"), json!({ "company": "Apex" })));
    world.does(change("Apollo", json!({ "name": "Vostok" })));
    let view = container(&world, "vostok");
    assert_eq!((view.id.as_str(), view.company.as_deref()), ("apollo", Some("Apex")));
    world.does(change("apollo", json!({ "company": null })));
    assert_eq!(container(&world, "apollo").company, None);
    world.does(change("apollo", json!({ "company": "Base" })));
    assert_eq!(container(&world, "apollo").company.as_deref(), Some("Base"));
    world.platform().changes_nothing(change("apollo", json!({ "name": "Vostok", "company": "Base" })));
    world.refused(Code::NotFound, change("gemini", json!({}))).says("there is no container `gemini`");
}

#[test]
fn a_container_is_deleted_with_its_memberships_and_its_records_stay() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(join("apollo", "ada"));
    world.does(put(&[("tasks/1", json!({ "container": "apollo" }))]));
    let delete = json!({ "do": "container.delete", "container": "Apollo" });
    world.does(delete.clone());
    assert!(world.organization.find_container("apollo").is_none());
    assert_eq!(world.facts("tasks/1").unwrap().container, Some(id("apollo")));
    world.refused(Code::NotFound, delete).says("there is no container `Apollo`");
}

#[test]
fn a_member_joins_with_what_is_usual_there_or_what_is_named() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(create_container("room", "Blue"));
    world.invite("rita", |m| m);
    world.does(join("apollo", "rita"));
    world.does(join("blue", "rita"));
    assert_eq!(world.roles_in("apollo", "rita").unwrap(), Vec::<String>::new());
    assert_eq!(world.roles_in("blue", "rita").unwrap(), ["Guest"]);
    world.does(with(&join("blue", "rita"), json!({ "roles": [] })));
    assert_eq!(world.roles_in("blue", "rita").unwrap(), Vec::<String>::new());
    assert_eq!(container(&world, "blue").members, 1);
}

#[test]
fn a_role_of_another_place_is_invalid() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    let as_role = |role: &str| with(&join("apollo", "ada"), json!({ "roles": [role] }));
    world
        .refused(Code::Invalid, as_role("Staff"))
        .says("`roles`: the role `Staff` is held in the organization");
    world
        .refused(Code::Invalid, as_role("Guest"))
        .says("`roles`: the role `Guest` is held in a container of kind `room`");
    world.refused(Code::Invalid, as_role("Ghost")).says("`roles`: there is no role `Ghost`");
}

#[test]
fn putting_a_member_replaces_the_membership() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    let until = |end: Value| with(&join("apollo", "ada"), json!({ "until": end }));
    world.does(until(json!("2027-01-01T00:00:00Z")));
    let view = |world: &World| {
        world.organization.membership_view(&id("apollo"), &world.member_id("ada"), world.now).unwrap()
    };
    assert_eq!(view(&world).until, Some(at("2027-01-01T00:00:00Z")));
    world.platform().changes_nothing(until(json!("2027-01-01T00:00:00Z")));
    world.does(until(Value::Null));
    assert_eq!(view(&world).until, None, "what is not sent is not kept");
}

#[test]
fn a_membership_ends_at_the_instant_and_is_listed_as_ended() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(create_container("room", "Blue"));
    let end = json!({ "until": "2026-02-01T00:00:00Z" });
    let ada = world.member_id("ada");
    for place in ["apollo", "blue"] {
        world.does(with(&join(place, "ada"), end.clone()));
    }
    let counts =
        |world: &World, place: &str| world.organization.membership(&id(place), &ada, world.now).is_some();
    let ended = |world: &World, place: &str| {
        world.organization.membership_view(&id(place), &ada, world.now).unwrap().ended
    };
    world.now = at("2026-01-31T23:59:59Z");
    assert!(counts(&world, "apollo") && !ended(&world, "apollo"));
    world.now = at("2026-02-01T00:00:00Z");
    assert!(!counts(&world, "apollo") && ended(&world, "apollo"));
    assert!(counts(&world, "blue") && ended(&world, "blue"), "rooms remind only");
}

#[test]
fn leaving_a_container_is_not_leaving_the_organization() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(create_project("Gemini"));
    world.invite("rita", |m| m);
    world.does(join("apollo", "rita"));
    world.does(join("gemini", "rita"));
    world.does(leave("apollo", "rita"));
    assert_eq!(world.roles_in("apollo", "rita"), None);
    assert!(world.roles_in("gemini", "rita").is_some());
    assert_eq!(world.member("rita").status, "active");
    world
        .refused(Code::NotFound, leave("apollo", "rita"))
        .says("there is no member of this container `rita`");
    world.refused(Code::NotFound, leave("apollo", "zoe")).says("there is no member `zoe`");
    world.refused(Code::NotFound, join("saturn", "rita")).says("there is no container `saturn`");
}

#[test]
fn a_members_containers_are_known() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(create_project("Gemini"));
    world.does(join("gemini", "ada"));
    let ada = world.member_id("ada");
    let joined: Vec<String> = world.organization.memberships_of(&ada).map(ToString::to_string).collect();
    assert_eq!(joined, ["gemini"]);
    assert!(matches!(world.last(), Event::ContainerMemberSet { until: None, .. }));
}

#[test]
fn the_id_of_a_container_that_was_deleted_is_not_given_again() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(json!({ "do": "container.delete", "container": "apollo" }));
    world.refused(Code::NameTaken, create_project("Apollo"));
    world.does(with(&create_project("Apollo"), json!({ "id": "apollo-2" })));
}
