//! Whose records open to whom: for each class of viewers, module and access class, a set of classes of owners, as bits. What the
//! tree, peers, sharing defaults and rules open is folded into it. Sets that are the same are kept once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rolecall_organization::{Organization, SharingRule, SharingRuleId};

pub(crate) use super::pool::EMPTY;
use super::{
    classes::Classes,
    fold::Fold,
    pool::Pool,
    shape::Shape,
    shared::{CLASSES, Shared, Stale},
    tree::Tree,
};

/// Sets of classes of owners.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    pool: Pool,
    /// Where the set of a viewer's class, module and access class lies.
    places: Vec<u32>,
    modules: u32,
    /// How many classes of owners there are.
    owners: u32,
    /// Where the set lies that the tree opens to each class of viewers, whatever the module.
    bases: Vec<u32>,
    shared: Shared,
    /// How much was kept when all was folded.
    fresh: usize,
}

/// What changed besides the tree and the classes.
#[derive(Debug, Default)]
pub(super) struct Changed<'a> {
    /// Rules that are new, others now, or gone, by the place of the module.
    pub rules: BTreeMap<u32, &'a BTreeSet<SharingRuleId>>,
    /// The places of modules whose defaults changed.
    pub defaults: BTreeSet<u32>,
}

impl Changed<'_> {
    /// Whether nothing did.
    pub fn is_none(&self) -> bool {
        self.rules.is_empty() && self.defaults.is_empty()
    }
}

/// Which classes of viewers reach others now, by number.
pub(super) type Moved = Vec<bool>;

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
        let stride = stride(owners);
        let fold = Fold::new(organization, tree, owners, viewers);
        let mut sets = Self {
            pool: Pool::new(stride),
            places: Vec::new(),
            modules,
            owners: owners.len(),
            bases: Vec::new(),
            shared: Shared::of(organization, shape, &fold, stride),
            fresh: 0,
        };
        sets.pool.keep(&vec![u64::MAX; stride as usize]);
        let bases = sets.fold_bases(&fold, viewers.len());
        sets.settle(organization, shape, &Stale::new(viewers.len(), modules, true), &bases);
        sets.fresh = sets.kept();
        sets
    }

    /// Folds again what lies otherwise after a change; `moved` tells whether the tree is another. Tells who reaches others now.
    pub(super) fn after(
        &self,
        organization: &Organization,
        shape: &Shape,
        (tree, moved): (&Tree, bool),
        (owners, viewers): (&Classes, &Classes),
        changed: &Changed<'_>,
    ) -> (Self, Moved) {
        if stride(owners) != self.pool.stride() {
            let sets = Self::of(organization, shape, tree, owners, viewers);
            return (sets, vec![true; viewers.len() as usize]);
        }
        let mut sets = self.clone();
        let fold = Fold::new(organization, tree, owners, viewers);
        let mut stale = Stale::new(viewers.len(), self.modules, false);
        let grown = (sets.owners, sets.bases.len()) != (owners.len(), viewers.len() as usize);
        let mut bases = Moved::new();
        if moved || grown {
            sets.owners = owners.len();
            sets.shared.fold_again(&fold, grown, &mut stale);
            bases = sets.fold_bases(&fold, viewers.len());
        }
        for (module, rules) in &changed.rules {
            let rules = rules.iter().map(|id| (id, rule_on(organization, shape, *module, id)));
            sets.shared.change(&fold, *module, rules, &mut stale);
        }
        stale.mark_defaults(&changed.defaults);
        let moved = sets.settle(organization, shape, &stale, &bases);
        (sets, moved)
    }

    /// Folds what the tree opens; tells to whom it opens others now, and who is new.
    fn fold_bases(&mut self, fold: &Fold<'_>, viewers: u32) -> Moved {
        let mut moved = Moved::with_capacity(viewers as usize);
        let mut bits = vec![0; self.pool.stride() as usize];
        let everybody = self.everybody();
        let before = std::mem::take(&mut self.bases);
        for viewer in 0..viewers {
            bits.fill(0);
            let base = if fold.base(viewer, &mut bits) { everybody } else { self.pool.keep(&bits) };
            moved.push(before.get(viewer as usize) != Some(&base));
            self.bases.push(base);
        }
        moved
    }

    /// Settles where the sets lie of those to whom rules (`stale`) or the tree (`bases`) open others now. Tells which are elsewhere.
    fn settle(&mut self, organization: &Organization, shape: &Shape, stale: &Stale, bases: &Moved) -> Moved {
        self.shared.open(stale);
        let open: Vec<[bool; 3]> =
            (0..self.modules).map(|module| open_by_default(organization, shape, module)).collect();
        let viewers = u32::try_from(self.bases.len()).unwrap_or_default();
        self.places.resize(3 * self.modules as usize * self.bases.len(), EMPTY);
        let mut moved = vec![false; self.bases.len()];
        // Nobody, the first class, reaches nothing.
        for (viewer, moved) in (0..viewers).zip(&mut moved).skip(1) {
            let all = bases.get(viewer as usize) == Some(&true);
            let mut joined = Joined::of(self.bases.get(viewer as usize).copied().unwrap_or(EMPTY));
            for (module, open) in (0..).zip(&open).filter(|(module, _)| all || stale.is(*module, viewer)) {
                for (class, open) in open.iter().enumerate() {
                    let place = if *open {
                        self.everybody()
                    } else {
                        joined.place(&mut self.pool, &self.shared, self.shared.opened(module, viewer, class))
                    };
                    let at = self.at(viewer, module, class);
                    for there in self.places.get_mut(at).into_iter().filter(|there| **there != place) {
                        (*there, *moved) = (place, true);
                    }
                }
            }
        }
        moved
    }

    /// Whether so many sets are no longer used that it is worth folding all anew.
    pub fn is_worn(&self) -> bool {
        self.kept() > 2 * self.fresh + (1 << 16)
    }

    fn kept(&self) -> usize {
        self.pool.words().len() + self.shared.kept()
    }

    /// Whether it matters whose superiors members are: a rule opens to those of whom it covers.
    pub fn name_superiors(&self) -> bool {
        self.shared.name_superiors()
    }

    /// All sets, one behind the other.
    pub fn all(&self) -> &[u64] {
        self.pool.words()
    }

    /// The set that holds everybody, nobody included.
    pub fn everybody(&self) -> u32 {
        self.pool.stride()
    }

    /// The set of a viewer's class for a module and an access class.
    #[inline]
    pub fn place(&self, viewer: u32, module: u32, class: usize) -> u32 {
        self.places.get(self.at(viewer, module, class)).copied().unwrap_or_default()
    }

    #[inline]
    fn at(&self, viewer: u32, module: u32, class: usize) -> usize {
        (viewer * self.modules + module) as usize * 3 + class
    }

    /// Whether a set holds a class of owners.
    #[inline]
    pub fn holds(&self, set: u32, class: u32) -> bool {
        let word = self.pool.words().get((set + (class >> 6)) as usize);
        word.is_some_and(|word| word >> (class & 63) & 1 == 1)
    }

    /// The rules on a module that open records of a class of owners to a class of viewers, in the order of their ids.
    pub fn rules(
        &self,
        module: u32,
        class: usize,
        owner: u32,
        viewer: u32,
    ) -> impl Iterator<Item = (&SharingRuleId, &SharingRule)> {
        self.shared.rules(module, class, owner, viewer)
    }

    /// The bits of a set.
    pub fn bits(&self, set: u32) -> &[u64] {
        self.pool.get(set)
    }
}

