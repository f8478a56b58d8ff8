//! Proof of agreement: whatever answers faster agrees with the reference of section 2 of the design, on every input.
//!
//! Organizations with everything that section 2 knows are generated from seeds; every member asks for every action on every
//! record, registered and not and to be; and every answerer is held against the reference. To hold another one against it, write an
//! `Answerer` or a `Keeper` (`answerers.rs`) and list it below. `./test --long SECONDS` runs it for as long as one likes.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test that cannot go on has failed; its figures are for people"
)]

mod agree;
mod answerers;
mod compiled;
mod coverage;
mod filters;
mod generate;
mod mutants;
mod postgresql;
mod products;
mod questions;
mod random;
mod run;
mod shrink;
mod sqlite;
mod stepwise;
mod tables;
mod world;

use agree::{Agreed, View};
use answerers::{Answerer, Fold, Keeper, Loops};
use compiled::{Compiled, Stepwise};
use coverage::Tally;
use filters::{Filtered, Taken};
use postgresql::InPostgresql;
use random::Random;
use sqlite::InSqlite;
use world::World;

/// Everyone who answers in another way than the reference, each on one organization of so many: the first, and so on. Filters are
/// asked about records as commands register them, which are those of every second organization.
const ANSWERERS: &[(&dyn Answerer, u64)] =
    &[(&Compiled, 1), (&Filtered, 2), (&Taken, 2), (&InSqlite, 4), (&Loops, 8), (&InPostgresql, 16)];

/// Every view that is kept while an organization changes.
const KEEPERS: &[&dyn Keeper] = &[&Fold, &Stepwise];

/// Who is held against the reference on a world.
fn answerers(world: &World) -> Vec<&'static dyn Answerer> {
    let asked = ANSWERERS.iter().filter(|(_, each)| world.seed % each == 1 % each);
    asked.map(|(answerer, _)| *answerer).collect()
}

fn agrees(world: &World, tally: &mut Tally) -> Agreed {
    agree::agree(world, &answerers(world), tally)
}

fn follows(world: &World, tally: &mut Tally) -> Agreed {
    stepwise::follow(world, KEEPERS, tally)
}

/// A preview of some steps of a world tells what they change: of its last ones, or of a few on the way.
fn foresees(world: &World, tally: &mut Tally) -> Agreed {
    let mut random = Random::new(world.seed);
    let last = world.steps.len();
    let to = if random.chance(60) { last } else { random.between(0, last) };
    let from = to.saturating_sub(random.between(1, 4));
    let at = |steps: usize| World { steps: world.steps[..steps].to_vec(), ..world.clone() }.build();
    let (before, after) = (at(from), at(to));
    let views: Vec<View<'_>> =
        answerers(world).iter().map(|a| View { name: a.name(), answers: a.view(&before) }).collect();
    tally.worlds += 1;
    agree::preview(&before, (&after, &world.steps[from..to]), world.instant, &views, tally)
}

#[test]
fn every_answerer_agrees_with_the_reference() {
    let tally = run::run("agreement", (run::seconds(), 8), &agrees);
    let lacking = tally.lacking();
    assert!(lacking.is_empty(), "too little was tried:\n{}\n{}", lacking.join("\n"), tally.table());
}

#[test]
fn a_view_kept_step_by_step_answers_like_one_built_anew() {
    run::run("step by step", (run::seconds().div_ceil(4), 4), &follows);
}

#[test]
fn a_preview_tells_the_difference_of_two_enumerations() {
    run::run("preview", (run::seconds().div_ceil(8), 3), &foresees);
}

/// A planted fault is found out, whatever part of the rule it is in.
#[test]
#[cfg_attr(
    debug_assertions,
    ignore = "takes half a minute where nothing is optimised; `./test` runs it where all is"
)]
fn whoever_forgets_a_part_of_the_rule_is_found_out() {
    assert_eq!(mutants::not_found_out(1..=40), [""; 0]);
}

/// Seeds that once failed, each with why.
#[test]
fn what_once_failed_holds() {
    for line in include_str!("seeds.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let seed = line.split_whitespace().next().and_then(|seed| seed.parse().ok());
        let seed: u64 = seed.unwrap_or_else(|| panic!("no seed: {line}"));
        run::again(&agrees, seed);
        run::again(&follows, seed);
        run::again(&foresees, seed);
    }
}
