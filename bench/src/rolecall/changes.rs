//! What a change costs until checks see it, and what checks cost while many are made.

use bench_world::{
    ACTIONS, Bench, Row, VIEW, member_name, module_name, position_name, record_name,
    writing::{checks_beside, until_seen},
};
use rolecall::organization::{Event, Facts, RecordChange, RuleLevel};

use crate::{
    engine::Engine,
    organization::{at_position, id, member_id, role_name},
    plain,
};

/// How often a change of the policy and a write of a record are timed.
const TIMES: usize = 51;
const RECORDS: usize = 201;

/// How many records are written beside checks, and how many of them at once.
const WRITTEN: usize = 1_000_000;
const AT_ONCE: usize = 5_000;

pub fn measure(bench: &Bench<'_>, engine: &Engine) {
    role(bench, engine);
    rule(bench, engine);
    position(bench, engine);
    preview(bench, engine);
    record(bench, engine);
    beside(bench, engine);
}

/// Whether the leaf manager may view her own first record of a module that her role grants: what a change of the role changes.
fn role(bench: &Bench<'_>, engine: &Engine) {
    let world = bench.world;
    let check = world.checks.iter().find(|check| check.expected).expect("an allow");
    let position = world.position_of[check.member as usize];
    let module = module_name(world.module_of[check.record as usize].into());
    let event = |grants| Event::RoleChanged {
        role: id(&role_name(position)),
        name: None,
        description: rolecall::organization::Change::Keep,
        grants: Some(grants),
    };
    let (with, without) = (event(plain::grants(world, position)), event(Vec::new()));
    let timing = until_seen(
        TIMES,
        |number| engine.apply(if number % 2 == 0 { &without } else { &with }),
        |number| {
            let (member, record) = (member_name(check.member), record_name(check.record));
            engine.view().allows_named(&member, ACTIONS[VIEW], &module, &record) == (number % 2 == 1)
        },
    );
    engine.apply(&with);
    bench.row("", "role change seen").timed(timing).print();
}

/// A rule comes and goes that opens a record to somebody.
fn rule(bench: &Bench<'_>, engine: &Engine) {
    let world = bench.world;
    let granted = |check: &&bench_world::Check| {
        let (position, module) =
            (world.position_of[check.member as usize], world.module_of[check.record as usize]);
        !check.expected && world.granted(position, VIEW).any(|granted| granted == module as usize)
    };
    let check = world.checks.iter().find(granted).expect("a deny that a rule opens");
    let module = module_name(world.module_of[check.record as usize].into());
    let made = Event::SharingRuleSet {
        rule: id("shr_opens"),
        module: id(&module),
        from: at_position(world.owners_position(check.record), false),
        to: at_position(world.position_of[check.member as usize], false),
        level: RuleLevel::Read,
        superiors_allowed: false,
    };
    let gone = Event::SharingRuleDeleted { rule: id("shr_opens") };
    let timing = until_seen(
        TIMES,
        |number| engine.apply(if number % 2 == 0 { &made } else { &gone }),
        |number| {
            let (member, record) = (member_name(check.member), record_name(check.record));
            engine.view().allows_named(&member, ACTIONS[VIEW], &module, &record) == (number % 2 == 0)
        },
    );
    engine.apply(&gone);
    bench.row("", "rule change seen").timed(timing).print();
}

