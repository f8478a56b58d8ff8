//! Folds the tree and the sides of sharing rules into sets: whose records open to whom.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use rolecall_organization::{GroupId, Organization, Principal, PrincipalKind};

use super::{
    classes::{ClassKey, Classes},
    tree::{NO_POSITION, Tree},
};

/// What is looked up while an organization is folded.
pub(super) struct Fold<'a> {
    organization: &'a Organization,
    tree: &'a Tree,
    viewers: &'a Classes,
    /// How many words a set has.
    stride: usize,
    /// The number of the position of each class of viewers.
    numbers: Vec<u32>,
    /// Classes by the number of their position.
    owners_at: Vec<Vec<u32>>,
    viewers_at: Vec<Vec<u32>>,
    owners_in: HashMap<&'a GroupId, Vec<u32>>,
    viewers_in: HashMap<&'a GroupId, Vec<u32>>,
}

impl<'a> Fold<'a> {
    pub fn new(
        organization: &'a Organization,
        tree: &'a Tree,
        owners: &'a Classes,
        viewers: &'a Classes,
    ) -> Self {
        let (owners_at, owners_in, _) = places(tree, owners);
        let (viewers_at, viewers_in, numbers) = places(tree, viewers);
        let stride = (owners.len() / 64 + 1) as usize;
        Self { organization, tree, viewers, stride, numbers, owners_at, viewers_at, owners_in, viewers_in }
    }

    /// Puts into `bits` what the tree opens to a class of viewers; answers whether that is everything.
    pub fn base(&self, viewer: u32, bits: &mut [u64]) -> bool {
        let number = self.numbers.get(viewer as usize).copied().unwrap_or(NO_POSITION);
        if self.tree.is_top(number) {
            return true;
        }
        if let Some(spot) = self.tree.spot(number).filter(|_| number != NO_POSITION) {
            let first = if spot.shares { number } else { number + 1 };
            let below = self.owners_at.get(first as usize..=spot.last as usize).unwrap_or_default();
            below.iter().flatten().for_each(|class| set_bit(bits, *class));
        }
        false
    }

    /// The classes of owners that one side of a rule covers, as bits.
    pub fn owners(&self, from: &Principal) -> Arc<[u64]> {
        let mut bits = vec![0; self.stride];
        let covered = self.covered(from, &self.owners_at, &self.owners_in);
        covered.into_iter().for_each(|class| set_bit(&mut bits, class));
        bits.into()
    }

    /// The classes that one side of a rule covers, some of them more than once.
    fn covered(
        &self,
        principal: &Principal,
        at: &[Vec<u32>],
        named: &HashMap<&GroupId, Vec<u32>>,
    ) -> Vec<u32> {
        match &principal.kind {
            PrincipalKind::Position(position) => {
                let Some(number) = self.tree.find(position) else { return Vec::new() };
                self.positions(number, principal.and_below, at).copied().collect()
            }
            PrincipalKind::Group(group) => {
                let mut classes: Vec<u32> = named.get(group).into_iter().flatten().copied().collect();
                for found in self.organization.groups_within(group) {
                    let named = found.parts.positions.iter().map(|position| (position, false));
                    let above = found.parts.positions_and_below.iter().map(|position| (position, true));
                    let places =
                        named.chain(above).filter_map(|(id, below)| Some((self.tree.find(id)?, below)));
                    classes.extend(places.flat_map(|(number, below)| self.positions(number, below, at)));
                }
                classes
            }
        }
    }

    fn positions<'b>(&self, number: u32, below: bool, at: &'b [Vec<u32>]) -> impl Iterator<Item = &'b u32> {
        let last = self.tree.spot(number).filter(|_| below).map_or(number, |spot| spot.last);
        at.get(number as usize..=last as usize).unwrap_or_default().iter().flatten()
    }

    /// The classes of viewers to whom a rule opens, in order: those that it covers, and with `superiors` those above a member of such.
    pub fn viewers(&self, to: &Principal, superiors: bool) -> Arc<[u32]> {
        let mut viewers = self.covered(to, &self.viewers_at, &self.viewers_in);
        if superiors {
            let here = viewers.iter().filter(|class| !self.viewers.members(**class).is_empty());
            let numbers: BTreeSet<u32> =
                here.filter_map(|class| self.numbers.get(*class as usize)).copied().collect();
            let above = numbers.iter().flat_map(|number| {
                let up = |number: &u32| {
                    self.tree.spot(*number).map(|spot| spot.above).filter(|above| *above != NO_POSITION)
                };
                std::iter::successors(up(number), up)
            });
            let mut above: BTreeSet<u32> = above.collect();
            // Who has no position has no superior but the top.
            if numbers.contains(&NO_POSITION) {
                above.extend((0..self.tree.len()).filter(|number| self.tree.is_top(*number)));
            }
            viewers.extend(above.iter().filter_map(|number| self.viewers_at.get(*number as usize)).flatten());
        }
        viewers.sort_unstable();
        viewers.dedup();
        viewers.into()
    }
}

/// The number of a class's position.
fn number(tree: &Tree, key: &ClassKey) -> u32 {
    key.position.as_ref().and_then(|position| tree.find(position)).unwrap_or(NO_POSITION)
}

/// Classes by the number of their position and by the groups that name them, and the number of the position of each.
type Places<'a> = (Vec<Vec<u32>>, HashMap<&'a GroupId, Vec<u32>>, Vec<u32>);

fn places<'a>(tree: &Tree, classes: &'a Classes) -> Places<'a> {
    let mut at = vec![Vec::new(); tree.len() as usize];
    let mut named: HashMap<&GroupId, Vec<u32>> = HashMap::new();
    let mut numbers = vec![NO_POSITION];
    for (class, key) in classes.all() {
        let number = number(tree, key);
        numbers.push(number);
        if number != NO_POSITION {
            at.get_mut(number as usize).into_iter().for_each(|there| there.push(class));
        }
        key.groups.iter().for_each(|group| named.entry(group).or_default().push(class));
    }
    (at, named, numbers)
}

fn set_bit(bits: &mut [u64], class: u32) {
    bits.get_mut((class >> 6) as usize).into_iter().for_each(|word| *word |= 1 << (class & 63));
}
