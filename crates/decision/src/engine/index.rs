//! From texts to numbers: a hash table in shards that copies share (extendible hashing, Fagin et al. 1979). A write copies one
//! shard; a shard that is full is split in two, so that growing never stops everything.
//!
//! Texts lie in the table themselves, three of them in a line of the cache with what they lead to: as a rule, a look-up reads
//! that one line.

use std::sync::Arc;

use super::{
    counting::sorted,
    key::{Key, Seeded, Word},
};

/// How many texts a line holds.
const PLACES: usize = 3;
/// The most lines of a shard: a write copies that many at most.
const MOST: usize = 1024;
/// Of a hundred places so many are filled before a shard grows or is split, and so many afterwards.
const FULL: usize = 80;
const ROOMY: usize = 65;
/// Beyond so many bits texts collide because somebody wants them to, and splitting helps no more.
const DEEPEST: u32 = 24;
/// The bits that choose the shard, behind those that choose the line in it.
const SHARD_BITS: u32 = 32;

/// Numbers by text.
#[derive(Debug, Clone)]
pub(crate) struct HashIndex {
    shards: Vec<Arc<[Line]>>,
    sizes: Vec<Size>,
    /// Which shard a hash belongs to, by its shard bits; several entries may say the same.
    directory: Arc<Vec<u32>>,
    mask: u64,
}

/// A line of the cache.
#[derive(Debug, Clone, Default)]
#[repr(align(64))]
struct Line {
    /// Texts as words; 0: a place is free.
    words: [Word; PLACES],
    /// Their numbers; and behind them how many texts that belong here, or to a line ahead, stand further on for want of a place.
    numbers: [u32; PLACES + 1],
}

/// What one line says of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Look {
    /// Its number.
    Here(u32),
    /// It has none.
    Nowhere,
    /// It may stand further on.
    Further,
}

/// What the writer knows of a shard.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    /// How many of the shard bits are the same in all of its hashes.
    depth: u32,
    count: usize,
}

impl Default for HashIndex {
    fn default() -> Self {
        Self { shards: vec![empty(0)], sizes: vec![Size::default()], directory: Arc::new(vec![0]), mask: 0 }
    }
}

impl Line {
    /// Whether a word stands here, and its number if it is that of a short text: such stand once.
    #[inline]
    fn number_of(&self, word: Word) -> (bool, u32) {
        let [first, second, third] = self.words.map(|there| there == word);
        // Counted, and without a branch: which of the places it is is not foreseen.
        let place = usize::from(second) + 2 * usize::from(third);
        (first | second | third, self.numbers.get(place).copied().unwrap_or_default())
    }

    /// How many texts that belong here, or to a line ahead, stand further on.
    #[inline]
    fn beyond(&self) -> u32 {
        let [.., beyond] = self.numbers;
        beyond
    }

    fn beyond_mut(&mut self) -> &mut u32 {
        let [.., beyond] = &mut self.numbers;
        beyond
    }

    /// The place of a number under a word.
    fn place_of(&self, word: Word, is: impl Fn(u32) -> bool) -> Option<usize> {
        let places = self.words.iter().zip(&self.numbers);
        places.into_iter().position(|(there, number)| *there == word && is(*number))
    }
}

/// A shard with nothing in it that takes so many texts.
fn empty(count: usize) -> Arc<[Line]> {
    let lines = (count * 100).div_ceil(PLACES * ROOMY).max(1);
    vec![Line::default(); lines].into()
}

fn is_full(count: usize, lines: usize) -> bool {
    count * 100 > lines * PLACES * FULL
}

/// The line that a hash belongs to.
#[inline]
fn home(hash: u64, lines: usize) -> usize {
    let share = (hash & u64::from(u32::MAX)) * lines as u64;
    usize::try_from(share >> 32).unwrap_or_default()
}

#[inline]
fn behind(at: usize, lines: usize) -> usize {
    if at + 1 < lines { at + 1 } else { 0 }
}

fn put(lines: &mut [Line], hash: u64, word: Word, number: u32) {
    let mut at = home(hash, lines.len());
    while let Some(line) = lines.get_mut(at) {
        if let Some(free) = line.place_of(0, |_| true) {
            line.words.get_mut(free).into_iter().for_each(|there| *there = word);
            line.numbers.get_mut(free).into_iter().for_each(|there| *there = number);
            return;
        }
        *line.beyond_mut() += 1;
        at = behind(at, lines.len());
    }
}

/// Where a number under a key stands: the line, and the place in it.
fn locate(lines: &[Line], key: &Key<'_>, number: u32) -> Option<(usize, usize)> {
    let mut at = home(key.hash, lines.len());
    for _ in 0..lines.len() {
        let line = lines.get(at)?;
        if let Some(place) = line.place_of(key.word, |there| there == number) {
            return Some((at, place));
        }
        if line.beyond() == 0 {
            return None;
        }
        at = behind(at, lines.len());
    }
    None
}

