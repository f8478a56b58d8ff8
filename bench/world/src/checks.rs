//! The questions that every engine is asked: half of them of anybody about anything, the others of somebody who has a reason to ask.

use crate::{Random, VIEW, World, oracle};

/// How many checks there are.
const CHECKS: usize = 100_000;

/// May this member view this record?
#[derive(Clone, Copy)]
pub struct Check {
    pub member: u32,
    pub record: u32,
    /// What the oracle says.
    pub expected: bool,
}

/// Draws the checks of a world: an eighth each of the owner, a superior, somebody at the same position and somebody with whom a
/// rule shares; the others of anybody.
pub(crate) fn draw(world: &World, random: &mut Random) -> Vec<Check> {
    let mut at = vec![Vec::new(); world.tree.len()];
    for (member, position) in world.position_of.iter().enumerate() {
        at[*position as usize].push(member as u32);
    }
    let check = |_| {
        let record = random.below(world.owner_of.len()) as u32;
        let member = asker(world, &at, record, random);
        Check { member, record, expected: oracle::allowed(world, member, VIEW, record) }
    };
    (0..CHECKS).map(check).collect()
}

fn asker(world: &World, at: &[Vec<u32>], record: u32, random: &mut Random) -> u32 {
    let position = world.owners_position(record);
    match random.below(8) {
        0 => world.owner_of[record as usize],
        1 => {
            let steps = 1 + random.below(5);
            let above = world.tree.above(position).take(steps).last().unwrap_or(position);
            random.one_of(&at[above as usize])
        }
        2 => random.one_of(&at[position as usize]),
        3 => {
            let shared: Vec<u32> =
                world.rules.iter().filter(|rule| rule.0 == position).map(|rule| rule.1).collect();
            if shared.is_empty() {
                return anybody(world, random);
            }
            let to = random.one_of(&shared);
            random.one_of(&at[to as usize])
        }
        _ => anybody(world, random),
    }
}

fn anybody(world: &World, random: &mut Random) -> u32 {
    random.below(world.position_of.len()) as u32
}
