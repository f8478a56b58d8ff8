//! The condition of a filter against `decide`, record by record: on worlds put together by hand, and on drawn ones.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan};
use rolecall_catalog::Permission;
use rolecall_decision::{Rows, decide, filter};
use rolecall_organization::{ContainerId, Facts, MemberId, Question, RecordId, RecordKey, Records, Target};

use crate::drawn;
use crate::world::{World, id, now};

/// Every record that a world knows, and one in each module that it does not.
pub fn records(world: &World) -> Vec<RecordKey> {
    let modules = world.organization.catalog().modules.keys();
    let all = modules.flat_map(|module| {
        let registered = world.records.of_module(module).map(|(id, _)| id);
        let containers =
            world.organization.policy().containers.keys().map(|container| id(container.as_str()));
        let own: BTreeSet<RecordId> = registered.chain(containers).chain([id("never-heard-of")]).collect();
        own.into_iter().map(|id| RecordKey::new(module.clone(), id)).collect::<Vec<_>>()
    });
    all.collect()
}

fn permissions(world: &World) -> Vec<Permission> {
    let modules = world.organization.catalog().modules.iter();
    let all = modules.flat_map(|(module, declared)| {
        declared.actions.keys().map(|action| Permission::new(module.clone(), action.clone()))
    });
    all.collect()
}

/// Now, and each date of a member with a tick to either side.
fn instants(world: &World, member: &MemberId) -> BTreeSet<Timestamp> {
    let policy = world.organization.policy();
    let ends = policy.members.get(member).and_then(|member| member.ends_at);
    let places = policy.containers.values().filter_map(|container| container.members.get(member)?.until);
    let dates = places.chain(ends);
    dates.flat_map(|date| [date - 1.nanosecond(), date, date + 1.nanosecond()]).chain([now()]).collect()
}

/// Asks everything of a world, and answers how many records were allowed and how many denied.
pub fn compare(world: &World) -> (usize, usize) {
    let (organization, known) = (&world.organization, &world.records);
    let members: Vec<MemberId> =
        organization.policy().members.keys().cloned().chain([id("mem_nobody")]).collect();
    let containers: Vec<Option<ContainerId>> =
        organization.policy().containers.keys().cloned().map(Some).chain([None]).collect();
    let rows = Rows::new(organization, known);
    let rows: Vec<_> = records(world)
        .into_iter()
        .map(|key| (rows.row(&key.module, &key.id, &Facts::default()), key))
        .collect();
    let (mut allowed, mut denied) = (0, 0);
    for member in &members {
        for instant in instants(world, member) {
            for permission in permissions(world) {
                let whole = filter(organization, member, &permission, None, instant).condition;
                for (row, key) in rows.iter().filter(|(_, key)| key.module == permission.module) {
                    let target = Target::Record(key.id.clone(), Facts::default());
                    let asked = Question::new(member, &permission, target, instant);
                    let decision = decide(organization, known, &asked);
                    assert_eq!(
                        whole.admits(row),
                        decision.allowed,
                        "{member} {permission} {key} at {instant}\n{row:?}\n{whole:#?}\n{decision:#?}"
                    );
                    *(if decision.allowed { &mut allowed } else { &mut denied }) += 1;
                }
                for container in containers.iter().flatten().filter(|_| instant == now()) {
                    let there = filter(organization, member, &permission, Some(container), instant).condition;
                    for (row, key) in rows.iter().filter(|(_, key)| key.module == permission.module) {
                        let stands =
                            row.values(&"container".parse().unwrap()).any(|at| at == container.as_str());
                        assert_eq!(
                            there.admits(row),
                            stands && whole.admits(row),
                            "{member} {permission} {key}"
                        );
                    }
                }
            }
        }
    }
    (allowed, denied)
}

fn drawn(build: fn(u64) -> World, seeds: std::ops::Range<u64>) {
    let counts = seeds.map(|seed| compare(&build(seed)));
    let (allowed, denied) = counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(allowed * 10 > denied, "{allowed} were allowed and {denied} denied");
    assert!(denied * 10 > allowed, "{allowed} were allowed and {denied} denied");
}

#[test]
fn a_filter_agrees_with_the_rule_where_there_is_a_tree() {
    drawn(drawn::sales, 0..10);
}

#[test]
fn a_filter_agrees_with_the_rule_where_there_are_containers() {
    drawn(drawn::rooms, 0..5);
}

#[test]
fn a_filter_agrees_with_the_rule_where_both_meet() {
    drawn(drawn::atelier, 0..2);
}

#[test]
fn a_filter_agrees_with_the_rule_where_owners_come_down_and_records_follow() {
    drawn(drawn::knotted, 0..5);
}
