//! `escalation` by place: what a role in a container gives is given by who holds as much there.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

/// Cleo the clerk administers, and otherwise holds little.
fn with_clerk() -> World {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    world
}

/// Coco puts people into projects, and holds tasks with reach `shared`.
fn with_coordinator() -> World {
    let mut world = World::office_with("[commands]\n\"container_member.*\" = \"projects:edit\"");
    let grants = json!([
        { "module": "projects", "actions": ["view", "edit"], "reach": "all" },
        { "module": "tasks", "actions": ["view"], "reach": "shared" },
    ]);
    world.does(create_role("Coordinator", grants));
    let viewer = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Viewer", viewer.clone()), json!({ "in": "project" })));
    let wide = json!([{ "module": "tasks", "actions": ["view"], "reach": "all" }]);
    world.does(with(&create_role("Watcher", wide), json!({ "in": "project" })));
    let editor = json!([{ "module": "tasks", "actions": ["edit"] }]);
    world.does(with(&create_role("Editor", editor), json!({ "in": "project" })));
    world.invite("coco", |m| m.role("Coordinator"));
    world.invite("rita", |m| m.role("Seller"));
    world.does(create_project("Apollo"));
    world.does(create_project("Gemini"));
    world
}

fn join_as(project: &str, member: &str, role: &str) -> serde_json::Value {
    with(&join(project, member), json!({ "roles": [role] }))
}

#[test]
fn a_role_in_a_container_is_given_by_who_holds_as_much_there() {
    let mut world = with_coordinator();
    world
        .as_("coco")
        .refused(Code::Escalation, join_as("apollo", "rita", "Viewer"))
        .says("this gives `tasks:view` further than you hold it yourself in `apollo`");
    world.does(join("apollo", "coco"));
    world.as_("coco").does(join_as("apollo", "rita", "Viewer"));
    world.as_("coco").does(join_as("apollo", "rita", "Watcher"));
    world.as_("coco").refused(Code::Escalation, join_as("apollo", "rita", "Editor"));
    world.as_("coco").refused(Code::Escalation, join_as("gemini", "rita", "Viewer"));
}

#[test]
fn a_role_held_there_counts_there_alone() {
    let mut world = with_coordinator();
    world.does(join_as("apollo", "coco", "Editor"));
    world.does(join("gemini", "coco"));
    world.as_("coco").does(join_as("apollo", "rita", "Editor"));
    world.as_("coco").refused(Code::Escalation, join_as("gemini", "rita", "Editor"));
}

#[test]
fn a_membership_that_has_ended_counts_no_more() {
    let mut world = with_coordinator();
    world.does(with(&join_as("apollo", "coco", "Editor"), json!({ "until": "2026-02-01T00:00:00Z" })));
    world.now = at("2026-01-31T23:59:59Z");
    world.as_("coco").does(join_as("apollo", "rita", "Editor"));
    world.does(leave("apollo", "rita"));
    world.now = at("2026-02-01T00:00:00Z");
    world.as_("coco").refused(Code::Escalation, join_as("apollo", "rita", "Editor"));
    world.as_("coco").refused(Code::Escalation, join_as("apollo", "rita", "Viewer"));
}

#[test]
fn what_the_actor_holds_by_a_feature_counts_in_a_container_while_it_is_on() {
    let more = "[commands]\n\"container_member.*\" = \"projects:edit\"\n[features]\nbeta = { set_by = \"platform\" }\n\
        [roles.Tester]\ngrants = [{ on = \"projects\", can = \"*\", reach = \"all\" }, \
        { on = \"tasks\", can = \"*\", reach = \"all\", feature = \"beta\" }]";
    let mut world =
        World::of(&format!("{}\n{more}", OFFICE.replace("\"Seller\"] }", "\"Seller\", \"Tester\"] }")));
    let viewer = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Viewer", viewer), json!({ "in": "project" })));
    world.does(create_project("Apollo"));
    world.invite("tess", |m| m.role("Tester"));
    world.invite("rita", |m| m.role("Seller"));
    world.as_("tess").refused(Code::Escalation, join_as("apollo", "rita", "Viewer"));
    world.does(feature("beta", true));
    world.as_("tess").does(join_as("apollo", "rita", "Viewer"));
}

