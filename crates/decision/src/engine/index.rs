//! From texts to slots: a hash table in shards that copies share (extendible hashing, Fagin et al. 1979). A write copies one
//! shard; a shard that is full is split in two, so that growing never stops everything.

use std::{
    hash::{BuildHasher, Hasher},
    sync::Arc,
};

use foldhash::fast::FixedState;
use hashbrown::HashTable;

use super::counting::sorted;

/// How many slots a shard holds before it is split.
const FULL: usize = 3584;
/// How many it is given where many are put in at once.
const ROOMY: usize = FULL - FULL / 8;
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

    /// Makes room for many, as long as nothing is in it.
    pub fn reserve(&mut self, many: usize) {
        if self.shards.iter().any(|shard| !shard.slots.is_empty()) {
            return;
        }
        let depth = (many / ROOMY).checked_ilog2().map_or(0, |log| log + 1).min(DEEPEST);
        let shard =
            || Arc::new(Shard { depth, slots: HashTable::with_capacity((many >> depth) + FULL / 16) });
        self.shards = std::iter::repeat_with(shard).take(1 << depth).collect();
        self.directory = Arc::new((0..1 << depth).collect());
        self.mask = (1 << depth) - 1;
    }

    /// The places of hashes, those of one shard side by side and in order.
    pub fn in_order(&self, hashes: &[u64]) -> Vec<u32> {
        let entry = |hash: &u64| u32::try_from(self.entry(*hash)).unwrap_or_default();
        let keyed: Vec<(u32, u32)> = hashes.iter().map(entry).zip(0..).collect();
        // To look at each shard is worth it for many only.
        if keyed.len() < self.directory.len() {
            return keyed.into_iter().map(|(_, place)| place).collect();
        }
        sorted(&keyed, self.directory.len()).1
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