/// What the tree opens to a class of viewers, joined with what rules do. Rules open the same in many modules, and to most access classes,
/// so that what was joined is looked for among what was.
struct Joined {
    base: u32,
    /// What rules open, and where both together lie.
    known: Vec<(u32, u32)>,
    buffer: Vec<u64>,
}

impl Joined {
    fn of(base: u32) -> Self {
        Self { base, known: vec![(EMPTY, base)], buffer: Vec::new() }
    }

    /// Where the set lies.
    fn place(&mut self, sets: &mut Pool, shared: &Shared, more: u32) -> u32 {
        if let Some((_, place)) = self.known.iter().rev().find(|(known, _)| *known == more) {
            return *place;
        }
        self.buffer.clear();
        let both = sets.get(self.base).iter().zip(shared.set(more));
        self.buffer.extend(both.map(|(one, other)| one | other));
        let place = sets.keep(&self.buffer);
        self.known.push((more, place));
        place
    }
}

/// How many words a set of classes of owners has.
fn stride(owners: &Classes) -> u32 {
    owners.len() / 64 + 1
}

/// A rule, if it is on this module now.
fn rule_on<'a>(
    organization: &'a Organization,
    shape: &Shape,
    module: u32,
    id: &SharingRuleId,
) -> Option<&'a Arc<SharingRule>> {
    let rule = organization.policy().sharing_rules.get(id)?;
    (shape.place(&rule.module) == Some(module)).then_some(rule)
}

/// Whether a module is open by default, for each access class.
fn open_by_default(organization: &Organization, shape: &Shape, module: u32) -> [bool; 3] {
    let level = shape.module(module).and_then(|module| organization.sharing_default(&module.id));
    CLASSES.map(|class| level.is_some_and(|level| level.admits(class)))
}
