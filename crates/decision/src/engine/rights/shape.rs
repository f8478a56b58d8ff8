//! What the catalog declares, by number: modules, permissions, container kinds.

use std::{collections::HashMap, hash::BuildHasher};

use foldhash::fast::FixedState;
use rolecall_catalog::{
    AccessClass, ActionId, Catalog, ContainerKindId, ModuleId, Ownership, Permission, SegmentId,
};
use rolecall_organization::Organization;

use super::called::Called;
use crate::engine::{key::word_of, slots::Names};

/// No permission, or no module.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// A catalog by number.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Tells handles of one catalog from those of another.
    pub id: u32,
    pub modules: Vec<ModuleShape>,
    pub permissions: Vec<PermissionShape>,
    pub kinds: Vec<ContainerKindId>,
    /// The numbers of the names of the modules that containers of each kind are records of.
    pub kind_modules: Vec<u32>,
    by_name: HashMap<ModuleId, u32>,
    called: Called,
    /// By the number of the module's name.
    by_table: Vec<u32>,
}

/// Where the owner of a record comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnerFrom {
    Itself,
    Parent,
    Follows,
}

/// A module by number.
#[derive(Debug)]
pub(crate) struct ModuleShape {
    pub id: ModuleId,
    /// The number of its name.
    pub table: u32,
    pub owner: OwnerFrom,
    /// The numbers of the names of the modules that parents may be of.
    pub parents: Vec<u32>,
    /// The container kind that its records live in, from 1.
    pub lives_in: u32,
    /// Whether containers of some kind are records of it.
    pub contains: bool,
    pub segments: Vec<SegmentId>,
    /// The number of its first permission.
    first: u32,
    actions: Vec<ActionId>,
}

impl ModuleShape {
    /// Whether its records have owners of their own and none of them is a container.
    pub fn is_by_owner(&self) -> bool {
        self.owner == OwnerFrom::Itself && !self.contains
    }
}

/// A permission by number.
#[derive(Debug)]
pub(crate) struct PermissionShape {
    /// The place of its module.
    pub module: u32,
    pub class: usize,
    /// In a module that follows: what is asked of the parent, by the place of the parent's module among the parents.
    pub asks: Vec<u32>,
    /// Whether a record to be is meant.
    pub creates: bool,
}

/// The place of an access class.
pub(crate) fn class_place(class: AccessClass) -> usize {
    match class {
        AccessClass::Read => 0,
        AccessClass::Write => 1,
        AccessClass::Delete => 2,
    }
}

impl ModuleShape {
    /// The action of a permission of this module.
    pub fn action(&self, permission: u32) -> Option<&ActionId> {
        self.actions.get(permission.checked_sub(self.first)? as usize)
    }

    /// The number of a permission of this module.
    pub fn permission(&self, action: &str) -> Option<u32> {
        let place = self.actions.iter().position(|declared| declared == action)?;
        Some(self.first + u32::try_from(place).ok()?)
    }
}

