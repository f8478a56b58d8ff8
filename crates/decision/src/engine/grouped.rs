//! Slots by a key - an owner, a container, a parent - in chunks that copies share. Within a key they are in order, and keys that
//! follow one another lie side by side, so that many are read in one sweep.

use std::{ops::Range, sync::Arc};

use super::counting::sorted;

const SHIFT: u32 = 6;
/// How many keys share a chunk: a write copies the slots of that many.
const KEYS: usize = 1 << SHIFT;
const MASK: usize = KEYS - 1;

/// Slots by key.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grouped {
    chunks: Vec<Option<Arc<Chunk>>>,
}

#[derive(Debug, Clone)]
struct Chunk {
    /// Where the slots of each key end.
    ends: [u32; KEYS],
    slots: Vec<u32>,
}

impl Chunk {
    fn bounds(&self, place: usize) -> Range<usize> {
        let end = |place: usize| self.ends.get(place).map_or(self.slots.len(), |end| *end as usize);
        let start = if place == 0 { 0 } else { end(place - 1) };
        start..end(place)
    }

    fn shift(&mut self, from: usize, change: impl Fn(u32) -> u32) {
        self.ends.iter_mut().skip(from).for_each(|end| *end = change(*end));
    }
}

impl Grouped {
    /// The slots of a key, in order.
    pub fn get(&self, key: u32) -> &[u32] {
        let chunk = self.chunks.get((key >> SHIFT) as usize).and_then(Option::as_deref);
        chunk.and_then(|chunk| chunk.slots.get(chunk.bounds(key as usize & MASK))).unwrap_or_default()
    }

    /// The keys that may have slots: all of those in chunks that have some.
    pub fn keys(&self) -> impl Iterator<Item = u32> + '_ {
        let filled = (0_u32..).zip(&self.chunks).filter(|(_, chunk)| chunk.is_some());
        filled.flat_map(|(number, _)| number << SHIFT..(number + 1) << SHIFT)
    }

    /// How many slots each key has, by key.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = Vec::with_capacity(self.chunks.len() * KEYS);
        for chunk in &self.chunks {
            let mut last = 0;
            match chunk {
                Some(chunk) => {
                    counts.extend(chunk.ends.iter().map(|end| *end - std::mem::replace(&mut last, *end)));
                }
                None => counts.resize(counts.len() + KEYS, 0),
            }
        }
        counts
    }

    /// Hands the slots of keys that follow one another to `take`, many at once.
    pub fn sweep(&self, keys: Range<u32>, mut take: impl FnMut(&[u32])) {
        let mut key = keys.start;
        while key < keys.end {
            let number = (key >> SHIFT) as usize;
            let next = ((key >> SHIFT) + 1) << SHIFT;
            let last = next.min(keys.end) - 1;
            if let Some(chunk) = self.chunks.get(number).and_then(Option::as_deref) {
                let (from, to) =
                    (chunk.bounds(key as usize & MASK).start, chunk.bounds(last as usize & MASK).end);
                take(chunk.slots.get(from..to).unwrap_or_default());
            }
            key = next;
        }
    }

    /// Moves a slot from one key to another, or adds it, or takes it off. Answers how many slots may have been moved for that.
    pub fn change(&mut self, slot: u32, (before, after): (Option<u32>, Option<u32>)) -> usize {
        if before == after {
            return 0;
        }
        before.into_iter().for_each(|key| self.remove(key, slot));
        after.into_iter().for_each(|key| self.insert(key, slot));
        before.into_iter().chain(after).map(|key| self.beside(key)).sum()
    }

    /// How many slots lie in the chunk of a key.
    fn beside(&self, key: u32) -> usize {
        let chunk = self.chunks.get((key >> SHIFT) as usize).and_then(Option::as_ref);
        chunk.map_or(0, |chunk| chunk.slots.len())
    }

    /// Adds a slot to a key.
    fn insert(&mut self, key: u32, slot: u32) {
        let number = (key >> SHIFT) as usize;
        if self.chunks.len() <= number {
            self.chunks.resize(number + 1, None);
        }
        let Some(place) = self.chunks.get_mut(number) else { return };
        let new = || Arc::new(Chunk { ends: [0; KEYS], slots: Vec::new() });
        let chunk = Arc::make_mut(place.get_or_insert_with(new));
        let bounds = chunk.bounds(key as usize & MASK);
        let before =
            chunk.slots.get(bounds.clone()).unwrap_or_default().partition_point(|there| *there < slot);
        chunk.slots.insert(bounds.start + before, slot);
        chunk.shift(key as usize & MASK, |end| end + 1);
    }

    /// Takes a slot off a key.
    fn remove(&mut self, key: u32, slot: u32) {
        let Some(Some(chunk)) = self.chunks.get_mut((key >> SHIFT) as usize) else { return };
        let chunk = Arc::make_mut(chunk);
        let bounds = chunk.bounds(key as usize & MASK);
        if let Ok(at) = chunk.slots.get(bounds.clone()).unwrap_or_default().binary_search(&slot) {
            chunk.slots.remove(bounds.start + at);
            chunk.shift(key as usize & MASK, |end| end - 1);
        }
    }

    /// All at once: the keys of the slots in order, of those that have one.
    pub fn build(keyed: &[(u32, u32)]) -> Self {
        let Some(largest) = keyed.iter().map(|(key, _)| *key).max() else { return Self::default() };
        let (ends, all) = sorted(keyed, largest as usize + 1);
        let chunks = (0..=largest >> SHIFT).map(|number| {
            let first = (number as usize) << SHIFT;
            let end = |key: usize| ends.get(key).map_or(keyed.len(), |end| *end as usize).min(keyed.len());
            let start = if first == 0 { 0 } else { end(first - 1) };
            let slots: Vec<u32> = all.get(start..end(first + MASK)).unwrap_or_default().to_vec();
            let relative = |place: usize| u32::try_from(end(first + place) - start).unwrap_or(u32::MAX);
            let ends = std::array::from_fn(relative);
            (!slots.is_empty()).then(|| Arc::new(Chunk { ends, slots }))
        });
        Self { chunks: chunks.collect() }
    }
}
