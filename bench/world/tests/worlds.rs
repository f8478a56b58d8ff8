//! The worlds are what the figures are told for.

use bench_world::{
    Size, World,
    rich::{self, Kind, kind},
};

fn allowed(world: &World) -> f64 {
    let allowed = world.checks.iter().filter(|check| check.expected).count();
    (allowed * 1000 / world.checks.len()) as f64 / 10.0
}

fn visible(world: &World) -> Vec<usize> {
    world.managers.iter().map(|manager| manager.visible).collect()
}

#[test]
fn the_small_world_is_the_one_that_was_measured_before() {
    let world = World::new(Size::S);
    assert_eq!(visible(&world), [80_093, 14_250, 3_373]);
    let grants: u32 = world.grants.iter().flatten().map(|modules| modules.count_ones()).sum();
    assert_eq!((grants, world.rules.len()), (4_588, 200));
    assert!((33.5..34.5).contains(&allowed(&world)), "{}", allowed(&world));
}

#[test]
fn the_large_world_is_the_one_that_was_measured_before() {
    let world = World::new(Size::L);
    assert_eq!(visible(&world), [849_915, 60_613, 9_865]);
    assert!((32.5..33.5).contains(&allowed(&world)), "{}", allowed(&world));
}

#[test]
fn the_rich_world_asks_about_every_kind_of_module_with_both_answers() {
    let world = rich::World::new(Size::S);
    for asked in [Kind::Own, Kind::Segmented, Kind::Contained, Kind::Owned, Kind::Following] {
        let answers: Vec<bool> = world
            .questions
            .iter()
            .zip(&world.expected)
            .filter(|(question, _)| kind(world.records.get(question.record).module) == asked)
            .map(|(_, expected)| *expected)
            .collect();
        let allowed = answers.iter().filter(|allowed| **allowed).count();
        let share = allowed as f64 / answers.len() as f64;
        assert!(
            answers.len() > 100 && (0.1..0.9).contains(&share),
            "{asked:?}: {allowed} of {}",
            answers.len()
        );
    }
}
