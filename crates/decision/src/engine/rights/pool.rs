//! Sets of one width as bits, each kept once, one behind the other, and found by what it holds.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// The set that holds nobody.
pub(crate) const EMPTY: u32 = 0;

/// Sets, each once. None is ever taken out: whoever was told where one lies goes by it.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool {
    words: Vec<u64>,
    stride: u32,
    places: HashTable<u32>,
}

impl Pool {
    /// Sets of so many words; the first is empty.
    pub fn new(stride: u32) -> Self {
        let mut pool = Self { words: Vec::new(), stride, places: HashTable::new() };
        pool.keep(&vec![0; stride as usize]);
        pool
    }

    /// How many words a set has.
    pub fn stride(&self) -> u32 {
        self.stride
    }

    /// All sets, one behind the other.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The set at a place.
    pub fn get(&self, place: u32) -> &[u64] {
        set_at(&self.words, place, self.stride)
    }

    /// The place of a set, kept now where it was not.
    pub fn keep(&mut self, set: &[u64]) -> u32 {
        let Self { words, stride, places } = self;
        let hash = hash(set);
        if let Some(place) = places.find(hash, |place| set_at(words, *place, *stride) == set) {
            return *place;
        }
        let place = u32::try_from(words.len()).unwrap_or_default();
        words.extend_from_slice(set);
        places.insert_unique(hash, place, |place| self::hash(set_at(words, *place, *stride)));
        place
    }
}

fn set_at(words: &[u64], place: u32, stride: u32) -> &[u64] {
    words.get(place as usize..(place + stride) as usize).unwrap_or_default()
}

fn hash(set: &[u64]) -> u64 {
    FixedState::default().hash_one(set)
}
