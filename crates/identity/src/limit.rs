//! How often something may be tried, by account and by address: guessing passwords and tokens has to be slow (NIST SP
//! 800-63B-4, section 3.2.2).

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};

/// After so many attempts, keys that are at rest are forgotten.
const TIDY_EVERY: u32 = 1024;

/// How often something may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// So many times a minute in the long run.
    pub per_minute: NonZeroU32,
    /// So many times at once after a rest.
    pub burst: NonZeroU32,
}

/// Ten attempts a minute, five at once: enough for a person who mistypes.
impl Default for Rate {
    fn default() -> Self {
        let one = NonZeroU32::MIN;
        Self { per_minute: one.saturating_add(9), burst: one.saturating_add(4) }
    }
}

/// Too many attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts: try again in {} s", self.seconds())]
pub struct TooMany {
    /// After so long the next one is allowed.
    pub wait: Duration,
}

impl TooMany {
    /// How long to wait in whole seconds, at least one: what `Retry-After` says.
    pub fn seconds(&self) -> u64 {
        let begun = u64::from(self.wait.subsec_nanos() > 0);
        (self.wait.as_secs() + begun).max(1)
    }
}

/// Counts attempts by key: an account, an address, or both. It lives in the memory of one process.
///
/// Its clock is one that only goes forward, for what counts is how much time went by; a test hands in its own.
#[derive(Debug)]
pub struct Limit<K: Hash + Eq + Clone, C: Clock = MonotonicClock> {
    limiter: RateLimiter<K, DashMapStateStore<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    attempts: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    /// A limit by the machine's clock.
    pub fn new(rate: Rate) -> Self {
        Self::with_clock(rate, MonotonicClock)
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Limit<K, C> {
    /// A limit by another clock.
    pub fn with_clock(rate: Rate, clock: C) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        let limiter = RateLimiter::dashmap_with_clock(quota, clock.clone());
        Self { limiter, clock, attempts: AtomicU32::new(0) }
    }

    /// Counts an attempt, or refuses it. One that is refused does not count.
    ///
    /// # Errors
    /// How long to wait.
    pub fn attempt(&self, key: &K) -> Result<(), TooMany> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let refused = |until: governor::NotUntil<C::Instant>| until.wait_time_from(self.clock.now());
        self.limiter.check_key(key).map_err(|until| TooMany { wait: refused(until) })
    }

    /// How many keys are remembered.
    pub fn remembered(&self) -> usize {
        self.limiter.len()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limit() -> (Limit<String, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limit::with_clock(Rate::default(), clock.clone()), clock)
    }

    fn allowed(limit: &Limit<String, FakeRelativeClock>, key: &str) -> usize {
        (0..100).take_while(|_| limit.attempt(&key.to_owned()).is_ok()).count()
    }

    #[test]
    fn five_attempts_are_allowed_at_once_and_ten_a_minute() {
        let (limit, clock) = limit();
        assert_eq!(allowed(&limit, "rita"), 5);
        clock.advance(Duration::from_secs(6));
        assert_eq!(allowed(&limit, "rita"), 1);
        let minute = (0..10).map(|_| {
            clock.advance(Duration::from_secs(6));
            allowed(&limit, "rita")
        });
        assert_eq!(minute.sum::<usize>(), 10);
        clock.advance(Duration::from_hours(1));
        assert_eq!(allowed(&limit, "rita"), 5);
    }

    #[test]
    fn one_key_does_not_use_up_what_another_has() {
        let (limit, _) = limit();
        assert_eq!(allowed(&limit, "rita"), 5);
        assert_eq!(allowed(&limit, "marc"), 5);
    }

    #[test]
    fn a_refusal_says_how_long_to_wait_and_that_is_enough() {
        let (limit, clock) = limit();
        allowed(&limit, "rita");
        clock.advance(Duration::from_millis(500));
        let refused = limit.attempt(&"rita".to_owned()).unwrap_err();
        assert_eq!(refused.wait, Duration::from_millis(5_500));
        assert_eq!(
            (refused.seconds(), refused.to_string().as_str()),
            (6, "too many attempts: try again in 6 s")
        );
        clock.advance(refused.wait);
        assert_eq!(limit.attempt(&"rita".to_owned()), Ok(()));
        assert_eq!(TooMany { wait: Duration::ZERO }.seconds(), 1);
    }

    #[test]
    fn keys_that_are_at_rest_are_forgotten_and_others_are_not() {
        let (limit, clock) = limit();
        for number in 0..1_000 {
            assert!(limit.attempt(&format!("guess {number}")).is_ok());
        }
        clock.advance(Duration::from_mins(1));
        allowed(&limit, "rita");
        for _ in 0..TIDY_EVERY {
            assert!(limit.attempt(&"rita".to_owned()).is_err());
        }
        assert_eq!(limit.remembered(), 1);
    }

    #[test]
    fn the_clock_of_the_machine_counts_too() {
        let limit = Limit::new(Rate::default());
        let key = ("rita", [127, 0, 0, 1]);
        assert_eq!((0..20).take_while(|_| limit.attempt(&key).is_ok()).count(), 5);
        let wait = limit.attempt(&key).unwrap_err().wait;
        assert!(wait > Duration::from_secs(1) && wait <= Duration::from_secs(6), "{wait:?}");
    }
}
