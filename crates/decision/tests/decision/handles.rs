//! Checks of resolved handles where an organization has more of something than the shortest way takes: places in containers, values,
//! segments with a limit. Held against the rule for every member, action and record.

use rolecall_catalog::{Grant, Reach};
use rolecall_decision::{Engine, decide};
use rolecall_organization::{Event, Facts, MemoryRecords, Records, Revision};

use crate::world::{New, World, id, inside, limits, mem, now, owned, question, with};

/// Compares every registered record with the rule; answers how many were allowed, and how many were asked about.
fn agree(world: &World) -> (usize, usize) {
    let modules: Vec<_> = world.organization.catalog().modules.keys().cloned().collect();
    let all = |records: &MemoryRecords| {
        let of = |module: &rolecall_catalog::ModuleId| {
            let key = |record| rolecall_organization::RecordKey::new(module.clone(), record);
            records.of_module(module).map(|(record, facts)| (key(record), facts)).collect::<Vec<_>>()
        };
        modules.iter().flat_map(of).collect::<Vec<_>>()
    };
    let rows = all(&world.records);
    let loaded = rows.iter().cloned().map(|(key, facts)| (key, facts, Revision(1)));
    let engine = Engine::new(&world.organization, 7).with_records(loaded);
    let (mut allowed, mut asked) = (0, 0);
    for member in world.organization.policy().members.keys() {
        for (key, _) in &rows {
            for action in world.organization.catalog().modules[&key.module].actions.keys() {
                let name = member.as_str().strip_prefix("mem_").unwrap();
                let question = question(name, action.as_str(), &format!("{}/{}", key.module, key.id));
                let expected = decide(&world.organization, &world.records, &question).allowed;
                let permission = engine.permission(&key.module, action).unwrap();
                let record = engine.record(permission, key.id.as_str()).unwrap();
                let handle = engine.member(member.as_str()).unwrap();
                assert_eq!(engine.allows(handle, permission, record, now()), expected, "{question:?}");
                let named = (key.module.as_str(), action.as_str());
                assert_eq!(
                    engine.allows_named(name, named, key.id.as_str(), now()),
                    expected,
                    "{question:?}"
                );
                (allowed, asked) = (allowed + usize::from(expected), asked + 1);
            }
        }
    }
    (allowed, asked)
}

#[test]
fn a_place_counts_however_many_a_member_has() {
    let mut world = World::rooms();
    for (name, roles) in [("staff", "Staff"), ("helper", "Helper"), ("client", "Client")] {
        world.member(name, New { roles: &[roles], ..New::default() });
        for number in 0..7 {
            let container = format!("p{number}");
            if world.organization.container(&id(&container)).is_none() {
                world.container(&container, "project", None);
            }
            // Some with a role there, some without one, and the last one without a place.
            let roles: &[&str] = [&[][..], &["Visitor"], &["Lead"]][number % 3];
            if number < 6 {
                world.join(&container, name, roles, None);
            }
            world.record(
                &format!("tasks/{number}"),
                Facts { owner: Some(mem("helper")), ..inside(&container) },
            );
            world.record(&format!("tasks/{number}-x"), with(inside(&container), "audience", &["external"]));
        }
    }
    world.record("comments/1", Facts { parent: Some(crate::world::key("tasks/3")), ..Facts::default() });
    let (allowed, asked) = agree(&world);
    assert!(allowed > asked / 5 && allowed < asked * 4 / 5, "{allowed} of {asked}");
}

/// A role with a grant on deals, limited.
fn limited(world: &mut World, role: &str, reach: Reach, pairs: &[(&str, &[&str])]) {
    world.happened(&Event::RoleCreated {
        role: id(role),
        name: id(role),
        description: None,
        container: None,
        grants: vec![Grant {
            module: id("deals"),
            actions: [id("view"), id("edit")].into(),
            reach,
            limits: limits(pairs),
            feature: None,
        }],
        cloned_from: None,
    });
}

