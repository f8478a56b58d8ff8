//! The facts of one record as a product's table holds them: its own, its parent's, the parent's parent's.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, Organization, RecordId, RecordKey, Records};

use super::{Fact, FactField, names::Names};
use crate::record;

/// A row of facts. What a record does not have is absent, and NULL in a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row(BTreeMap<Fact, BTreeSet<String>>);

impl Row {
    /// The values of a fact; none where the record does not have it.
    pub fn values(&self, fact: &Fact) -> impl Iterator<Item = &str> {
        self.0.get(fact).into_iter().flatten().map(String::as_str)
    }

    /// Whether the record has the fact.
    pub fn has(&self, fact: &Fact) -> bool {
        self.0.get(fact).is_some_and(|values| !values.is_empty())
    }

    /// All facts that the record has, with their values: several only of segments.
    pub fn facts(&self) -> impl Iterator<Item = (&Fact, &BTreeSet<String>)> {
        self.0.iter().filter(|(_, values)| !values.is_empty())
    }

    fn set(&mut self, level: u8, field: FactField, value: &dyn Display) {
        self.0.entry(Fact::new(level, field)).or_default().insert(value.to_string());
    }
}

/// Makes rows of an organization's records.
pub struct Rows<'a> {
    organization: &'a Organization,
    records: &'a dyn Records,
    names: Names<'a>,
}

impl<'a> Rows<'a> {
    /// Rows of these records.
    pub fn new(organization: &'a Organization, records: &'a dyn Records) -> Self {
        Self { organization, records, names: Names::of(organization) }
    }

    /// The row of a record as `decide` sees it: registered facts, or else those sent; a parent where it is of a module that may
    /// be one; of a parent that was never registered its id and module alone. A record that is a container stands in itself.
    pub fn row(&self, module: &ModuleId, id: &RecordId, sent: &Facts) -> Row {
        let mut row = Row::default();
        let key = RecordKey::new(module.clone(), id.clone());
        self.fill(&mut row, 0, &key, sent);
        row
    }

    fn fill(&self, row: &mut Row, level: u8, key: &RecordKey, sent: &Facts) {
        let facts = record::registered(self.organization, self.records, key);
        let facts = facts.as_ref().unwrap_or(sent);
        row.set(level, FactField::Id, &key.id);
        if level > 0 {
            row.set(level, FactField::Module, &key.module);
        }
        facts.owner.iter().for_each(|owner| row.set(level, FactField::Owner, &self.names.name(owner)));
        facts.container.iter().for_each(|container| row.set(level, FactField::Container, container));
        for (segment, values) in &facts.segments {
            values.iter().for_each(|value| row.set(level, FactField::Segment(segment.clone()), value));
        }
        let module = self.organization.catalog().modules.get(&key.module);
        if let Some(parent) = module.and_then(|module| record::parent(module, facts)) {
            self.fill(row, level + 1, parent, &Facts::default());
        }
    }
}