/// A position moves under another and back: with it goes all below it.
fn position(bench: &Bench<'_>, engine: &Engine) {
    let (tree, world) = (&bench.world.tree, bench.world);
    let moved = tree.level.iter().rposition(|level| *level == 2).expect("a third level") as u32;
    let back = tree.parent[moved as usize].expect("a parent");
    let second = (0..).zip(&tree.level).find(|(position, level)| **level == 1 && *position != back);
    let second: u32 = second.expect("two positions on the second level").0;
    let event = |above: u32| Event::PositionChanged {
        position: id(&position_name(moved)),
        name: None,
        reports_to: Some(id(&position_name(above))),
        share_with_peers: None,
        description: rolecall::organization::Change::Keep,
    };
    let (away, back) = (event(second), event(back));
    let right = engine.view().right(&module_name(0), ACTIONS[VIEW]);
    let probe = (0..world.owner_of.len() as u32).find(|record| world.module_of[*record as usize] == 0);
    let probe = plain::key(world, probe.expect("a record"));
    let timing = until_seen(
        TIMES,
        |number| engine.apply(if number % 2 == 0 { &away } else { &back }),
        // The change is published when the writer returns; one check on the new view counts as seeing it.
        |_| {
            let view = engine.view();
            let record = view.record(probe.module.as_str(), probe.id.as_str());
            let _ = view.allows(&view.member(&member_name(0)), &right, &record);
            true
        },
    );
    engine.apply(&back);
    bench.row("", "position change seen").timed(timing).print();
}

fn preview(bench: &Bench<'_>, engine: &Engine) {
    let event = Event::RoleChanged {
        role: id(&role_name(1)),
        name: None,
        description: rolecall::organization::Change::Keep,
        grants: Some(plain::grants(bench.world, 2)),
    };
    if engine.preview(&event).is_some() {
        let timing = bench_world::measure::repeated(TIMES, || engine.preview(&event));
        bench.row("", "preview of a role edit").timed(timing).print();
    }
}

/// One record changes hands: to a member, and to nobody.
fn record(bench: &Bench<'_>, engine: &Engine) {
    let world = bench.world;
    let check =
        world.checks.iter().find(|check| check.expected && owns(world, check)).expect("an owner's check");
    let key = plain::key(world, check.record);
    let timing = until_seen(
        RECORDS,
        |number| {
            let owner = (number % 2 == 1).then(|| member_id(check.member));
            engine
                .put(&[RecordChange { key: key.clone(), facts: Some(Facts { owner, ..Facts::default() }) }]);
        },
        |number| {
            let (member, record) = (member_name(check.member), record_name(check.record));
            let module = key.module.as_str();
            engine.view().allows_named(&member, ACTIONS[VIEW], module, &record) == (number % 2 == 1)
        },
    );
    let owner = Some(member_id(check.member));
    engine.put(&[RecordChange { key, facts: Some(Facts { owner, ..Facts::default() }) }]);
    bench.row("", "record write seen").timed(timing).print();
}

/// The member owns the record, and does not stand at the top, who sees records without an owner, too.
fn owns(world: &bench_world::World, check: &bench_world::Check) -> bool {
    world.owner_of[check.record as usize] == check.member && world.position_of[check.member as usize] != 0
}

/// Checks while records change hands, a batch after the other. Nothing else is asked of this engine afterwards.
fn beside(bench: &Bench<'_>, engine: &Engine) {
    let world = bench.world;
    let view = engine.view();
    let resolve = |check: &bench_world::Check| {
        let key = plain::key(world, check.record);
        let right = view.right(key.module.as_str(), ACTIONS[VIEW]);
        let member = view.member(&member_name(check.member));
        (member, right, view.record(key.module.as_str(), key.id.as_str()))
    };
    let questions: Vec<_> = world.checks.iter().map(resolve).collect();
    drop(view);
    let (records, members) = (world.owner_of.len(), world.position_of.len());
    let change = |number: usize| {
        let record = (number % records) as u32;
        let owner = (world.owner_of[record as usize] as usize + 1 + number / records) % members;
        let facts = Facts { owner: Some(member_id(owner as u32)), ..Facts::default() };
        RecordChange { key: plain::key(world, record), facts: Some(facts) }
    };
    let write = || {
        for start in (0..WRITTEN).step_by(AT_ONCE) {
            engine.put(&(start..start + AT_ONCE).map(change).collect::<Vec<_>>());
        }
    };
    let check = |number: usize| {
        let (member, right, record) = &questions[number];
        engine.view().allows(member, right, record)
    };
    let (idle, busy) = checks_beside(questions.len(), check, write);
    bench.row("", "beside writes, idle").timed(idle).print();
    let ratio = Some(busy.p99 / idle.p99);
    Row { ratio, ..bench.row("", "beside writes").timed(busy) }.print();
}
