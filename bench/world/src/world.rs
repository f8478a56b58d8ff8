//! The plain world: members at positions in a tree, what each position may do, sharing rules, records with an owner and a module.
//!
//! A position carries the grants, too: in this world position and role are one, as every peer can say it.

use std::fmt::Write;

use crate::{Check, Random, Size, Tree, checks, oracle};

/// How many modules there are.
pub const MODULES: usize = 20;

/// The actions of every module.
pub const ACTIONS: [&str; 4] = ["view", "create", "edit", "delete"];

/// The action that checks and lists ask for, by its number.
pub const VIEW: usize = 0;

/// How probable it is that a position is granted an action on a module.
const GRANTED: [f64; 4] = [0.8, 0.6, 0.6, 0.3];

/// The same in every run, and in the figures measured earlier with this world.
const SEED: u64 = 42;

/// Everything that an engine is loaded with, and everything that it is asked. Members, positions, modules and records are
/// numbers here; [`member_name`] and its neighbours are what products call them.
pub struct World {
    pub size: Size,
    pub tree: Tree,
    /// Whether the members of a position see each other's records.
    pub peers: Vec<bool>,
    /// Per position and action: a bit for each module.
    pub grants: Vec<[u32; ACTIONS.len()]>,
    /// Records owned at the first position are shared with the second.
    pub rules: Vec<(u32, u32)>,
    pub position_of: Vec<u32>,
    pub owner_of: Vec<u32>,
    pub module_of: Vec<u8>,
    pub checks: Vec<Check>,
    pub managers: Vec<Manager>,
}

/// A member for whom lists are asked.
pub struct Manager {
    pub name: &'static str,
    pub member: u32,
    /// How many records she may view.
    pub visible: usize,
}

impl World {
    /// Draws the world of a size. The order of the draws is part of what makes figures comparable: keep it.
    pub fn new(size: Size) -> Self {
        let random = &mut Random::new(SEED);
        let tree = Tree::new(&size.levels(), random);
        let peers = (0..tree.len()).map(|_| random.happens(0.3)).collect();
        let grants = (0..tree.len()).map(|_| grants(random)).collect();
        let rules = rules(tree.len(), random);
        let position_of = places(size, &tree, random);
        let owner_of = (0..size.records()).map(|_| random.below(size.members()) as u32).collect();
        let module_of = (0..size.records()).map(|_| random.below(MODULES) as u8).collect();
        let (checks, managers) = (Vec::new(), Vec::new());
        let mut world =
            Self { size, tree, peers, grants, rules, position_of, owner_of, module_of, checks, managers };
        world.checks = checks::draw(&world, random);
        world.managers = world.choose_managers();
        world
    }

    fn choose_managers(&self) -> Vec<Manager> {
        let at = |name, level| {
            let stands = |position: &u32| self.tree.level[*position as usize] == level;
            let member = self.position_of.iter().position(stands).expect("somebody on every level") as u32;
            Manager { name, member, visible: oracle::visible(self, member).count() }
        };
        vec![at("top", 0), at("mid", 2), at("leaf", 5)]
    }

    /// The modules on which a position is granted an action.
    pub fn granted(&self, position: u32, action: usize) -> impl Iterator<Item = usize> + use<> {
        let bits = self.grants[position as usize][action];
        (0..MODULES).filter(move |module| bits >> module & 1 == 1)
    }

    /// The positions that share with one, by a rule.
    pub fn shared_with(&self, position: u32) -> impl Iterator<Item = u32> {
        self.rules.iter().filter(move |rule| rule.1 == position).map(|rule| rule.0)
    }

    /// The position of who owns a record.
    pub fn owners_position(&self, record: u32) -> u32 {
        self.position_of[self.owner_of[record as usize] as usize]
    }
}

fn grants(random: &mut Random) -> [u32; ACTIONS.len()] {
    let mut bits = [0; ACTIONS.len()];
    for module in 0..MODULES {
        for (action, probability) in GRANTED.iter().enumerate() {
            if random.happens(*probability) {
                bits[action] |= 1 << module;
            }
        }
    }
    bits
}

/// Two rules for each position, none twice, none with itself.
fn rules(positions: usize, random: &mut Random) -> Vec<(u32, u32)> {
    let mut rules = Vec::new();
    while rules.len() < 2 * positions {
        let rule = (random.below(positions) as u32, random.below(positions) as u32);
        if rule.0 != rule.1 && !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

/// One member at each position first, the others rather further down.
fn places(size: Size, tree: &Tree, random: &mut Random) -> Vec<u32> {
    let times = |position: usize| tree.level[position] as usize + 1;
    let weighted: Vec<u32> =
        (1..tree.len()).flat_map(|position| std::iter::repeat_n(position as u32, times(position))).collect();
    let place = |member| if member < tree.len() { member as u32 } else { random.one_of(&weighted) };
    (0..size.members()).map(place).collect()
}

/// Twelve bytes, as the ids that Rolecall makes are spelt.
pub fn member_name(member: u32) -> String {
    format!("mem_{member:08}")
}

pub fn position_name(position: u32) -> String {
    format!("p{position}")
}

pub fn module_name(module: usize) -> String {
    format!("m{module}")
}

/// Twelve bytes, as ids of records are in the field.
pub fn record_name(record: u32) -> String {
    let mut name = String::new();
    write_record_name(&mut name, record);
    name
}

/// The same, behind what a text holds.
pub fn write_record_name(name: &mut String, record: u32) {
    write!(name, "rec-{record:08}").expect("texts take everything");
}
