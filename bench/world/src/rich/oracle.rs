//! The right answer in the rich world: section 2 of the design, step by step, over plain numbers. Slow; it keeps nothing from one
//! question to the next.

use super::{Grant, Kind, Principal, Question, Reach, Record, Rule, World, kind};
use crate::VIEW;

const EDIT: usize = 2;
const DELETE: usize = 3;

/// Whether a member may do something to a record.
pub fn allowed(world: &World, question: Question) -> bool {
    let Question { member, action, record } = question;
    let facts = world.records.get(record);
    let grants = held(world, question, facts);
    if !world.active[member as usize] || grants.is_empty() {
        return false;
    }
    if kind(facts.module) == Kind::Following {
        let parent = facts.parent.expect("what follows has a parent");
        let asked = if action == VIEW { VIEW } else { EDIT };
        return allowed(world, Question { member, action: asked, record: parent });
    }
    grants.iter().any(|grant| {
        reaches(world, grant.reach, member, action, facts) && within(world, grant, member, facts)
    })
}

/// The grants that count: of the position's role, and of the role held in the record's container.
fn held(world: &World, question: Question, facts: Record) -> Vec<Grant> {
    let position = world.position_of[question.member as usize];
    let there = place(world, question.member, facts);
    let there = there.into_iter().flat_map(|role| &world.container_roles[role]);
    let counts = |grant: &&Grant| grant.module == facts.module && grant.action == question.action;
    world.roles[position as usize].iter().chain(there).filter(counts).copied().collect()
}

/// The role that a member holds in the record's container.
fn place(world: &World, member: u32, facts: Record) -> Option<usize> {
    let members = &world.containers[facts.container? as usize];
    members.iter().find(|(other, _)| *other == member).map(|(_, role)| *role)
}

/// The owner: of a record that takes its parent's, the parent's.
pub fn owner(world: &World, facts: Record) -> Option<u32> {
    match kind(facts.module) {
        Kind::Owned | Kind::Following => world.records.get(facts.parent?).owner,
        _ => facts.owner,
    }
}

fn reaches(world: &World, reach: Reach, member: u32, action: usize, facts: Record) -> bool {
    let owner = owner(world, facts);
    let gate = facts.container.is_none() || place(world, member, facts).is_some();
    match reach {
        Reach::All => true,
        Reach::Assigned => gate && owner == Some(member),
        Reach::Shared if facts.container.is_some() => gate,
        Reach::Shared => shared(world, member, action, facts.module, owner),
    }
}

/// Own, top, superior, peer, rule.
fn shared(world: &World, member: u32, action: usize, module: usize, owner: Option<u32>) -> bool {
    let position = world.position_of[member as usize];
    let Some(owner) = owner else { return position == 0 };
    let owners = world.position_of[owner as usize];
    owner == member
        || position == 0
        || below(world, owners, position)
        || (owners == position && world.peers[position as usize])
        || world.rules.iter().any(|rule| rule.module == module && opens(world, rule, member, action, owner))
}

fn below(world: &World, position: u32, above: u32) -> bool {
    world.tree.above(position).any(|other| other == above)
}

fn opens(world: &World, rule: &Rule, member: u32, action: usize, owner: u32) -> bool {
    let admits = match action {
        VIEW => true,
        DELETE => rule.level >= 2,
        _ => rule.level >= 1,
    };
    let position = world.position_of[member as usize];
    let subordinates = || {
        let all = 0..world.position_of.len() as u32;
        all.filter(|other| below(world, world.position_of[*other as usize], position))
    };
    admits
        && covers(world, rule.from, owner)
        && (covers(world, rule.to, member)
            || (rule.superiors && subordinates().any(|other| covers(world, rule.to, other))))
}

/// Whether a member belongs to a side of a rule.
pub fn covers(world: &World, principal: Principal, member: u32) -> bool {
    let position = world.position_of[member as usize];
    let and_below = |above: u32| position == above || below(world, position, above);
    match principal {
        Principal::Position(here) => position == here,
        Principal::PositionAndBelow(above) => and_below(above),
        Principal::Group(group) => {
            let group = &world.groups[group as usize];
            group.members.contains(&member)
                || group.positions.contains(&position)
                || group.positions_and_below.iter().any(|above| and_below(*above))
                || group.groups.iter().any(|group| covers(world, Principal::Group(*group), member))
        }
    }
}

/// The segment: a value of the record that both the grant and the member may touch; no limit allows all.
fn within(world: &World, grant: &Grant, member: u32, facts: Record) -> bool {
    let limits = [grant.limit, world.limits[member as usize]];
    let open = limits.iter().flatten().fold(u8::MAX, |open, limit| open & limit);
    kind(facts.module) != Kind::Segmented || limits == [None, None] || facts.values & open != 0
}
