//! Roles: made, cloned, edited, deleted, shown.

use rolecall_organization::{Code, Event};
use serde_json::{Value, json};

use crate::common::*;

/// What a role gives, as the form of a role takes it.
fn grants(world: &World, role: &str) -> Value {
    serde_json::to_value(world.role(role).grants).unwrap()
}

#[test]
fn a_new_role_gives_what_the_form_says() {
    let mut world = World::office();
    let form = json!([
        { "module": "deals", "actions": ["view", "edit"], "reach": "assigned", "limits": { "location": ["Berlin"] } },
        { "module": "customers", "actions": ["view"], "reach": "shared" },
    ]);
    let answer =
        world.does(with(&create_role(" Night  shift ", form), json!({ "description": "After dark" })));
    let role = world.role("night shift");
    assert_eq!(answer.created.first(), Some(&role.id));
    assert!(role.id.starts_with("rol_"));
    assert_eq!((role.name.as_str(), role.description.as_deref()), ("Night shift", Some("After dark")));
    assert_eq!((role.built_in, role.locked, role.container, role.holders), (false, false, None, 0));
    assert_eq!(
        grants(&world, "night shift"),
        json!([
            { "module": "deals", "actions": ["edit", "view"], "reach": "assigned", "limits": { "location": ["Berlin"] } },
            { "module": "customers", "actions": ["view"], "reach": "shared", "limits": {} },
        ])
    );
}

#[test]
fn a_reach_that_is_left_out_is_the_catalogs_and_shared_where_records_live_in_containers() {
    let reaches = |text: &str| {
        let mut world = World::of(text);
        let modules = ["customers", "tasks", "projects", "rooms"];
        let form: Vec<Value> = modules.map(|module| json!({ "module": module, "actions": ["view"] })).into();
        world.does(create_role("New", json!(form)));
        world.role("New").grants.iter().map(|grant| json!(grant.reach)).collect::<Vec<_>>()
    };
    assert_eq!(reaches(OFFICE), ["all", "shared", "shared", "shared"]);
    assert_eq!(
        reaches(&format!("default_reach = \"assigned\"\n{OFFICE}")),
        ["assigned", "shared", "shared", "shared"]
    );
}

#[test]
fn every_bad_grant_is_told_at_once() {
    let mut world = World::office();
    let form = json!([
        { "module": "ghosts", "actions": ["view"] },
        { "module": "deals", "actions": ["view", "haunt"] },
        { "module": "deals", "actions": ["view"] },
        { "module": "deals", "actions": [] },
        { "module": "deals", "actions": ["view"], "limits": { "colour": ["red"] } },
        { "module": "tasks", "actions": ["view"], "limits": { "audience": ["martian"] } },
        { "module": "customers", "actions": ["view"], "limits": { "location": ["Berlin"] } },
    ]);
    for command in [create_role("New", form.clone()), edit_role("Staff", json!({ "grants": form }))] {
        world
            .refused(Code::Invalid, command)
            .says("`grants[0]`: there is no module `ghosts`, and 5 more")
            .figure(
                "fields",
                json!([
                    { "field": "grants[0]", "detail": "there is no module `ghosts`" },
                    { "field": "grants[1]", "detail": "the module `deals` has no action `haunt`" },
                    { "field": "grants[3]", "detail": "a grant on `deals` needs an action" },
                    { "field": "grants[4]", "detail": "there is no segment `colour`" },
                    { "field": "grants[5]", "detail": "`martian` is no value of the segment `audience`" },
                    { "field": "grants[6]", "detail": "records of `customers` carry no segment `location`" },
                ]),
            );
    }
}

#[test]
fn a_role_in_a_container_grants_on_what_lives_there_only() {
    let mut world = World::office();
    let role = |module: &str, kind: &str| {
        with(&create_role("New", json!([{ "module": module, "actions": ["view"] }])), json!({ "in": kind }))
    };
    world
        .refused(Code::Invalid, role("deals", "project"))
        .says("`grants[0]`: `deals` does not live in a container of this kind");
    world.refused(Code::Invalid, role("tasks", "room"));
    world.refused(Code::Invalid, role("tasks", "hall")).says("`in`: there is no container kind `hall`");
    world.does(role("tasks", "project"));
    assert_eq!(world.role("New").container.as_deref(), Some("project"));
    world.does(edit_role("New", json!({ "grants": [{ "module": "projects", "actions": ["edit"] }] })));
    world.refused(
        Code::Invalid,
        edit_role("New", json!({ "grants": [{ "module": "rooms", "actions": ["edit"] }] })),
    );
}

