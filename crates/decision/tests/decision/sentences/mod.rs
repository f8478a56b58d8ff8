//! Every decision renders as one plain sentence.

mod allow;
mod deny;

use rolecall_decision::explain;
use rolecall_organization::{Facts, Question, Target};

use crate::world::{New, World, inside, key, owned, question};

pub fn told(world: &World, question: &Question) -> String {
    explain(&world.organization, &world.records, question).sentence
}

#[track_caller]
pub fn says(world: &World, asked: (&str, &str, &str), expected: &str) {
    let (name, action, what) = asked;
    assert_eq!(told(world, &question(name, action, what)), expected);
}

#[track_caller]
pub fn says_sent(world: &World, asked: (&str, &str, &str), facts: Facts, expected: &str) {
    let (name, action, what) = asked;
    let asked = question(name, action, what);
    let target = match what.split_once('/') {
        Some(_) => Target::Record(key(what).id, facts),
        None => Target::New(facts),
    };
    assert_eq!(told(world, &Question { target, ..asked }), expected);
}

/// Rita manages Marc and Mona, who are peers; Zoe is the CEO.
pub fn sales() -> World {
    let mut world = World::sales();
    world.position("Sales Rep", "Manager", true);
    let people = [("zoe", "CEO"), ("rita", "Manager"), ("marc", "Sales Rep"), ("mona", "Sales Rep")];
    for (name, position) in people {
        world.member(name, New { roles: &["Sales"], position: Some(position), ..New::default() });
    }
    world.record("deals/42", owned("marc"));
    world.record("deals/7", owned("rita"));
    world.record("deals/0", Facts::default());
    world
}

pub fn rooms() -> World {
    let mut world = World::rooms();
    for name in ["rita", "marc"] {
        world.member(name, New { roles: &["Staff"], ..New::default() });
    }
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.record("tasks/1", inside("apollo"));
    world.join("apollo", "rita", &["Lead"], None);
    world
}
