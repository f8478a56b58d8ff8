//! Figures that only an engine has that takes writes: when a write is seen, and what checks cost meanwhile. All of them take
//! closures, so that they know nothing of the engine.

use std::{
    hint::black_box,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::measure::{self, BATCH, Timing, repeated};

/// From the beginning of a write until a check sees it: `write(n)` makes the nth write, `seen(n)` says whether a reader that asks
/// now is answered by it. Asked in the same thread, so that no wake-up of another one is measured.
pub fn until_seen(times: usize, mut write: impl FnMut(usize), mut seen: impl FnMut(usize) -> bool) -> Timing {
    let mut number = 0;
    repeated(times, || {
        write(number);
        while !seen(number) {
            std::hint::spin_loop();
        }
        number += 1;
    })
}

/// What checks cost while nobody writes, and while `write` runs in a thread of its own, in batches as always.
pub fn checks_beside(
    count: usize,
    check: impl Fn(usize) -> bool + Sync,
    write: impl FnOnce() + Send,
) -> (Timing, Timing) {
    let idle = measure::in_batches(count, 10, &check);
    let done = AtomicBool::new(false);
    let busy = thread::scope(|scope| {
        scope.spawn(|| {
            write();
            done.store(true, Ordering::Release);
        });
        until(&done, count, &check)
    });
    (idle, busy)
}

fn until(done: &AtomicBool, count: usize, check: &impl Fn(usize) -> bool) -> Timing {
    let clock = measure::clock();
    let mut samples = Vec::new();
    let mut start = 0;
    while samples.is_empty() || !done.load(Ordering::Acquire) {
        samples.push(measure::a_batch(start, clock, check));
        start = if start + 2 * BATCH > count { 0 } else { start + BATCH };
    }
    Timing::of(black_box(samples))
}
