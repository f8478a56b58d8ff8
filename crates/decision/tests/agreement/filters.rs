//! Filters, held against the reference: the condition by itself, on a table that is one only in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_decision::{Filter, filter};
use rolecall_organization::{MemberId, RecordId};

use crate::answerers::{Answerer, Answers};
use crate::tables::{Table, tables};
use crate::world::Built;

/// A filter for each question.
pub struct Filtered;

struct FilteredOf<'a>(&'a Built, Vec<Table>);

impl Answerer for Filtered {
    fn name(&self) -> &'static str {
        "filter"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(FilteredOf(built, tables(built)))
    }
}

impl Answers for FilteredOf<'_> {
    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        Some(admitted(&self.1, permission, &filter(&self.0.organization, member, permission, None, now)))
    }
}

/// The ids of the rows that a filter lets through; none of a module that there is not.
fn admitted(tables: &[Table], permission: &Permission, filter: &Filter) -> Vec<RecordId> {
    let table = tables.iter().filter(|table| table.module == permission.module);
    let admitted = table.flat_map(|table| &table.rows).filter(|(_, row)| filter.condition.admits(row));
    admitted.map(|(id, _)| id.clone()).collect()
}

/// A filter that is taken once, and gone on with for as long as it says that it holds.
pub struct Taken;

struct TakenOf<'a> {
    built: &'a Built,
    tables: Vec<Table>,
    /// Each with the instant at which it was taken.
    taken: RefCell<BTreeMap<(MemberId, Permission), Vec<(Timestamp, Filter)>>>,
}

impl Answerer for Taken {
    fn name(&self) -> &'static str {
        "filter taken once"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(TakenOf { built, tables: tables(built), taken: RefCell::default() })
    }
}

impl Answers for TakenOf<'_> {
    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        let mut taken = self.taken.borrow_mut();
        let taken = taken.entry((member.clone(), permission.clone())).or_default();
        let holds = |(since, filter): &&(Timestamp, Filter)| {
            *since <= now && filter.valid_until.is_none_or(|until| now < until)
        };
        if let Some((_, filter)) = taken.iter().find(holds) {
            return Some(admitted(&self.tables, permission, filter));
        }
        let filter = filter(&self.built.organization, member, permission, None, now);
        for (_, other) in taken.iter().filter(|(_, other)| other.valid_until == Some(now)) {
            assert_ne!(other.condition, filter.condition, "it ends in vain: {member} {permission} at {now}");
        }
        let admitted = admitted(&self.tables, permission, &filter);
        taken.push((now, filter));
        Some(admitted)
    }
}
