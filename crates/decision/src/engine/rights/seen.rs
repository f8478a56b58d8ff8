//! What a preview reads of two compiled policies: who stands on which row, and what both have in common.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use super::{Rights, Row, RowKey};

/// What two compiled policies share.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the policy, shared or not")]
pub(crate) struct Same {
    pub shape: bool,
    pub standings: bool,
    pub places: bool,
    pub rows: bool,
    pub sets: bool,
    pub owners: bool,
}

impl Rights {
    /// The number of the row of a member at an instant; 0: the member does not stand.
    pub fn row_number(&self, member: u32, now: Timestamp) -> u32 {
        let standing = self.members.get(member as usize).copied().unwrap_or_default();
        if self.has_come(standing.end, now) { 0 } else { standing.row }
    }

    /// The containers in which a member has a place at an instant, with the row of what it holds there.
    pub fn places_at(&self, member: u32, now: Timestamp) -> impl Iterator<Item = (u32, u32)> {
        let counts = move |place: &&super::Place| self.counts(place, now);
        self.places(member).iter().filter(counts).map(|place| (place.container, place.row))
    }

    /// Every row, those that nobody has by now included.
    pub fn each_row(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().map(AsRef::as_ref)
    }

    /// For each row a number that it has in common with those that hold the same, whatever their members are to the tree and to rules.
    pub fn kinds(&self) -> Vec<u32> {
        let mut numbers = HashMap::new();
        let held = self.rows.iter().map(|row| match row.key() {
            RowKey::Organization { roles, permissions, limits, .. } => {
                (roles, Some(permissions), limits, None)
            }
            RowKey::Container { there, roles, limits } => (roles, None, limits, Some(there)),
        });
        held.map(|held| {
            let next = u32::try_from(numbers.len()).unwrap_or_default();
            *numbers.entry(held).or_insert(next)
        })
        .collect()
    }

    /// Whether two rows are one.
    pub fn shares_row(&self, row: u32, other: &Self, other_row: u32) -> bool {
        let rows = self.rows.get(row as usize).zip(other.rows.get(other_row as usize));
        rows.is_some_and(|(row, other)| Arc::ptr_eq(row, other))
    }

    /// Whether owners are of the same classes.
    pub fn shares_owners(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.owners, &other.owners) || self.owners == other.owners
    }

    /// Whether the sets are the same ones.
    pub fn shares_sets(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.sets, &other.sets)
    }

    /// What is the very same in another.
    pub fn same(&self, other: &Self) -> Same {
        Same {
            shape: Arc::ptr_eq(&self.shape, &other.shape),
            standings: Arc::ptr_eq(&self.members, &other.members),
            places: Arc::ptr_eq(&self.places, &other.places),
            rows: Arc::ptr_eq(&self.rows, &other.rows),
            sets: Arc::ptr_eq(&self.sets, &other.sets),
            owners: Arc::ptr_eq(&self.owners, &other.owners),
        }
    }

    /// Whether the containers are the same.
    pub fn shares_containers(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.containers, &other.containers) || self.containers == other.containers
    }

    /// The largest number of a member that has a standing.
    pub fn last_member(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or_default().saturating_sub(1)
    }
}
