//! The records of one module in columns. A slot is given once and in the order of registration; a record that is taken off
//! leaves it empty, and one that comes back gets another.

mod bulk;

use rolecall_organization::{RecordId, Revision};

use super::{
    groups::Groups,
    order::Order,
    references::{References, UNREGISTERED},
};
use crate::engine::{
    chunked::Chunked,
    grouped::Grouped,
    index::{HashIndex, Look},
    key::{Key, Seeded, word_of},
    texts::Texts,
};

/// Marks slots in the index in which no record stands any more.
const GONE: u32 = 1 << 31;

/// A parent: its module's number and its reference there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ParentRef {
    /// The number of the module's name; [`NONE`]: there is no parent.
    pub module: u32,
    /// The slot; with [`UNREGISTERED`], the number of a name that no record had when it was written.
    pub slot: u32,
}

/// What a slot holds, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Row {
    pub owner: u32,
    pub parent: ParentRef,
    pub container: u32,
    pub values: u32,
    pub version: Option<u64>,
}

/// The records of one module.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    seeded: Seeded,
    ids: Texts,
    index: HashIndex,
    /// How many slots the index knows: all of them, but while records are loaded.
    known: u32,
    /// Bits by slot: whether a record stands there.
    live: Chunked<u64>,
    count: u32,
    owners: Chunked<u32>,
    parents: Chunked<ParentRef>,
    containers: Chunked<u32>,
    values: Chunked<u32>,
    versions: Chunked<Option<u64>>,
    order: Order,
    groups: Groups,
    references: References,
}

impl Table {
    pub fn new(seeded: &Seeded) -> Self {
        Self {
            seeded: seeded.clone(),
            ids: Texts::default(),
            index: HashIndex::default(),
            known: 0,
            live: Chunked::default(),
            count: 0,
            owners: Chunked::default(),
            parents: Chunked::default(),
            containers: Chunked::default(),
            values: Chunked::default(),
            versions: Chunked::default(),
            order: Order::default(),
            groups: Groups::default(),
            references: References::default(),
        }
    }

    /// How many records there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many slots were given.
    pub fn end(&self) -> u32 {
        self.ids.len()
    }

    /// The id of a slot.
    #[inline]
    pub fn id(&self, slot: u32) -> &str {
        self.ids.get(slot)
    }

