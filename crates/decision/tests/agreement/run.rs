//! Runs a property on one generated organization after another, for as long as is asked: on every processor, from seeds that
//! follow each other. What fails is made smaller and shown with its seed.

use std::env::var;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::agree::{Agreed, Disagreement};
use crate::coverage::Tally;
use crate::generate;
use crate::shrink::shrink;
use crate::world::World;

/// Something that holds on every world.
pub trait Property: Fn(&World, &mut Tally) -> Agreed + Sync {}
impl<P: Fn(&World, &mut Tally) -> Agreed + Sync> Property for P {}

/// For how long a run goes on: `ROLECALL_AGREEMENT_SECONDS`, or a few.
pub fn seconds() -> u64 {
    var("ROLECALL_AGREEMENT_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

/// The first seed: `ROLECALL_AGREEMENT_SEED`, or 1.
fn first_seed() -> u64 {
    var("ROLECALL_AGREEMENT_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Tries a property for so long, on so many worlds at the least however long that takes, and answers with what was tried.
///
/// # Panics
/// Where it does not hold on some world.
pub fn run(name: &str, (seconds, least): (u64, u64), property: &dyn Property) -> Tally {
    let (started, lasts) = (Instant::now(), Duration::from_secs(seconds));
    let first = first_seed();
    let (next, stop) = (AtomicU64::new(first), AtomicBool::new(false));
    let (sum, failed) = (Mutex::new(Tally::default()), Mutex::new(None::<u64>));
    let work = || {
        let mut tally = Tally::default();
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if started.elapsed() > lasts && seed >= first + least {
                break;
            }
            if holds(property, &generate::world(seed), &mut tally).is_err() {
                failed.lock().unwrap().get_or_insert(seed);
                stop.store(true, Ordering::Relaxed);
            }
        }
        sum.lock().unwrap().add(tally);
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    if let Some(seed) = failed.into_inner().unwrap() {
        panic!("{}", told(property, seed));
    }
    let tally = sum.into_inner().unwrap();
    let took = started.elapsed().as_secs_f64();
    let millions = tally.comparisons() as f64 / 1e6;
    println!(
        "{name}: {millions:.2} million comparisons on {} organizations in {took:.1} s ({:.0} a second)\n{}",
        tally.worlds,
        tally.comparisons() as f64 / took,
        tally.table(),
    );
    tally
}

/// Tries a property on the organization of one seed.
///
/// # Panics
/// Where it does not hold.
pub fn again(property: &dyn Property, seed: u64) {
    let held = holds(property, &generate::world(seed), &mut Tally::default());
    assert!(held.is_ok(), "{}", told(property, seed));
}

/// A panic is a disagreement, too.
fn holds(property: &dyn Property, world: &World, tally: &mut Tally) -> Agreed {
    catch_unwind(AssertUnwindSafe(|| property(world, tally))).unwrap_or_else(|panicked| {
        let text = panicked.downcast_ref::<String>().cloned();
        let got = text.or_else(|| panicked.downcast_ref::<&str>().map(ToString::to_string));
        Err(Disagreement {
            answerer: "somebody",
            asked: "on this organization".to_owned(),
            expected: "an answer".to_owned(),
            got: format!("a panic: {}", got.unwrap_or_default()),
        })
    })
}

/// What failed, on the smallest organization found.
fn told(property: &dyn Property, seed: u64) -> String {
    let fault = |world: &World| holds(property, world, &mut Tally::default()).err().map(|fault| fault.kind());
    let first = fault(&generate::world(seed));
    // What fails in another way is another failure.
    let fails = |world: &World| fault(world).is_some_and(|fault| Some(fault) == first);
    let smallest = shrink(generate::world(seed), &fails);
    let Err(disagreement) = holds(property, &smallest, &mut Tally::default()) else {
        return format!("seed {seed} fails, but not each time");
    };
    format!("seed {seed} fails\n{disagreement}\nthe organization:\n{}", smallest.render())
}
