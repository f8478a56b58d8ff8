//! Permissions as they are asked for, and where the owners of records come from.

use std::sync::Arc;

use crate::engine::{
    PermissionRef,
    rights::{ModuleShape, NOWHERE, OwnerFrom, Shape},
};

/// The bits of a seal that tell where owners come from.
pub(super) const FORM: u32 = 7;

/// A record has an owner of its own.
pub(super) const ITSELF: u32 = 0;
/// The same, and it lives in a container.
pub(super) const CONTAINED: u32 = 1;
/// It takes the owner of its parent.
pub(super) const PARENT: u32 = 2;
/// It follows its parent altogether.
pub(super) const FOLLOWS: u32 = 3;
/// It may be a container.
const OTHER: u32 = 4;

/// All permissions of a catalog.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    permissions: Arc<[PermissionRef]>,
    /// By permission: where the parents stand that records may have.
    parents: Arc<[u32]>,
    /// From there on, by the number of the parent's table: what is asked of such a parent. [`NOWHERE`]: it is none, or takes a closer
    /// look.
    asks: Arc<[u32]>,
    /// How many of these a permission has: records may have parents of modules that the catalog no longer names, with larger numbers.
    tables: u32,
}

impl Forms {
    /// The permissions of a catalog.
    pub fn of(shape: &Shape, seal: u32) -> Self {
        let (mut permissions, mut parents, mut asks) = (Vec::new(), Vec::new(), Vec::new());
        let tables = shape.modules.iter().map(|module| module.table + 1).max().unwrap_or_default();
        for (permission, number) in shape.permissions.iter().zip(0..=u16::MAX) {
            parents.push(u32::try_from(asks.len()).unwrap_or_default());
            let module = shape.module(permission.module);
            let asked = (&permission.asks[..], number.into(), tables);
            let form = module.and_then(|module| form(shape, module, asked, &mut asks));
            let table = module.and_then(|module| module.table.try_into().ok()).unwrap_or_default();
            permissions.push(PermissionRef { number, table, seal: seal | form.unwrap_or(OTHER) });
        }
        Self { permissions: permissions.into(), parents: parents.into(), asks: asks.into(), tables }
    }

    /// A permission by its number.
    #[inline]
    pub fn permission(&self, number: u32) -> Option<PermissionRef> {
        self.permissions.get(number as usize).copied()
    }

    /// What a permission asks of a parent in a table.
    #[inline]
    pub fn asked(&self, permission: u32, table: u32) -> Option<u32> {
        let parents = self.parents.get(permission as usize).filter(|_| table < self.tables)?;
        self.asks.get((parents + table) as usize).copied().filter(|asked| *asked != NOWHERE)
    }
}

fn form(
    shape: &Shape,
    module: &ModuleShape,
    (asked, number, tables): (&[u32], u32, u32),
    asks: &mut Vec<u32>,
) -> Option<u32> {
    if module.is_by_owner() {
        return Some(if module.lives_in == 0 { ITSELF } else { CONTAINED });
    }
    if module.contains {
        return None;
    }
    let first = asks.len();
    asks.resize(first + tables as usize, NOWHERE);
    let by_owner = |table: &u32| shape.module_of_table(*table).is_some_and(ModuleShape::is_by_owner);
    // A parent that may be a container, or belongs to something itself, takes a closer look.
    for (place, table) in module.parents.iter().enumerate().filter(|(_, table)| by_owner(table)) {
        let there = asks.get_mut(first + *table as usize)?;
        // Where the owner alone is the parent's, the permission itself decides.
        *there = asked.get(place).copied().unwrap_or(number);
    }
    match module.owner {
        OwnerFrom::Parent => Some(PARENT),
        OwnerFrom::Follows => Some(FOLLOWS),
        OwnerFrom::Itself => None,
    }
}
