//! Cedar in process: one policy over data, the same with only the entities of a request, and one policy for each position. Entity ids
//! are made beforehand; requests are not checked against the schema, the entities are.
//!
//! `peer-cedar [SIZE]`

mod entities;
mod policies;

use bench_world::{Bench, Row, Size, World, measure};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request, ResourceQueryRequest,
};
use entities::Maker;

fn main() {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "cedar");
    let (schema, maker) = (policies::schema(), Maker::new(world));
    let entities = bench.load("one policy", || maker.all(&schema));
    let one = Cedar::new(&maker, policies::one(&schema));
    bench.check("one policy", 6, |number| {
        let check = world.checks[number];
        one.allows(check.member, check.record, &entities)
    });
    slices(&bench, &one);
    let many = Cedar::new(&maker, policies::per_position(world, &schema));
    bench.check("one policy per position", 5, |number| {
        let check = world.checks[number];
        many.allows(check.member, check.record, &entities)
    });
    bench.list_by_checks("one policy", 10, |member, record| one.allows(member, record, &entities));
    if world.size == Size::S {
        query(&bench, &one, &entities, &schema);
    }
}

struct Cedar<'a> {
    maker: &'a Maker<'a>,
    policies: PolicySet,
    authorizer: Authorizer,
    view: EntityUid,
}

impl<'a> Cedar<'a> {
    fn new(maker: &'a Maker<'a>, policies: PolicySet) -> Self {
        let view = r#"Action::"view""#.parse().expect("an action");
        Self { maker, policies, authorizer: Authorizer::new(), view }
    }

    fn allows(&self, member: u32, record: u32, entities: &Entities) -> bool {
        let member = self.maker.members[member as usize].clone();
        let record = self.maker.records[record as usize].clone();
        let request = Request::new(member, self.view.clone(), record, Context::empty(), None);
        let request = request.expect("a request");
        self.authorizer.is_authorized(&request, &self.policies, entities).decision() == Decision::Allow
    }
}

/// A service without a state: entities of positions and members lie ready, those that a request needs are put together for it.
fn slices(bench: &Bench<'_>, cedar: &Cedar<'_>) {
    let world = bench.world;
    let positions: Vec<Entity> =
        (0..world.tree.len() as u32).map(|position| cedar.maker.position(position)).collect();
    let members: Vec<Entity> =
        (0..world.position_of.len() as u32).map(|member| cedar.maker.member(member)).collect();
    bench.check("entities of the request", 5, |number| {
        let check = world.checks[number];
        let owner = world.owner_of[check.record as usize];
        let mut needed: Vec<u32> = [check.member, owner]
            .into_iter()
            .map(|member| world.position_of[member as usize])
            .flat_map(|position| std::iter::once(position).chain(world.tree.above(position)))
            .collect();
        needed.sort_unstable();
        needed.dedup();
        let mut slice: Vec<Entity> =
            needed.into_iter().map(|position| positions[position as usize].clone()).collect();
        slice.push(members[check.member as usize].clone());
        if owner != check.member {
            slice.push(members[owner as usize].clone());
        }
        slice.push(cedar.maker.record(check.record));
        let slice = Entities::from_entities(slice, None).expect("entities");
        cedar.allows(check.member, check.record, &slice)
    });
}

/// Cedar's own way to list, by type-aware partial evaluation; experimental in Cedar.
fn query(bench: &Bench<'_>, cedar: &Cedar<'_>, entities: &Entities, schema: &cedar_policy::Schema) {
    for manager in &bench.world.managers {
        let member = cedar.maker.members[manager.member as usize].clone();
        let kind = "Record".parse().expect("a type");
        let request = ResourceQueryRequest::new(member, cedar.view.clone(), kind, Context::empty(), schema);
        let request = request.expect("a request");
        let mut rows = 0;
        let timing = measure::repeated(1, || {
            rows = cedar.policies.query_resource(&request, entities, schema).expect("an answer").count();
        });
        let row = bench.row("query_resource", &format!("list {}", manager.name));
        let mismatches = Some(rows.abs_diff(manager.visible));
        Row { rows: Some(rows), mismatches, ..row }.timed(timing).print();
    }
}
