//! Oso, twice: the shape of the rule in Polar with what a position may do and see as methods of the application ("methods"), and the
//! tree and the rules as facts with a recursive rule ("facts"). Oso holds no records: they come with the request.
//!
//! `peer-oso [SIZE]`

use std::{fmt::Write as _, sync::Arc};

use bench_world::{ACTIONS, Bench, World};
use oso::{Oso, PolarClass};

const METHODS: &str = "
allow(member: Member, action: String, record: Record) if member.granted(action, record.module) and sees(member, record);
sees(member: Member, record: Record) if record.owner = member.id;
sees(member: Member, record: Record) if member.sees(record.position);
";

const FACTS: &str = "
allow(member: Member, action: String, record: Record) if member.granted(action, record.module) and sees(member, record);
sees(member: Member, record: Record) if record.owner = member.id;
sees(member: Member, record: Record) if record.position = member.position and shares_peers(member.position);
sees(member: Member, record: Record) if shared(record.position, member.position);
sees(member: Member, record: Record) if below(record.position, member.position);
below(position, above) if reports_to(position, above);
below(position, above) if reports_to(position, next) and below(next, above);
";

#[derive(Clone, PolarClass)]
struct Member {
    #[polar(attribute)]
    id: i64,
    #[polar(attribute)]
    position: i64,
    grants: [u32; ACTIONS.len()],
    /// By position: whether this member's position sees it.
    sees: Arc<Vec<bool>>,
}

#[derive(Clone, PolarClass)]
struct Record {
    #[polar(attribute)]
    owner: i64,
    #[polar(attribute)]
    position: i64,
    #[polar(attribute)]
    module: i64,
}

fn main() {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "oso");
    let sees: Vec<Arc<Vec<bool>>> =
        (0..world.tree.len() as u32).map(|position| Arc::new(seen(world, position))).collect();
    for (variant, policy) in [("methods", METHODS.to_owned()), ("facts", FACTS.to_owned() + &facts(world))] {
        let oso = bench.load(variant, || oso(&policy));
        let ask = |member: u32, record: u32| {
            let (member, record) = (self::member(world, &sees, member), self::record(world, record));
            oso.is_allowed(member, "view", record).expect("an answer")
        };
        bench.check(variant, 6, |number| ask(world.checks[number].member, world.checks[number].record));
        bench.list_by_checks(variant, 4, ask);
    }
}

fn oso(policy: &str) -> Oso {
    let mut oso = Oso::new();
    let granted = |member: &Member, action: String, module: i64| {
        let action = ACTIONS.iter().position(|name| *name == action).expect("an action");
        member.grants[action] >> module & 1 == 1
    };
    let class = Member::get_polar_class_builder()
        .add_method("granted", granted)
        .add_method("sees", |member: &Member, position: i64| member.sees[position as usize]);
    oso.register_class(class.build()).expect("a class");
    oso.register_class(Record::get_polar_class()).expect("a class");
    oso.load_str(policy).expect("a policy");
    oso
}

fn seen(world: &World, position: u32) -> Vec<bool> {
    let sees = |owners: u32| {
        world.tree.above(owners).any(|above| above == position)
            || (owners == position && world.peers[position as usize])
            || world.rules.contains(&(owners, position))
    };
    (0..world.tree.len() as u32).map(sees).collect()
}

fn facts(world: &World) -> String {
    let mut facts = String::new();
    for (position, above) in world.tree.parent.iter().enumerate() {
        if let Some(above) = above {
            writeln!(facts, "reports_to({position}, {above});").expect("written");
        }
        if world.peers[position] {
            writeln!(facts, "shares_peers({position});").expect("written");
        }
    }
    for (from, to) in &world.rules {
        writeln!(facts, "shared({from}, {to});").expect("written");
    }
    facts
}

fn member(world: &World, sees: &[Arc<Vec<bool>>], member: u32) -> Member {
    let position = world.position_of[member as usize];
    Member {
        id: member.into(),
        position: position.into(),
        grants: world.grants[position as usize],
        sees: Arc::clone(&sees[position as usize]),
    }
}

fn record(world: &World, record: u32) -> Record {
    Record {
        owner: world.owner_of[record as usize].into(),
        position: world.owners_position(record).into(),
        module: world.module_of[record as usize].into(),
    }
}
