//! The rich world as an organization of Rolecall's, and what is asked there.

use std::{collections::BTreeMap, hint::black_box};

use bench_world::{
    ACTIONS, MODULES, Row, Size, VIEW, measure, member_name, memory, module_name, position_name, record_name,
    rich::{self, Grant, Principal, World, container_name, value_name, values},
};
use rolecall::{
    catalog::{self, Limits, ModuleId, Reach},
    decision::StoredRecord,
    organization::{self, Event, GroupParts, PrincipalKind, Revision, RuleLevel, Status},
};

use crate::{
    engine::{Engine, Member, Record, Right},
    organization::{Growing, at_position, id, member_id, role_name, unlimited},
};

/// Loads the world of a size and asks.
pub fn measure(size: Size) {
    let world = &World::new(size);
    let before = memory::now();
    let (growing, stored) = (organization(world), Stored::of(world));
    let (engine, took) = measure::once(|| Engine::load(growing, |take| stored.hand_out(take)));
    let (after, seconds) = (memory::now(), Some(took.as_secs_f64()));
    let resident_mib = Some(after.resident - before.resident);
    Row { seconds, resident_mib, ..row(world, "", "load") }.print();
    checks(world, &engine);
    lists(world, &engine);
    preview(world, &engine);
}

fn row(world: &World, variant: &str, figure: &str) -> Row {
    Row {
        size: world.size.to_string(),
        world: "rich".into(),
        engine: "rolecall".into(),
        variant: variant.into(),
        figure: figure.into(),
        ..Row::default()
    }
}

fn checks(world: &World, engine: &Engine) {
    let view = engine.view();
    let module = |record| module_name(world.records.get(record).module);
    let resolve = |question: &rich::Question| {
        let module = module(question.record);
        let right = view.right(&module, ACTIONS[question.action]);
        let record = view.record(&module, &record_name(question.record));
        (view.member(&member_name(question.member)), right, record)
    };
    let resolved: Vec<(Member, Right, Record)> = world.questions.iter().map(resolve).collect();
    batches(world, "handles", |number| {
        let (member, right, record) = black_box(&resolved[number]);
        view.allows(member, right, record)
    });
    let name = |question: &rich::Question| {
        (
            member_name(question.member),
            ACTIONS[question.action],
            module(question.record),
            record_name(question.record),
        )
    };
    let named: Vec<_> = world.questions.iter().map(name).collect();
    batches(world, "string ids", |number| {
        let (member, action, module, record) = black_box(&named[number]);
        view.allows_named(member, action, module, record)
    });
}

fn batches(world: &World, variant: &str, ask: impl Fn(usize) -> bool) {
    let wrong =
        world.expected.iter().enumerate().filter(|(number, expected)| ask(*number) != **expected).count();
    let timing = measure::in_batches(world.questions.len(), 10, ask);
    let allowed = world.expected.iter().filter(|expected| **expected).count();
    let note = format!("{} compared, {allowed} of them allowed", world.expected.len());
    Row { mismatches: Some(wrong), note, ..row(world, variant, "check") }.timed(timing).print();
}

/// All that the member who stands first at a level may view.
fn lists(world: &World, engine: &Engine) {
    let view = engine.view();
    let rights: Vec<Right> =
        (0..MODULES).map(|module| view.right(&module_name(module), ACTIONS[VIEW])).collect();
    for (manager, level) in [("top", 0), ("mid", 2), ("leaf", 5)] {
        let position = world.tree.level.iter().position(|other| *other == level).expect("a position") as u32;
        let member = view.member(&member_name(position));
        let mut found = Vec::new();
        let timing = measure::repeated(51, || {
            found.clear();
            rights.iter().for_each(|right| view.list(&member, right, &mut found));
        });
        let rows = Some(found.len());
        let mismatches = (world.size == Size::S).then(|| found.len().abs_diff(visible(world, position)));
        Row { rows, mismatches, ..row(world, "handles", &format!("list {manager}")) }.timed(timing).print();
    }
}

/// How many records the oracle lets a member view. It takes its time, so it is asked in the small world only.
fn visible(world: &World, member: u32) -> usize {
    let question = |record| rich::Question { member, action: VIEW, record };
    (0..world.records.len() as u32).filter(|record| rich::oracle::allowed(world, question(*record))).count()
}

fn preview(world: &World, engine: &Engine) {
    let event = Event::RoleChanged {
        role: id(&role_name(1)),
        name: None,
        description: organization::Change::Keep,
        grants: Some(world.roles[2].iter().map(grant).collect()),
    };
    if engine.preview(&event).is_some() {
        let timing = measure::repeated(21, || engine.preview(&event));
        row(world, "", "preview of a role edit").timed(timing).print();
    }
}

