//! From texts to slots: a hash table in shards that copies share (extendible hashing, Fagin et al. 1979). A write copies one
//! shard; a shard that is full is split in two, so that growing never stops everything.

use std::{
    hash::{BuildHasher, Hasher},
    sync::Arc,
};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// How many slots a shard holds before it is split.
const FULL: usize = 3584;
/// Beyond so many bits texts collide because somebody wants them to, and splitting helps no more.
const DEEPEST: u32 = 24;
/// The bits that choose the shard, behind those that choose the place in it.
const SHARD_BITS: u32 = 32;

/// Hashes texts, with a seed so that nobody can choose ids that collide.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seeded(u64);

impl Seeded {
    /// A way of hashing of its own.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The hash of a text.
    #[inline]
    pub fn hash(self, text: &str) -> u64 {
        let mut hasher = FixedState::with_seed(self.0).build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

/// Slots by the hash of their texts.
#[derive(Debug, Clone)]
pub(crate) struct HashIndex {
    shards: Vec<Arc<Shard>>,
    /// Which shard a hash belongs to, by its shard bits; several entries may say the same.
    directory: Arc<Vec<u32>>,
    mask: u64,
}

#[derive(Debug, Clone, Default)]
struct Shard {
    depth: u32,
    slots: HashTable<u32>,
}

impl Default for HashIndex {
    fn default() -> Self {
        Self { shards: vec![Arc::default()], directory: Arc::new(vec![0]), mask: 0 }
    }
}

impl HashIndex {
    /// Of so many slots, all at once: they are dealt out to their shards first, so that one shard after another is filled.
    pub fn of(count: u32, hash_of: impl Fn(u32) -> u64) -> Self {
        let mut bits = 0;
        while (count >> bits) as usize > FULL * 3 / 4 && bits < DEEPEST {
            bits += 1;
        }
        let mask = (1_u64 << bits) - 1;
        let shard_of = |hash: u64| usize::try_from((hash >> SHARD_BITS) & mask).unwrap_or_default();
        let mut places = vec![0_usize; (1 << bits) + 1];
        for slot in 0..count {
            places.get_mut(shard_of(hash_of(slot)) + 1).into_iter().for_each(|number| *number += 1);
        }
        let mut sum = 0;
        for place in &mut places {
            sum += *place;
            *place = sum;
        }
        let mut dealt = vec![(0_u64, 0_u32); count as usize];
        let mut next = places.clone();
        for slot in 0..count {
            let hash = hash_of(slot);
            let Some(place) = next.get_mut(shard_of(hash)) else { continue };
            dealt.get_mut(*place).into_iter().for_each(|there| *there = (hash, slot));
            *place += 1;
        }
        let shard = |bounds: &[usize]| {
            let [from, to] = bounds else { return Arc::default() };
            let dealt = dealt.get(*from..*to).unwrap_or_default();
            let mut slots = HashTable::with_capacity(dealt.len());
            for (hash, slot) in dealt {
                slots.insert_unique(*hash, *slot, |slot| hash_of(*slot));
            }
            Arc::new(Shard { depth: bits, slots })
        };
        let shards: Vec<Arc<Shard>> = places.windows(2).map(shard).collect();
        let directory = (0..).take(shards.len()).collect();
        Self { shards, directory: Arc::new(directory), mask }
    }

    #[inline]
    fn entry(&self, hash: u64) -> usize {
        usize::try_from((hash >> SHARD_BITS) & self.mask).unwrap_or_default()
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        self.directory.get(self.entry(hash)).map_or(0, |place| *place as usize)
    }

    /// The slot of this hash that is the one meant.
    #[inline]
    pub fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        self.shards.get(self.place(hash))?.slots.find(hash, |slot| is(*slot)).copied()
    }

    /// Adds a slot; `hash_of` tells the hash of one that is there already.
    pub fn insert(&mut self, hash: u64, slot: u32, hash_of: impl Fn(u32) -> u64) {
        loop {
            let place = self.place(hash);
            let Some(shard) = self.shards.get_mut(place) else { return };
            if shard.slots.len() < FULL || shard.depth >= DEEPEST {
                Arc::make_mut(shard).slots.insert_unique(hash, slot, |slot| hash_of(*slot));
                return;
            }
            self.split(self.entry(hash), place, &hash_of);
        }
    }

    /// Takes a slot off.
    pub fn remove(&mut self, hash: u64, slot: u32) {
        let place = self.place(hash);
        let Some(shard) = self.shards.get_mut(place) else { return };
        if let Ok(entry) = Arc::make_mut(shard).slots.find_entry(hash, |there| *there == slot) {
            entry.remove();
        }
    }

    /// Puts one slot in the place of another of the same hash.
    pub fn replace(&mut self, hash: u64, slot: u32, by: u32) {
        let place = self.place(hash);
        let Some(shard) = self.shards.get_mut(place) else { return };
        if let Some(there) = Arc::make_mut(shard).slots.find_mut(hash, |there| *there == slot) {
            *there = by;
        }
    }

    fn split(&mut self, entry: usize, place: usize, hash_of: &impl Fn(u32) -> u64) {
        let Some(full) = self.shards.get(place).cloned() else { return };
        let directory = Arc::make_mut(&mut self.directory);
        if full.depth == self.mask.count_ones() {
            directory.extend_from_within(..);
            self.mask = (self.mask << 1) | 1;
        }
        let bit = 1_u64 << full.depth;
        let mut halves = [Shard::default(), Shard::default()];
        for half in &mut halves {
            half.depth = full.depth + 1;
            half.slots.reserve(FULL / 2 + FULL / 8, |slot| hash_of(*slot));
        }
        let [low, high] = &mut halves;
        for slot in &full.slots {
            let hash = hash_of(*slot);
            let half = if (hash >> SHARD_BITS) & bit == 0 { &mut *low } else { &mut *high };
            half.slots.insert_unique(hash, *slot, |slot| hash_of(*slot));
        }
        let [low, high] = halves.map(Arc::new);
        let upper = u32::try_from(self.shards.len()).unwrap_or_default();
        self.shards.get_mut(place).into_iter().for_each(|shard| *shard = Arc::clone(&low));
        self.shards.push(high);
        // Of the entries that said the full shard, every second one says the upper half.
        let first = entry & usize::try_from(bit - 1).unwrap_or_default();
        let step = usize::try_from(bit).unwrap_or(usize::MAX);
        directory.iter_mut().skip(first).step_by(step).skip(1).step_by(2).for_each(|says| *says = upper);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_indexed_at_once_is_found_and_grows_as_what_was_indexed_one_by_one() {
        let seeded = Seeded::new(7);
        let hash_of = |slot: u32| seeded.hash(&format!("id-{slot}"));
        for count in [0, 1, 2_000, 60_000] {
            let mut index = HashIndex::of(count, hash_of);
            (count..count + 30_000).for_each(|slot| index.insert(hash_of(slot), slot, hash_of));
            for slot in 0..count + 40_000 {
                let there = index.find(hash_of(slot), |found| found == slot);
                assert_eq!(there, (slot < count + 30_000).then_some(slot), "{slot} of {count}");
            }
        }
    }

    #[test]
    fn every_id_of_many_is_found_and_no_other_whatever_is_taken_off() {
        let seeded = Seeded::new(5);
        let hash_of = |slot: u32| seeded.hash(&format!("id-{slot}"));
        let find = |index: &HashIndex, slot: u32| index.find(hash_of(slot), |there| there == slot);
        let mut index = HashIndex::default();
        (0..60_000).for_each(|slot| index.insert(hash_of(slot), slot, hash_of));
        let before = index.clone();
        (0..60_000).filter(|slot| slot % 3 == 0).for_each(|slot| index.remove(hash_of(slot), slot));
        (60_000..90_000).for_each(|slot| index.insert(hash_of(slot), slot, hash_of));
        assert!(index.shards.len() > 16, "{}", index.shards.len());
        for slot in 0..90_000 {
            let there = slot >= 60_000 || slot % 3 != 0;
            assert_eq!(find(&index, slot), there.then_some(slot), "{slot}");
            assert_eq!(find(&before, slot), (slot < 60_000).then_some(slot), "before: {slot}");
        }
    }
}
