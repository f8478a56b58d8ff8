//! Whose records open to whom: for each class of viewers, module and access class, a set of classes of owners, as bits. What the
//! tree, peers, sharing defaults and rules open is folded into it. Sets that are the same are kept once.

use std::{collections::BTreeMap, hash::BuildHasher, sync::Arc};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rolecall_catalog::AccessClass;
use rolecall_organization::{Organization, SharingRule, SharingRuleId};

use super::{
    classes::Classes,
    fold::{Fold, Folded, Sides},
    shape::Shape,
    tree::Tree,
};

/// The access classes, by their place.
const CLASSES: [AccessClass; 3] = [AccessClass::Read, AccessClass::Write, AccessClass::Delete];

/// The set that holds nobody.
pub(crate) const EMPTY: u32 = 0;

/// Sets of classes of owners.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    words: Vec<u64>,
    stride: u32,
    /// Where the set of a viewer's class, module and access class begins.
    places: Vec<u32>,
    modules: u32,
    /// The rules by module, in the order of their ids.
    rules: Vec<Arc<[Folded]>>,
    /// How many words there were when all was folded.
    fresh: usize,
}

/// Rules by module, in the order of their ids.
pub(super) type Rules<'a> = BTreeMap<u32, Vec<(&'a SharingRuleId, &'a Arc<SharingRule>)>>;

impl Sets {
    /// Folds the tree and the rules of an organization.
    pub fn of(
        organization: &Organization,
        shape: &Shape,
        tree: &Tree,
        owners: &Classes,
        viewers: &Classes,
    ) -> Self {
        let modules = u32::try_from(shape.modules.len()).unwrap_or_default();
        let stride = owners.len() / 64 + 1;
        let mut sets = Self {
            words: [vec![0; stride as usize], vec![u64::MAX; stride as usize]].concat(),
            stride,
            places: vec![EMPTY; 3 * (modules * viewers.len()) as usize],
            modules,
            rules: vec![Arc::default(); shape.modules.len()],
            fresh: 0,
        };
        let mut rules: Rules<'_> = (0..modules).map(|module| (module, Vec::new())).collect();
        for (id, rule) in &organization.policy().sharing_rules {
            let there = shape.place(&rule.module).and_then(|module| rules.get_mut(&module));
            there.into_iter().for_each(|there| there.push((id, rule)));
        }
        sets.fold(organization, shape, tree, (owners, viewers), &rules);
        sets.fresh = sets.words.len();
        sets
    }

    /// Folds some modules again: their defaults, and the rules given, which are all of theirs.
    pub fn fold(
        &mut self,
        organization: &Organization,
        shape: &Shape,
        tree: &Tree,
        (owners, viewers): (&Classes, &Classes),
        rules: &Rules<'_>,
    ) {
        let fold = Fold::new(organization, tree, owners, viewers, self.stride as usize);
        let mut sides = Sides::default();
        let mut known = Known::of(&self.words, self.stride);
        let mut keep = |set: &[u64]| known.keep(&mut self.words, set);
        let bases: Vec<Option<Vec<u64>>> = viewers.all().map(|(_, key)| fold.base(key)).collect();
        let plain: Vec<u32> =
            bases.iter().map(|base| base.as_ref().map_or(self.stride, |base| keep(base))).collect();
        for (module, rules) in rules {
            let folded: Vec<Folded> =
                rules.iter().map(|(id, rule)| fold.rule(&mut sides, id, rule)).collect();
            let opened = Opened::by(&folded, self.stride as usize, viewers.len());
            let open = open_by_default(organization, shape, *module);
            for (((viewer, _), base), plain) in viewers.all().zip(&bases).zip(&plain) {
                let more = |class| opened.get(viewer, class).filter(|_| open.get(class) == Some(&false));
                let found = match base {
                    Some(base) => places(self.stride, open, *plain, more, |more| keep(&union(base, more))),
                    None => [self.stride; 3],
                };
                let at = (viewer * self.modules + module) as usize * 3;
                self.places.iter_mut().skip(at).zip(found).for_each(|(there, place)| *there = place);
            }
            if let Some(there) = self.rules.get_mut(*module as usize) {
                *there = folded.into();
            }
        }
    }

    /// The rules on a module, in the order of their ids.
    pub fn rules_on(&self, module: u32) -> impl Iterator<Item = &SharingRuleId> {
        self.rules.get(module as usize).into_iter().flat_map(|rules| rules.iter()).map(|rule| &rule.id)
    }

    /// Whether so many sets are no longer used that it is worth folding all anew.
    pub fn is_worn(&self) -> bool {
        self.words.len() > 2 * self.fresh + (1 << 16)
    }

    /// All sets, one behind the other.
    pub fn all(&self) -> &[u64] {
        &self.words
    }

    /// The set that holds everybody, nobody included.
    pub fn everybody(&self) -> u32 {
        self.stride
    }

    /// The set of a viewer's class for a module and an access class.
    #[inline]
    pub fn place(&self, viewer: u32, module: u32, class: usize) -> u32 {
        let at = (viewer * self.modules + module) as usize * 3 + class;
        self.places.get(at).copied().unwrap_or_default()
    }

    /// Whether a set holds a class of owners.
    #[inline]
    pub fn holds(&self, set: u32, class: u32) -> bool {
        self.words.get((set + (class >> 6)) as usize).is_some_and(|word| word >> (class & 63) & 1 == 1)
    }

