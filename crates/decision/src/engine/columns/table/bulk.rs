//! Many records at once: columns first, then the index and the groups, each in one go and in the order of memory.

use std::collections::BTreeMap;

use rolecall_organization::Revision;

use super::{GONE, Groups, ParentRef, Row, Table, UNREGISTERED};
use crate::engine::{chunked::Chunked, grouped::Grouped, slots::NONE};

/// How many ids are put in the order of the index at once: as many as are worth it, and not so many that memory runs out.
const BLOCK: u32 = 1 << 19;

impl Table {
    /// Takes in a record of many; [`Self::catch_up`] and [`Self::regroup`] have to follow.
    pub fn load(&mut self, id: &str, row: Row, since: Revision) {
        let slot = self.ids.push(id);
        self.set_live(slot, true);
        self.count += 1;
        self.fill(slot, row);
        self.order.load(since);
    }

    /// Puts into the index what was loaded. Of several records of one id the first counts.
    pub fn catch_up(&mut self) {
        let (first, end) = (self.known, self.ids.len());
        if first == end {
            return;
        }
        self.index.reserve((end - first) as usize);
        let mut again = Vec::new();
        for block in (first..end).step_by(BLOCK as usize) {
            let slots = block..end.min(block.saturating_add(BLOCK));
            let keys = slots.map(|slot| (self.ids.key(slot, &self.seeded), slot));
            for (key, slot) in self.index.in_order(keys) {
                if self.index.find(&key, |there, id| self.ids.get(there & !GONE) == id).is_some() {
                    again.push(slot);
                } else {
                    self.index.insert(&key, slot, &self.seeded);
                }
            }
        }
        self.known = end;
        again.into_iter().for_each(|slot| self.clear(slot));
    }

    /// For each name that children called a record of this table by before it was loaded, the reference that it is from now on.
    pub fn settle_references(&mut self) -> Vec<u32> {
        let before = std::mem::take(&mut self.references);
        before.all().map(|id| self.reference(id)).collect()
    }

    /// Whether children called records of this table by names.
    pub fn was_named(&self) -> bool {
        self.references.len() > 0
    }

    /// Lets children of the records of a module say `references` where they said a name.
    pub fn refer(&mut self, module: u32, references: &[u32]) {
        for slot in 0..self.end() {
            let parent = self.parent(slot);
            if parent.module == module && parent.slot & UNREGISTERED != 0 {
                let now = references.get((parent.slot & !UNREGISTERED) as usize).copied();
                self.parents.set(slot, ParentRef { slot: now.unwrap_or(parent.slot), ..parent });
            }
        }
    }

    /// Ranks what was loaded, and makes the groups anew.
    pub fn regroup(&mut self) {
        self.order.settle();
        self.make_groups();
    }

    pub(super) fn make_groups(&mut self) {
        let live = || (0..self.end()).filter(|slot| self.is_live(*slot));
        let keyed: Vec<(u32, u32)> = live().map(|slot| (self.owner(slot), slot)).collect();
        let by_owner = Grouped::build(&keyed);
        let some = |column: &Chunked<u32>| {
            if column.is_empty() {
                return Grouped::default();
            }
            let keyed = live().map(|slot| (column.get(slot), slot)).filter(|(key, _)| *key != NONE);
            Grouped::build(&keyed.collect::<Vec<_>>())
        };
        let (by_container, by_values) = (some(&self.containers), some(&self.values));
        let mut keyed: BTreeMap<(u32, bool), Vec<(u32, u32)>> = BTreeMap::new();
        if !self.parents.is_empty() {
            for slot in live() {
                let parent = self.parent(slot);
                if parent.module != NONE {
                    let missing = parent.slot & UNREGISTERED != 0;
                    let keyed = keyed.entry((parent.module, missing)).or_default();
                    keyed.push((parent.slot & !UNREGISTERED, slot));
                }
            }
        }
        let mut by_parent: imbl::OrdMap<u32, (Grouped, Grouped)> = imbl::OrdMap::new();
        for ((module, missing), keyed) in keyed {
            let (registered, unregistered) = by_parent.entry(module).or_default();
            *(if missing { unregistered } else { registered }) = Grouped::build(&keyed);
        }
        self.groups = Groups::new([by_owner, by_container, by_values], by_parent);
    }
}
