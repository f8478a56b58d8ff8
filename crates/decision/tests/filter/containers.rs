//! Records in containers, and containers that are records.

use serde_json::json;

use crate::world::{New, World};
use crate::{filtered, filtered_in, tree};

fn rooms(roles: &[&str]) -> World {
    let mut world = World::rooms();
    world.member("rita", New { roles, ..New::default() });
    for container in ["apollo", "gemini", "soyuz"] {
        world.container(container, "project", None);
    }
    world
}

#[test]
fn shared_opens_the_members_containers_and_outside_them_what_sharing_opens() {
    let mut world = rooms(&["Staff"]);
    let own = json!({"fact": "owner", "any_of": ["rita"]});
    let outside = json!({"and": [{"fact": "container", "present": false}, own]});
    assert_eq!(tree(&filtered(&world, "rita", "view", "tasks")), outside);
    world.join("apollo", "rita", &[], None);
    world.join("gemini", "rita", &[], None);
    let inside = json!({"fact": "container", "any_of": ["apollo", "gemini"]});
    assert_eq!(tree(&filtered(&world, "rita", "view", "tasks")), json!({"or": [inside, outside]}));
}

#[test]
fn a_containers_role_counts_in_that_container_only() {
    let mut world = rooms(&[]);
    world.join("apollo", "rita", &["Worker"], None);
    world.join("gemini", "rita", &["Lead"], None);
    world.join("soyuz", "rita", &["Worker"], None);
    assert_eq!(
        tree(&filtered(&world, "rita", "edit", "tasks")),
        json!({"or": [
            {"fact": "container", "any_of": ["gemini"]},
            {"and": [{"fact": "container", "any_of": ["apollo", "soyuz"]}, {"fact": "owner", "any_of": ["rita"]}]},
        ]})
    );
    assert_eq!(
        tree(&filtered(&world, "rita", "delete", "tasks")),
        json!({"fact": "container", "any_of": ["gemini"]})
    );
}

#[test]
fn a_container_is_known_by_its_own_id() {
    let mut world = rooms(&[]);
    world.join("apollo", "rita", &["Visitor"], None);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "projects")),
        json!({"fact": "id", "any_of": ["apollo"]})
    );
    assert_eq!(tree(&filtered(&rooms(&["Owner"]), "rita", "view", "projects")), "always");
}

#[test]
fn a_container_that_is_named_narrows_to_its_records() {
    let mut world = rooms(&["Staff"]);
    world.join("apollo", "rita", &[], None);
    let named = |module, container| tree(&filtered_in(&world, "rita", "view", module, container));
    assert_eq!(named("tasks", "apollo"), json!({"fact": "container", "any_of": ["apollo"]}));
    assert_eq!(named("tasks", "gemini"), "never");
    assert_eq!(named("projects", "apollo"), json!({"fact": "id", "any_of": ["apollo"]}));
    assert_eq!(named("letters", "apollo"), "never");
    let everywhere = tree(&filtered_in(&rooms(&["Owner"]), "rita", "view", "tasks", "gemini"));
    assert_eq!(everywhere, json!({"fact": "container", "any_of": ["gemini"]}));
}

#[test]
fn a_module_whose_records_live_in_no_container_asks_for_none() {
    let world = rooms(&["Staff"]);
    let facts = filtered(&world, "rita", "view", "letters").condition;
    assert_eq!(facts.facts().into_iter().collect::<Vec<_>>(), [&"owner".parse().unwrap()]);
}

#[test]
fn a_containers_records_are_limited_by_segments_and_a_container_is_not() {
    let mut world = rooms(&[]);
    world.member("clio", New { roles: &["Client"], kind: "client", company: Some("Acme"), ..New::default() });
    world.join("apollo", "clio", &[], None);
    let there = tree(&filtered_in(&world, "clio", "view", "tasks", "apollo"));
    assert_eq!(
        there,
        json!({"and": [
            {"fact": "container", "any_of": ["apollo"]},
            {"fact": "segments.audience", "any_of": ["external"]},
        ]})
    );
    world.join("gemini", "clio", &["Visitor"], None);
    world.change("clio", |changed| {
        changed.segments = Some(crate::world::limits(&[("audience", &["external"])]));
    });
    assert_eq!(
        tree(&filtered(&world, "clio", "view", "projects")),
        json!({"fact": "id", "any_of": ["gemini"]})
    );
}