#[test]
fn so_does_what_the_actor_holds_by_a_feature_and_a_role_there() {
    let more = "[commands]\n\"container_member.*\" = \"projects:edit\"\n[features]\nbeta = { set_by = \"platform\" }\n\
        [roles.Lead]\nin = \"project\"\ngrants = [{ on = \"projects\", can = [\"edit\"] }, \
        { on = \"tasks\", can = [\"view\"], feature = \"beta\" }]";
    let mut world = World::office_with(more);
    let viewer = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Viewer", viewer), json!({ "in": "project" })));
    world.does(create_project("Apollo"));
    world.invite("lena", |m| m.role("Seller"));
    world.invite("rita", |m| m.role("Seller"));
    world.does(join_as("apollo", "lena", "Lead"));
    world.as_("lena").refused(Code::Escalation, join_as("apollo", "rita", "Viewer"));
    world.does(feature("beta", true));
    world.as_("lena").does(join_as("apollo", "rita", "Viewer"));
}

#[test]
fn extending_a_membership_that_is_over_gives_its_roles_again() {
    let mut world = with_coordinator();
    let until = |end: &str| with(&join_as("apollo", "rita", "Editor"), json!({ "until": end }));
    world.does(until("2026-02-01T00:00:00Z"));
    world.as_("coco").does(until("2026-03-01T00:00:00Z"));
    world.now = at("2026-03-01T00:00:00Z");
    world.as_("coco").refused(Code::Escalation, until("2026-04-01T00:00:00Z"));
    world.as_("coco").does(until("2026-02-02T00:00:00Z"));
    world.does(until("2026-04-01T00:00:00Z"));
}

#[test]
fn waking_a_member_gives_the_roles_in_containers_too() {
    let mut world = with_clerk();
    let tasks = json!([{ "module": "tasks", "actions": ["view"] }]);
    world.does(with(&create_role("Viewer", tasks), json!({ "in": "project" })));
    world.does(create_project("Apollo"));
    world.invite("cora", |m| m.role("Clerk"));
    world.does(join_as("apollo", "cora", "Viewer"));
    world.does(deactivate("cora"));
    world
        .as_("cleo")
        .refused(Code::Escalation, activate("cora"))
        .says("this gives `tasks:view` further than you hold it yourself in `apollo`");
}

#[test]
fn joining_without_a_role_there_lets_the_portal_role_take_effect_and_is_not_compared() {
    let mut world = with_coordinator();
    world.invite("stan", |m| m.role("Staff"));
    world.as_("coco").does(join("apollo", "stan"));
}

#[test]
fn a_role_there_that_sleeps_is_compared_when_another_role_wakes_it() {
    let text = OFFICE.replace("[roles.Guest]\n", "[roles.Guest]\nonly_with = [\"Seller\"]\n");
    let mut world = World::of(&text);
    world.does(create_role(
        "Recruiter",
        json!([{ "module": "deals", "actions": ["view"], "reach": "assigned" }]),
    ));
    world.does(edit_role(
        "Clerk",
        json!({ "grants": [
        { "module": "users", "actions": ["view", "create", "edit"] },
        { "module": "deals", "actions": ["view"], "reach": "assigned" },
    ] }),
    ));
    world.invite("cleo", |m| m.role("Clerk"));
    world.invite("rita", |m| m.role("Recruiter"));
    world.does(create_container("room", "Blue"));
    world.does(join("blue", "rita"));
    world
        .as_("cleo")
        .refused(Code::Escalation, set_roles("rita", &["Seller"]))
        .says("this gives `rooms:view` further than you hold it yourself in `blue`");
    world.does(leave("blue", "rita"));
    world.as_("cleo").does(set_roles("rita", &["Seller"]));
}

#[test]
fn who_makes_a_container_joins_it_with_what_is_usual_there() {
    let text =
        OFFICE.replace("default_roles = [\"Guest\"]", "default_roles = [\"Guest\"]\ncreator_joins = true");
    let mut world = World::of(&text);
    world.does(create_role("Builder", json!([{ "module": "rooms", "actions": ["create"], "reach": "all" }])));
    world.invite("bert", |m| m.role("Builder"));
    world.as_("bert").does(create_container("room", "Blue"));
    assert_eq!(world.roles_in("blue", "bert").unwrap(), ["Guest"]);
}
