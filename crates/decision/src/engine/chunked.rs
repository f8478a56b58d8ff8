//! Arrays in chunks. A copy shares all chunks; a write copies the one it touches. What was never written is the default, so a
//! column that nobody uses costs nothing.

use std::sync::Arc;

const SHIFT: u32 = 12;
/// How many values a chunk holds at the most: a write copies that many, a copy of the array counts one reference for each chunk.
const CHUNK: usize = 1 << SHIFT;
const MASK: usize = CHUNK - 1;

/// Small values by slot.
#[derive(Debug, Clone)]
pub(crate) struct Chunked<T> {
    chunks: Vec<Arc<[T]>>,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Copy + Default + PartialEq> Chunked<T> {
    /// The value of a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> T {
        let chunk = self.chunks.get((slot >> SHIFT) as usize);
        chunk.and_then(|chunk| chunk.get(slot as usize & MASK)).copied().unwrap_or_default()
    }

    /// What stands in a slot, where something was written there or near it.
    #[inline]
    pub fn get_ref(&self, slot: u32) -> Option<&T> {
        self.chunks.get((slot >> SHIFT) as usize)?.get(slot as usize & MASK)
    }

    /// Whether nothing was ever written.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Sets the value of a slot.
    pub fn set(&mut self, slot: u32, value: T) {
        if self.get(slot) == value {
            return;
        }
        let (number, place) = ((slot >> SHIFT) as usize, slot as usize & MASK);
        if self.chunks.len() <= number {
            self.chunks.resize_with(number + 1, || Arc::from([]));
        }
        let Some(chunk) = self.chunks.get_mut(number) else { return };
        if chunk.len() <= place {
            // Whatever fills one chunk is likely to fill the next: that one is not made in steps.
            let room = if number == 0 { (place + 1).next_power_of_two().clamp(16, CHUNK) } else { CHUNK };
            let mut grown = Vec::with_capacity(room);
            grown.extend_from_slice(chunk);
            grown.resize(room, T::default());
            *chunk = grown.into();
        }
        if let Some(there) = Arc::make_mut(chunk).get_mut(place) {
            *there = value;
        }
    }
}

/// Things by number, in blocks that copies share.
#[derive(Debug, Clone)]
pub(crate) struct Blocks<T> {
    blocks: Vec<Arc<Vec<T>>>,
    len: u32,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Blocks<T> {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// The one of a number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&T> {
        self.blocks.get((number >> SHIFT) as usize)?.get(number as usize & MASK)
    }

    /// Puts one behind the others and answers its number.
    pub fn push(&mut self, thing: T) -> u32 {
        let number = self.len;
        if number as usize & MASK == 0 {
            self.blocks.push(Arc::new(Vec::new()));
        }
        if let Some(last) = self.blocks.last_mut() {
            Arc::make_mut(last).push(thing);
        }
        self.len += 1;
        number
    }
}
