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
            let mut grown = Vec::with_capacity(CHUNK.min((place + 1).next_power_of_two().max(16)));
            grown.extend_from_slice(chunk);
            grown.resize(grown.capacity().min(CHUNK), T::default());
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

/// Texts by slot: one string a chunk, and where each text ends in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    chunks: Vec<Arc<TextChunk>>,
    len: u32,
}

#[derive(Debug, Clone, Default)]
struct TextChunk {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// The text of a slot.
    #[inline]
    pub fn get(&self, slot: u32) -> &str {
        let found = || {
            let chunk = self.chunks.get((slot >> SHIFT) as usize)?;
            let place = slot as usize & MASK;
            let end = *chunk.ends.get(place)? as usize;
            let start = if place == 0 { 0 } else { *chunk.ends.get(place - 1)? as usize };
            chunk.text.get(start..end)
        };
        found().unwrap_or_default()
    }

    /// Puts a text behind the others and answers its slot.
    pub fn push(&mut self, text: &str) -> u32 {
        let slot = self.len;
        if slot as usize & MASK == 0 {
            self.chunks.push(Arc::default());
        }
        if let Some(chunk) = self.chunks.last_mut().map(Arc::make_mut) {
            chunk.text.push_str(text);
            // An id has at most 255 bytes, a chunk 4,096 of them.
            chunk.ends.push(u32::try_from(chunk.text.len()).unwrap_or(u32::MAX));
        }
        self.len += 1;
        slot
    }

    /// Gives back the room that was kept for more.
    pub fn shrink(&mut self) {
        for chunk in self.chunks.iter_mut().filter_map(Arc::get_mut) {
            chunk.text.shrink_to_fit();
            chunk.ends.shrink_to_fit();
        }
    }
}
