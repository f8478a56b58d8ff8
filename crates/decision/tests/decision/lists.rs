//! List, who-can and what-may-I agree with the rule; commands reach it as the reference.

use rolecall_catalog::Reach;
use rolecall_decision::{MayDo, Reference, access};
use rolecall_organization::{AccessRule, Facts, Source, Status};

use crate::world::{New, World, id, inside, mem, now, owned, question};

fn sales() -> World {
    let mut world = World::sales();
    world.position("Sales Rep", "Manager", false);
    for (name, position) in [("zoe", "CEO"), ("rita", "Manager"), ("marc", "Sales Rep")] {
        world.member(name, New { roles: &["Sales"], position: Some(position), ..New::default() });
        world.record(&format!("deals/{name}"), owned(name));
    }
    world.record("deals/nobody", Facts::default());
    world.record("accounts/1", owned("marc"));
    world
}

#[test]
fn a_list_has_every_record_that_the_rule_opens() {
    let world = sales();
    assert_eq!(world.list("marc", "edit", "deals"), ["marc"]);
    assert_eq!(world.list("rita", "edit", "deals"), ["marc", "rita"]);
    assert_eq!(world.list("zoe", "edit", "deals"), ["marc", "nobody", "rita", "zoe"]);
    assert_eq!(world.list("stranger", "edit", "deals"), [""; 0]);
}

#[test]
fn a_list_of_a_containers_module_has_the_containers() {
    let mut world = World::rooms();
    world.member("rita", New { roles: &["Staff"], ..New::default() });
    world.member("zoe", New { roles: &["Owner"], ..New::default() });
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.container("attic", "archive", None);
    world.join("apollo", "rita", &[], None);
    world.record("projects/apollo", Facts::default());
    assert_eq!(world.list("rita", "view", "projects"), ["apollo"]);
    assert_eq!(world.list("zoe", "view", "projects"), ["apollo", "gemini"]);
    assert_eq!(world.list("zoe", "view", "archives"), ["attic"]);
}

#[test]
fn who_can_has_every_member_whom_the_rule_allows() {
    let mut world = sales();
    assert_eq!(world.who_can("edit", "deals/marc"), ["marc", "rita", "zoe"]);
    assert_eq!(world.who_can("edit", "deals/nobody"), ["zoe"]);
    assert_eq!(world.who_can("create", "deals"), ["marc", "rita", "zoe"]);
    world.status("rita", Status::Inactive);
    world.remove("marc");
    assert_eq!(world.who_can("edit", "deals/marc"), ["zoe"]);
}

#[test]
fn commands_ask_the_same_rule() {
    let world = sales();
    let allows = |name: &str, what: &str| {
        Reference.allows(&world.organization, &world.records, &question(name, "edit", what))
    };
    assert!(allows("rita", "deals/marc"));
    assert!(!allows("marc", "deals/rita"));
}

fn of<'a>(may: &'a [MayDo], permission: &str) -> &'a MayDo {
    may.iter().find(|may| may.permission == id(permission)).unwrap()
}

#[test]
fn what_may_i_tells_every_permission_with_reach_and_sources() {
    let mut world = sales();
    world.member("otto", New { roles: &["Own", "Reader"], ..New::default() });
    let may = access(&world.organization, &world.records, &mem("otto"), now());
    let all: usize = world.organization.catalog().modules.values().map(|module| module.actions.len()).sum();
    assert_eq!(may.len(), all);
    assert_eq!(may[0].permission, id("deals:view"));
    let view = of(&may, "deals:view");
    assert_eq!((view.allowed, view.reach), (true, Some(Reach::Shared)));
    assert_eq!(view.sources, [Source::Role(id("Own")), Source::Role(id("Reader"))].into());
    assert_eq!(of(&may, "deals:edit").reach, Some(Reach::Assigned));
    let users = of(&may, "users:view");
    assert_eq!((users.allowed, users.reach, users.sources.len()), (false, None, 0));
    assert_eq!(users.containers, []);
}

#[test]
fn what_may_i_tells_where_membership_or_a_role_in_a_container_gives_it() {
    let mut world = World::rooms();
    world.member("rita", New { roles: &["Staff"], ..New::default() });
    world.member("lou", New::default());
    for name in ["apollo", "gemini", "soyuz"] {
        world.container(name, "project", None);
    }
    world.container("attic", "archive", None);
    world.record("tasks/1", inside("apollo"));
    world.join("apollo", "rita", &["Lead"], None);
    world.join("gemini", "rita", &[], None);
    world.join("soyuz", "rita", &["Lead"], Some("2026-01-01T00:00:00Z"));
    world.join("attic", "rita", &[], None);
    world.join("apollo", "lou", &["Visitor"], None);
    let rita = access(&world.organization, &world.records, &mem("rita"), now());
    let tasks = of(&rita, "tasks:edit");
    assert_eq!((tasks.allowed, tasks.reach), (true, Some(Reach::All)));
    assert_eq!(tasks.containers, [id("apollo"), id("gemini")]);
    let lead = Source::ContainerRole { container: id("apollo"), role: id("Lead") };
    assert_eq!(tasks.sources, [Source::Role(id("Staff")), lead].into());
    assert_eq!(of(&rita, "letters:edit").containers, []);
    let lou = access(&world.organization, &world.records, &mem("lou"), now());
    let tasks = of(&lou, "tasks:view");
    assert_eq!((tasks.allowed, tasks.reach), (false, Some(Reach::Shared)));
    assert_eq!(tasks.containers, [id("apollo")]);
    assert_eq!(of(&lou, "tasks:edit").containers, []);
}

#[test]
fn reasons_are_data() {
    let world = sales();
    let allowed = serde_json::to_value(world.ask("rita", "edit", "deals/marc")).unwrap();
    assert_eq!(
        allowed,
        serde_json::json!({
            "allowed": true,
            "reason": { "opened": [{
                "source": { "role": "Sales" },
                "reach": "shared",
                "path": "superior",
                "owner": "mem_marc",
                "chain": ["Sales Rep", "Manager"],
            }] },
            "valid_until": null,
        })
    );
    let denied = serde_json::to_value(world.ask("marc", "delete", "users/1")).unwrap();
    assert_eq!(
        denied,
        serde_json::json!({
            "allowed": false,
            "reason": { "blocked": [{ "gate": "no_grant", "permission": "users:delete" }] },
            "valid_until": null,
        })
    );
}