    /// The ids of slots.
    pub fn ids_of<'a, 'b>(&'a self, slots: &'b [u32]) -> impl Iterator<Item = &'a str> + use<'a, 'b> {
        self.ids.of(slots)
    }

    /// Whether a record stands in a slot.
    #[inline]
    pub fn is_live(&self, slot: u32) -> bool {
        self.live.get(slot >> 6) >> (slot & 63) & 1 == 1
    }

    /// Whether records carry nothing but owners that matters to a decision.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.containers.is_empty()
    }

    /// The owner in a slot.
    #[inline]
    pub fn owner(&self, slot: u32) -> u32 {
        self.owners.get(slot)
    }

    /// The container in a slot.
    #[inline]
    pub fn container(&self, slot: u32) -> u32 {
        self.containers.get(slot)
    }

    /// The number of the values in a slot.
    #[inline]
    pub fn values(&self, slot: u32) -> u32 {
        self.values.get(slot)
    }

    /// The parent in a slot.
    #[inline]
    pub fn parent(&self, slot: u32) -> ParentRef {
        self.parents.get(slot)
    }

    /// All that a slot holds.
    pub fn row(&self, slot: u32) -> Row {
        Row {
            owner: self.owner(slot),
            parent: self.parent(slot),
            container: self.container(slot),
            values: self.values(slot),
            version: self.versions.get(slot),
        }
    }

    /// What the index says of an id: a slot, and with [`GONE`] that no record stands there any more.
    fn indexed(&self, key: &Key<'_>) -> Option<u32> {
        self.index.find(key, |slot, id| self.ids.get(slot & !GONE) == id)
    }

    /// The slot under an id, whether or not a record still stands there.
    fn slot_of(&self, id: &str) -> Option<u32> {
        self.indexed(&self.seeded.key(id)).map(|slot| slot & !GONE)
    }

    /// The slot of a record.
    #[inline]
    pub fn find(&self, id: &str) -> Option<u32> {
        if let Some(word) = word_of(id) {
            match self.index.look(word, self.seeded.hash_of_short(word)) {
                Look::Here(slot) => return (slot & GONE == 0).then_some(slot),
                Look::Nowhere => return None,
                Look::Further => {}
            }
        }
        self.find_further(id)
    }

    #[inline(never)]
    fn find_further(&self, id: &str) -> Option<u32> {
        self.indexed(&self.seeded.key(id)).filter(|slot| slot & GONE == 0)
    }

    /// The record that a reference means now.
    #[inline]
    pub fn resolve(&self, reference: u32) -> Option<u32> {
        if reference & UNREGISTERED == 0 && self.is_live(reference) {
            return Some(reference);
        }
        self.references.moved(reference).filter(|slot| self.is_live(*slot))
    }

    /// The id that a reference says.
    pub fn id_of(&self, reference: u32) -> &str {
        if reference & UNREGISTERED == 0 { self.ids.get(reference) } else { self.references.id(reference) }
    }

    /// A reference to a record, registered or not.
    pub fn reference(&mut self, id: &str) -> u32 {
        match self.slot_of(id) {
            Some(slot) => slot,
            None => self.references.unregistered(&self.seeded, id),
        }
    }

    /// Registers a record, or changes it.
    pub fn put(&mut self, id: &str, row: Row, revision: Revision) {
        let (slot, before) = match self.slot_of(id) {
            Some(slot) if self.is_live(slot) => (slot, Some(self.row(slot))),
            former => {
                let slot = self.register(id, former);
                self.order.begin(slot, revision);
                (slot, None)
            }
        };
        self.fill(slot, row);
        self.groups.change(slot, (before, Some(row)), self.count);
    }

    fn fill(&mut self, slot: u32, row: Row) {
        self.owners.set(slot, row.owner);
        self.parents.set(slot, row.parent);
        self.containers.set(slot, row.container);
        self.values.set(slot, row.values);
        self.versions.set(slot, row.version);
    }

    /// Puts slots into the order of registration.
    pub fn sort(&self, slots: &mut [u32]) {
        self.order.sort(slots);
    }

    /// The place of a slot in that order.
    #[inline]
    pub fn rank(&self, slot: u32) -> u32 {
        self.order.rank(slot)
    }

    /// Since which revision the record in a slot is registered.
    pub fn since(&self, slot: u32) -> Revision {
        self.order.since(slot)
    }

    /// The slots of all records, in the order of registration.
    pub fn in_order(&self) -> impl Iterator<Item = u32> + '_ {
        let mut slots: Vec<u32> = (0..self.end()).filter(|slot| self.is_live(*slot)).collect();
        self.sort(&mut slots);
        slots.into_iter()
    }

    /// Tells of slots whether they were registered behind a place in that order; the place is looked up once.
    pub fn behind<'a>(&'a self, since: Revision, id: &'a str) -> impl Fn(u32) -> bool + 'a {
        let there =
            self.slot_of(id).filter(|there| self.since(*there) == since).map(|there| self.rank(there));
        move |slot| match there {
            Some(there) => self.rank(slot) > there,
            None => (self.since(slot), self.id(slot)) > (since, id),
        }
    }

    fn register(&mut self, id: &str, before: Option<u32>) -> u32 {
        let key = self.seeded.key(id);
        let slot = self.ids.push(id);
        match before {
            Some(before) => self.index.replace(&key, before | GONE, slot),
            None => self.index.insert(&key, slot, &self.seeded),
        }
        self.known = self.ids.len();
        self.set_live(slot, true);
        self.count += 1;
        match before {
            Some(before) => self.references.redirect(before, slot),
            None => self.references.arrived(&key, slot),
        }
        slot
    }

    /// Takes a record off.
    pub fn take_off(&mut self, id: &RecordId) {
        let Some(slot) = self.find(id.as_str()) else { return };
        let before = self.row(slot);
        self.clear(slot);
        self.groups.change(slot, (Some(before), None), self.count);
    }

    /// Whether [`Self::settle`] has to follow changes before anything is asked.
    pub fn is_unsettled(&self) -> bool {
        self.groups.is_unsettled()
    }

    /// No more changes follow for now.
    pub fn settle(&mut self) {
        if self.groups.is_loose() {
            self.make_groups();
        }
        self.groups.rest();
    }

    fn clear(&mut self, slot: u32) {
        self.index.replace(&self.ids.key(slot, &self.seeded), slot, slot | GONE);
        self.fill(slot, Row::default());
        self.set_live(slot, false);
        self.count -= 1;
    }

    fn set_live(&mut self, slot: u32, live: bool) {
        let (word, bit) = (slot >> 6, 1_u64 << (slot & 63));
        let bits = self.live.get(word);
        self.live.set(word, if live { bits | bit } else { bits & !bit });
    }

    /// The slots of records by their owner.
    pub fn by_owner(&self) -> &Grouped {
        self.groups.by_owner()
    }

    /// The slots of the records in a container.
    pub fn in_container(&self, container: u32) -> &[u32] {
        self.groups.by_container().get(container)
    }

    /// The slots of records by the number of their values.
    pub fn by_values(&self) -> &Grouped {
        self.groups.by_values()
    }

    /// Hands the slots of the children of a record of another table to `take`; `former` are the references that mean it, too.
    pub fn children(&self, module: u32, parent: u32, former: &[u32], mut take: impl FnMut(&[u32])) {
        let Some((registered, missing)) = self.groups.by_parent(module) else { return };
        take(registered.get(parent));
        for reference in former {
            let groups = if reference & UNREGISTERED == 0 { registered } else { missing };
            take(groups.get(reference & !UNREGISTERED));
        }
    }

    /// The references that mean a slot beside itself.
    pub fn former(&self, slot: u32) -> &[u32] {
        self.references.former(slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32) -> Row {
        let parent = ParentRef { module: 1 + number % 2, slot: number % 5 };
        Row { owner: number % 3, parent, container: number % 4, values: number % 2, version: None }
    }

    fn id(number: u32) -> String {
        format!("r{number}")
    }

    /// The ids of all groups, whatever the slots are.
    fn groups(table: &Table) -> Vec<Vec<&str>> {
        let mut all: Vec<Vec<u32>> = Vec::new();
        all.extend((0..3).map(|owner| table.by_owner().get(owner).to_vec()));
        all.extend((0..4).map(|container| table.in_container(container).to_vec()));
        all.extend((0..2).map(|values| table.by_values().get(values).to_vec()));
        for (module, parent) in (1..3).flat_map(|module| (0..5).map(move |parent| (module, parent))) {
            let mut children = Vec::new();
            table.children(module, parent, &[], |slots| children.extend_from_slice(slots));
            all.push(children);
        }
        let ids = |slots: &Vec<u32>| {
            let mut ids: Vec<&str> = table.ids_of(slots).collect();
            ids.sort_unstable();
            ids
        };
        all.iter().map(ids).collect()
    }

    #[test]
    fn groups_are_the_same_whether_few_records_change_or_most_of_many() {
        const MANY: u32 = 6_000;
        let seeded = Seeded::new(5);
        let (mut table, mut anew) = (Table::new(&seeded), Table::new(&seeded));
        (0..MANY).for_each(|number| table.put(&id(number), row(number), Revision(1)));
        table.settle();
        let mut loose = 0;
        for number in 0..MANY {
            match number % 4 {
                0 => {}
                1 => table.take_off(&id(number).parse().unwrap()),
                _ => table.put(&id(number), row(number + 1), Revision(2)),
            }
            loose += u32::from(table.groups.is_loose());
        }
        assert!(loose > 0 && loose < MANY - 100, "some changes went one by one, others did not: {loose}");
        table.settle();
        for number in (0..MANY).filter(|number| number % 4 != 1) {
            let row = if number % 4 == 0 { row(number) } else { row(number + 1) };
            anew.load(&id(number), row, Revision(1));
        }
        anew.catch_up();
        anew.regroup();
        assert_eq!(groups(&table), groups(&anew));
    }
}
