//! What every check reads, laid out for it: arrays behind one pointer each, all rows in one. A copy of what [`Rights`] says.

mod beyond;
mod forms;
mod packed;

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    MemberRef, PermissionRef, RecordRef,
    columns::Table,
    rights::{Place, Rights},
};
use forms::{FORM, Forms, ITSELF};
use packed::{Cut, INTRICATE, OPENS_OWN, Packed, PackedRows, begin};

/// The arrays of a check. Small, so that most of what checks read stays near.
#[derive(Debug, Clone)]
pub(super) struct Hot {
    /// Which catalog it is of; the bits of [`FORM`] are free.
    seal: u32,
    /// By the member's slot, where the row begins.
    members: Arc<[u32]>,
    /// All rows, one behind the other: what each permission opens.
    entries: Arc<[Packed]>,
    /// The grants that limits cut.
    cuts: Arc<[Cut]>,
    /// The class of each owner, by slot.
    owners: Arc<[u32]>,
    /// The sets of classes, one behind the other.
    sets: Arc<[u64]>,
    /// By the member's slot, where its places in containers begin: up to where the next one's do.
    begins: Arc<[u32]>,
    places: Arc<[Spot]>,
    forms: Forms,
}

/// A member's place in a container, and where the row begins.
#[derive(Debug, Clone, Copy, Default)]
struct Spot {
    container: u32,
    row: u32,
}

impl Spot {
    #[inline]
    fn is_in(self, container: u32) -> bool {
        self.container == container
    }
}

/// What a check can say by the arrays alone.
pub(super) enum Quick {
    Says(bool),
    /// Something else matters: an end, a limit, a container, a parent.
    Depends,
}

impl Hot {
    /// Lays out a policy.
    pub fn of(rights: &Rights) -> Self {
        let (entries, cuts) = PackedRows::of(rights);
        let (begins, places) = spots(rights);
        let seal = rights.shape.id & !FORM;
        Self {
            seal,
            members: members(rights),
            entries,
            cuts,
            owners: rights.owner_list().into(),
            sets: rights.sets.all().into(),
            begins,
            places,
            forms: Forms::of(&rights.shape, seal),
        }
    }

    /// Lays out the policy that came of `before`; what is the same is shared.
    pub fn after(&self, before: &Rights, rights: &Rights) -> Self {
        let same = before.same(rights);
        if !same.shape {
            return Self::of(rights);
        }
        let mut hot = self.clone();
        if !same.standings {
            hot.members = members(rights);
        }
        if !same.standings || !same.places {
            (hot.begins, hot.places) = spots(rights);
        }
        if !same.rows || !same.sets {
            (hot.entries, hot.cuts) = PackedRows::of(rights);
        }
        if !same.sets {
            hot.sets = rights.sets.all().into();
        }
        if !same.owners {
            hot.owners = rights.owner_list().into();
        }
        hot
    }

    /// The check of a record that carries nothing but an owner, for a member without an end and grants without limits.
    #[inline]
    pub fn check(&self, member: u32, number: u16, table: &Table, slot: u32) -> Quick {
        let Some(row) = self.members.get(member as usize) else { return Quick::Says(false) };
        let Some(entry) = self.entries.get(*row as usize + usize::from(number)) else {
            return Quick::Says(false);
        };
        if entry.has(INTRICATE) || !table.is_plain() {
            return Quick::Depends;
        }
        Quick::Says(self.opens(*entry, member, table.owner(slot)))
    }

    /// Whether what an entry says opens what somebody owns, outside containers.
    #[inline]
    fn opens(&self, entry: Packed, member: u32, owner: u32) -> bool {
        let class = self.owners.get(owner as usize).copied().unwrap_or_default();
        let word = self.sets.get((entry.set() + (class >> 6)) as usize).copied().unwrap_or_default();
        // Without a branch: whether somebody owns a record is not foreseen.
        let own = (owner == member) & entry.has(OPENS_OWN);
        (word >> (class & 63) & 1 != 0) | own
    }

