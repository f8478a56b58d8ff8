//! Removal: what a removed member keeps and loses, where the records go, and erasure.

use rolecall_organization::{Code, Event, Facts, MemoryRecords, Records, TRANSFER_BATCH};
use serde_json::json;

use crate::common::*;

fn to(member: &str, heir: &str) -> serde_json::Value {
    with(&remove(member), json!({ "transfer_records_to": heir }))
}

#[test]
fn a_removed_member_stays_an_owner_at_the_position_last_held_and_holds_nothing() {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m.position("Manager"));
    world.does(create_project("Apollo"));
    world.does(join("apollo", "rita"));
    world.does(put(&[("deals/1", json!({ "owner": "rita" }))]));
    world.does(remove("rita"));
    let view = world.view(&rita);
    assert_eq!((view.status, view.position.as_deref()), ("removed", Some("Manager")));
    assert!(view.roles.is_empty() && view.permissions.is_empty());
    assert!(world.organization.container(&id("apollo")).unwrap().members.is_empty());
    assert_eq!(world.owner("deals/1"), Some(rita));
    assert!(world.organization.members().all(|(_, member)| !member.is_removed()));
}

#[test]
fn the_superior_of_a_removed_owner_still_reaches_the_records() {
    let mut world = World::office();
    world.invite("rita", |m| m.position("Manager"));
    world.invite("boss", |m| m.position("CEO"));
    world.invite("peer", |m| m);
    world.does(put(&[("deals/1", json!({ "owner": "rita" }))]));
    world.does(remove("rita"));
    world.as_("peer").refused(Code::Forbidden, assign_owner("deals", &["1"], Some("peer")));
    world.as_("boss").does(assign_owner("deals", &["1"], Some("peer")));
}

#[test]
fn address_and_external_id_are_free_again_for_another_member_who_owns_nothing() {
    let mut world = World::office();
    let old = world.invite("rita", |m| m);
    world.does(put(&[("deals/1", json!({ "owner": "rita" }))]));
    world.does(remove("rita"));
    assert_eq!(world.organization.find_member("rita"), None);
    let new = world.invite("rita", |m| m);
    assert_ne!(old, new);
    assert_eq!(world.organization.find_member("rita@example.com"), Some(&new));
    assert_eq!(world.organization.find_member("rita"), Some(&new));
    assert_eq!(world.owner("deals/1"), Some(old));
}

#[test]
fn a_removed_member_is_not_found_not_even_by_id() {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m);
    world.does(remove("rita"));
    assert_eq!(world.organization.find_member(rita.as_str()), None);
    world.refused(Code::NotFound, remove(rita.as_str()));
    world.refused(Code::NotFound, activate(rita.as_str()));
}

#[test]
fn erasing_takes_the_values_of_who_was_removed_and_of_nobody_else() {
    let mut world = World::office();
    let old = world.invite("rita", |m| m);
    world.does(remove("rita"));
    let new = world.invite("rita", |m| m);
    world.does(json!({ "do": "member.erase", "member": old }));
    let erased = world.view(&old);
    assert_eq!((erased.email, erased.name, erased.external_id), (None, None, None));
    assert_eq!(world.organization.people().person(&old), None);
    assert_eq!(world.view(&new).email.as_deref(), Some("rita@example.com"));
    assert_eq!(world.organization.find_member("rita"), Some(&new));
    assert_eq!(world.organization.find_member("rita@example.com"), Some(&new));
}

#[test]
fn only_who_was_removed_is_erased() {
    let mut world = World::office();
    let ada = world.member_id("ada");
    world
        .refused(Code::Invalid, json!({ "do": "member.erase", "member": ada }))
        .says(&format!("`member`: `{ada}` is still a member"))
        .helps("remove the member first");
    world
        .refused(Code::NotFound, json!({ "do": "member.erase", "member": "ada" }))
        .says("there is no member `ada`");
}

#[test]
fn records_go_to_the_member_named() {
    let mut world = World::office();
    let marc = world.invite("marc", |m| m);
    let rita = world.invite("rita", |m| m);
    world.does(put(&[
        ("deals/1", json!({ "owner": "rita", "segments": { "location": "Berlin" }, "version": 4 })),
        ("customers/1", json!({ "owner": "rita" })),
        ("customers/2", json!({ "owner": "ada" })),
    ]));
    let outcome = world.platform().outcome(to("rita", "marc"));
    assert_eq!((outcome.answer.written, outcome.unfinished), (2, false));
    assert_eq!(outcome.events.len(), 2);
    assert_eq!(outcome.events[1], Event::RecordsWritten { written: 2, deleted: 0 });
    let facts = world.facts("deals/1").unwrap();
    assert_eq!((facts.owner, facts.version, facts.segments.len()), (Some(marc.clone()), Some(4), 1));
    assert_eq!(world.owner("customers/1"), Some(marc));
    assert_ne!(world.owner("customers/2"), Some(rita));
}

#[test]
fn without_records_the_removal_is_all() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    let outcome = world.platform().outcome(to("rita", "ada"));
    assert_eq!((outcome.answer.written, outcome.events.len()), (0, 1));
}

#[test]
fn records_go_to_another_member_who_is_there() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::Invalid, to("rita", "rita"))
        .says("`transfer_records_to`: the records go to another member");
    world.refused(Code::Invalid, to("rita", "zoe")).says("`transfer_records_to`: there is no member `zoe`");
}

/// Rita with so many records.
fn with_records(count: usize) -> World {
    let mut world = World::office();
    let rita = world.invite("rita", |m| m);
    let record = |number: usize| {
        (key(&format!("deals/{number}")), Facts { owner: Some(rita.clone()), ..Facts::default() })
    };
    world.records = (0..count).map(record).collect::<MemoryRecords>();
    world
}

#[test]
fn many_records_go_in_batches_and_the_removal_with_the_last() {
    let mut world = with_records(TRANSFER_BATCH + 5);
    let rita = world.member_id("rita");
    let first = world.platform().outcome(to("rita", "ada"));
    assert!(first.unfinished);
    assert_eq!((first.records.len(), first.answer.written), (50_000, 50_000));
    assert_eq!(first.events, [Event::RecordsWritten { written: 50_000, deleted: 0 }]);
    assert_eq!(world.member("rita").status, "active");
    let last = world.platform().outcome(to("rita", "ada"));
    assert!(!last.unfinished);
    assert_eq!(last.events[0], Event::MemberRemoved { member: rita.clone() });
    assert_eq!(last.events[1], Event::RecordsWritten { written: 5, deleted: 0 });
    assert_eq!(world.view(&rita).status, "removed");
    let ada = world.member_id("ada");
    assert_eq!(world.records.owned_by(&ada, usize::MAX).len(), 50_005);
}

#[test]
fn exactly_one_batch_is_the_last() {
    let mut world = with_records(TRANSFER_BATCH);
    let outcome = world.platform().outcome(to("rita", "ada"));
    assert!(!outcome.unfinished);
    assert_eq!((outcome.records.len(), outcome.events.len()), (50_000, 2));
}

#[test]
fn a_removal_that_a_rule_forbids_moves_not_even_the_first_batch() {
    let mut world = with_records(TRANSFER_BATCH + 1);
    world.does(set_roles("rita", &["Admin"]));
    world.invite("heir", |m| m);
    world.does(set_roles("ada", &["Staff"]));
    world.refused(Code::LastAdmin, to("rita", "heir"));
}
