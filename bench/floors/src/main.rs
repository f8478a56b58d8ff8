//! The floors: what a programmer would write by hand for this one world, with dense ids and with the product's string ids. No engine
//! that takes writes, explains itself and knows other worlds can be expected below them.
//!
//! `floors [SIZE]`

mod access;
mod lists;

use std::{collections::HashMap, hint::black_box};

use access::Access;
use bench_world::{Bench, VIEW, World, member_name, record_name};
use lists::{ByOwner, ByPosition};

fn main() {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "floor");
    let access = &bench.load("bits, beside the arrays of the world", || Access::new(world));
    checks(&bench, access);
    checks_with_names(&bench, access);
    lists(&bench, access);
}

fn checks(bench: &Bench<'_>, access: &Access<'_>) {
    let checks = &bench.world.checks;
    bench.check_in_batches("bits", |number| {
        let check = checks[number];
        access.by_bits(black_box(check.member), VIEW, black_box(check.record))
    });
    bench.check_in_batches("intervals", |number| {
        let check = checks[number];
        access.by_interval(black_box(check.member), VIEW, black_box(check.record))
    });
}

/// The ids that the product has, through the standard library's map.
fn checks_with_names(bench: &Bench<'_>, access: &Access<'_>) {
    let world = bench.world;
    let members: HashMap<String, u32> =
        (0..world.position_of.len() as u32).map(|member| (member_name(member), member)).collect();
    let records: HashMap<String, u32> = bench.load("std map of record ids", || {
        (0..world.owner_of.len() as u32).map(|record| (record_name(record), record)).collect()
    });
    let questions: Vec<(String, String)> =
        world.checks.iter().map(|check| (member_name(check.member), record_name(check.record))).collect();
    bench.check_in_batches("bits, string ids", |number| {
        let (member, record) = black_box(&questions[number]);
        access.by_bits(members[member], VIEW, records[record])
    });
    bench.check_in_batches("intervals, string ids", |number| {
        let (member, record) = black_box(&questions[number]);
        access.by_interval(members[member], VIEW, records[record])
    });
}

fn lists(bench: &Bench<'_>, access: &Access<'_>) {
    let world = bench.world;
    let mut found = Vec::with_capacity(world.owner_of.len());
    let by_position = bench.load("by position and module", || ByPosition::new(world, access));
    bench.list("by position and module", 101, |member| {
        by_position.list(member, &mut found);
        black_box(&found).len()
    });
    drop(by_position);
    let by_owner = bench.load("by module and owner", || ByOwner::new(world, access));
    bench.list("by module and owner", 51, |member| {
        by_owner.list(member, &mut found);
        black_box(&found).len()
    });
    bench.list("scan", 11, |member| {
        found.clear();
        found.extend((0..world.owner_of.len() as u32).filter(|record| access.by_bits(member, VIEW, *record)));
        black_box(&found).len()
    });
}
