//! The members: who holds the same before and after, and for whom the same changes.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use super::{Moved, SameChange};
use crate::engine::{Engine, NONE};

/// What a member holds before and after, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Standing {
    pub rows: [u32; 2],
    pub places: [u32; 2],
    pub member: u32,
}

/// Everybody who holds something, with those who hold the same side by side; and the lists of places that they have.
pub(super) fn standings(engines: [&Engine; 2], now: Timestamp) -> (Vec<Vec<(u32, u32)>>, Vec<Standing>) {
    let mut numbers: HashMap<Vec<(u32, u32)>, u32> = HashMap::from([(Vec::new(), 0)]);
    let mut lists = vec![Vec::new()];
    let mut standings = Vec::new();
    let last = engines.map(|engine| engine.rights.last_member());
    for member in 0..=last.into_iter().max().unwrap_or_default() {
        let rows = engines.map(|engine| engine.rights.row_number(member, now));
        if rows == [0, 0] {
            continue;
        }
        let places = engines.map(|engine| {
            let stands = engine.rights.row_number(member, now) != 0;
            let list: Vec<(u32, u32)> = engine.rights.places_at(member, now).filter(|_| stands).collect();
            *numbers.entry(list).or_insert_with_key(|list| {
                lists.push(list.clone());
                u32::try_from(lists.len() - 1).unwrap_or_default()
            })
        });
        standings.push(Standing { rows, places, member });
    }
    standings.sort_unstable();
    (lists, standings)
}

/// What changes for a member.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Change {
    pub moved: Vec<Moved>,
    pub ends_with_nothing: bool,
    pub ends_with_everything: bool,
}

/// Puts those together for whom the same changes.
pub(super) fn grouped(after: &Engine, mut found: Vec<(u32, Change)>) -> Vec<SameChange> {
    let last = after.names.members.last() as usize;
    let mut ranks = vec![u32::MAX; last + 1];
    for (slot, rank) in after.rights.order().iter().zip(0..) {
        ranks.get_mut(*slot as usize).into_iter().for_each(|place| *place = rank);
    }
    let rank = |slot: u32| ranks.get(slot as usize).copied().unwrap_or(NONE);
    found.sort_unstable_by_key(|(member, _)| (rank(*member), *member));
    let mut numbers: HashMap<Change, usize, FixedState> = HashMap::default();
    let mut changes: Vec<SameChange> = Vec::new();
    for (member, change) in found {
        let Some(member) = after.names.members.get(member).cloned() else { continue };
        let number = *numbers.entry(change).or_insert_with_key(|change| {
            changes.push(SameChange {
                members: Vec::new(),
                moved: change.moved.clone(),
                ends_with_nothing: change.ends_with_nothing,
                ends_with_everything: change.ends_with_everything,
            });
            changes.len() - 1
        });
        changes.get_mut(number).into_iter().for_each(|change| change.members.push(member.clone()));
    }
    // The order of the first members stays among those of one size.
    changes.sort_by_key(|change| {
        let size = std::cmp::Reverse(change.members.len());
        (!change.ends_with_nothing, !change.ends_with_everything, size)
    });
    changes
}
