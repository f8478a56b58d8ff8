//! Drawing the rich world. One sequence of draws, from a seed of its own.

use super::{
    CONTAINER_ROLES, Grant, Group, KINDS, Kind, Principal, Question, Reach, Record, Records, Rule, VALUES,
    World, kind, oracle,
};
use crate::{ACTIONS, MODULES, Random, Size, Tree};

const SEED: u64 = 43;

/// How many questions are asked.
const QUESTIONS: usize = 100_000;

/// How probable it is that a position is granted an action on a module.
const GRANTED: [f64; 4] = [0.8, 0.6, 0.6, 0.3];

impl World {
    /// Draws the world of a size, and asks the oracle about as many questions as it answers in some seconds.
    pub fn new(size: Size) -> Self {
        let random = &mut Random::new(SEED);
        let tree = Tree::new(&size.levels(), random);
        let (positions, members) = (tree.len(), size.members());
        let position_of: Vec<u32> = (0..members)
            .map(|m| if m < positions { m } else { 1 + random.below(positions - 1) } as u32)
            .collect();
        let containers: Vec<_> = (0..members / 20).map(|_| container(members, random)).collect();
        let groups =
            (0..positions / 5).map(|number| group(number, &tree, members, random)).collect::<Vec<_>>();
        let rules = (0..10 * positions).map(|_| rule(positions, groups.len(), random)).collect();
        let mut world = Self {
            size,
            peers: (0..positions).map(|_| random.happens(0.3)).collect(),
            active: (0..members).map(|member| member < positions || random.happens(0.98)).collect(),
            limits: (0..members).map(|_| random.happens(0.1).then(|| some_values(random))).collect(),
            roles: (0..positions).map(|_| role(0..MODULES, random)).collect(),
            container_roles: (0..CONTAINER_ROLES).map(|_| role(11..14, random)).collect(),
            tree,
            position_of,
            containers,
            groups,
            rules,
            records: Records::default(),
            questions: Vec::new(),
            expected: Vec::new(),
        };
        for number in 0..size.records() {
            let record = world.record(number as u32, random);
            world.records.push(record);
        }
        world.questions = (0..QUESTIONS).map(|_| world.question(random)).collect();
        let asked = world.questions[..[20_000, 10_000, 1_000][size as usize]].iter();
        world.expected = asked.map(|question| oracle::allowed(&world, *question)).collect();
        world
    }

    /// The first tenth of the records have owners of their own, so that there are parents for what follows.
    fn record(&self, number: u32, random: &mut Random) -> Record {
        let tenth = self.size.records() / 10;
        let all = if (number as usize) < tenth { KINDS[0].1.end } else { MODULES };
        let module = random.below(all);
        let mut record = Record { module, owner: None, parent: None, container: None, values: 0 };
        match kind(module) {
            Kind::Own => record.owner = self.owner(random),
            Kind::Segmented => {
                record.owner = self.owner(random);
                record.values = if random.happens(0.9) { 1 << random.below(VALUES) } else { 0 };
                record.values |= if random.happens(0.2) { 1 << random.below(VALUES) } else { 0 };
            }
            Kind::Contained => {
                let container = random.below(self.containers.len());
                let (owner, _) = random.one_of(&self.containers[container]);
                (record.owner, record.container) = (Some(owner), Some(container as u32));
            }
            Kind::Owned | Kind::Following => record.parent = Some(random.below(tenth) as u32),
        }
        record
    }

    fn owner(&self, random: &mut Random) -> Option<u32> {
        random.happens(0.98).then(|| random.below(self.position_of.len()) as u32)
    }

