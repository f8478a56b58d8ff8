//! Makes a world that fails smaller while it still fails: whole steps, records and questions first, then what a member, a role or
//! a record holds.

use rolecall_organization::{Event, Facts, GroupParts, RecordChange};

use crate::world::{Step, World};

/// The smallest world found that still fails.
pub fn shrink(world: World, fails: &dyn Fn(&World) -> bool) -> World {
    let mut smaller = world;
    loop {
        let before = smaller.clone();
        smaller = drop_chunks(smaller, fails, |world| &mut world.steps);
        smaller = drop_chunks(smaller, fails, |world| &mut world.sent);
        smaller = drop_chunks(smaller, fails, |world| &mut world.to_be);
        smaller = simplify(smaller, fails);
        if smaller.steps == before.steps && smaller.sent == before.sent && smaller.to_be == before.to_be {
            return smaller;
        }
    }
}

/// Leaves out halves, quarters, ... and at last single parts.
fn drop_chunks<T: Clone>(
    mut world: World,
    fails: &dyn Fn(&World) -> bool,
    part: impl Fn(&mut World) -> &mut Vec<T>,
) -> World {
    let mut size = part(&mut world).len().div_ceil(2);
    while size > 0 {
        let mut start = 0;
        while start < part(&mut world).len() {
            let mut without = world.clone();
            let parts = part(&mut without);
            let end = parts.len().min(start + size);
            drop(parts.drain(start..end));
            if fails(&without) {
                world = without;
            } else {
                start += size;
            }
        }
        size /= 2;
    }
    world
}

/// Leaves out what steps and facts hold, one thing at a time.
fn simplify(mut world: World, fails: &dyn Fn(&World) -> bool) -> World {
    for number in 0..world.steps.len() {
        world = less(world, fails, simpler_steps, |world| &mut world.steps[number]);
    }
    for number in 0..world.sent.len() {
        world = less(world, fails, simpler_facts, |world| &mut world.sent[number].1);
    }
    for number in 0..world.to_be.len() {
        world = less(world, fails, simpler_facts, |world| &mut world.to_be[number].1);
    }
    world
}

/// Tries each simpler form of one part, and goes on from those that still fail.
fn less<T: Clone + PartialEq>(
    mut world: World,
    fails: &dyn Fn(&World) -> bool,
    simpler: fn(&T) -> Vec<T>,
    part: impl Fn(&mut World) -> &mut T,
) -> World {
    let mut which = 0;
    loop {
        let now = part(&mut world).clone();
        let Some(form) = simpler(&now).get(which).cloned() else { return world };
        let mut changed = world.clone();
        *part(&mut changed) = form.clone();
        if form != now && fails(&changed) {
            world = changed;
        } else {
            which += 1;
        }
    }
}

fn simpler_steps(step: &Step) -> Vec<Step> {
    match step {
        Step::Record(change) => {
            let of = |facts| Step::Record(RecordChange { key: change.key.clone(), facts: Some(facts) });
            change.facts.iter().flat_map(simpler_facts).map(of).collect()
        }
        Step::Event(event) => simpler_events(event).into_iter().map(Step::Event).collect(),
    }
}

/// The event with one thing less.
fn simpler_events(event: &Event) -> Vec<Event> {
    let mut simpler = Vec::new();
    let mut without = |change: &dyn Fn(&mut Event)| {
        let mut less = event.clone();
        change(&mut less);
        simpler.push(less);
    };
    match event {
        Event::MemberAdded { roles: held, .. } => {
            for role in held {
                without(&|event| {
                    if let Event::MemberAdded { roles, .. } = event {
                        roles.remove(role);
                    }
                });
            }
            member_without(&mut without);
        }
        Event::RoleCreated { grants: given, .. } | Event::RoleChanged { grants: Some(given), .. } => {
            for number in 0..given.len() {
                without(&|event| {
                    if let Event::RoleCreated { grants, .. }
                    | Event::RoleChanged { grants: Some(grants), .. } = event
                    {
                        grants.remove(number);
                    }
                });
            }
        }
        Event::ContainerMemberSet { .. } => without(&|event| {
            if let Event::ContainerMemberSet { roles, until, .. } = event {
                roles.clear();
                *until = None;
            }
        }),
        Event::GroupCreated { .. } | Event::GroupChanged { .. } => group_without(&mut without),
        Event::SharingRuleSet { .. } => without(&|event| {
            if let Event::SharingRuleSet { superiors_allowed, .. } = event {
                *superiors_allowed = false;
            }
        }),
        _ => {}
    }
    simpler
}

fn member_without(without: &mut impl FnMut(&dyn Fn(&mut Event))) {
    without(&|event| {
        if let Event::MemberAdded { permissions, .. } = event {
            permissions.clear();
        }
    });
    without(&|event| {
        if let Event::MemberAdded { position, .. } = event {
            *position = None;
        }
    });
    without(&|event| {
        if let Event::MemberAdded { ends_at, .. } = event {
            *ends_at = None;
        }
    });
    without(&|event| {
        if let Event::MemberAdded { segments, .. } = event {
            segments.clear();
        }
    });
}

fn group_without(without: &mut impl FnMut(&dyn Fn(&mut Event))) {
    let clears: [fn(&mut GroupParts); 4] = [
        |parts| parts.members.clear(),
        |parts| parts.positions.clear(),
        |parts| parts.positions_and_below.clear(),
        |parts| parts.groups.clear(),
    ];
    for clear in clears {
        without(&|event| {
            if let Event::GroupCreated { parts, .. } | Event::GroupChanged { parts, .. } = event {
                clear(parts);
            }
        });
    }
}

fn simpler_facts(facts: &Facts) -> Vec<Facts> {
    vec![
        Facts::default(),
        Facts { owner: None, ..facts.clone() },
        Facts { parent: None, ..facts.clone() },
        Facts { container: None, ..facts.clone() },
        Facts { segments: std::collections::BTreeMap::new(), ..facts.clone() },
    ]
}
