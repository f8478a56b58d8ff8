//! Records in memory: what commands and decisions read while an organization is loaded. The maps share their structure
//! when cloned, so that a reader keeps what it holds while a writer goes on.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use rolecall_catalog::ModuleId;

use crate::{Facts, MemberId, RecordChange, RecordId, RecordKey, Records};

/// The records of one organization at one revision, by module and id, with an index of who owns what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MemoryRecords {
    modules: OrdMap<ModuleId, OrdMap<RecordId, Arc<Facts>>>,
    owned: OrdMap<MemberId, OrdSet<RecordKey>>,
}

impl MemoryRecords {
    /// Sets the facts of a record, or takes it away.
    pub fn set(&mut self, key: RecordKey, facts: Option<Facts>) {
        let before = self.facts(&key).and_then(|facts| facts.owner);
        let after = facts.as_ref().and_then(|facts| facts.owner.clone());
        if before != after {
            if let Some(owner) = before {
                self.disown(&owner, &key);
            }
            if let Some(owner) = after {
                self.owned.entry(owner).or_default().insert(key.clone());
            }
        }
        if let Some(facts) = facts {
            self.modules.entry(key.module).or_default().insert(key.id, Arc::new(facts));
        } else {
            self.take_off(&key);
        }
    }

    /// Nothing is left where nothing is left: what is the same compares the same.
    fn take_off(&mut self, key: &RecordKey) {
        let left = self.modules.get_mut(&key.module).map(|records| {
            records.remove(&key.id);
            records.len()
        });
        if left == Some(0) {
            self.modules.remove(&key.module);
        }
    }

    fn disown(&mut self, owner: &MemberId, key: &RecordKey) {
        let left = self.owned.get_mut(owner).map(|owned| {
            owned.remove(key);
            owned.len()
        });
        if left == Some(0) {
            self.owned.remove(owner);
        }
    }

    /// Takes in what an entry changed.
    pub fn apply(&mut self, changes: &[RecordChange]) {
        for change in changes {
            self.set(change.key.clone(), change.facts.clone());
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.modules.values().map(OrdMap::len).sum()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl FromIterator<(RecordKey, Facts)> for MemoryRecords {
    fn from_iter<I: IntoIterator<Item = (RecordKey, Facts)>>(rows: I) -> Self {
        let mut records = Self::default();
        rows.into_iter().for_each(|(key, facts)| records.set(key, Some(facts)));
        records
    }
}

impl Records for MemoryRecords {
    fn facts(&self, key: &RecordKey) -> Option<Facts> {
        self.modules.get(&key.module)?.get(&key.id).map(|facts| facts.as_ref().clone())
    }

    fn of_module<'a>(&'a self, module: &ModuleId) -> Box<dyn Iterator<Item = (RecordId, Facts)> + 'a> {
        let records = self.modules.get(module).into_iter().flat_map(OrdMap::iter);
        Box::new(records.map(|(id, facts)| (id.clone(), facts.as_ref().clone())))
    }

    fn owned_by(&self, owner: &MemberId, limit: usize) -> Vec<RecordKey> {
        self.owned.get(owner).into_iter().flat_map(OrdSet::iter).take(limit).cloned().collect()
    }
}
