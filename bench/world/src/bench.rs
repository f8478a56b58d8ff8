//! One engine in one run: what it is asked, how that is timed, and how its answers are held against the oracle's.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{
    Row, Size, VIEW, World,
    measure::{self, nanoseconds},
    memory, oracle,
};

/// How many checks warm an engine up.
const WARM: usize = 2_000;

/// How often all checks are repeated where they take nanoseconds.
const ROUNDS: usize = 10;

/// The measurements of one engine in the plain world.
pub struct Bench<'a> {
    pub world: &'a World,
    engine: &'static str,
}

/// The size named first on the command line; `S` where none is.
pub fn size() -> Size {
    let named = std::env::args().nth(1).unwrap_or_else(|| "S".into());
    named.parse().expect("a size")
}

impl<'a> Bench<'a> {
    pub fn new(world: &'a World, engine: &'static str) -> Self {
        Self { world, engine }
    }

    /// A row of this engine without figures yet.
    pub fn row(&self, variant: &str, figure: &str) -> Row {
        let (size, engine) = (self.world.size.to_string(), self.engine.to_owned());
        let (world, figure, variant) = ("plain".into(), figure.into(), variant.into());
        Row { size, world, engine, variant, figure, ..Row::default() }
    }

    /// Loads the engine, and tells how long that took and by how much the process grew.
    pub fn load<T>(&self, variant: &str, load: impl FnOnce() -> T) -> T {
        let before = memory::now();
        let (engine, took) = measure::once(load);
        let after = memory::now();
        let (seconds, resident) = (took.as_secs_f64(), after.resident - before.resident);
        let peak = after.peak - before.resident;
        let row = self.row(variant, "load");
        Row { seconds: Some(seconds), resident_mib: Some(resident), peak_mib: Some(peak), ..row }.print();
        engine
    }

    /// Times single checks, for engines that take microseconds. `ask` gets the number of a check.
    pub fn check(&self, variant: &str, seconds: u64, ask: impl FnMut(usize) -> bool) {
        self.check_some(variant, seconds, self.world.checks.len(), ask);
    }

    /// Times the first `count` checks.
    pub fn check_some(&self, variant: &str, seconds: u64, count: usize, mut ask: impl FnMut(usize) -> bool) {
        let budget = Duration::from_secs(seconds);
        measure::one_by_one(WARM.min(count), budget / 5, |number| {
            black_box(ask(number));
        });
        let mut mismatches = 0;
        let timing = measure::one_by_one(count, budget, |number| {
            let wrong = ask(number) != self.world.checks[number].expected;
            mismatches += usize::from(wrong);
        });
        Row { mismatches: Some(mismatches), ..self.row(variant, "check") }.timed(timing).print();
    }

    /// Times checks in batches, for engines that take nanoseconds; every answer is compared beforehand.
    pub fn check_in_batches(&self, variant: &str, ask: impl Fn(usize) -> bool) {
        let checks = self.world.checks.iter().enumerate();
        let mismatches = checks.filter(|(number, check)| ask(*number) != check.expected).count();
        let timing = measure::in_batches(self.world.checks.len(), ROUNDS, ask);
        Row { mismatches: Some(mismatches), ..self.row(variant, "check") }.timed(timing).print();
    }

    /// Times the lists of all managers. `list` gets the member and answers with how many records it found.
    pub fn list(&self, variant: &str, times: usize, mut list: impl FnMut(u32) -> usize) {
        for manager in &self.world.managers {
            let mut rows = 0;
            let timing = measure::repeated(times, || rows = black_box(list(manager.member)));
            let mismatches = Some(rows.abs_diff(manager.visible));
            let row = self.row(variant, &format!("list {}", manager.name));
            Row { rows: Some(rows), mismatches, ..row }.timed(timing).print();
        }
    }

    /// Lists by asking for each record, for engines that know no better; what the time does not suffice for is extrapolated.
    pub fn list_by_checks(&self, variant: &str, seconds: u64, mut ask: impl FnMut(u32, u32) -> bool) {
        for manager in &self.world.managers {
            let mut answers = Vec::new();
            let began = Instant::now();
            for record in 0..self.world.owner_of.len() as u32 {
                answers.push(ask(manager.member, record));
                if record % 16 == 0 && began.elapsed() > Duration::from_secs(seconds) {
                    break;
                }
            }
            let took = nanoseconds(began) * self.world.owner_of.len() as f64 / answers.len() as f64;
            let rows = Some(answers.iter().filter(|allowed| **allowed).count());
            let right = |record: usize| oracle::allowed(self.world, manager.member, VIEW, record as u32);
            let wrong = answers.iter().enumerate().filter(|(record, allowed)| right(*record) != **allowed);
            let (mismatches, extrapolated) = (Some(wrong.count()), answers.len() < self.world.owner_of.len());
            let row = self.row(variant, &format!("list {}", manager.name));
            Row { p50_ns: Some(took), samples: Some(1), rows, mismatches, extrapolated, ..row }.print();
        }
    }
}
