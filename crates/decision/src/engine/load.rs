//! Many records at once, as a store reads them: no value is made of what is only looked up.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::{InvalidId, ModuleId, SegmentId, SegmentValue};
use rolecall_organization::Revision;

use super::{
    Engine,
    columns::{ParentRef, Row},
    slots::NONE,
};

/// A record as it is stored.
#[derive(Debug, Clone)]
pub struct StoredRecord<'a> {
    /// The module.
    pub module: &'a ModuleId,
    /// The product's own id.
    pub id: &'a str,
    /// The entry with which this life of the record began.
    pub since: Revision,
    /// The member who owns it.
    pub owner: Option<&'a str>,
    /// The module and the id of the record it belongs to.
    pub parent: Option<(&'a str, &'a str)>,
    /// The container it lives in.
    pub container: Option<&'a str>,
    /// Its values, by segment.
    pub segments: BTreeMap<SegmentId, BTreeSet<SegmentValue>>,
    /// The product's version of it.
    pub version: Option<u64>,
}

/// An engine that takes records in, before it answers.
#[derive(Debug)]
pub struct Loading {
    engine: Engine,
    module: Option<(ModuleId, u32)>,
}

impl Loading {
    pub(super) fn new(engine: Engine) -> Self {
        Self { engine, module: None }
    }

    /// Takes a record in. Of one module, records come in the order of their ids.
    ///
    /// # Errors
    /// [`InvalidId`] where a text is no id of what it is meant to be.
    pub fn put(&mut self, record: &StoredRecord<'_>) -> Result<(), InvalidId> {
        let module = self.module(record.module);
        let names = &mut self.engine.names;
        let parent = match record.parent {
            None => ParentRef::default(),
            Some((module, id)) => {
                let module = names.modules.intern_text(module)?;
                ParentRef { module, slot: self.engine.columns.reference(module, id) }
            }
        };
        let row = Row {
            owner: record.owner.map_or(Ok(NONE), |owner| names.members.intern_text(owner))?,
            parent,
            container: record.container.map_or(Ok(NONE), |text| names.containers.intern_text(text))?,
            values: names.intern_set(&record.segments),
            version: record.version,
        };
        self.engine.columns.load(module, record.id, row, record.since);
        Ok(())
    }

    fn module(&mut self, module: &ModuleId) -> u32 {
        if let Some((_, number)) = self.module.as_ref().filter(|(last, _)| last == module) {
            return *number;
        }
        let number = self.engine.names.modules.intern(module);
        self.module = Some((module.clone(), number));
        number
    }

    /// The engine with all that was taken in.
    pub fn done(mut self) -> Engine {
        self.engine.columns.regroup();
        self.engine
    }
}
