//! Lists page by page, in the order of first registration: what is visible throughout appears exactly once, however long the list
//! is and whatever the size of a page.

use std::fmt;

use jiff::Timestamp;
use rolecall_organization::{Facts, MemberId, RecordId, Revision};

use super::{Engine, MemberRef, columns::Table};
use rolecall_catalog::{ModuleId, Permission};

/// A place in a list: that of a record, by the entry that registered it and its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListPlace {
    /// The entry with which the record's present life began; for a container that is no registered record, the last there can be.
    pub since: Revision,
    /// The record's id.
    pub id: String,
}

/// As cursors write it: the entry, a slash, the id.
impl fmt::Display for ListPlace {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.since, self.id)
    }
}

impl ListPlace {
    /// The place that was written.
    pub fn read(text: &str) -> Option<Self> {
        let (since, id) = text.split_once('/')?;
        Some(Self { since: Revision(since.parse().ok()?), id: id.to_owned() })
    }
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListPage {
    /// The ids, in order.
    pub ids: Vec<String>,
    /// Where the next page begins; nothing where this is the last.
    pub next: Option<ListPlace>,
    /// How many there are in all.
    pub total: usize,
}

/// Containers that are no registered records stand behind all others.
const UNREGISTERED: Revision = Revision(u64::MAX);

impl Engine {
    /// The records on which a member may do something, those behind a place, at most `limit`. Costs what the list costs, and for
    /// each page what it holds.
    pub fn page(
        &self,
        member: &MemberId,
        permission: &Permission,
        now: Timestamp,
        after: Option<&ListPlace>,
        limit: usize,
    ) -> ListPage {
        let member = self.names.members.find(member.as_str()).map(MemberRef);
        let permission = self.permission(&permission.module, &permission.action);
        let Some((member, permission)) = member.zip(permission) else { return ListPage::default() };
        let listing = self.list(member, permission, now);
        let total = listing.len();
        let (table, mut slots, mut containers) = listing.into_parts();
        let mut ids: Vec<ListPlace> = Vec::new();
        if let Some(table) = table {
            if let Some(after) = after {
                let behind = table.behind(after.since, &after.id);
                slots.retain(|slot| behind(*slot));
            }
            // One more tells whether there is another page.
            let wanted = limit.saturating_add(1);
            if slots.len() > wanted {
                slots.select_nth_unstable_by_key(wanted, |slot| table.rank(*slot));
                slots.truncate(wanted);
            }
            table.sort(&mut slots);
            ids.extend(slots.iter().map(|slot| place(table, *slot)));
        }
        if ids.len() <= limit {
            containers.sort_unstable();
            let places =
                containers.into_iter().map(|id| ListPlace { since: UNREGISTERED, id: id.to_owned() });
            ids.extend(places.filter(|place| after.is_none_or(|after| place > after)));
        }
        let more = ids.len() > limit;
        ids.truncate(limit);
        let next = ids.last().filter(|_| more).cloned();
        ListPage { ids: ids.into_iter().map(|place| place.id).collect(), next, total }
    }

    /// The records of a module behind a place, in the order of their first registration.
    pub fn records_behind<'a>(
        &'a self,
        module: &ModuleId,
        after: Option<&'a ListPlace>,
    ) -> impl Iterator<Item = (ListPlace, RecordId, Facts)> + 'a {
        let table = self.names.modules.find(module.as_str()).and_then(|module| self.columns.table(module));
        let slots = table.into_iter().flat_map(move |table| {
            let behind = after.map(|after| table.behind(after.since, &after.id));
            let wanted = move |slot: &u32| behind.as_ref().is_none_or(|behind| behind(*slot));
            table.in_order().filter(wanted).map(move |slot| (table, slot))
        });
        slots.filter_map(|(table, slot)| {
            let facts = self.columns.facts_in(&self.names, table, slot);
            Some((place(table, slot), table.id(slot).parse().ok()?, facts))
        })
    }
}

fn place(table: &Table, slot: u32) -> ListPlace {
    ListPlace { since: table.since(slot), id: table.id(slot).to_owned() }
}
