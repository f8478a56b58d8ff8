//! Time and randomness for access tests: a clock that stands still until a step moves it, and random numbers that are the
//! same in every run.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use rolecall::Outside;

/// What one test file has instead of the world outside.
#[derive(Clone)]
pub struct Clock {
    now: Arc<Mutex<Timestamp>>,
    /// Tells the draws of one file from those of another: files share a store, and ids must differ.
    lane: u64,
    drawn: Arc<AtomicU64>,
}

impl Clock {
    /// A clock for the file of this number.
    pub fn new(lane: u64) -> Self {
        Self { now: Arc::new(Mutex::new(Timestamp::UNIX_EPOCH)), lane, drawn: Arc::default() }
    }

    /// Moves the clock.
    pub fn set(&self, now: Timestamp) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn draw(&self) -> Result<[u8; 32], String> {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        let halves = self.lane.to_be_bytes().into_iter().chain(number.to_be_bytes());
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(halves).for_each(|(byte, drawn)| *byte = drawn);
        Ok(bytes)
    }
}