#[test]
fn a_value_counts_however_many_there_are() {
    let mut world = World::sales();
    let names: Vec<String> = (0..140).map(|number| format!("v{number}")).collect();
    let values: Vec<&str> = names.iter().map(String::as_str).collect();
    limited(&mut world, "Few", Reach::All, &[("location", &values[..3])]);
    limited(&mut world, "Many", Reach::Shared, &[("location", &values[40..100])]);
    limited(&mut world, "Owned", Reach::Assigned, &[("location", &values[60..64]), ("line", &values[1..2])]);
    for (name, roles) in [("few", &["Few"][..]), ("many", &["Many"]), ("all", &["Few", "Many", "Owned"])] {
        world.member(name, New { roles, position: Some("CEO"), ..New::default() });
    }
    world.member(
        "limited",
        New { roles: &["Few", "Owned"], segments: &[("location", &["v2", "v61", "v139"])], ..New::default() },
    );
    for (number, value) in values.iter().enumerate() {
        let owner = ["few", "many", "all", "limited"][number % 4];
        world.record(&format!("deals/{number}"), with(owned(owner), "location", &[value]));
        let both = with(owned(owner), "location", &[value, "v61"]);
        world.record(&format!("deals/{number}-two"), with(both, "line", &["v1"]));
    }
    let (allowed, asked) = agree(&world);
    assert!(allowed > asked / 10 && allowed < asked * 4 / 5, "{allowed} of {asked}");
}

#[test]
fn a_handle_of_another_catalog_opens_nothing() {
    let (mut sales, mut rooms) = (World::sales(), World::rooms());
    for world in [&mut sales, &mut rooms] {
        world.member("zoe", New { roles: &["Owner", "Everything"], position: None, ..New::default() });
    }
    let loaded = |world: &World, key: &str| {
        let record = (crate::world::key(key), Facts::default(), Revision(1));
        Engine::new(&world.organization, 7).with_records([record])
    };
    let (sales, rooms) = (loaded(&sales, "deals/1"), loaded(&rooms, "projects/1"));
    let asked = |engine: &Engine, module: &str| {
        let permission = engine.permission_named(module, "view").unwrap();
        (engine.member("mem_zoe").unwrap(), permission, engine.record(permission, "1").unwrap())
    };
    let ((member, deals, record), (_, projects, _)) = (asked(&sales, "deals"), asked(&rooms, "projects"));
    assert!(sales.allows(member, deals, record, now()));
    // The first of its catalog, as the other is of its own.
    assert!(!sales.allows(member, projects, record, now()));
    assert_eq!(rooms.permission_named("projects", "fly"), None);
    assert_eq!(rooms.permission_named("a-module-with-a-long-name", "view"), None);
    assert!(!rooms.allows_named("nobody", ("projects", "view"), "1", now()));
    assert!(!rooms.allows_named("zoe", ("projects", "view"), "2", now()));
}

#[test]
fn a_handle_of_an_engine_that_numbers_modules_otherwise_opens_nothing() {
    const NOW: &str = include_str!("rooms.toml");
    let mut world = World::of("before.toml", &NOW.replacen("[modules]\n", "[modules]\nannexes = {}\n", 1));
    world.member("zoe", New { roles: &["Owner", "Everything"], position: None, ..New::default() });
    let (before, mut kept) = (world.organization.clone(), Engine::new(&world.organization, 7));
    let adopted = world.adopt("rooms.toml", NOW);
    kept.policy_changed(&before, &world.organization, &[adopted]);
    let rows = || {
        let modules = ["projects", "tasks", "comments", "archives", "papers", "letters"];
        modules.map(|module| (crate::world::key(&format!("{module}/1")), Facts::default(), Revision(1)))
    };
    let (kept, anew) = (kept.with_records(rows()), Engine::new(&world.organization, 7).with_records(rows()));
    let handles = |engine: &Engine| {
        let permission = engine.permission_named("letters", "view").unwrap();
        (engine.member("mem_zoe").unwrap(), permission, engine.record(permission, "1").unwrap())
    };
    let ((zoe, letters, first), (_, others, _)) = (handles(&kept), handles(&anew));
    assert!(kept.allows(zoe, letters, first, now()));
    assert!(!kept.allows(zoe, others, first, now()));
}
