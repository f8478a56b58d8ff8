//! The order of first registration. As a rule it is that of the slots; after loading, which goes by id, it stands beside them.

use rolecall_organization::Revision;

use crate::engine::chunked::{Blocks, Chunked};

/// In which order the records of a table were registered, and since when.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// From which rank on records were registered at which revision.
    since: Blocks<(u32, Revision)>,
    /// The rank of each slot, plus 1; 0: the slot itself.
    ranks: Chunked<u32>,
    /// While records are loaded: since when each is registered.
    loaded: Vec<Revision>,
}

impl Order {
    /// The slot that follows those before it was registered at a revision.
    pub fn begin(&mut self, slot: u32, since: Revision) {
        let last = self.since.len().checked_sub(1).and_then(|last| self.since.get(last));
        if last.map(|run| run.1) != Some(since) {
            self.since.push((slot, since));
        }
    }

    /// The next slot of many was registered at a revision; [`Self::settle`] has to follow.
    pub fn load(&mut self, since: Revision) {
        self.loaded.push(since);
    }

    /// Ranks what was loaded.
    pub fn settle(&mut self) {
        let sinces = std::mem::take(&mut self.loaded);
        let mut order: Vec<(Revision, u32)> = sinces.into_iter().zip(0..).collect();
        order.sort_unstable();
        for ((since, slot), rank) in order.into_iter().zip(0..) {
            self.begin(rank, since);
            if slot != rank {
                self.ranks.set(slot, rank + 1);
            }
        }
    }

    /// The rank of a slot.
    #[inline]
    pub fn rank(&self, slot: u32) -> u32 {
        self.ranks.get(slot).checked_sub(1).unwrap_or(slot)
    }

    /// Sorts slots by their rank.
    pub fn sort(&self, slots: &mut [u32]) {
        if self.ranks.is_empty() {
            slots.sort_unstable();
        } else {
            slots.sort_unstable_by_key(|slot| self.rank(*slot));
        }
    }

    /// Since which revision the record in a slot is registered.
    pub fn since(&self, slot: u32) -> Revision {
        let rank = self.rank(slot);
        let (mut low, mut high) = (0, self.since.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.since.get(middle).is_some_and(|run| run.0 <= rank) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1).and_then(|run| self.since.get(run)).map_or(Revision::default(), |run| run.1)
    }
}