    /// The rules on a module that open records of a class of owners to a class of viewers, in the order of their ids.
    pub fn rules(
        &self,
        module: u32,
        class: usize,
        owner: u32,
        viewer: u32,
    ) -> impl Iterator<Item = (&SharingRuleId, &SharingRule)> {
        let holds = move |rule: &&Folded| {
            let covered =
                rule.from.get((owner >> 6) as usize).is_some_and(|word| word >> (owner & 63) & 1 == 1);
            covered
                && rule.to.contains(&viewer)
                && CLASSES.get(class).is_some_and(|class| rule.rule.level.admits(*class))
        };
        let rules = self.rules.get(module as usize).into_iter().flat_map(|rules| rules.iter()).filter(holds);
        rules.map(|rule| (&rule.id, rule.rule.as_ref()))
    }

    /// The bits of a set.
    pub fn bits(&self, set: u32) -> &[u64] {
        self.words.get(set as usize..(set + self.stride) as usize).unwrap_or_default()
    }
}

/// The set for each access class: everybody's where the module is open, the tree's alone where no rule opens `more`. Rules open the
/// same to most classes, so that the same is looked for once.
fn places<'a>(
    everybody: u32,
    open: [bool; 3],
    plain: u32,
    more: impl Fn(usize) -> Option<&'a [u64]>,
    mut keep: impl FnMut(&[u64]) -> u32,
) -> [u32; 3] {
    let mut before: Option<(&[u64], u32)> = None;
    std::array::from_fn(|class| match more(class) {
        Some(more) => {
            let known = before.filter(|(same, _)| *same == more).map(|(_, place)| place);
            let place = known.unwrap_or_else(|| keep(more));
            before = Some((more, place));
            place
        }
        None if open.get(class) == Some(&true) => everybody,
        None => plain,
    })
}

/// Whether a module is open by default, for each access class.
fn open_by_default(organization: &Organization, shape: &Shape, module: u32) -> [bool; 3] {
    let level = shape.module(module).and_then(|module| organization.sharing_default(&module.id));
    CLASSES.map(|class| level.is_some_and(|level| level.admits(class)))
}

fn union(one: &[u64], other: &[u64]) -> Vec<u64> {
    one.iter().zip(other).map(|(one, other)| one | other).collect()
}

/// Where each set begins, found by what it holds.
struct Known {
    places: HashTable<u32>,
    stride: usize,
}

impl Known {
    fn of(words: &[u64], stride: u32) -> Self {
        let mut known = Self { places: HashTable::new(), stride: stride as usize };
        let sets = words.chunks_exact(stride as usize).zip((0..).step_by(stride as usize));
        sets.for_each(|(set, place)| known.add(words, set, place));
        known
    }

    fn add(&mut self, words: &[u64], set: &[u64], place: u32) {
        let stride = self.stride;
        self.places.insert_unique(hash(set), place, |place| hash(set_at(words, *place, stride)));
    }

    /// The place of a set, kept now where it was not.
    fn keep(&mut self, words: &mut Vec<u64>, set: &[u64]) -> u32 {
        let same = |place: &u32| set_at(words, *place, self.stride) == set;
        if let Some(place) = self.places.find(hash(set), same) {
            return *place;
        }
        let place = u32::try_from(words.len()).unwrap_or_default();
        words.extend_from_slice(set);
        self.add(words, set, place);
        place
    }
}

fn set_at(words: &[u64], place: u32, stride: usize) -> &[u64] {
    words.get(place as usize..place as usize + stride).unwrap_or_default()
}

fn hash(set: &[u64]) -> u64 {
    FixedState::default().hash_one(set)
}

/// What the rules on one module open to each class of viewers: three sets, one for each access class.
struct Opened {
    stride: usize,
    /// By viewers' class: which three, from 1; 0: none.
    numbers: Vec<u32>,
    words: Vec<u64>,
}

impl Opened {
    fn by(rules: &[Folded], stride: usize, viewers: u32) -> Self {
        let mut opened = Self { stride, numbers: vec![0; viewers as usize], words: Vec::new() };
        for rule in rules {
            for viewer in rule.to.iter() {
                for (class, set) in CLASSES.into_iter().zip(opened.sets_of(*viewer)) {
                    if rule.rule.level.admits(class) {
                        set.iter_mut().zip(rule.from.iter()).for_each(|(word, more)| *word |= more);
                    }
                }
            }
        }
        opened
    }

    fn sets_of(&mut self, viewer: u32) -> impl Iterator<Item = &mut [u64]> {
        let three = 3 * self.stride;
        let next = u32::try_from(self.words.len() / three).unwrap_or_default();
        let number = self.numbers.get_mut(viewer as usize).map_or(0, |number| {
            if *number == 0 {
                *number = next + 1;
                self.words.resize(self.words.len() + three, 0);
            }
            *number as usize
        });
        self.words.chunks_exact_mut(self.stride).skip(3 * number.saturating_sub(1)).take(3)
    }

    fn get(&self, viewer: u32, class: usize) -> Option<&[u64]> {
        let number = self.numbers.get(viewer as usize).copied().unwrap_or_default() as usize;
        let at = (3 * number.checked_sub(1)? + class) * self.stride;
        self.words.get(at..at + self.stride)
    }
}
