//! Numbers for names. A name that was given a number keeps it as long as the engine lives, whatever becomes of what it names:
//! so policy and records speak of the same by the same number, and neither has to look at the other when it changes.

use std::{
    borrow::Borrow,
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
    sync::Arc,
};

use rolecall_catalog::{ModuleId, SegmentId, SegmentValue};
use rolecall_organization::{ContainerId, MemberId};

use super::{
    chunked::{Blocks, Chunked},
    index::{HashIndex, Look},
    key::{Seeded, word_of},
    texts::Texts,
};

/// No name.
pub(crate) const NONE: u32 = 0;

/// Bits of values stand for those of lesser numbers; this one, that there are values of larger ones.
pub(crate) const BEYOND: u64 = 1 << 63;

/// Names of one kind, numbered from 1.
#[derive(Debug, Clone)]
pub(crate) struct Slots<K> {
    seeded: Seeded,
    index: HashIndex,
    keys: Blocks<K>,
    texts: Texts,
}

impl<K: Borrow<str> + Clone> Slots<K> {
    pub fn new(seeded: &Seeded) -> Self {
        let (index, keys, texts) = (HashIndex::default(), Blocks::default(), Texts::default());
        Self { seeded: seeded.clone(), index, keys, texts }
    }

    /// The number of a name that has one.
    #[inline]
    pub fn find(&self, name: &str) -> Option<u32> {
        if let Some(word) = word_of(name) {
            match self.index.look(word, self.seeded.hash_of_short(word)) {
                Look::Here(slot) => return Some(slot),
                Look::Nowhere => return None,
                Look::Further => {}
            }
        }
        self.find_further(name)
    }

    #[inline(never)]
    fn find_further(&self, name: &str) -> Option<u32> {
        self.index.find(&self.seeded.key(name), |slot, name| self.texts.get(slot - 1) == name)
    }

    /// The name of a number.
    #[inline]
    pub fn get(&self, slot: u32) -> Option<&K> {
        self.keys.get(slot.checked_sub(1)?)
    }

    /// The number of a name, given now where it had none.
    pub fn intern(&mut self, name: &K) -> u32 {
        if let Some(slot) = self.find(name.borrow()) {
            return slot;
        }
        let slot = self.keys.push(name.clone()) + 1;
        self.texts.push(name.borrow());
        self.index.insert(&self.seeded.key(name.borrow()), slot, &self.seeded);
        slot
    }

    /// The number of a name that is still a text.
    ///
    /// # Errors
    /// Why the text is no such name.
    pub fn intern_text(&mut self, text: &str) -> Result<u32, K::Err>
    where
        K: FromStr,
    {
        match self.find(text) {
            Some(slot) => Ok(slot),
            None => Ok(self.intern(&text.parse()?)),
        }
    }

    /// The largest number given.
    pub fn last(&self) -> u32 {
        self.keys.len()
    }
}

/// Segment values of a record or of a limit.
pub(crate) type Segments = BTreeMap<SegmentId, BTreeSet<SegmentValue>>;

/// The values of a record: as said, and by number.
#[derive(Debug)]
pub(crate) struct ValueSet {
    pub segments: Segments,
    pub values: Box<[u32]>,
}

/// Every name that policy and records share.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub modules: Slots<ModuleId>,
    pub members: Slots<MemberId>,
    pub containers: Slots<ContainerId>,
    values: Slots<Arc<str>>,
    sets: Blocks<Arc<ValueSet>>,
    /// The values of each set as bits, by its number.
    masks: Chunked<u64>,
    set_numbers: imbl::HashMap<Arc<Segments>, u32>,
}

impl Names {
    /// How names are hashed.
    pub fn seeded(&self) -> &Seeded {
        &self.modules.seeded
    }

    pub fn new(seeded: &Seeded) -> Self {
        Self {
            modules: Slots::new(seeded),
            members: Slots::new(seeded),
            containers: Slots::new(seeded),
            values: Slots::new(seeded),
            sets: Blocks::default(),
            masks: Chunked::default(),
            set_numbers: imbl::HashMap::new(),
        }
    }

    /// The number of a value of a segment, where policy or records know it.
    pub fn value(&self, segment: &SegmentId, value: &SegmentValue) -> Option<u32> {
        self.values.find(&joined(segment, value))
    }

    /// The number of a value of a segment, given now where it had none.
    pub fn intern_value(&mut self, segment: &SegmentId, value: &SegmentValue) -> u32 {
        let text: Arc<str> = joined(segment, value).into();
        self.values.intern(&text)
    }

    /// The number of a record's values.
    pub fn intern_set(&mut self, segments: &Segments) -> u32 {
        if segments.is_empty() {
            return NONE;
        }
        if let Some(number) = self.set_numbers.get(segments) {
            return *number;
        }
        let each =
            segments.iter().flat_map(|(segment, values)| values.iter().map(move |value| (segment, value)));
        let values: Box<[u32]> = each.map(|(segment, value)| self.intern_value(segment, value)).collect();
        let bits = values.iter().fold(0, |bits, value| bits | 1_u64.checked_shl(*value).unwrap_or(BEYOND));
        let number = self.sets.push(Arc::new(ValueSet { segments: segments.clone(), values })) + 1;
        self.masks.set(number, bits);
        self.set_numbers.insert(Arc::new(segments.clone()), number);
        number
    }

    /// A record's values as bits.
    #[inline]
    pub fn mask(&self, number: u32) -> u64 {
        self.masks.get(number)
    }

    /// A record's values.
    #[inline]
    pub fn set(&self, number: u32) -> Option<&Arc<ValueSet>> {
        self.sets.get(number.checked_sub(1)?)
    }
}

fn joined(segment: &SegmentId, value: &SegmentValue) -> String {
    // No identifier holds a NUL.
    format!("{segment}\0{value}")
}