    /// An eighth each: the owner, a superior, a member of the container or else somebody at the owner's position, somebody with
    /// whom a rule of the module shares; the others anybody.
    fn question(&self, random: &mut Random) -> Question {
        let record = random.below(self.records.len()) as u32;
        let anybody = random.below(self.position_of.len()) as u32;
        let facts = self.records.get(record);
        let owner = oracle::owner(self, facts).unwrap_or(anybody);
        let position = self.position_of[owner as usize];
        // The first member at each position has its number.
        let member = match random.below(8) {
            0 => owner,
            1 => self.tree.above(position).take(1 + random.below(5)).last().unwrap_or(position),
            2 => facts.container.map_or(position, |place| random.one_of(&self.containers[place as usize]).0),
            3 => self.shared_with(facts.module, owner, random).unwrap_or(anybody),
            _ => anybody,
        };
        let action = random.one_of(&[0, 0, 0, 2, 3]);
        Question { member, action, record }
    }

    /// Somebody with whom one of the rules shares that open records of this owner.
    fn shared_with(&self, module: usize, owner: u32, random: &mut Random) -> Option<u32> {
        let (before, from) = self.rules.split_at(random.below(self.rules.len()));
        let mut rules = from.iter().chain(before);
        let opens = |rule: &&Rule| rule.module == module && oracle::covers(self, rule.from, owner);
        match rules.find(opens)?.to {
            Principal::Position(position) | Principal::PositionAndBelow(position) => Some(position),
            Principal::Group(group) => Some(random.one_of(&self.groups[group as usize].members)),
        }
    }
}

/// Grants on some modules.
fn role(modules: std::ops::Range<usize>, random: &mut Random) -> Vec<Grant> {
    let mut grants = Vec::new();
    for module in modules {
        for (action, probability) in GRANTED.iter().enumerate().take(ACTIONS.len()) {
            if random.happens(*probability) {
                let reach = match random.below(20) {
                    0 => Reach::All,
                    1..5 => Reach::Assigned,
                    _ => Reach::Shared,
                };
                let limited = kind(module) == Kind::Segmented && random.happens(0.3);
                grants.push(Grant { module, action, reach, limit: limited.then(|| some_values(random)) });
            }
        }
    }
    grants
}

/// Two to four values.
fn some_values(random: &mut Random) -> u8 {
    (0..2 + random.below(3)).fold(0, |bits, _| bits | 1 << random.below(VALUES))
}

/// Five to 24 members, each once.
fn container(members: usize, random: &mut Random) -> Vec<(u32, usize)> {
    let mut found: Vec<(u32, usize)> = Vec::new();
    for _ in 0..5 + random.below(20) {
        let member = random.below(members) as u32;
        if found.iter().all(|(other, _)| *other != member) {
            found.push((member, random.below(CONTAINER_ROLES)));
        }
    }
    found
}

fn group(number: usize, tree: &Tree, members: usize, random: &mut Random) -> Group {
    let nested = number > 0 && random.happens(0.5);
    // Low in the tree, so that a group is no half of the organization.
    let low = |random: &mut Random| (tree.len() / 2 + random.below(tree.len() / 2)) as u32;
    Group {
        members: (0..3).map(|_| random.below(members) as u32).collect(),
        positions: (0..2).map(|_| low(random)).collect(),
        positions_and_below: vec![low(random)],
        groups: if nested { vec![random.below(number) as u32] } else { Vec::new() },
    }
}

fn rule(positions: usize, groups: usize, random: &mut Random) -> Rule {
    let modules: Vec<usize> = (0..11).chain(14..17).collect();
    Rule {
        module: random.one_of(&modules),
        from: principal(positions, groups, random),
        to: principal(positions, groups, random),
        level: random.below(3) as u8,
        superiors: random.happens(0.3),
    }
}

fn principal(positions: usize, groups: usize, random: &mut Random) -> Principal {
    let position = (1 + random.below(positions - 1)) as u32;
    match random.below(10) {
        0..5 => Principal::Position(position),
        5..7 => Principal::PositionAndBelow((positions / 4 + random.below(positions * 3 / 4)) as u32),
        _ => Principal::Group(random.below(groups) as u32),
    }
}
