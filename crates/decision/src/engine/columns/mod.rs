//! Records in columns: what decisions and commands read while an organization is loaded. A copy shares everything; a change
//! copies the chunks it touches.

mod groups;
mod order;
mod references;
mod table;

use std::{collections::BTreeMap, sync::Arc};

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, MemberId, RecordChange, RecordId, RecordKey, Revision};

use super::{
    key::Seeded,
    slots::{NONE, Names},
};
pub(crate) use references::UNREGISTERED;
pub(crate) use table::{ParentRef, Row, Table};

/// The records of one organization, by module.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    seeded: Seeded,
    /// By the number of the module's name, from 1.
    tables: Vec<Arc<Table>>,
}

impl Columns {
    pub fn new(seeded: Seeded) -> Self {
        Self { seeded, tables: Vec::new() }
    }

    /// The records of a module.
    #[inline]
    pub fn table(&self, module: u32) -> Option<&Table> {
        self.tables.get((module as usize).wrapping_sub(1)).map(AsRef::as_ref)
    }

    /// Whether two hold the same records of a module.
    pub fn shares(&self, other: &Self, module: u32) -> bool {
        let table = |columns: &Self| columns.tables.get((module as usize).wrapping_sub(1)).map(Arc::as_ptr);
        table(self) == table(other)
    }

    /// The records of a module, to change.
    fn table_mut(&mut self, module: u32) -> Option<&mut Table> {
        let place = (module as usize).checked_sub(1)?;
        while self.tables.len() <= place {
            self.tables.push(Arc::new(Table::new(&self.seeded)));
        }
        self.tables.get_mut(place).map(Arc::make_mut)
    }

    /// Takes in what an entry changed.
    pub fn apply(&mut self, names: &mut Names, changes: &[RecordChange], revision: Revision) {
        // Of records that one entry registers, the one with the lesser key comes first.
        let mut changes: Vec<&RecordChange> = changes.iter().collect();
        changes.sort_by(|one, other| one.key.cmp(&other.key));
        for change in changes {
            let module = names.modules.intern(&change.key.module);
            if let Some(facts) = &change.facts {
                self.put(names, module, &change.key.id, facts, revision);
            } else if let Some(table) = self.table_mut(module) {
                table.take_off(&change.key.id);
            }
        }
        let unsettled = self.tables.iter_mut().filter(|table| table.is_unsettled());
        unsettled.map(Arc::make_mut).for_each(Table::settle);
    }

    /// Registers a record or changes it; [`Table::settle`] has to follow.
    fn put(&mut self, names: &mut Names, module: u32, id: &RecordId, facts: &Facts, revision: Revision) {
        let row = self.row_of(names, facts);
        if let Some(table) = self.table_mut(module) {
            table.put(id.as_str(), row, revision);
        }
    }

    /// Facts by number.
    pub fn row_of(&mut self, names: &mut Names, facts: &Facts) -> Row {
        let parent = facts.parent.as_ref().map(|parent| {
            let module = names.modules.intern(&parent.module);
            ParentRef { module, slot: self.reference(module, parent.id.as_str()) }
        });
        Row {
            owner: facts.owner.as_ref().map_or(NONE, |owner| names.members.intern(owner)),
            parent: parent.unwrap_or_default(),
            container: facts.container.as_ref().map_or(NONE, |container| names.containers.intern(container)),
            values: names.intern_set(&facts.segments),
            version: facts.version,
        }
    }

    /// A reference to a record, registered or not.
    pub fn reference(&mut self, module: u32, id: &str) -> u32 {
        let reference = |table: &mut Table| {
            table.catch_up();
            table.reference(id)
        };
        self.table_mut(module).map(reference).unwrap_or_default()
    }

    /// Takes in a record of many; [`Self::regroup`] has to follow.
    pub fn load(&mut self, module: u32, id: &str, row: Row, since: Revision) {
        if let Some(table) = self.table_mut(module) {
            table.load(id, row, since);
        }
    }

    /// Puts into indexes and groups what was taken in.
    pub fn regroup(&mut self) {
        self.tables.iter_mut().map(Arc::make_mut).for_each(Table::catch_up);
        // What children call a record by that was loaded behind them.
        let named: Vec<(u32, Vec<u32>)> = (1..)
            .zip(self.tables.iter_mut().map(Arc::make_mut))
            .filter(|(_, table)| table.was_named())
            .map(|(module, table)| (module, table.settle_references()))
            .collect();
        for table in self.tables.iter_mut().map(Arc::make_mut) {
            named.iter().for_each(|(module, references)| table.refer(*module, references));
            table.regroup();
        }
    }

    /// How many records there are.
    pub fn count(&self) -> usize {
        self.tables.iter().map(|table| table.count() as usize).sum()
    }

    /// The facts of a record, as they were written.
    pub fn facts(&self, names: &Names, key: &RecordKey) -> Option<Facts> {
        let table = self.table(names.modules.find(key.module.as_str())?)?;
        Some(self.facts_in(names, table, table.find(key.id.as_str())?))
    }

    /// The facts in a slot.
    pub fn facts_in(&self, names: &Names, table: &Table, slot: u32) -> Facts {
        let row = table.row(slot);
        Facts {
            owner: names.members.get(row.owner).cloned(),
            parent: self.parent_key(names, row.parent),
            container: names.containers.get(row.container).cloned(),
            segments: names.set(row.values).map(|set| set.segments.clone()).unwrap_or_default(),
            version: row.version,
        }
    }

    fn parent_key(&self, names: &Names, parent: ParentRef) -> Option<RecordKey> {
        let module = names.modules.get(parent.module)?.clone();
        let id = self.table(parent.module)?.id_of(parent.slot).parse().ok()?;
        Some(RecordKey::new(module, id))
    }

    /// Every record of a module, in the order of registration.
    pub fn of_module<'a>(
        &'a self,
        names: &'a Names,
        module: &ModuleId,
    ) -> impl Iterator<Item = (RecordId, Facts)> + 'a {
        let table = names.modules.find(module.as_str()).and_then(|module| self.table(module));
        let slots = table.into_iter().flat_map(|table| (0..table.end()).map(move |slot| (table, slot)));
        let live = slots.filter(|(table, slot)| table.is_live(*slot));
        live.filter_map(|(table, slot)| {
            Some((table.id(slot).parse().ok()?, self.facts_in(names, table, slot)))
        })
    }

    /// Every record with its facts.
    pub fn all(&self, names: &Names) -> BTreeMap<RecordKey, Facts> {
        let modules = (1..=names.modules.last()).filter_map(|module| names.modules.get(module));
        let of = |module: &ModuleId| {
            let key = |id| RecordKey::new(module.clone(), id);
            self.of_module(names, module).map(|(id, facts)| (key(id), facts)).collect::<Vec<_>>()
        };
        modules.flat_map(of).collect()
    }

    /// Up to `limit` records that the member owns, in the order of their keys.
    pub fn owned_by(&self, names: &Names, owner: &MemberId, limit: usize) -> Vec<RecordKey> {
        let Some(owner) = names.members.find(owner.as_str()) else { return Vec::new() };
        let mut keys = Vec::new();
        for (place, table) in (1..).zip(&self.tables) {
            let Some(module) = names.modules.get(place) else { continue };
            let ids = table.by_owner().get(owner).iter().filter_map(|slot| table.id(*slot).parse().ok());
            keys.extend(ids.map(|id| RecordKey::new(module.clone(), id)));
        }
        keys.sort_unstable();
        keys.truncate(limit);
        keys
    }
}