impl Shape {
    pub fn of(organization: &Organization, names: &mut Names) -> Self {
        let catalog = organization.catalog();
        let mut modules = Vec::new();
        let mut first = 0;
        for (id, declared) in &catalog.modules {
            let actions: Vec<ActionId> = declared.actions.keys().cloned().collect();
            let count = u32::try_from(actions.len()).unwrap_or_default();
            let owner = match declared.owner {
                Ownership::Own => OwnerFrom::Itself,
                Ownership::Parent => OwnerFrom::Parent,
                Ownership::Follows(_) => OwnerFrom::Follows,
            };
            let lives_in =
                declared.container.as_ref().and_then(|kind| catalog.container_kinds.get_index_of(kind));
            modules.push(ModuleShape {
                id: id.clone(),
                table: names.modules.intern(id),
                owner,
                parents: declared.parents.iter().map(|parent| names.modules.intern(parent)).collect(),
                lives_in: lives_in.map_or(0, |place| u32::try_from(place + 1).unwrap_or_default()),
                contains: catalog.container_kind_of(id).is_some(),
                segments: declared.segments.iter().cloned().collect(),
                first,
                actions,
            });
            first += count;
        }
        let by_name = modules.iter().zip(0..).map(|(module, place)| (module.id.clone(), place)).collect();
        let last = modules.iter().map(|module| module.table).max().unwrap_or_default();
        let mut by_table = vec![NOWHERE; last as usize + 1];
        for (module, place) in modules.iter().zip(0..) {
            by_table.get_mut(module.table as usize).into_iter().for_each(|at| *at = place);
        }
        let kinds = catalog.container_kinds.keys().cloned().collect();
        let kind_modules =
            catalog.container_kinds.values().map(|kind| names.modules.intern(&kind.module)).collect();
        // Two engines that came to the catalog in force by different ways number its modules otherwise.
        let tables: Vec<u32> = modules.iter().map(|module| module.table).collect();
        let hash = FixedState::default().hash_one((&organization.policy().catalog, tables));
        let id = u32::try_from(hash >> 32).unwrap_or_default();
        let called = modules.iter().flat_map(|module: &ModuleShape| {
            module.actions.iter().map(|action| (module.id.as_str(), action.as_str()))
        });
        let called = Called::of(names.seeded(), called);
        let permissions = Vec::new();
        let mut shape = Self { id, modules, permissions, kinds, kind_modules, by_name, called, by_table };
        shape.permissions = shape.permissions_of(catalog);
        shape
    }

    fn permissions_of(&self, catalog: &Catalog) -> Vec<PermissionShape> {
        let mut permissions = Vec::new();
        for (place, (_, declared)) in (0..).zip(&catalog.modules) {
            for (action, class) in &declared.actions {
                let asked = match &declared.owner {
                    Ownership::Follows(actions) => Some(actions.get(action).unwrap_or(action)),
                    Ownership::Own | Ownership::Parent => None,
                };
                let parents = declared.parents.iter();
                let asks = asked.map(|asked| {
                    parents.map(|parent| self.permission(parent, asked).unwrap_or(NOWHERE)).collect()
                });
                permissions.push(PermissionShape {
                    module: place,
                    class: class_place(*class),
                    asks: asks.unwrap_or_default(),
                    creates: action == "create",
                });
            }
        }
        permissions
    }

    /// The number of a permission.
    pub fn permission(&self, module: &ModuleId, action: &ActionId) -> Option<u32> {
        self.module(*self.by_name.get(module)?)?.permission(action.as_str())
    }

    /// The number of a permission, by names.
    #[inline]
    pub fn permission_called(&self, module: &str, action: &str) -> Option<u32> {
        match (word_of(module), word_of(action)) {
            (Some(module), Some(action)) => self.called.find(module, action),
            _ => self.permission_spelt(module, action),
        }
    }

    #[inline(never)]
    fn permission_spelt(&self, module: &str, action: &str) -> Option<u32> {
        self.modules.iter().find(|known| known.id == *module)?.permission(action)
    }

    /// Every permission with its number, in the order of the catalog.
    pub fn named(&self) -> impl Iterator<Item = (Permission, u32)> {
        self.modules.iter().flat_map(|module| {
            let actions = module.actions.iter().zip(module.first..);
            actions.map(|(action, number)| (Permission::new(module.id.clone(), action.clone()), number))
        })
    }

    /// How many permissions there are.
    pub fn width(&self) -> u32 {
        u32::try_from(self.permissions.len()).unwrap_or_default()
    }

    /// The module at a place.
    #[inline]
    pub fn module(&self, place: u32) -> Option<&ModuleShape> {
        self.modules.get(place as usize)
    }

    /// The module whose name has a number.
    #[inline]
    pub fn module_of_table(&self, table: u32) -> Option<&ModuleShape> {
        self.module(*self.by_table.get(table as usize)?)
    }

    /// The place of a module.
    pub fn place(&self, module: &ModuleId) -> Option<u32> {
        self.by_name.get(module).copied()
    }
}
