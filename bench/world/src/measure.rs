//! The clock. What takes microseconds is timed one by one; what takes nanoseconds in batches of a hundred, whose mean counts as
//! one sample. The cost of reading the clock is subtracted.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// How many operations of a few nanoseconds are timed together.
pub const BATCH: usize = 100;

/// How long the same thing is repeated at most.
const LONG: Duration = Duration::from_secs(10);

/// What operations took, in nanoseconds each.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    pub p50: f64,
    pub mean: f64,
    pub p99: f64,
    pub samples: usize,
}

impl Timing {
    /// Sums up samples. There has to be one.
    pub fn of(mut samples: Vec<f64>) -> Self {
        samples.sort_by(f64::total_cmp);
        let count = samples.len();
        let mean = samples.iter().sum::<f64>() / count as f64;
        Self { p50: samples[count / 2], mean, p99: samples[count * 99 / 100], samples: count }
    }
}

/// What reading the clock costs, in nanoseconds.
pub fn clock() -> f64 {
    let times = 200_000;
    let began = Instant::now();
    for _ in 0..times {
        black_box(Instant::now());
    }
    nanoseconds(began) / f64::from(times)
}

/// Times `f(0)`, `f(1)`, ... `f(count - 1)` one by one, until the time is used up.
pub fn one_by_one(count: usize, budget: Duration, mut f: impl FnMut(usize)) -> Timing {
    let clock = clock();
    let mut samples = Vec::with_capacity(count);
    let start = Instant::now();
    for number in 0..count {
        let began = Instant::now();
        f(number);
        samples.push((nanoseconds(began) - clock).max(0.0));
        if start.elapsed() > budget {
            break;
        }
    }
    Timing::of(samples)
}

/// Times `f(0)`, ... `f(count - 1)` in batches, and all of that `rounds` times; less often where it takes long.
pub fn in_batches(count: usize, rounds: usize, f: impl Fn(usize) -> bool) -> Timing {
    let clock = clock();
    let mut samples = Vec::with_capacity(rounds * count / BATCH);
    let start = Instant::now();
    for batch in 0..rounds * (count / BATCH) {
        samples.push(a_batch(batch % (count / BATCH) * BATCH, clock, &f));
        if start.elapsed() > LONG {
            break;
        }
    }
    Timing::of(samples)
}

/// The mean of one batch.
pub(crate) fn a_batch(start: usize, clock: f64, f: &impl Fn(usize) -> bool) -> f64 {
    let began = Instant::now();
    let mut held = 0;
    for number in start..start + BATCH {
        held += usize::from(f(number));
    }
    black_box(held);
    (nanoseconds(began) - clock).max(0.0) / BATCH as f64
}

/// Times the same thing several times; less often where it takes long.
pub fn repeated<T>(times: usize, mut f: impl FnMut() -> T) -> Timing {
    one_by_one(times, LONG, |_| {
        black_box(f());
    })
}

/// What one thing took, with what it gave.
pub fn once<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let made = f();
    (made, began.elapsed())
}

pub(crate) fn nanoseconds(began: Instant) -> f64 {
    began.elapsed().as_nanos() as f64
}