fn organization(world: &World) -> Growing {
    let mut growing = Growing::of(include_str!("rich.toml"));
    growing.tree(&world.tree, &world.peers);
    for (position, grants) in world.roles.iter().enumerate() {
        growing.role(&role_name(position as u32), None, grants.iter().map(grant).collect());
    }
    for (number, grants) in world.container_roles.iter().enumerate() {
        growing.role(&container_role(number), Some("site"), grants.iter().map(grant).collect());
    }
    for (member, position) in world.position_of.iter().enumerate() {
        let status = if world.active[member] { Status::Active } else { Status::Inactive };
        let segments = world.limits[member].map_or_else(unlimited, limits);
        growing.member(member as u32, &role_name(*position), *position, segments, status);
    }
    groups(&mut growing, world);
    for (number, rule) in world.rules.iter().enumerate() {
        let level = [RuleLevel::Read, RuleLevel::ReadWrite, RuleLevel::ReadWriteDelete][rule.level as usize];
        let (from, to) = (principal(rule.from), principal(rule.to));
        growing.rule(number, &module_name(rule.module), from, to, (level, rule.superiors));
    }
    containers(&mut growing, world);
    growing
}

fn groups(growing: &mut Growing, world: &World) {
    let positions = |all: &[u32]| all.iter().map(|position| id(&position_name(*position))).collect();
    for (number, group) in world.groups.iter().enumerate() {
        let parts = GroupParts {
            members: group.members.iter().map(|member| member_id(*member)).collect(),
            positions: positions(&group.positions),
            positions_and_below: positions(&group.positions_and_below),
            groups: group.groups.iter().map(|group| id(&group_name(*group))).collect(),
        };
        let name = group_name(number as u32);
        growing.happened(&Event::GroupCreated { group: id(&name), name: id(&name), parts });
    }
}

fn containers(growing: &mut Growing, world: &World) {
    for (number, members) in world.containers.iter().enumerate() {
        let name = container_name(number as u32);
        let (container, kind) = (id(&name), id("site"));
        growing.happened(&Event::ContainerCreated { container, kind, name: id(&name), company: None });
        for (member, role) in members {
            let roles = [id(&container_role(*role))].into();
            let (container, member) = (id(&name), member_id(*member));
            growing.happened(&Event::ContainerMemberSet { container, member, roles, until: None });
        }
    }
}

/// The records in the order in which a store hands them out.
struct Stored<'a> {
    world: &'a World,
    modules: Vec<ModuleId>,
    members: Vec<String>,
    order: Vec<u32>,
}

impl<'a> Stored<'a> {
    fn of(world: &'a World) -> Self {
        let mut order: Vec<u32> = (0..world.records.len() as u32).collect();
        order.sort_by_key(|record| (world.records.get(*record).module, *record));
        let members = (0..world.position_of.len() as u32).map(member_name).collect();
        let modules = (0..MODULES).map(|module| id(&module_name(module))).collect();
        Self { world, modules, members, order }
    }

    fn hand_out(&self, take: &mut dyn FnMut(&StoredRecord<'_>)) {
        for number in &self.order {
            let record = self.world.records.get(*number);
            let segments = if record.values == 0 { BTreeMap::new() } else { limits(record.values) };
            let parent = record.parent.map(|parent| {
                (self.modules[self.world.records.get(parent).module].as_str(), record_name(parent))
            });
            take(&StoredRecord {
                module: &self.modules[record.module],
                id: &record_name(*number),
                since: Revision(1),
                owner: record.owner.map(|owner| self.members[owner as usize].as_str()),
                parent: parent.as_ref().map(|(module, id)| (*module, id.as_str())),
                container: record.container.map(container_name).as_deref(),
                segments,
                version: None,
            });
        }
    }
}

fn grant(grant: &Grant) -> catalog::Grant {
    catalog::Grant {
        module: id(&module_name(grant.module)),
        actions: [id(ACTIONS[grant.action])].into(),
        reach: match grant.reach {
            rich::Reach::Assigned => Reach::Assigned,
            rich::Reach::Shared => Reach::Shared,
            rich::Reach::All => Reach::All,
        },
        limits: grant.limit.map_or_else(unlimited, limits),
        feature: None,
    }
}

fn principal(principal: Principal) -> organization::Principal {
    match principal {
        Principal::Position(position) => at_position(position, false),
        Principal::PositionAndBelow(position) => at_position(position, true),
        Principal::Group(group) => {
            let kind = PrincipalKind::Group(id(&group_name(group)));
            organization::Principal { kind, and_below: false }
        }
    }
}

/// These values of the world's one segment.
fn limits(bits: u8) -> Limits {
    BTreeMap::from([(id("location"), values(bits).map(|value| id(&value_name(value))).collect())])
}

fn group_name(group: u32) -> String {
    format!("grp_{group:05}")
}

fn container_role(number: usize) -> String {
    format!("site_role_{number}")
}
