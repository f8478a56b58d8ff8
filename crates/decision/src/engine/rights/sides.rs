//! The sides of sharing rules, each folded once: a product with twenty modules shares in all of them between the same few.

use std::{hash::BuildHasher, sync::Arc};

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use rolecall_organization::{Principal, PrincipalKind, SharingRule};

use super::fold::Fold;

/// The sides of rules, by number. None is taken out before all is made anew.
#[derive(Debug, Clone, Default)]
pub(super) struct Sides {
    /// The classes of owners that each covers, as bits.
    from: Numbered<[u64]>,
    /// The classes of viewers to whom each opens, in order.
    to: Numbered<[u32]>,
}

/// What is other than it was after the tree moved or classes came.
#[derive(Debug)]
pub(super) struct Changes {
    /// By the number of the side.
    pub from: Vec<bool>,
    /// By the number of the side: to whom it opened before, where that is not to whom it opens now.
    pub to: Vec<Option<Arc<[u32]>>>,
}

impl Changes {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        !self.from.contains(&true) && self.to.iter().all(Option::is_none)
    }
}

impl Sides {
    /// The number of the side whose records a rule opens.
    pub fn from(&mut self, fold: &Fold<'_>, rule: &SharingRule) -> u32 {
        self.from.number(&rule.from, false, || fold.owners(&rule.from))
    }

    /// The number of the side to which a rule opens.
    pub fn to(&mut self, fold: &Fold<'_>, rule: &SharingRule) -> u32 {
        let superiors = rule.superiors_allowed;
        self.to.number(&rule.to, superiors, || fold.viewers(&rule.to, superiors))
    }

    /// The classes of owners that a side covers, as bits.
    pub fn owners(&self, number: u32) -> &[u64] {
        self.from.get(number)
    }

    /// The classes of viewers to whom a side opens, in order.
    pub fn viewers(&self, number: u32) -> &[u32] {
        self.to.get(number)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.from.all.len() + self.to.all.len()
    }

    /// Whether one opens to superiors of those that it covers.
    pub fn name_superiors(&self) -> bool {
        self.to.all.iter().any(|side| side.superiors)
    }

    /// Folds again what leans on the tree; with `classes` all, as there are classes that there were not.
    pub fn fold_again(&mut self, fold: &Fold<'_>, classes: bool) -> Changes {
        let from = self.from.fold_again(classes, |side| fold.owners(&side.principal));
        let to = self.to.fold_again(classes, |side| fold.viewers(&side.principal, side.superiors));
        Changes { from: from.into_iter().map(|before| before.is_some()).collect(), to }
    }
}

/// One side of rules, with what it covers.
#[derive(Debug)]
struct Side<T: ?Sized> {
    principal: Principal,
    superiors: bool,
    covers: Arc<T>,
}

impl<T: ?Sized> Side<T> {
    /// Whether it covers others when the tree moves. Those at one position stay who they are, wherever it stands.
    fn leans_on_tree(&self) -> bool {
        let group = matches!(self.principal.kind, PrincipalKind::Group(_));
        group || self.principal.and_below || self.superiors
    }
}

impl<T: ?Sized> Clone for Side<T> {
    fn clone(&self) -> Self {
        let (principal, covers) = (self.principal.clone(), Arc::clone(&self.covers));
        Self { principal, superiors: self.superiors, covers }
    }
}

/// Sides by number, and their numbers.
#[derive(Debug)]
struct Numbered<T: ?Sized> {
    all: Vec<Side<T>>,
    numbers: HashTable<u32>,
}

impl<T: ?Sized> Clone for Numbered<T> {
    fn clone(&self) -> Self {
        Self { all: self.all.clone(), numbers: self.numbers.clone() }
    }
}

impl<T: ?Sized> Default for Numbered<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: HashTable::new() }
    }
}

impl<T> Numbered<[T]>
where
    [T]: PartialEq,
{
    /// The number of a side, folded now where it was not.
    fn number(&mut self, principal: &Principal, superiors: bool, cover: impl FnOnce() -> Arc<[T]>) -> u32 {
        let Self { all, numbers } = self;
        let hash_of =
            |principal: &Principal, superiors| FixedState::default().hash_one((principal, superiors));
        let hash = hash_of(principal, superiors);
        let same = |side: &Side<[T]>| side.superiors == superiors && side.principal == *principal;
        if let Some(known) = numbers.find(hash, |number| all.get(*number as usize).is_some_and(same)) {
            return *known;
        }
        let number = u32::try_from(all.len()).unwrap_or_default();
        all.push(Side { principal: principal.clone(), superiors, covers: cover() });
        numbers.insert_unique(hash, number, |number| {
            let side = all.get(*number as usize);
            side.map(|side| hash_of(&side.principal, side.superiors)).unwrap_or_default()
        });
        number
    }

    fn get(&self, number: u32) -> &[T] {
        self.all.get(number as usize).map(|side| side.covers.as_ref()).unwrap_or_default()
    }

    /// Folds sides again; tells by number what those covered that cover others now.
    fn fold_again(&mut self, all: bool, cover: impl Fn(&Side<[T]>) -> Arc<[T]>) -> Vec<Option<Arc<[T]>>> {
        let again = |side: &mut Side<[T]>| {
            let covers = (all || side.leans_on_tree()).then(|| cover(side));
            let others = covers.filter(|covers| *covers != side.covers);
            others.map(|covers| std::mem::replace(&mut side.covers, covers))
        };
        self.all.iter_mut().map(again).collect()
    }
}
