//! An organization's policy, compiled: who may do what, on whose records, as numbers and bits. Made anew in parts when the policy
//! changes; never looks at records.

mod called;
mod classes;
mod compile;
mod fold;
mod labels;
mod pool;
mod row;
mod seen;
mod sets;
mod shape;
mod shared;
mod sides;
mod touched;
mod tree;

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_organization::{Event, Organization};

use super::slots::{NONE, Names};
use classes::{Classes, Named};
pub(crate) use row::{ALL, Entry, HELD, HELD_ALL, Kept, Limited, OWN, Row, RowKey, SHARED};
pub(crate) use sets::{EMPTY, Sets};
pub(crate) use shape::{ModuleShape, NOWHERE, OwnerFrom, PermissionShape, Shape};
use tree::Tree;

/// A compiled policy.
#[derive(Debug, Clone)]
pub(crate) struct Rights {
    pub shape: Arc<Shape>,
    pub sets: Arc<Sets>,
    tree: Arc<Tree>,
    /// By the member's slot.
    members: Arc<Vec<Standing>>,
    /// The class of each member as an owner, by slot; removed members own, too.
    owners: Arc<Vec<u32>>,
    viewers: Arc<Vec<u32>>,
    /// Slots in the order of the members' ids.
    order: Arc<Vec<u32>>,
    rows: Arc<Vec<Arc<Row>>>,
    row_numbers: imbl::HashMap<RowKey, u32>,
    /// Instants at which something ends; the first is never.
    ends: Arc<Vec<Timestamp>>,
    /// Lists of places that members have in containers; the first is empty.
    places: Arc<Vec<Arc<[Place]>>>,
    /// The kind of each container, from 1, by slot; 0: there is none.
    containers: Arc<Vec<u32>>,
    labels: labels::Labels,
    owner_classes: Arc<Classes>,
    viewer_classes: Arc<Classes>,
    named: Arc<(Named, Named)>,
    /// How many rows, lists of places or ends there were when all was compiled.
    fresh: usize,
}

/// How a member stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Standing {
    /// The row; the first is nobody's.
    row: u32,
    /// When the member's period ends.
    end: u32,
    /// The list of places in containers.
    places: u32,
}

/// A member's place in a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub container: u32,
    pub row: u32,
    end: u32,
}

impl Place {
    /// Whether it has an end.
    pub fn ends(&self) -> bool {
        self.end != NONE
    }
}

impl Rights {
    /// Compiles the policy of an organization.
    pub fn of(organization: &Organization, names: &mut Names) -> Self {
        compile::everything(organization, names)
    }

    /// The policy after events; `before` is the organization as it was.
    pub fn after(
        &self,
        before: &Organization,
        after: &Organization,
        events: &[Event],
        names: &mut Names,
    ) -> Self {
        touched::after(self, before, after, events, names)
    }

    /// Whether an instant has come.
    #[inline]
    fn has_come(&self, end: u32, now: Timestamp) -> bool {
        end != NONE && self.ends.get(end as usize).is_some_and(|end| now >= *end)
    }

    /// The row of each member, and whether the member's period has an end.
    pub fn standings(&self) -> impl ExactSizeIterator<Item = (u32, bool)> {
        self.members.iter().map(|standing| (standing.row, standing.end != NONE))
    }

    /// All rows.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &Row> {
        self.rows.iter().map(AsRef::as_ref)
    }

    /// The class of each owner, by slot.
    pub fn owner_list(&self) -> &[u32] {
        &self.owners
    }

    /// The row of a member who stands at an instant.
    #[inline]
    pub fn row(&self, member: u32, now: Timestamp) -> Option<&Row> {
        let standing = self.members.get(member as usize)?;
        if self.has_come(standing.end, now) {
            return None;
        }
        self.rows.get(standing.row as usize).map(AsRef::as_ref)
    }

    /// A row.
    pub fn row_of(&self, number: u32) -> Option<&Row> {
        self.rows.get(number as usize).map(AsRef::as_ref)
    }

    /// The class of an owner; 0: nobody's.
    #[inline]
    pub fn owner_class(&self, owner: u32) -> u32 {
        self.owners.get(owner as usize).copied().unwrap_or_default()
    }

    /// The members of a class of owners.
    pub fn owners_of(&self, class: u32) -> &[u32] {
        self.owner_classes.members(class)
    }

    /// The places of a member in containers, whether or not they have ended.
    #[inline]
    pub fn places(&self, member: u32) -> &[Place] {
        let standing = self.members.get(member as usize).copied().unwrap_or_default();
        self.places.get(standing.places as usize).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The place of a member in a container at an instant.
    #[inline]
    pub fn place(&self, member: u32, container: u32, now: Timestamp) -> Option<&Place> {
        let places = self.places(member);
        let at = places.binary_search_by_key(&container, |place| place.container).ok()?;
        places.get(at).filter(|place| !self.has_come(place.end, now))
    }

    /// Whether a place counts at an instant.
    pub fn counts(&self, place: &Place, now: Timestamp) -> bool {
        !self.has_come(place.end, now)
    }

    /// The kind of a container, from 1; 0: there is none.
    #[inline]
    pub fn container_kind(&self, container: u32) -> u32 {
        self.containers.get(container as usize).copied().unwrap_or_default()
    }

    /// The reporting tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The instants at which something of a member's ends.
    pub fn ends_of(&self, member: u32) -> impl Iterator<Item = Timestamp> {
        let own = self.members.get(member as usize).map(|standing| standing.end);
        let ends = own.into_iter().chain(self.places(member).iter().map(|place| place.end));
        ends.filter(|end| *end != NONE).filter_map(|end| self.ends.get(end as usize).copied())
    }

    /// Every container by slot, with its kind.
    pub fn containers(&self) -> impl Iterator<Item = (u32, u32)> {
        (0..).zip(self.containers.iter().copied()).filter(|(_, kind)| *kind != NONE)
    }

    /// The slots of all members, removed ones included, in the order of their ids.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The member, not removed, that a text names.
    #[inline]
    pub fn find_member(&self, names: &Names, text: &str) -> Option<u32> {
        match names.members.find(text).filter(|slot| self.is_present(*slot)) {
            Some(slot) => Some(slot),
            None => self.labels.find(text),
        }
    }

    /// Whether a member was not removed.
    #[inline]
    fn is_present(&self, slot: u32) -> bool {
        self.labels.is_present(slot)
    }
}
