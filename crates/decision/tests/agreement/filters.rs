//! Filters, held against the reference: the condition by itself, on a table that is one only in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_decision::{Filter, filter};
use rolecall_organization::{MemberId, RecordId};

use crate::answerers::{Answerer, Answers};
use crate::tables::{Table, tables};
use crate::world::{Built, World};

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
    taken: RefCell<BTreeMap<(MemberId, Permission), Vec<Since>>>,
}

type Since = (Timestamp, Filter);

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
        let holds =
            |(since, filter): &&Since| *since <= now && filter.valid_until.is_none_or(|until| now < until);
        if let Some((_, earlier)) = taken.iter().find(holds) {
            return Some(admitted(&self.tables, permission, earlier));
        }
        let filter = self.take(member, permission, now);
        let admitted = admitted(&self.tables, permission, &filter);
        taken.push((now, filter));
        Some(admitted)
    }
}

impl TakenOf<'_> {
    /// Takes a filter, and looks ahead: it says the same up to its end, and something else there.
    fn take(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Filter {
        let organization = &self.built.organization;
        let taken = filter(organization, member, permission, None, now);
        let dates = World::dates(organization, member).into_iter().filter(|date| *date > now);
        for date in dates.take_while(|date| taken.valid_until.is_none_or(|until| *date <= until)) {
            let then = filter(organization, member, permission, None, date);
            let (same, ends) = (then.condition == taken.condition, taken.valid_until == Some(date));
            assert!(
                same != ends,
                "{member} {permission}: taken at {now}, it holds until {:?}",
                taken.valid_until
            );
        }
        taken
    }
}