    /// A permission by its number.
    #[inline]
    pub fn permission(&self, number: u32) -> Option<PermissionRef> {
        self.forms.permission(number)
    }

    /// Where the owners of records come from; larger than [`FORM`] for a permission of another catalog.
    #[inline]
    fn form(&self, permission: PermissionRef) -> u32 {
        permission.seal ^ self.seal
    }

    /// Whether a permission is of the catalog in force.
    pub fn is_current(&self, permission: PermissionRef) -> bool {
        self.form(permission) <= FORM
    }
}

fn members(rights: &Rights) -> Arc<[u32]> {
    let width = rights.shape.width();
    rights.standings().map(|(row, ends)| begin(width, row, ends)).collect()
}

/// Where each member's places begin, and all of them. Nothing where nobody has one.
fn spots(rights: &Rights) -> (Arc<[u32]>, Arc<[Spot]>) {
    let width = rights.shape.width();
    let mut places: Vec<Spot> = Vec::new();
    let mut begins = Vec::with_capacity(rights.standings().len() + 1);
    begins.push(0);
    for member in 0..u32::try_from(rights.standings().len()).unwrap_or_default() {
        let row = |place: &Place| begin(width, place.row, place.ends());
        let spot = |place: &Place| Spot { container: place.container, row: row(place) };
        places.extend(rights.places(member).iter().map(spot));
        begins.push(u32::try_from(places.len()).unwrap_or_default());
    }
    if places.is_empty() {
        return (Arc::default(), Arc::default());
    }
    (begins.into(), places.into())
}

impl super::Engine {
    /// Whether a member may do something to a registered record at an instant.
    #[inline]
    pub fn allows(
        &self,
        member: MemberRef,
        permission: PermissionRef,
        record: RecordRef,
        now: Timestamp,
    ) -> bool {
        let Some(table) = self.columns.table(permission.table.into()) else { return false };
        let form = self.hot.form(permission);
        if form == ITSELF
            && let Quick::Says(answer) = self.hot.check(member.0, permission.number, table, record.0)
        {
            return answer;
        }
        self.allows_intricate(member, permission, record, now)
    }

    /// The same by the names that a product has: the member's id, its own id of the member or the e-mail address; a module and an
    /// action of the catalog; its own id of the record. What is not known is not allowed.
    #[inline]
    pub fn allows_named(
        &self,
        member: &str,
        (module, action): (&str, &str),
        record: &str,
        now: Timestamp,
    ) -> bool {
        // The record first: it is furthest away, and the member is found meanwhile.
        let Some(permission) = self.permission_named(module, action) else { return false };
        let Some(record) = self.record(permission, record) else { return false };
        self.member(member).is_some_and(|member| self.allows(member, permission, record, now))
    }

    // With the arguments of the check itself, so that the shortest way keeps nothing for it.
    #[inline(never)]
    fn allows_intricate(
        &self,
        member: MemberRef,
        permission: PermissionRef,
        record: RecordRef,
        now: Timestamp,
    ) -> bool {
        let Some(table) = self.columns.table(permission.table.into()) else { return false };
        let asked = (self.hot.form(permission), permission.number.into());
        match self.hot.reaches((&self.names, &self.columns), member.0, asked, (table, record.0)) {
            Quick::Says(answer) => answer,
            Quick::Depends => self.allows_slowly(member, permission, record, now),
        }
    }

    #[inline(never)]
    #[cold]
    fn allows_slowly(
        &self,
        member: MemberRef,
        permission: PermissionRef,
        record: RecordRef,
        now: Timestamp,
    ) -> bool {
        let table = self.columns.table(permission.table.into()).filter(|_| self.hot.is_current(permission));
        let row = self.rights.row(member.0, now);
        let asker = row.map(|row| super::check::Asker { member: member.0, row, now });
        asker
            .zip(table)
            .is_some_and(|(asker, table)| self.allows_any(asker, permission.number.into(), table, record.0))
    }
}
