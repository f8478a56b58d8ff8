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
    mask: u64,
}

#[derive(Debug, Clone, Default)]
struct Shard {
    depth: u32,
    slots: HashTable<u32>,
}

impl Default for HashIndex {
    fn default() -> Self {
        Self { shards: vec![Arc::default()], mask: 0 }
    }
}

impl HashIndex {
    #[inline]
    fn place(&self, hash: u64) -> usize {
        usize::try_from((hash >> SHARD_BITS) & self.mask).unwrap_or_default()
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
            self.split(place, &hash_of);
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

    fn split(&mut self, place: usize, hash_of: &impl Fn(u32) -> u64) {
        let Some(full) = self.shards.get(place).cloned() else { return };
        if full.depth == self.mask.count_ones() {
            self.shards.extend_from_within(..);
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
        let before = place & usize::try_from(bit - 1).unwrap_or_default();
        let step = usize::try_from(bit).unwrap_or(usize::MAX);
        let mut upper = false;
        for shard in self.shards.iter_mut().skip(before).step_by(step) {
            *shard = Arc::clone(if upper { &high } else { &low });
            upper = !upper;
        }
    }
}
