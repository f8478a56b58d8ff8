//! Records: registered, taken off, given another owner.

use rolecall_organization::{Code, Event, RECORDS_AT_ONCE, Records};
use serde_json::{Value, json};

use crate::common::*;

fn delete(records: &[&str]) -> Value {
    let keys: Vec<Value> = records.iter().map(|text| json!(key(text))).collect();
    json!({ "do": "record.delete", "records": keys })
}

fn counts(answer: &rolecall_organization::Answer) -> (u64, u64, u64) {
    (answer.written, answer.deleted, answer.ignored)
}

#[test]
fn a_record_has_the_facts_that_are_sent() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    let answer = world.does(put(&[
        ("customers/1", json!({ "owner": "ada@example.com" })),
        ("invoices/1", json!({ "parent": { "module": "customers", "id": "1" }, "segments": { "location": "Berlin" } })),
        ("tasks/1", json!({ "container": "Apollo", "segments": { "audience": ["internal", "external"] }, "version": 3 })),
    ]));
    assert_eq!(counts(&answer), (3, 0, 0));
    assert_eq!(world.last(), &Event::RecordsWritten { written: 3, deleted: 0 });
    assert_eq!(world.owner("customers/1"), Some(world.member_id("ada")));
    let invoice = world.facts("invoices/1").unwrap();
    assert_eq!(invoice.parent, Some(key("customers/1")));
    assert_eq!(json!(invoice.segments), json!({ "location": ["Berlin"] }));
    let task = world.facts("tasks/1").unwrap();
    assert_eq!((task.container, task.version), (Some(id("apollo")), Some(3)));
    assert_eq!(json!(task.segments), json!({ "audience": ["external", "internal"] }));
}

#[test]
fn a_write_replaces_the_facts() {
    let mut world = World::office();
    world.does(put(&[("deals/1", json!({ "owner": "ada", "segments": { "location": ["Berlin"] } }))]));
    world.does(put(&[("deals/1", json!({ "segments": { "location": [] } }))]));
    let facts = world.facts("deals/1").unwrap();
    assert_eq!((facts.owner, facts.segments.len()), (None, 0));
}

#[test]
fn an_owner_that_names_no_member_is_no_owner_and_a_removed_one_by_id_is() {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m);
    world.does(remove("rita"));
    world.does(put(&[
        ("deals/1", json!({ "owner": "nobody" })),
        ("deals/2", json!({ "owner": "rita" })),
        ("deals/3", json!({ "owner": rita })),
    ]));
    assert_eq!((world.owner("deals/1"), world.owner("deals/2")), (None, None));
    assert_eq!(world.owner("deals/3"), Some(rita));
}

#[test]
fn a_record_that_is_as_it_was_is_ignored_and_counted() {
    let mut world = World::office();
    let records = put(&[("deals/1", json!({ "owner": "ada" })), ("deals/2", json!({}))]);
    assert_eq!(counts(&world.does(records.clone())), (2, 0, 0));
    world.platform().changes_nothing(records.clone());
    assert_eq!(counts(&world.does(records)), (0, 0, 2));
}

#[test]
fn an_older_version_is_ignored_and_counted() {
    let mut world = World::office();
    let version =
        |version: Value, owner: Value| put(&[("deals/1", json!({ "version": version, "owner": owner }))]);
    let mut writes =
        |version_sent: Value, owner: Value| counts(&world.does(version(version_sent, owner))) == (1, 0, 0);
    assert!(writes(json!(5), json!("ada")));
    assert!(!writes(json!(4), json!(null)), "older");
    assert!(writes(json!(5), json!(null)), "the same version, corrected");
    assert!(writes(json!(6), json!("ada")), "newer");
    assert!(writes(json!(null), json!(null)), "without a version it always counts");
    assert!(writes(json!(1), json!("ada")), "and any version counts after it");
}

#[test]
fn of_two_lines_about_one_record_the_last_or_newer_counts() {
    let mut world = World::office();
    let two = |first: Value, second: Value| put(&[("deals/1", first), ("deals/1", second)]);
    let answer = world.does(two(json!({ "owner": "ada" }), json!({})));
    assert_eq!((counts(&answer), world.owner("deals/1")), ((1, 0, 0), None), "one row");
    let answer = world.does(two(json!({ "owner": "ada", "version": 2 }), json!({ "version": 1 })));
    assert_eq!(counts(&answer), (1, 0, 1));
    assert_eq!(world.owner("deals/1"), Some(world.member_id("ada")));
}

#[test]
fn every_bad_field_is_told_at_once() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world.does(create_container("room", "Blue"));
    let wrong = [
        ("ghosts/1", json!({}), "module", "there is no module `ghosts`"),
        ("projects/apollo", json!({}), "module", "records of `projects` are containers: make them as such"),
        (
            "invoices/1",
            json!({ "owner": "ada" }),
            "owner",
            "a record of `invoices` takes the owner of its parent",
        ),
        ("notes/1", json!({ "owner": "ada" }), "owner", "a record of `notes` takes the owner of its parent"),
        (
            "invoices/1",
            json!({ "parent": { "module": "deals", "id": "1" } }),
            "parent",
            "a record of `invoices` has no parent in `deals`",
        ),
        (
            "deals/1",
            json!({ "container": "apollo" }),
            "container",
            "a record of `deals` lives in no container",
        ),
        ("tasks/1", json!({ "container": "saturn" }), "container", "there is no project `saturn`"),
        ("tasks/1", json!({ "container": "blue" }), "container", "there is no project `blue`"),
        (
            "customers/1",
            json!({ "segments": { "location": "Berlin" } }),
            "segments",
            "records of `customers` carry no segment `location`",
        ),
        (
            "tasks/1",
            json!({ "segments": { "audience": "martian" } }),
            "segments",
            "`martian` is no value of the segment `audience`",
        ),
    ];
    let mut lines: Vec<(&str, Value)> =
        wrong.iter().map(|(text, facts, _, _)| (*text, facts.clone())).collect();
    lines.insert(0, ("deals/1", json!({})));
    let told: Vec<Value> = wrong
        .iter()
        .enumerate()
        .map(|(index, (_, _, field, detail))| {
            json!({ "field": format!("records[{}].{field}", index + 1), "detail": detail })
        })
        .collect();
    world
        .refused(Code::Invalid, put(&lines))
        .says("`records[1].module`: there is no module `ghosts`, and 9 more")
        .figure("fields", json!(told));
    assert!(world.records.is_empty());
}

