//! What a preview costs on a large organization: 10,000 members, 250 positions in a tree of depth 6, 500 sharing rules for each of
//! 20 modules, 1,000,000 records. Prints figures and asserts none of them:
//! `cargo test --release -p rolecall-decision --test preview_cost -- --ignored --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a world that cannot be made is a failed test; figures are for people"
)]

use std::fmt::{Debug, Write};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rolecall_catalog::Catalog;
use rolecall_decision::{Engine, preview};
use rolecall_organization::{Catalogs, Event, Facts, Organization, RecordKey, Revision};
use serde_json::{Value, json};

const MODULES: usize = 20;
const POSITIONS: usize = 250;
const MEMBERS: usize = 10_000;
const RULES: usize = 500;
const RECORDS: usize = 1_000_000;
const CONTAINERS: usize = 500;

struct Measured {
    organization: Organization,
    catalogs: Catalogs,
    engine: Engine,
}

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn number(seed: usize, below: usize) -> usize {
    let mixed = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    usize::try_from((mixed ^ (mixed >> 32)) % below as u64).unwrap()
}

/// How a module of the rich world looks: of five kinds.
fn module(which: usize, rich: bool) -> String {
    match which % 5 {
        1 if rich => "segments = [\"region\", \"tag\"]".to_owned(),
        2 if rich => "in = \"project\", segments = [\"region\"]".to_owned(),
        3 if rich => format!("parents = [\"m{}\"], owner = \"parent\", segments = [\"region\"]", which - 2),
        4 if rich => {
            let same = "view = \"view\", create = \"create\", edit = \"edit\", delete = \"delete\"";
            format!("parents = [\"m{}\"], follows = {{ {same} }}", which - 2)
        }
        _ => "shareable = \"private\"".to_owned(),
    }
}

fn catalog(rich: bool) -> Catalog {
    let mut text =
        "catalog = \"large\"\nname = \"Large\"\ndefault_reach = \"shared\"\nroles_per_member = \"any\"\n\
                    founder = { role = \"Boss\" }\n[modules]\n"
            .to_owned();
    for which in 0..MODULES {
        writeln!(text, "m{which} = {{ {} }}", module(which, rich)).unwrap();
    }
    if rich {
        text.push_str(
            "projects = {}\n[segments]\nregion = {}\ntag = {}\n[containers.project]\nmodule = \"projects\"\n",
        );
    }
    let commands = [
        "group",
        "member",
        "decision",
        "audit",
        "position",
        "role",
        "sharing_default",
        "sharing_rule",
        "container",
        "container_member",
    ];
    text.push_str("[commands]\n");
    commands.iter().for_each(|command| writeln!(text, "\"{command}.*\" = \"platform\"").unwrap());
    text.push_str("[kinds]\nuser = { roles = [\"Boss\"], custom = true }\n[positions]\nHead = {}\n");
    text.push_str("[roles.Boss]\nholders = [1]\ngrants = [{ on = \"*\", can = \"*\", reach = \"all\" }]\n");
    Catalog::parse("large.toml", &text).unwrap_or_else(|problems| {
        for problem in problems {
            eprintln!("{}", problem.render(&text));
        }
        std::process::abort()
    })
}

/// A role's grants: so many modules, with one reach and limits for one region of two in the rich world.
fn grants(modules: std::ops::Range<usize>, actions: &[&str], reach: &str, limited: bool) -> Value {
    let limits = |which: usize| match which % 5 {
        1..=3 if limited => json!({ "region": ["r0", "r1", "r2", "r3", "r4", "r5"] }),
        _ => json!({}),
    };
    let grant = |which| json!({ "module": format!("m{which}"), "actions": actions, "reach": reach, "limits": limits(which) });
    modules.map(grant).collect()
}

fn world(rich: bool) -> Measured {
    let catalog = Arc::new(catalog(rich));
    let catalogs: Catalogs = [(catalog.hash.clone(), Arc::clone(&catalog))].into_iter().collect();
    let founded = Event::OrganizationFounded {
        organization: id("org_large"),
        slug: id("large"),
        name: id("Large"),
        catalog: catalog.hash.clone(),
        edition: None,
        at: Timestamp::UNIX_EPOCH,
    };
    let mut organization = Organization::found(&founded, &catalogs).unwrap();
    let mut take = |event: Value| {
        let event: Event = serde_json::from_value(event).unwrap();
        organization.apply(&event, &catalogs).unwrap();
    };
    for which in 0..POSITIONS {
        // Three below each: six levels.
        let above = if which < 3 { "Head".to_owned() } else { format!("p{}", which / 3 - 1) };
        take(
            json!({ "event": "position_created", "position": format!("p{which}"), "name": format!("P {which}"),
            "reports_to": above, "share_with_peers": which.is_multiple_of(4), "description": null }),
        );
    }
    for role in 0..10 {
        let grants = grants(0..MODULES, &["view", "create", "edit"], "shared", rich && role % 2 == 0);
        take(
            json!({ "event": "role_created", "role": format!("role_{role}"), "name": format!("Role {role}"),
            "description": null, "container": null, "grants": grants, "cloned_from": null }),
        );
    }
    take(
        json!({ "event": "role_created", "role": "role_all", "name": "All", "description": null, "container": null,
        "grants": grants(0..2, &["view"], "shared", false), "cloned_from": null }),
    );
    members(&mut take, rich);
    for which in 0..MODULES * RULES {
        let position = |seed: usize| format!("p{}", number(seed, POSITIONS));
        take(
            json!({ "event": "sharing_rule_set", "rule": format!("shr_{which}"), "module": format!("m{}", which % MODULES),
            "from": { "kind": { "position": position(which * 2) }, "and_below": which % 3 == 0 },
            "to": { "kind": { "position": position(which * 2 + 1) }, "and_below": which % 5 == 0 },
            "level": "read_write", "superiors_allowed": false }),
        );
    }
    let records = (0..RECORDS).map(|which| record(which, rich));
    let engine = Engine::new(&organization, 7).with_records(records);
    Measured { organization, catalogs, engine }
}

