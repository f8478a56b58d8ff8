//! Randomness that is a pure function of a seed: the same seed makes the same organization on every machine.

use std::collections::BTreeSet;

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, and good enough to draw organizations with.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, which is not 0.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    /// From `least` to `most`, both included.
    pub fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several; there is at least one.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// One of several, where there is any, in so many cases of a hundred.
    pub fn maybe<T: Clone>(&mut self, percent: usize, from: &[T]) -> Option<T> {
        (self.chance(percent) && !from.is_empty()).then(|| self.pick(from))
    }

    /// Up to so many of several.
    pub fn some<T: Clone + Ord>(&mut self, most: usize, from: &[T]) -> BTreeSet<T> {
        let number = if from.is_empty() { 0 } else { self.between(0, most) };
        (0..number).map(|_| self.pick(from)).collect()
    }
}