#[test]
fn a_clone_has_the_grants_of_its_source() {
    let mut world = World::office();
    world.does(json!({ "do": "role.clone", "role": "Staff", "name": "Second" }));
    assert_eq!(grants(&world, "Second"), grants(&world, "Staff"));
    assert_eq!(world.role("Second").description.as_deref(), Some("Works"));
    let clone = json!({ "do": "role.clone", "role": "Second", "name": "Third", "description": "Another" });
    world.does(clone);
    assert_eq!(world.role("Third").description.as_deref(), Some("Another"));
    let second = world.role("Second").id;
    assert!(
        matches!(world.last(), Event::RoleCreated { cloned_from: Some(from), .. } if from.as_str() == second)
    );
    world
        .refused(Code::NotFound, json!({ "do": "role.clone", "role": "Ghost", "name": "Fourth" }))
        .says("there is no role `Ghost`");
}

#[test]
fn a_clone_of_a_role_in_a_container_is_held_there() {
    let mut world = World::office();
    world.does(json!({ "do": "role.clone", "role": "Guest", "name": "Visitor" }));
    assert_eq!(world.role("Visitor").container.as_deref(), Some("room"));
}

#[test]
fn a_clone_of_an_edited_role_has_what_it_gives_now() {
    let mut world = World::office();
    world.does(edit_role("Staff", json!({ "grants": [{ "module": "deals", "actions": ["view"] }] })));
    world.does(json!({ "do": "role.clone", "role": "Staff", "name": "Second" }));
    assert_eq!(grants(&world, "Second").as_array().unwrap().len(), 1);
}

#[test]
fn an_edit_changes_what_is_sent() {
    let mut world = World::office();
    world.does(with(&create_role("Helper", json!([])), json!({ "description": "Helps" })));
    world.does(edit_role("Helper", json!({ "name": "Aide" })));
    assert_eq!(world.role("Aide").description.as_deref(), Some("Helps"));
    world.does(edit_role(
        "Aide",
        json!({ "description": null, "grants": [{ "module": "deals", "actions": ["view"] }] }),
    ));
    let role = world.role("aide");
    assert_eq!((role.description, role.grants.len()), (None, 1));
    world.platform().changes_nothing(edit_role("Aide", json!({ "name": "Aide", "description": null })));
    let same = json!({ "grants": [{ "module": "deals", "actions": ["view"], "reach": "all" }] });
    world.platform().changes_nothing(edit_role("Aide", same));
    world.does(edit_role("Aide", json!({ "grants": null })));
    assert!(world.role("Aide").grants.is_empty(), "null empties a list");
    world.refused(Code::NotFound, edit_role("Ghost", json!({}))).says("there is no role `Ghost`");
}

#[test]
fn a_role_keeps_its_holders_through_a_rename() {
    let mut world = World::office();
    world.does(create_role("Helper", json!([])));
    world.invite("rita", |m| m.role("Helper"));
    world.does(edit_role("Helper", json!({ "name": "Aide" })));
    assert_eq!(world.member("rita").roles, ["Aide"]);
    assert_eq!(world.role("Aide").holders, 1);
    world.refused(Code::NotFound, delete_role("Helper")).says("there is no role `Helper`");
}

#[test]
fn roles_are_listed_with_the_built_in_ones_first() {
    let mut world = World::office();
    world.does(create_role("Aaa", json!([])));
    let names: Vec<String> = world.organization.roles().map(|role| role.name.to_owned()).collect();
    assert_eq!(names, ["Admin", "Clerk", "Staff", "Seller", "Client", "Guest", "Aaa"]);
    let admin = world.role("Admin");
    assert!(admin.built_in && admin.locked);
    assert_eq!(admin.holders, 1);
}

#[test]
fn a_reading_shows_what_counts_with_the_features_there_are() {
    let features = "[features]\nbeta = { set_by = \"platform\" }\n\
        [roles.Tester]\ngrants = [{ on = \"deals\", can = [\"view\"], feature = \"beta\" }]";
    let text = format!("{}\n{features}", OFFICE.replace("\"Seller\"] }", "\"Seller\", \"Tester\"] }"));
    let mut world = World::of(&text);
    assert_eq!(world.role("Tester").grants.len(), 0);
    world.does(feature("beta", true));
    assert_eq!(world.role("Tester").grants.len(), 1);
}
