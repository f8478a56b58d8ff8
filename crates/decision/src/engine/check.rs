//! The check: whether a member may do something to a record, by numbers (design, section 2).

use jiff::Timestamp;

use super::{
    Engine,
    columns::{ParentRef, Table, UNREGISTERED},
    rights::{ALL, HELD, Limited, ModuleShape, NOWHERE, OWN, OwnerFrom, PermissionShape, Row, SHARED},
    slots::NONE,
};
use rolecall_catalog::Reach;

/// What a decision needs to know of a record, by number.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Found<'a> {
    /// Who owns it, in the end.
    pub owner: u32,
    /// The container it stands in.
    pub container: u32,
    /// Its values.
    pub values: Carried<'a>,
    /// What it belongs to.
    pub parent: ParentRef,
    /// What it belongs to, where a caller says so.
    pub parent_id: Option<&'a str>,
}

/// The values of a record.
#[derive(Debug, Clone, Copy)]
pub(super) enum Carried<'a> {
    /// The number of their set: only a limit looks it up.
    Set(u32),
    /// The numbers of values that a caller says.
    Said(&'a [u32]),
}

impl Default for Carried<'_> {
    fn default() -> Self {
        Self::Set(NONE)
    }
}

/// Somebody who stands, at an instant.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub member: u32,
    pub row: &'a Row,
    pub now: Timestamp,
}

impl Engine {
    /// The check of a record in a slot, whatever it carries.
    pub(super) fn allows_any(&self, asker: Asker<'_>, permission: u32, table: &Table, slot: u32) -> bool {
        let Some((shape, module)) = self.shapes(permission) else { return false };
        let entry = asker.row.entry(permission);
        if !entry.has(HELD) && self.rights.places(asker.member).is_empty() {
            return false;
        }
        if entry.has(ALL) && module.owner != OwnerFrom::Follows {
            return true;
        }
        let found = self.found(module, table, slot);
        self.reaches(asker, permission, (shape, module), found)
    }

    pub(super) fn shapes(&self, permission: u32) -> Option<(&PermissionShape, &ModuleShape)> {
        let shape = self.rights.shape.permissions.get(permission as usize)?;
        Some((shape, self.rights.shape.module(shape.module)?))
    }