/// All that stands in a shard.
fn entries(lines: &[Line]) -> impl Iterator<Item = (Word, u32)> {
    let each = lines.iter().flat_map(|line| line.words.into_iter().zip(line.numbers));
    each.filter(|(word, _)| *word != 0)
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

    /// Looks for a short text in the line that it belongs to: as a rule that says all.
    #[inline]
    pub fn look(&self, word: Word, hash: u64) -> Look {
        let Some(lines) = self.shards.get(self.place(hash)) else { return Look::Nowhere };
        let Some(line) = lines.get(home(hash, lines.len())) else { return Look::Nowhere };
        let (found, number) = line.number_of(word);
        if found {
            return Look::Here(number);
        }
        if line.beyond() == 0 { Look::Nowhere } else { Look::Further }
    }

    /// The number of a text; of a long one, `is` tells whether a number is that of the text meant.
    pub fn find(&self, key: &Key<'_>, is: impl Fn(u32, &str) -> bool) -> Option<u32> {
        let lines = self.shards.get(self.place(key.hash))?.as_ref();
        let meant = |number| key.long().is_none_or(|text| is(number, text));
        let mut at = home(key.hash, lines.len());
        for _ in 0..lines.len() {
            let line = lines.get(at)?;
            if let Some(place) = line.place_of(key.word, meant) {
                return line.numbers.get(place).copied();
            }
            if line.beyond() == 0 {
                return None;
            }
            at = behind(at, lines.len());
        }
        None
    }

    /// Adds a text with its number; `seeded` is what made the key.
    pub fn insert(&mut self, key: &Key<'_>, number: u32, seeded: &Seeded) {
        loop {
            let place = self.place(key.hash);
            let (Some(shard), Some(size)) = (self.shards.get_mut(place), self.sizes.get_mut(place)) else {
                return;
            };
            if !is_full(size.count + 1, shard.len()) {
                size.count += 1;
                put(Arc::make_mut(shard), key.hash, key.word, number);
                return;
            }
            if shard.len() < MOST || size.depth >= DEEPEST {
                *shard = filled(empty(size.count + 1), entries(shard), seeded);
            } else {
                self.split(self.entry(key.hash), place, seeded);
            }
        }
    }

    /// Makes room for many, as long as nothing is in it.
    pub fn reserve(&mut self, many: usize) {
        if self.sizes.iter().any(|size| size.count > 0) {
            return;
        }
        let most = MOST * PLACES * ROOMY / 100;
        let depth = (many / most).checked_ilog2().map_or(0, |log| log + 1).min(DEEPEST);
        // Not each of them gets as many; there is room for that before one is full.
        let each = (many >> depth) + 8;
        self.shards = std::iter::repeat_with(|| empty(each)).take(1 << depth).collect();
        self.sizes = vec![Size { depth, count: 0 }; 1 << depth];
        self.directory = Arc::new((0..1 << depth).collect());
        self.mask = (1 << depth) - 1;
    }

    /// Texts with their numbers, those of one shard side by side and in order: so that many are put in one shard after another.
    pub fn in_order<'a>(&self, all: impl Iterator<Item = (Key<'a>, u32)>) -> Vec<(Key<'a>, u32)> {
        let entry = |hash: u64| u32::try_from(self.entry(hash)).unwrap_or_default();
        let keyed: Vec<(u32, (Key<'a>, u32))> =
            all.map(|(key, number)| (entry(key.hash), (key, number))).collect();
        // To look at each shard is worth it for many only.
        if keyed.len() < self.directory.len() {
            return keyed.into_iter().map(|(_, one)| one).collect();
        }
        sorted(&keyed, self.directory.len()).1
    }

    /// Takes a number off.
    pub fn remove(&mut self, key: &Key<'_>, number: u32) {
        let place = self.place(key.hash);
        let (Some(shard), Some(size)) = (self.shards.get_mut(place), self.sizes.get_mut(place)) else {
            return;
        };
        let Some((line, at)) = locate(shard, key, number) else { return };
        size.count -= 1;
        let lines = Arc::make_mut(shard);
        let mut passed = home(key.hash, lines.len());
        while passed != line {
            lines.get_mut(passed).into_iter().for_each(|line| *line.beyond_mut() -= 1);
            passed = behind(passed, lines.len());
        }
        let there = lines.get_mut(line).and_then(|line| line.words.get_mut(at));
        there.into_iter().for_each(|word| *word = 0);
    }

    /// Puts one number in the place of another of the same text.
    pub fn replace(&mut self, key: &Key<'_>, number: u32, by: u32) {
        let place = self.place(key.hash);
        let Some(shard) = self.shards.get_mut(place) else { return };
        let Some((line, at)) = locate(shard, key, number) else { return };
        let there = Arc::make_mut(shard).get_mut(line).and_then(|line| line.numbers.get_mut(at));
        there.into_iter().for_each(|there| *there = by);
    }

    fn split(&mut self, entry: usize, place: usize, seeded: &Seeded) {
        let (Some(full), Some(size)) = (self.shards.get(place).cloned(), self.sizes.get(place).copied())
        else {
            return;
        };
        let directory = Arc::make_mut(&mut self.directory);
        if size.depth == self.mask.count_ones() {
            directory.extend_from_within(..);
            self.mask = (self.mask << 1) | 1;
        }
        let bit = 1_u64 << size.depth;
        let is_upper = |(word, _): &(Word, u32)| (seeded.hash_of(*word) >> SHARD_BITS) & bit != 0;
        let (upper, lower): (Vec<_>, Vec<_>) = entries(&full).partition(is_upper);
        let half = |entries: Vec<(Word, u32)>| {
            let size = Size { depth: size.depth + 1, count: entries.len() };
            (filled(empty(entries.len()), entries.into_iter(), seeded), size)
        };
        let ((lower, lower_size), (upper, upper_size)) = (half(lower), half(upper));
        self.shards.get_mut(place).into_iter().for_each(|shard| *shard = Arc::clone(&lower));
        self.sizes.get_mut(place).into_iter().for_each(|size| *size = lower_size);
        let number = u32::try_from(self.shards.len()).unwrap_or_default();
        self.shards.push(upper);
        self.sizes.push(upper_size);
        // Of the entries that said the full shard, every second one says the upper half.
        let first = entry & usize::try_from(bit - 1).unwrap_or_default();
        let step = usize::try_from(bit).unwrap_or(usize::MAX);
        directory.iter_mut().skip(first).step_by(step).skip(1).step_by(2).for_each(|says| *says = number);
    }
}

/// A shard with entries in it.
fn filled(
    mut shard: Arc<[Line]>,
    entries: impl Iterator<Item = (Word, u32)>,
    seeded: &Seeded,
) -> Arc<[Line]> {
    let lines = Arc::make_mut(&mut shard);
    entries.for_each(|(word, number)| put(lines, seeded.hash_of(word), word, number));
    shard
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: u32) -> String {
        if number.is_multiple_of(5) {
            format!("an-id-that-is-rather-long-{number}")
        } else {
            format!("id-{number}")
        }
    }

    #[test]
    fn every_id_of_many_is_found_and_no_other_whatever_is_taken_off() {
        let seeded = &Seeded::new(5);
        let find = |index: &HashIndex, number: u32| {
            index.find(&seeded.key(&name(number)), |there, text| name(there) == text)
        };
        let mut index = HashIndex::default();
        (0..60_000).for_each(|number| index.insert(&seeded.key(&name(number)), number, seeded));
        let before = index.clone();
        let third = (0..60_000).filter(|number| number % 3 == 0);
        third.for_each(|number| index.remove(&seeded.key(&name(number)), number));
        (60_000..90_000).for_each(|number| index.insert(&seeded.key(&name(number)), number, seeded));
        assert!(index.shards.len() > 16, "{}", index.shards.len());
        for number in 0..90_000 {
            let there = number >= 60_000 || number % 3 != 0;
            assert_eq!(find(&index, number), there.then_some(number), "{number}");
            assert_eq!(find(&before, number), (number < 60_000).then_some(number), "before: {number}");
        }
        assert_eq!(index.find(&seeded.key(""), |_, _| true), None);
    }

    #[test]
    fn many_texts_of_one_line_are_found_until_each_is_taken_off() {
        let seeded = &Seeded::new(5);
        let mut index = HashIndex::default();
        index.reserve(2_000);
        let at_home = |number: &u32| {
            let lines = index.shards.first().map_or(0, |shard| shard.len());
            home(seeded.key(&name(*number)).hash, lines) == 7
        };
        let numbers: Vec<u32> = (0..100_000).filter(at_home).take(20).collect();
        for number in &numbers {
            index.insert(&seeded.key(&name(*number)), *number, seeded);
        }
        for (taken, number) in numbers.iter().enumerate() {
            index.remove(&seeded.key(&name(*number)), *number);
            for (place, number) in numbers.iter().enumerate() {
                let found = index.find(&seeded.key(&name(*number)), |there, text| name(there) == text);
                assert_eq!(found, (place > taken).then_some(*number));
            }
        }
        assert!(index.shards.iter().flat_map(|shard| shard.iter()).all(|line| line.beyond() == 0));
    }

    #[test]
    fn long_texts_of_one_hash_are_told_apart_by_what_they_say() {
        let seeded = &Seeded::new(5);
        let key = seeded.key("an-id-that-is-rather-long");
        let mut index = HashIndex::default();
        (1..=9).for_each(|number| index.insert(&key, number, seeded));
        (1..=9).for_each(|number| assert_eq!(index.find(&key, |there, _| there == number), Some(number)));
        index.replace(&key, 4, 40);
        assert_eq!(index.find(&key, |there, _| there == 4), None);
        assert_eq!(index.find(&key, |there, _| there == 40), Some(40));
    }
}