fn members(take: &mut impl FnMut(Value), rich: bool) {
    for container in (0..CONTAINERS).filter(|_| rich) {
        take(json!({ "event": "container_created", "container": format!("c{container}"), "kind": "project",
            "name": format!("C {container}"), "company": null }));
    }
    for member in 0..MEMBERS {
        let segments = if rich && member % 4 == 0 { json!({ "tag": ["t0", "t1", "t2"] }) } else { json!({}) };
        take(
            json!({ "event": "member_added", "member": format!("mem_{member}"), "status": "active", "kind": "user",
            "roles": [format!("role_{}", number(member, 10)), "role_all"], "permissions": [],
            "position": format!("p{}", number(member + 77, POSITIONS)), "company": null, "ends_at": null,
            "segments": segments, "personal": { "email": null, "name": null, "external_id": null },
            "at": "2026-01-01T00:00:00Z" }),
        );
        for place in (0..3).filter(|_| rich) {
            take(
                json!({ "event": "container_member_set", "container": format!("c{}", number(member * 3 + place, CONTAINERS)),
                "member": format!("mem_{member}"), "roles": [], "until": null }),
            );
        }
    }
}

fn record(which: usize, rich: bool) -> (RecordKey, Facts, Revision) {
    let module = which % MODULES;
    let mut facts = Facts { owner: Some(id(&format!("mem_{}", number(which, MEMBERS)))), ..Facts::default() };
    let value = |segment: &str, of: usize| {
        (id(segment), [id(&format!("{}{}", segment.chars().next().unwrap(), number(which + of, of)))].into())
    };
    match module % 5 {
        1 if rich => facts.segments = [value("region", 12), value("tag", 8)].into(),
        2 if rich => {
            facts.segments = [value("region", 12)].into();
            facts.container =
                (!which.is_multiple_of(3)).then(|| id(&format!("c{}", number(which * 7, CONTAINERS))));
        }
        3 if rich => facts.segments = [value("region", 12)].into(),
        _ => {}
    }
    if rich && module % 5 >= 3 {
        // The record of the module two before, registered just ahead.
        facts.owner = None;
        facts.parent = Some(RecordKey::new(id(&format!("m{}", module - 2)), id(&format!("r{}", which - 2))));
    }
    (RecordKey::new(id(&format!("m{module}")), id(&format!("r{which}"))), facts, Revision(1))
}

impl Measured {
    fn measure(&self, what: &str, event: Value) {
        let event: Event = serde_json::from_value(event).unwrap();
        let now = "2026-06-01T00:00:00Z".parse().unwrap();
        let mut figures = Vec::new();
        let mut told = String::new();
        for _ in 0..5 {
            let started = Instant::now();
            let mut organization = self.organization.clone();
            organization.apply(&event, &self.catalogs).unwrap();
            let mut engine = self.engine.clone();
            engine.policy_changed(&self.organization, &organization, std::slice::from_ref(&event));
            let compiled = started.elapsed();
            let preview = preview(&self.engine, &engine, now);
            let compared = started.elapsed();
            let report = preview.report(&self.organization, &organization);
            let reported = started.elapsed();
            let after = |one: Duration, other: Duration| one.checked_sub(other).unwrap();
            figures.push((after(compared, compiled), compiled, after(reported, compared)));
            told = format!(
                "{} members in {} groups, {} permissions, {} gained, {} lost",
                report.members,
                preview.changes.len(),
                report.permissions.len(),
                report.permissions.iter().map(|total| total.gained).sum::<u64>(),
                report.permissions.iter().map(|total| total.lost).sum::<u64>(),
            );
        }
        let (compared, compiled, reported) = figures.into_iter().min().unwrap();
        println!(
            "{what:<44} preview {compared:>10.2?}  compiled {compiled:>10.2?}  report {reported:>10.2?}  {told}"
        );
    }

    fn role(&self, what: &str, role: &str, grants: &Value) {
        self.measure(what, json!({ "event": "role_changed", "role": role, "grants": grants }));
    }
}

#[test]
#[ignore = "makes a large organization, and asserts nothing"]
fn what_a_preview_costs() {
    for rich in [false, true] {
        println!("{}", if rich { "with segments, containers, parents" } else { "owners, a tree and rules" });
        let world = world(rich);
        let mut one = grants(0..MODULES, &["view", "create", "edit"], "shared", false);
        one[1]["actions"] = json!(["view", "create", "edit", "delete"]);
        world.role("a role gains one permission", "role_3", &one);
        let all = grants(0..MODULES, &["view", "create", "edit"], "all", false);
        world.role("a role opens all of 20 modules", "role_3", &all);
        world.role(
            "everybody's role gains an action of 2 modules",
            "role_all",
            &grants(0..3, &["view", "delete"], "shared", false),
        );
        world.role(
            "everybody's role opens 60 permissions",
            "role_all",
            &grants(0..MODULES, &["view", "create", "edit"], "all", rich),
        );
        world.measure("a sharing rule", json!({ "event": "sharing_rule_set", "rule": "shr_new", "module": "m1",
            "from": { "kind": { "position": "p1" }, "and_below": true }, "to": { "kind": { "position": "p2" }, "and_below": true },
            "level": "read", "superiors_allowed": false }));
        world.measure(
            "a position moves",
            json!({ "event": "position_changed", "position": "p1", "reports_to": "p2" }),
        );
        world.measure("a member is removed", json!({ "event": "member_removed", "member": "mem_5" }));
    }
}
