//! A clock that is set by hand, and bytes that are another at every draw.

use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rolecall::Outside;

use crate::world::{beginning, seed};

/// Time and randomness of a test.
pub struct Clock {
    inner: Mutex<(Timestamp, u64)>,
}

impl Clock {
    /// A clock at the beginning.
    pub fn new() -> Self {
        Self { inner: Mutex::new((beginning(), 0)) }
    }

    /// Time passes; a negative span sets the clock back, as machines do.
    pub fn pass(&self, duration: SignedDuration) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.0 = inner.0.saturating_add(duration).expect("a duration is no fixed span of years");
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn draw(&self) -> Result<[u8; 32], String> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.1 += 1;
        Ok(seed(inner.1).0)
    }
}
