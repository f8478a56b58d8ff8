//! Checks in which more matters than who owns a record: limits, containers, parents. What is rare - an end, a parent that is not
//! registered, parents of parents, more values than a word has bits - is left to the slower check, which knows everything.

use std::{hint::select_unpredictable, ops::Range};

use super::{
    Hot, Quick, Spot,
    forms::{CONTAINED, FOLLOWS, ITSELF, PARENT},
    packed::{CUTS, ELSEWHERE, OPENS_ALL, OPENS_ASSIGNED, OPENS_SHARED, Packed},
};
use crate::engine::{
    columns::{Columns, ParentRef, Table, UNREGISTERED},
    slots::{BEYOND, NONE, Names},
};

/// A record as a check sees it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    table: &'a Table,
    slot: u32,
    owner: u32,
}

/// What a member has in the container that a record stands in.
#[derive(Clone, Copy, Default)]
struct There {
    /// The record stands in a container.
    contained: bool,
    /// The member has a place in it.
    belongs: bool,
    /// Where the row begins; 0: nobody's.
    row: u32,
}

impl Hot {
    /// The check of any record with a permission, by its form and its number.
    #[inline]
    pub fn reaches(
        &self,
        (names, columns): (&Names, &Columns),
        member: u32,
        (form, number): (u32, u32),
        (table, slot): (&Table, u32),
    ) -> Quick {
        let found = match form {
            ITSELF => {
                let seen = Seen { table, slot, owner: table.owner(slot) };
                self.opens_record(names, member, number, seen)
            }
            CONTAINED => {
                let seen = Seen { table, slot, owner: table.owner(slot) };
                self.opens_contained(names, member, number, seen)
            }
            PARENT | FOLLOWS => self.belongs(names, columns, member, (form, number), (table, slot)),
            _ => None,
        };
        found.map_or(Quick::Depends, Quick::Says)
    }

    /// The check of a record that takes the owner of its parent, or follows it altogether. Both go one way: which of them it is is not foreseen.
    #[inline(never)]
    fn belongs(
        &self,
        names: &Names,
        columns: &Columns,
        member: u32,
        (form, number): (u32, u32),
        (table, slot): (&Table, u32),
    ) -> Option<bool> {
        let (asked, parent) = self.parent(columns, number, table.parent(slot))?;
        let held = self.holds(member, number, table, slot)?;
        let follows = form == FOLLOWS;
        let seen = Seen {
            table: select_unpredictable(follows, parent.table, table),
            slot: select_unpredictable(follows, parent.slot, slot),
            owner: parent.owner,
        };
        Some(held & self.opens_record(names, member, asked, seen)?)
    }

    /// A parent that has an owner, with what is asked of it; nothing where that has to be looked at more closely.
    #[inline]
    fn parent<'a>(&self, columns: &'a Columns, number: u32, parent: ParentRef) -> Option<(u32, Seen<'a>)> {
        let asked = self.forms.asked(number, parent.module)?;
        let table = columns.table(parent.module)?;
        let slot = Some(parent.slot).filter(|slot| slot & UNREGISTERED == 0)?;
        // Where an owner stands, a record stands.
        let owner = Some(table.owner(slot)).filter(|owner| *owner != NONE)?;
        Some((asked, Seen { table, slot, owner }))
    }

    /// What a row says of a permission; nothing where that has to be looked at elsewhere.
    #[inline]
    fn entry(&self, row: u32, number: u32) -> Option<Packed> {
        let entry = self.entries.get((row + number) as usize).copied()?;
        (!entry.has(ELSEWHERE)).then_some(entry)
    }

    /// Whether a member holds some grant, in the organization or where a record stands.
    #[inline]
    fn holds(&self, member: u32, number: u32, table: &Table, slot: u32) -> Option<bool> {
        let row = *self.members.get(member as usize)?;
        let held = self.entry(row, number)?.is_held();
        if table.is_plain() {
            return Some(held);
        }
        let there = self.there(member, table.container(slot));
        Some(held | self.entry(there.row, number)?.is_held())
    }

    #[inline]
    fn opens_record(&self, names: &Names, member: u32, number: u32, seen: Seen<'_>) -> Option<bool> {
        if !seen.table.is_plain() {
            return self.opens_contained(names, member, number, seen);
        }
        let entry = self.entry(*self.members.get(member as usize)?, number)?;
        if entry.has(CUTS) {
            return self.any(names, entry, seen, |entry| self.opens(entry, member, seen.owner));
        }
        Some(self.opens(entry, member, seen.owner))
    }

    #[inline]
    fn opens_contained(&self, names: &Names, member: u32, number: u32, seen: Seen<'_>) -> Option<bool> {
        let entry = self.entry(*self.members.get(member as usize)?, number)?;
        let there = self.there(member, seen.table.container(seen.slot));
        let more = self.entry(there.row, number)?;
        let opens = |entry: Packed| {
            if there.contained {
                let own = (seen.owner == member) & entry.has(OPENS_ASSIGNED);
                return entry.has(OPENS_ALL) | (there.belongs & (entry.has(OPENS_SHARED) | own));
            }
            self.opens(entry, member, seen.owner)
        };
        if !entry.or(more).has(CUTS) {
            // Outside containers there is no more.
            return Some(opens(if there.contained { entry.or(more) } else { entry }));
        }
        Some(self.any(names, entry, seen, opens)? | self.any(names, more, seen, opens)?)
    }

    /// Whether one of the grants of an entry opens a record and lies within its limits.
    #[inline(never)]
    fn any(
        &self,
        names: &Names,
        entry: Packed,
        seen: Seen<'_>,
        opens: impl Fn(Packed) -> bool,
    ) -> Option<bool> {
        if !entry.has(CUTS) {
            return Some(opens(entry));
        }
        let values = names.mask(seen.table.values(seen.slot));
        let first = entry.set() as usize;
        let follow = self.cuts.get(first)?.follow as usize;
        let cuts = self.cuts.get(first..=first + follow)?;
        let open = cuts.iter().fold(false, |open, cut| open | (opens(cut.entry) & cut.admits(values)));
        (values & BEYOND == 0).then_some(open)
    }

    /// What a member has in a container.
    #[inline]
    fn there(&self, member: u32, container: u32) -> There {
        let begin = |member: usize| self.begins.get(member).map_or(0, |begin| *begin as usize);
        let (begin, end) = (begin(member as usize), begin(member as usize + 1));
        let (belongs, row) = self.place(begin..end, container);
        There { contained: container != NONE, belongs, row }
    }

    /// Whether one of a member's places is in a container, and where the row begins of what is held there.
    #[inline]
    fn place(&self, places: Range<usize>, container: u32) -> (bool, u32) {
        // Without a branch: most have a few places, and how many and which of them it is is not foreseen.
        let looked = |place: usize| {
            let spot = self.places.get(place).copied().unwrap_or_default();
            let is = (place < places.end) & spot.is_in(container);
            (is, spot.row & 0_u32.wrapping_sub(u32::from(is)))
        };
        let few = [0, 1, 2].map(|place| looked(places.start + place));
        let found = few.into_iter().fold((false, 0), |(any, row), (is, more)| (any | is, row | more));
        if places.len() <= few.len() { found } else { searched(self.places.get(places), container) }
    }
}

#[inline(never)]
fn searched(places: Option<&[Spot]>, container: u32) -> (bool, u32) {
    let places = places.unwrap_or_default();
    let place = places.binary_search_by_key(&container, |spot| spot.container);
    let spot = place.ok().and_then(|place| places.get(place));
    (spot.is_some(), spot.map_or(0, |spot| spot.row))
}