#[test]
fn a_write_carries_so_many_records_and_no_more() {
    let mut world = World::office();
    let many = |count: usize| {
        let line = |number: usize| json!({ "module": "deals", "id": number.to_string() });
        json!({ "do": "record.put", "records": (0..count).map(line).collect::<Vec<_>>() })
    };
    world
        .refused(Code::TooMany, many(RECORDS_AT_ONCE + 1))
        .says("10001 records at once; 10000 are the most")
        .helps("send them in several parts");
    assert_eq!(world.does(many(RECORDS_AT_ONCE)).written, 10_000);
    assert_eq!(world.records.len(), 10_000);
    let keys: Vec<Value> =
        (0..=RECORDS_AT_ONCE).map(|n| json!({ "module": "deals", "id": n.to_string() })).collect();
    world.refused(Code::TooMany, json!({ "do": "record.delete", "records": keys }));
    let ids: Vec<String> = (0..=RECORDS_AT_ONCE).map(|n| n.to_string()).collect();
    world.refused(Code::TooMany, json!({ "do": "record.assign_owner", "module": "deals", "ids": ids }));
}

#[test]
fn records_are_taken_off_the_register() {
    let mut world = World::office();
    world.does(put(&[("deals/1", json!({ "owner": "ada" })), ("deals/2", json!({}))]));
    let answer = world.does(delete(&["deals/1", "deals/1", "deals/9"]));
    assert_eq!(counts(&answer), (0, 1, 2));
    assert_eq!(world.last(), &Event::RecordsWritten { written: 0, deleted: 1 });
    assert_eq!(world.facts("deals/1"), None);
    assert!(world.records.owned_by(&world.member_id("ada"), 10).is_empty());
    world.platform().changes_nothing(delete(&["deals/1"]));
}

#[test]
fn records_get_another_owner_or_none() {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m);
    let fact = json!({ "owner": "ada", "segments": { "location": "Berlin" }, "version": 2 });
    world.does(put(&[("deals/1", fact), ("deals/2", json!({ "owner": "rita" }))]));
    let answer = world.does(assign_owner("deals", &["1", "2", "1"], Some("rita")));
    assert_eq!(counts(&answer), (1, 0, 2));
    let facts = world.facts("deals/1").unwrap();
    assert_eq!((facts.owner, facts.version, facts.segments.len()), (Some(rita), Some(2), 1));
    world.does(assign_owner("deals", &["1"], None));
    assert_eq!(world.owner("deals/1"), None);
}

#[test]
fn an_owner_is_assigned_where_there_is_one_to_assign() {
    let mut world = World::office();
    world.does(put(&[("deals/1", json!({}))]));
    world
        .refused(Code::Invalid, assign_owner("invoices", &["1"], Some("ada")))
        .says("`module`: records of `invoices` have no owner of their own");
    world.refused(Code::Invalid, assign_owner("notes", &["1"], Some("ada")));
    world
        .refused(Code::Invalid, assign_owner("ghosts", &["1"], Some("ada")))
        .says("`module`: there is no module `ghosts`");
    world
        .refused(Code::Invalid, assign_owner("deals", &["1"], Some("zoe")))
        .says("`owner`: there is no member `zoe`");
    world
        .refused(Code::NotFound, assign_owner("deals", &["1", "9"], Some("ada")))
        .says("there is no record `deals/9`");
}

#[test]
fn records_are_read_by_module_and_owner() {
    let mut world = World::office();
    world.does(put(&[
        ("deals/2", json!({ "owner": "ada" })),
        ("deals/1", json!({ "owner": "ada" })),
        ("customers/1", json!({ "owner": "ada" })),
        ("customers/2", json!({})),
    ]));
    let ids: Vec<String> = world.records.of_module(&id("deals")).map(|(id, _)| id.to_string()).collect();
    assert_eq!(ids, ["1", "2"]);
    let ada = world.member_id("ada");
    let owned: Vec<String> = world.records.owned_by(&ada, 2).iter().map(ToString::to_string).collect();
    assert_eq!(owned, ["customers/1", "deals/1"]);
    assert_eq!(world.records.owned_by(&ada, 9).len(), 3);
    world.does(put(&[("deals/1", json!({ "owner": "nobody" }))]));
    assert_eq!(world.records.owned_by(&ada, 9).len(), 2);
}

#[test]
fn what_is_taken_off_or_given_away_leaves_nothing_behind() {
    let mut world = World::office();
    let before = world.records.clone();
    world.does(put(&[("deals/1", json!({ "owner": "ada" })), ("customers/1", json!({}))]));
    world.does(put(&[("deals/1", json!({}))]));
    world.does(delete(&["deals/1", "customers/1"]));
    assert_eq!(world.records, before);
    assert!(world.records.is_empty());
}
