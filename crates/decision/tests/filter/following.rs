//! Records that follow, and owners from parents of several modules.

use rolecall_catalog::{Grant, Limits, Reach};
use rolecall_organization::Event;
use serde_json::json;

use crate::drawn::knots;
use crate::world::{New, World, id, ids};
use crate::{filtered, tree};

fn notes(roles: &[&str]) -> World {
    let mut world = World::sales();
    world.member("rita", New { roles, position: Some("Manager"), ..New::default() });
    world
}

#[test]
fn what_follows_asks_its_parent_told_apart_by_module() {
    let world = notes(&["Administrator"]);
    // Deals and accounts are shared alike, so that it does not matter which a note belongs to.
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "notes")),
        json!({"fact": "parent.owner", "any_of": ["rita"]})
    );
    let mut world = notes(&["Reader"]);
    world.default("deals", rolecall_catalog::SharingLevel::PublicRead);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "notes")),
        json!({"fact": "parent.module", "any_of": ["deals"]})
    );
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "replies")),
        json!({"fact": "parent.parent.module", "any_of": ["deals"]})
    );
}

#[test]
fn without_a_parent_nothing_is_reached() {
    let mut world = notes(&[]);
    world.member("ceo", New { roles: &["Administrator"], position: Some("CEO"), ..New::default() });
    assert_eq!(
        tree(&filtered(&world, "ceo", "view", "notes")),
        json!({"fact": "parent.id", "present": true})
    );
    assert_eq!(
        tree(&filtered(&world, "ceo", "view", "replies")),
        json!({"fact": "parent.parent.id", "present": true})
    );
}

fn with_grants(grants: &[(&str, Reach)]) -> World {
    let mut world = knots();
    let grants = grants.iter().map(|(module, reach)| Grant {
        module: id(module),
        actions: ids(&["view", "edit"]),
        reach: *reach,
        limits: Limits::new(),
        feature: None,
    });
    world.happened(&Event::RoleCreated {
        role: id("rol_1"),
        name: id("Custom"),
        description: None,
        container: None,
        grants: grants.collect(),
        cloned_from: None,
    });
    world.member("rita", New { roles: &["rol_1"], position: Some("Manager"), ..New::default() });
    world
}

#[test]
fn an_owner_from_parents_of_several_modules_is_looked_for_where_each_has_it() {
    let world = with_grants(&[("lines", Reach::Assigned)]);
    let parent = |module: &str| json!({"fact": "parent.module", "any_of": [module]});
    assert_eq!(
        tree(&filtered(&world, "rita", "edit", "lines")),
        json!({"or": [
            {"and": [parent("accounts"), {"fact": "parent.owner", "any_of": ["rita"]}]},
            {"and": [parent("quotes"), {"fact": "parent.parent.owner", "any_of": ["rita"]}]},
        ]})
    );
}

#[test]
fn a_container_as_parent_stands_in_itself() {
    let mut world = with_grants(&[("remarks", Reach::All), ("projects", Reach::Shared)]);
    world.container("apollo", "project", None);
    world.join("apollo", "rita", &[], None);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "remarks")),
        json!({"and": [{"fact": "parent.module", "any_of": ["projects"]}, {"fact": "parent.id", "any_of": ["apollo"]}]})
    );
}

#[test]
fn a_container_that_there_is_not_is_a_record_without_facts() {
    let mut world = with_grants(&[]);
    world.container("apollo", "project", None);
    world.member("ceo", New { roles: &["rol_1", "Administrator"], position: Some("CEO"), ..New::default() });
    let tree = tree(&filtered(&world, "ceo", "view", "projects"));
    assert_eq!(tree, json!({"fact": "id", "none_of": ["apollo"]}));
}