    /// What a slot says of a record.
    pub(super) fn found(&self, module: &ModuleShape, table: &Table, slot: u32) -> Found<'_> {
        let parent = table.parent(slot);
        let owner = match module.owner {
            OwnerFrom::Itself => table.owner(slot),
            OwnerFrom::Parent | OwnerFrom::Follows => self.owner_of_parent(module, parent),
        };
        let itself = if module.contains { self.container_called(module, table.id(slot)) } else { NONE };
        let container = if itself == NONE { table.container(slot) } else { itself };
        Found { owner, container, values: Carried::Set(table.values(slot)), parent, parent_id: None }
    }

    /// Values, by the number of their set.
    pub(super) fn values(&self, number: u32) -> &[u32] {
        self.names.set(number).map(|set| set.values.as_ref()).unwrap_or_default()
    }

    /// The container that is a record of a module under an id.
    pub(super) fn container_called(&self, module: &ModuleShape, id: &str) -> u32 {
        let Some(slot) = self.names.containers.find(id) else { return NONE };
        let kind = (self.rights.container_kind(slot) as usize).checked_sub(1);
        let kind = kind.and_then(|place| self.rights.shape.kind_modules.get(place));
        if kind == Some(&module.table) { slot } else { NONE }
    }

    /// The owner of a record that takes its parent's.
    pub(super) fn owner_of_parent(&self, module: &ModuleShape, parent: ParentRef) -> u32 {
        let (mut module, mut parent) = (module, parent);
        // The catalog's parents never lead in a circle.
        while module.parents.contains(&parent.module) {
            let Some(above) = self.rights.shape.module_of_table(parent.module) else { return NONE };
            let Some(table) = self.columns.table(parent.module) else { return NONE };
            if above.owner == OwnerFrom::Itself && parent.slot & UNREGISTERED == 0 {
                // Where an owner stands, a record stands.
                let owner = table.owner(parent.slot);
                if owner != NONE {
                    return owner;
                }
            }
            let Some(slot) = table.resolve(parent.slot) else { return NONE };
            if above.owner == OwnerFrom::Itself {
                return table.owner(slot);
            }
            (module, parent) = (above, table.parent(slot));
        }
        NONE
    }

    /// Steps 2, 4 and 5 of the rule.
    pub(super) fn reaches(
        &self,
        asker: Asker<'_>,
        permission: u32,
        (shape, module): (&PermissionShape, &ModuleShape),
        found: Found<'_>,
    ) -> bool {
        let entry = asker.row.entry(permission);
        let place = if found.container == NONE {
            None
        } else {
            self.rights.place(asker.member, found.container, asker.now)
        };
        let there = place.and_then(|place| self.rights.row_of(place.row));
        let entry_there = there.map(|row| row.entry(permission)).unwrap_or_default();
        if !(entry.has(HELD) | entry_there.has(HELD)) {
            return false;
        }
        if module.owner == OwnerFrom::Follows {
            return self.follows(asker, shape, module, found);
        }
        let case = Case { engine: self, asker, shape, found, belongs: place.is_some() };
        case.opens(entry.bits, || entry.set)
            || case.opens(entry_there.bits, || super::rights::EMPTY)
            || case.any(asker.row.limited(entry))
            || there.is_some_and(|row| case.any(row.limited(entry_there)))
    }

    fn follows(
        &self,
        asker: Asker<'_>,
        shape: &PermissionShape,
        module: &ModuleShape,
        found: Found<'_>,
    ) -> bool {
        let parent = found.parent;
        let Some(place) = module.parents.iter().position(|table| *table == parent.module) else {
            return false;
        };
        let asked = shape.asks.get(place).copied().unwrap_or(NOWHERE);
        let Some((shape, module)) = self.shapes(asked) else { return false };
        let table = self.columns.table(parent.module);
        let registered = table.and_then(|table| Some((table, table.resolve(parent.slot)?)));
        let found = match registered {
            Some((table, slot)) => self.found(module, table, slot),
            // A record without facts - or a container, which stands in itself.
            None if module.contains => {
                let kept = || table.map(|table| table.id_of(parent.slot)).unwrap_or_default();
                let id = found.parent_id.unwrap_or_else(kept);
                Found { container: self.container_called(module, id), ..Found::default() }
            }
            None => Found::default(),
        };
        self.reaches(asker, asked, (shape, module), found)
    }
}

/// A record and who asks for it.
struct Case<'a> {
    engine: &'a Engine,
    asker: Asker<'a>,
    shape: &'a PermissionShape,
    found: Found<'a>,
    belongs: bool,
}

impl Case<'_> {
    /// Whether one of the reaches opens the record.
    #[inline]
    fn opens(&self, bits: u32, set: impl Fn() -> u32) -> bool {
        if bits & ALL != 0 {
            return true;
        }
        let own = self.found.owner == self.asker.member;
        if self.found.container == NONE {
            let class = self.engine.rights.owner_class(self.found.owner);
            return (own && bits & (OWN | SHARED) != 0)
                || (bits & SHARED != 0 && self.engine.rights.sets.holds(set(), class));
        }
        self.belongs && (bits & SHARED != 0 || (own && bits & OWN != 0))
    }

    fn any(&self, grants: &[Limited]) -> bool {
        grants.iter().any(|grant| self.passes(grant))
    }

    fn passes(&self, grant: &Limited) -> bool {
        let bits = match grant.reach {
            Reach::All => ALL,
            Reach::Shared => SHARED,
            Reach::Assigned => OWN,
        };
        let set = || {
            let sets = &self.engine.rights.sets;
            sets.place(self.asker.row.viewer(), self.shape.module, self.shape.class)
        };
        let values = || match self.found.values {
            Carried::Set(number) => self.engine.values(number),
            Carried::Said(values) => values,
        };
        self.opens(bits, set) && grant.admits(values())
    }
}
