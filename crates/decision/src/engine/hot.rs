//! What every check reads, laid out for it: arrays behind one pointer each, all rows in one. A copy of what [`Rights`] says.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    MemberRef, PermissionRef, RecordRef,
    columns::Table,
    rights::{Entry, OPENS_OWN, Rights},
};

/// The arrays of a check. Small, so that most of what checks read stays near.
#[derive(Debug, Clone)]
pub(super) struct Hot {
    /// Which catalog it is of; the lowest bit is free.
    seal: u32,
    /// By the member's slot: where the row begins, and in the highest bit whether the member's period has an end.
    members: Arc<[u32]>,
    /// All rows, one behind the other: for each permission the set that it opens, and two bits.
    entries: Arc<[u32]>,
    /// The class of each owner, by slot.
    owners: Arc<[u32]>,
    /// The sets of classes, one behind the other.
    sets: Arc<[u64]>,
}

/// What has to be looked at elsewhere: an end, or a limit.
const ELSEWHERE: u32 = 1 << 31;
/// Own records are open.
const OPENS: u32 = 1 << 30;

/// An entry in one word.
fn packed(entry: Entry) -> u32 {
    if entry.is_limited() || entry.set >= OPENS {
        return ELSEWHERE;
    }
    entry.set | if entry.has(OPENS_OWN) { OPENS } else { 0 }
}

/// What a check can say by the arrays alone.
pub(super) enum Quick {
    Says(bool),
    /// Something else matters: an end, a limit, a container, a parent.
    Depends,
}

impl Hot {
    pub fn of(rights: &Rights) -> Self {
        let width = u32::try_from(rights.shape.permissions.len()).unwrap_or_default();
        let standing = |(row, ends): (u32, bool)| (row * width) | if ends { ELSEWHERE } else { 0 };
        Self {
            seal: rights.shape.id & !1,
            members: rights.standings().map(standing).collect(),
            entries: rights.rows().flat_map(|row| row.entries.iter().copied().map(packed)).collect(),
            owners: rights.owner_list().into(),
            sets: rights.sets.all().into(),
        }
    }

    /// The check of a record that carries nothing but an owner, for a member without an end and grants without limits.
    #[inline]
    pub fn check(
        &self,
        member: MemberRef,
        permission: PermissionRef,
        table: &Table,
        record: RecordRef,
    ) -> Quick {
        let Some(standing) = self.members.get(member.0 as usize) else { return Quick::Says(false) };
        let row = (standing & !ELSEWHERE) as usize;
        let Some(entry) = self.entries.get(row + usize::from(permission.number)) else {
            return Quick::Says(false);
        };
        let elsewhere = (standing | entry) & ELSEWHERE;
        if (permission.seal ^ self.seal) | table.intricate() | elsewhere != 0 {
            return Quick::Depends;
        }
        let owner = table.owner(record.0);
        let class = self.owners.get(owner as usize).copied().unwrap_or_default();
        let set = entry & !OPENS;
        let word = self.sets.get((set + (class >> 6)) as usize).copied().unwrap_or_default();
        // Without a branch: whether somebody owns a record is not foreseen.
        let own = u64::from(owner == member.0) & u64::from(entry & OPENS != 0);
        Quick::Says((word >> (class & 63) & 1) | own != 0)
    }

    /// Tells handles of this catalog from those of another.
    pub fn seal(&self) -> u32 {
        self.seal
    }

    /// Whether a permission is of the catalog in force.
    pub fn is_current(&self, permission: PermissionRef) -> bool {
        permission.seal & !1 == self.seal
    }
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
        match self.hot.check(member, permission, table, record) {
            Quick::Says(answer) => answer,
            Quick::Depends => self.allows_intricate(member, permission, table, record, now),
        }
    }

    #[inline(never)]
    fn allows_intricate(
        &self,
        member: MemberRef,
        permission: PermissionRef,
        table: &Table,
        record: RecordRef,
        now: Timestamp,
    ) -> bool {
        let row = self.rights.row(member.0, now).filter(|_| self.hot.is_current(permission));
        let asker = row.map(|row| super::check::Asker { member: member.0, row, now });
        asker.is_some_and(|asker| self.allows_any(asker, permission.number.into(), table, record.0))
    }
}
