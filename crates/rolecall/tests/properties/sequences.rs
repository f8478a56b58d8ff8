//! The first property: random sequences of commands on every catalog, each step held against every rule.

use std::{cell::RefCell, ops::Range};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, TestCaseError, TestRunner},
};
use rolecall::organization::{Actor, Code, Command, Organization, Outcome, Refusal};

use crate::{
    answers,
    catalogs::Product,
    commands::{Sequence, concrete, sequences, settled},
    held::Held,
    pick::Picks,
    replay::{self, Snapshot},
    rules, steps,
    tally::Tally,
    world::{Step, World},
};

/// Steps of a sequence.
const STEPS: Range<usize> = 1..60;

/// Runs sequences on a product; the run has to come upon so many different codes.
fn nothing_breaks(product: &Product, codes: usize) {
    let tally = RefCell::new(Tally::default());
    let mut runner = TestRunner::new(config(24));
    let run = runner.run(&sequences(STEPS), |sequence| {
        run(product, &sequence, &mut tally.borrow_mut()).map_err(TestCaseError::fail)
    });
    if let Err(failure) = run {
        panic!("{failure}");
    }
    tally.borrow().is_enough(codes);
}

/// So many cases unless `PROPTEST_CASES` says otherwise. Failures are kept as regressions by hand, in words.
pub fn config(cases: u32) -> Config {
    let set = std::env::var_os("PROPTEST_CASES").is_some();
    let given = Config::default();
    let cases = if set { given.cases } else { cases };
    Config { cases, failure_persistence: None, max_shrink_iters: 4_000, ..given }
}

fn run(product: &Product, (settles, sequence): &Sequence, tally: &mut Tally) -> Held {
    let mut world = World::found(product);
    rules::hold(&world.organization, &world.most_keepers)?;
    let mut given: Vec<(Actor, Command)> = Vec::new();
    for command in settled(product.first()).iter().filter(|_| *settles) {
        given.push((Actor::Platform, command.clone()));
        take(&mut world, &Actor::Platform, command, &mut Tally::default())
            .map_err(|why| told(&given, &why))?;
    }
    let mut snapshot = Snapshot::of(&world);
    for (number, step) in sequence.iter().enumerate() {
        let (waits, actor, command) = concrete(&world.scene(), step);
        world.pass(waits);
        given.push((actor.clone(), command.clone()));
        take(&mut world, &actor, &command, tally).map_err(|why| told(&given, &why))?;
        if number == sequence.len() / 2 {
            snapshot = Snapshot::of(&world);
        }
    }
    let mut picks = Picks::new(sequence.iter().fold(0, |sum, (_, _, number)| sum ^ number));
    answers::agree(&world.scene(), &mut picks)
        .and_then(|()| replay::everything_folds_to_the_same(&world))
        .and_then(|()| replay::a_snapshot_and_what_follows_fold_to_the_same(&world, &snapshot))
        .map_err(|why| told(&given, &why))
}

/// Gives one command and holds what came of it against every rule.
pub fn take(world: &mut World, actor: &Actor, command: &Command, tally: &mut Tally) -> Held {
    let (before, records_before) = (world.organization.clone(), world.records.clone());
    let rehearsed = world.try_out(actor, command);
    let result = world.command(actor, command);
    ensure!(rehearsed == result, "the same command came to {rehearsed:?}, then to {result:?}");
    tally.count(actor, command, &result);
    renaming_is_adopted(world, &before, actor, command, &result)?;
    if result.is_err() {
        ensure!(world.records == records_before, "it was refused, and records changed");
    }
    steps::hold(&Step {
        before: &before,
        records_before: &records_before,
        after: &world.organization,
        actor,
        command,
        now: world.now,
        result: &result,
    })?;
    rules::hold(&world.organization, &world.most_keepers)
}

/// A version that renames what the one before has, or has more, is adopted - unless a name in it is taken by now.
fn renaming_is_adopted(
    world: &World,
    before: &Organization,
    actor: &Actor,
    command: &Command,
    result: &Result<Outcome, Refusal>,
) -> Held {
    let Command::AdoptCatalog { catalog } = command else { return Ok(()) };
    let place = |hash| world.versions.iter().position(|version| version == hash);
    let (from, to) = (place(&before.policy().catalog), place(catalog));
    let follows = matches!((from, to), (Some(0 | 2), Some(1 | 3)) | (Some(1), Some(2)));
    if follows && *actor == Actor::Platform && !before.policy().deleted {
        let refused = result.as_ref().err().filter(|refusal| refusal.code != Code::NameTaken);
        ensure!(
            refused.is_none(),
            "a version that renames only is refused: {}",
            refused.map(ToString::to_string).unwrap_or_default()
        );
    }
    Ok(())
}

fn told(given: &[(Actor, Command)], why: &str) -> String {
    let commands = given.iter().map(|(actor, command)| {
        let command = serde_json::to_string(command).unwrap_or_default();
        format!("  {actor:?}: {command}\n")
    });
    format!("{why}\nafter\n{}", commands.collect::<String>())
}

/// Every command that a product has, and every code that a command can be told, is met by the sequences: they are the same
/// ones each time, so that a change of the generator is noticed, and chance is not.
#[test]
fn sequences_meet_every_command_of_every_product_and_every_code() {
    let mut all = Tally::default();
    for product in Product::all() {
        let mut runner = TestRunner::deterministic();
        let mut tally = Tally::default();
        for _ in 0..90 {
            let tree = sequences(STEPS).new_tree(&mut runner).expect("a sequence is made up");
            meet(&product, &tree.current(), &mut tally);
        }
        tally.is_enough(14);
        tally.has_every_command(product.first());
        all.add(&tally);
    }
    // Nothing here names ten thousand records or the revision that it saw.
    // Those that come of how a command is given, not of the command.
    all.has_every_code(&[
        Code::TooMany,
        Code::StaleRevision,
        Code::NotYet,
        Code::IdempotencyMismatch,
        Code::InFlight,
    ]);
}

fn meet(product: &Product, (settles, sequence): &Sequence, tally: &mut Tally) {
    let mut world = World::found(product);
    for command in settled(product.first()).iter().filter(|_| *settles) {
        drop(world.command(&Actor::Platform, command));
    }
    for step in sequence {
        let (waits, actor, command) = concrete(&world.scene(), step);
        world.pass(waits);
        let result = world.command(&actor, &command);
        tally.count(&actor, &command, &result);
    }
}

#[test]
fn no_sequence_breaks_a_rule_of_zoho_billing() {
    nothing_breaks(&Product::read("catalogs/zoho-billing.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_billwerk() {
    nothing_breaks(&Product::read("catalogs/billwerk.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_zoho_crm() {
    nothing_breaks(&Product::read("catalogs/zoho-crm.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_zoho_creator() {
    nothing_breaks(&Product::read("catalogs/zoho-creator.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_zoho_projects() {
    nothing_breaks(&Product::read("catalogs/zoho-projects.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_the_starter() {
    nothing_breaks(&Product::read("catalogs/starter.toml"), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_the_starter_with_everything_switched_on() {
    nothing_breaks(&Product::starter_with_everything(), 12);
}

#[test]
fn no_sequence_breaks_a_rule_of_a_catalog_that_mixes_everything() {
    nothing_breaks(&Product::read("tests/access/mixed/catalog.toml"), 12);
}
