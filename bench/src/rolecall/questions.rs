//! What people ask, in the plain world: checks, explain, lists, who-can.

use std::hint::black_box;

use bench_world::{ACTIONS, Bench, MODULES, VIEW, measure, member_name, module_name, record_name};

use crate::engine::{Engine, Member, Record, Right, View};

/// What checks ask, resolved.
struct Resolved {
    member: Member,
    right: Right,
    record: Record,
}

/// How many of the checks are explained, and for how many records it is asked who can.
const EXPLAINED: usize = 20_000;
const WHO_CAN: usize = 200;

pub fn measure(bench: &Bench<'_>, engine: &Engine) {
    let view = engine.view();
    let resolved = resolved(bench, &view);
    checks(bench, engine, &resolved);
    let timing = measure::one_by_one(EXPLAINED, std::time::Duration::from_secs(5), |number| {
        let Resolved { member, right, record } = &resolved[number];
        black_box(view.explain(member, right, record));
    });
    bench.row("", "explain").timed(timing).print();
    lists(bench, &view);
    let who_can = |number: usize| view.who_can(&resolved[number].right, &resolved[number].record);
    let timing = measure::one_by_one(WHO_CAN, std::time::Duration::from_secs(5), |number| {
        black_box(who_can(number));
    });
    bench.row("", "who-can").timed(timing).print();
}

fn resolved(bench: &Bench<'_>, view: &View) -> Vec<Resolved> {
    let world = bench.world;
    let resolve = |check: &bench_world::Check| {
        let module = module_name(world.module_of[check.record as usize].into());
        Resolved {
            member: view.member(&member_name(check.member)),
            right: view.right(&module, ACTIONS[VIEW]),
            record: view.record(&module, &record_name(check.record)),
        }
    };
    world.checks.iter().map(resolve).collect()
}

fn checks(bench: &Bench<'_>, engine: &Engine, resolved: &[Resolved]) {
    let world = bench.world;
    let view = engine.view();
    bench.check_in_batches("handles", |number| {
        let Resolved { member, right, record } = black_box(&resolved[number]);
        view.allows(member, right, record)
    });
    bench.check_in_batches("handles, the view's guard taken per check", |number| {
        let Resolved { member, right, record } = black_box(&resolved[number]);
        engine.view().allows(member, right, record)
    });
    let modules: Vec<String> = (0..MODULES).map(module_name).collect();
    let named: Vec<(String, &str, String)> = world
        .checks
        .iter()
        .map(|check| {
            let module = modules[world.module_of[check.record as usize] as usize].as_str();
            (member_name(check.member), module, record_name(check.record))
        })
        .collect();
    bench.check_in_batches("string ids", |number| {
        let (member, module, record) = black_box(&named[number]);
        view.allows_named(member, ACTIONS[VIEW], module, record)
    });
}

/// All that a manager may view, over all modules, as the peers list it.
fn lists(bench: &Bench<'_>, view: &View) {
    let modules: Vec<String> = (0..MODULES).map(module_name).collect();
    let rights: Vec<Right> = modules.iter().map(|module| view.right(module, ACTIONS[VIEW])).collect();
    let mut found = Vec::with_capacity(bench.world.owner_of.len());
    bench.list("handles", 101, |member| {
        let member = view.member(&member_name(member));
        found.clear();
        rights.iter().for_each(|right| view.list(&member, right, &mut found));
        black_box(&found).len()
    });
    drop(found);
    bench.list("string ids", 51, |member| {
        let name = member_name(member);
        let (mut rows, mut bytes) = (0, 0);
        for module in &modules {
            view.list_named(&name, ACTIONS[VIEW], module, &mut |id| {
                rows += 1;
                bytes += black_box(id).len();
            });
        }
        black_box(bytes);
        rows
    });
}
