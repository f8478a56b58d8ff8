//! Many records at once, as a store reads them: what is made of all of them together - the index, the order, the groups - is
//! made when they are all there.

use std::collections::BTreeMap;

use rolecall_organization::Revision;

use super::{Row, Table};
use crate::engine::{
    chunked::Chunked, columns::references::UNREGISTERED, grouped::Grouped, index::HashIndex, slots::NONE,
};

impl Table {
    /// Takes in a record of many, none of which is known yet; [`Self::regroup`] has to follow. Those that come in the order of
    /// their ids need no look whether they came before.
    pub fn load(&mut self, id: &str, row: Row, since: Revision) {
        let largest = self.largest.checked_sub(1).map(|slot| self.ids.get(slot));
        let is_next = largest.map_or(self.ids.len() == 0, |largest| id > largest);
        if !is_next {
            self.index_rest();
            if self.find(id).is_some() {
                return;
            }
        }
        let slot = self.begin(id);
        self.references.arrived(self.seeded, id, slot);
        self.fill(slot, row);
        self.order.load(since);
        if is_next {
            self.largest = slot + 1;
        }
    }

    /// Puts into the index what was taken in since: many at once, where it is empty.
    pub(super) fn index_rest(&mut self) {
        let (ids, seeded) = (&self.ids, self.seeded);
        if self.indexed == ids.len() {
            return;
        }
        let hash_of = |slot: u32| seeded.hash(ids.get(slot));
        if self.indexed == 0 {
            self.index = HashIndex::of(ids.len(), hash_of);
        } else {
            (self.indexed..ids.len()).for_each(|slot| self.index.insert(hash_of(slot), slot, hash_of));
        }
        self.indexed = ids.len();
    }

    /// Makes the groups anew, all at once.
    pub fn regroup(&mut self) {
        self.index_rest();
        self.order.settle();
        let live = || (0..self.end()).filter(|slot| self.is_live(*slot));
        let keyed: Vec<(u32, u32)> = live().map(|slot| (self.owner(slot), slot)).collect();
        let by_owner = Grouped::build(&keyed);
        let some = |column: &Chunked<u32>| -> Vec<(u32, u32)> {
            live().map(|slot| (column.get(slot), slot)).filter(|(key, _)| *key != NONE).collect()
        };
        let by_container = if self.containers.is_empty() {
            Grouped::default()
        } else {
            Grouped::build(&some(&self.containers))
        };
        let mut keyed: BTreeMap<(u32, bool), Vec<(u32, u32)>> = BTreeMap::new();
        if !self.parents.is_empty() {
            for slot in live() {
                let parent = self.parent(slot);
                let missing = parent.slot & UNREGISTERED != 0;
                if parent.module != NONE {
                    keyed
                        .entry((parent.module, missing))
                        .or_default()
                        .push((parent.slot & !UNREGISTERED, slot));
                }
            }
        }
        let mut by_parent: imbl::OrdMap<u32, (Grouped, Grouped)> = imbl::OrdMap::new();
        for ((module, missing), keyed) in keyed {
            let (registered, unregistered) = by_parent.entry(module).or_default();
            *(if missing { unregistered } else { registered }) = Grouped::build(&keyed);
        }
        (self.by_owner, self.by_container, self.by_parent) = (by_owner, by_container, by_parent);
    }
}
