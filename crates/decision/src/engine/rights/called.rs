//! Permissions by the names of their module and action: one look for both.

use crate::engine::key::{Seeded, Word, word_of};

/// Permissions by name, as far as the names are short.
#[derive(Debug)]
pub(super) struct Called {
    seeded: Seeded,
    /// By number: module and action.
    names: Box<[(Word, Word)]>,
    /// Numbers from 1, by hash; 0: none. The length is a power of two, and at least four times their number.
    numbers: Box<[u32]>,
}

impl Called {
    /// Of all permissions, by number.
    pub fn of<'a>(seeded: &Seeded, permissions: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        // What is long is no text.
        let word = |text| word_of(text).unwrap_or_default();
        let names: Box<[_]> = permissions.map(|(module, action)| (word(module), word(action))).collect();
        let mut called = Self {
            seeded: seeded.clone(),
            numbers: vec![0; 4 * names.len().next_power_of_two()].into(),
            names,
        };
        for (name, number) in called.names.iter().zip(1..) {
            let mut at = called.home(*name);
            while let Some(there) = called.numbers.get_mut(at) {
                if *there == 0 {
                    *there = number;
                    break;
                }
                at = (at + 1) & (called.numbers.len() - 1);
            }
        }
        called
    }

    #[inline]
    fn home(&self, (module, action): (Word, Word)) -> usize {
        let hash = usize::try_from(self.seeded.pair(module, action) & u64::from(u32::MAX));
        hash.unwrap_or_default() & (self.numbers.len() - 1)
    }

    /// The number of a permission whose names are short.
    #[inline]
    pub fn find(&self, module: Word, action: Word) -> Option<u32> {
        let mut at = self.home((module, action));
        loop {
            let number = self.numbers.get(at)?.checked_sub(1)?;
            if self.names.get(number as usize) == Some(&(module, action)) {
                return Some(number);
            }
            at = (at + 1) & (self.numbers.len() - 1);
        }
    }
}
