//! Randomness is an argument: the same seed draws the same.

use rolecall_organization::{Actor, Call, Seed, Surroundings, execute};
use serde_json::json;

use crate::common::*;

#[test]
fn a_generated_id_is_its_prefix_and_26_letters() {
    let drawn = Seed([3; 32]).id("mem_", 1);
    let letters = drawn.strip_prefix("mem_").unwrap();
    assert_eq!(letters.len(), 26);
    assert!(letters.chars().all(|c| "0123456789abcdefghjkmnpqrstvwxyz".contains(c)), "{letters}");
}

#[test]
fn the_same_seed_purpose_and_number_draw_the_same_and_any_other_draws_another() {
    let seed = Seed([3; 32]);
    assert_eq!(seed.id("mem_", 1), Seed([3; 32]).id("mem_", 1));
    assert_ne!(seed.id("mem_", 1), seed.id("mem_", 2));
    assert_ne!(seed.id("mem_", 1), Seed([4; 32]).id("mem_", 1));
    assert_ne!(seed.derive("salt", 1), seed.derive("member", 1));
    assert_eq!(seed.derive("salt", 1), seed.derive("salt", 1));
    let (member, role) = (seed.id("mem_", 1), seed.id("rol_", 1));
    assert_ne!(member.strip_prefix("mem_"), role.strip_prefix("rol_"));
}

#[test]
fn many_ids_are_all_different() {
    let drawn: std::collections::BTreeSet<String> =
        (0..10_000).map(|n| Seed([3; 32]).id("con_", n)).collect();
    assert_eq!(drawn.len(), 10_000);
}

#[test]
fn a_seed_does_not_show_itself() {
    assert_eq!(format!("{:?}", Seed([3; 32])), "Seed(..)");
}

#[test]
fn a_command_given_twice_with_one_seed_comes_to_the_same() {
    let world = World::office();
    let surroundings = Surroundings {
        records: &world.records,
        rule: &rolecall_decision::Reference,
        catalogs: &world.catalogs,
    };
    let members = json!([{ "email": "x@example.com" }, { "email": "y@example.com" }]);
    let bulk = command(json!({ "do": "member.invite_all", "members": members }));
    let run = |byte: u8| {
        let call = Call { actor: &Actor::Platform, now: world.now, seed: Seed([byte; 32]) };
        execute(&world.organization, surroundings, &bulk, call).unwrap()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).answer.created, run(2).answer.created);
    assert_ne!(run(1).people[0].salt, run(1).people[1].salt);
}
