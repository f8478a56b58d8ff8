//! The rows of a moment that were read so far. Whoever asks for one that was not is told that there is none, and the row is
//! noted, so that the answer is thrown away and not given.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashSet},
};

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, MemberId, MemoryRecords, RecordId, RecordKey, Records};

/// The rows of a moment that were read so far.
#[derive(Default)]
pub(crate) struct Rows {
    kept: MemoryRecords,
    known: HashSet<RecordKey>,
    whole: BTreeSet<ModuleId>,
    missed: RefCell<Missed>,
}

/// Rows that were asked for and not read yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Missed {
    keys: BTreeMap<ModuleId, BTreeSet<RecordId>>,
    whole: BTreeSet<ModuleId>,
}

impl Missed {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.whole.is_empty()
    }

    fn add(&mut self, key: &RecordKey) {
        self.keys.entry(key.module.clone()).or_default().insert(key.id.clone());
    }

    /// The modules to be read whole: those that were asked for, and those of more than so many rows.
    pub fn modules(&self, most: usize) -> Vec<ModuleId> {
        let many = self.keys.iter().filter(|(_, ids)| ids.len() > most).map(|(module, _)| module);
        self.whole.iter().chain(many).cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The rows to be read one by one.
    pub fn keys(&self, most: usize) -> Vec<RecordKey> {
        let few = self.keys.iter().filter(|(module, ids)| ids.len() <= most && !self.whole.contains(*module));
        few.flat_map(|(module, ids)| ids.iter().map(|id| RecordKey::new(module.clone(), id.clone())))
            .collect()
    }
}

impl Rows {
    /// What was asked for in vain since this was called last.
    pub fn missed(&mut self) -> Missed {
        std::mem::take(self.missed.get_mut())
    }

    /// Keeps a row as it was read; `None` where there is none.
    pub fn keep(&mut self, key: RecordKey, facts: Option<Facts>) {
        self.kept.set(key.clone(), facts);
        self.known.insert(key);
    }

    /// Keeps all rows of a module.
    pub fn keep_module(&mut self, module: ModuleId, rows: Vec<(RecordKey, Facts)>) {
        rows.into_iter().for_each(|(key, facts)| self.kept.set(key, Some(facts)));
        self.whole.insert(module);
    }

    fn is_known(&self, key: &RecordKey) -> bool {
        self.whole.contains(&key.module) || self.known.contains(key)
    }
}

impl Records for Rows {
    fn facts(&self, key: &RecordKey) -> Option<Facts> {
        if !self.is_known(key) {
            self.missed.borrow_mut().add(key);
        }
        self.kept.facts(key)
    }

    fn of_module<'a>(&'a self, module: &ModuleId) -> Box<dyn Iterator<Item = (RecordId, Facts)> + 'a> {
        if !self.whole.contains(module) {
            self.missed.borrow_mut().whole.insert(module.clone());
        }
        self.kept.of_module(module)
    }

    /// No question asks this: who owns what is asked by commands, which know the present only.
    fn owned_by(&self, owner: &MemberId, limit: usize) -> Vec<RecordKey> {
        debug_assert!(false, "a question about the past asks for all that `{owner}` owns");
        self.kept.owned_by(owner, limit)
    }
}
