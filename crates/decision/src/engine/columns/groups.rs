//! The slots of a table by what their records hold: an owner, a container, values, a parent.

use crate::engine::{
    columns::{ParentRef, Row, UNREGISTERED},
    grouped::Grouped,
    slots::NONE,
};

/// Groups are made anew rather than changed further once changes moved so many slots for each record that there is.
const TOIL: usize = 128;
/// Whatever there is, so many slots are moved soon enough.
const LITTLE: usize = 1 << 20;

/// The groups of one table.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups {
    owner: Grouped,
    container: Grouped,
    /// By the number of their values, of those that have some.
    values: Grouped,
    /// By parents that are registered, and by those that are not; one pair for each module that parents are of.
    parent: imbl::OrdMap<u32, (Grouped, Grouped)>,
    /// How many slots the changes moved since the groups stood.
    toil: usize,
    /// Whether changes were left out, so that the groups have to be made anew.
    loose: bool,
}

fn container(row: Row) -> Option<u32> {
    Some(row.container).filter(|container| *container != NONE)
}

fn values(row: Row) -> Option<u32> {
    Some(row.values).filter(|values| *values != NONE)
}

fn parent(row: Row) -> Option<ParentRef> {
    Some(row.parent).filter(|parent| parent.module != NONE)
}

impl Groups {
    /// Groups that were made at once.
    pub fn new(
        [owner, container, values]: [Grouped; 3],
        parent: imbl::OrdMap<u32, (Grouped, Grouped)>,
    ) -> Self {
        Self { owner, container, values, parent, ..Self::default() }
    }

    /// The slots by owner.
    pub fn by_owner(&self) -> &Grouped {
        &self.owner
    }

    /// The slots by container.
    pub fn by_container(&self) -> &Grouped {
        &self.container
    }

    /// The slots by the number of their values.
    pub fn by_values(&self) -> &Grouped {
        &self.values
    }

    /// The slots by registered parents of a module, and by such that are not registered.
    pub fn by_parent(&self, module: u32) -> Option<&(Grouped, Grouped)> {
        self.parent.get(&module)
    }

    /// Whether there were changes since it rested.
    pub fn is_unsettled(&self) -> bool {
        self.toil > 0
    }

    /// Whether the groups have to be made anew before anything is asked.
    pub fn is_loose(&self) -> bool {
        self.loose
    }

    /// No more changes follow for now.
    pub fn rest(&mut self) {
        self.toil = 0;
    }

    /// Moves a slot from the groups of what it held to those of what it holds; `count` is how many records there are.
    pub fn change(&mut self, slot: u32, (before, after): (Option<Row>, Option<Row>), count: u32) {
        if self.loose {
            return;
        }
        let both = |key: fn(Row) -> Option<u32>| (before.and_then(key), after.and_then(key));
        // Also what nobody owns is a group.
        self.toil += self.owner.change(slot, (before.map(|row| row.owner), after.map(|row| row.owner)));
        self.toil += self.container.change(slot, both(container));
        self.toil += self.values.change(slot, both(values));
        let (left, joined) = (before.and_then(parent), after.and_then(parent));
        if left != joined {
            let key = |parent: ParentRef| Some(parent.slot & !UNREGISTERED);
            if let Some(left) = left {
                self.toil += self.of_parent(left).change(slot, (key(left), None));
            }
            if let Some(joined) = joined {
                self.toil += self.of_parent(joined).change(slot, (None, key(joined)));
            }
        }
        self.loose = self.toil > LITTLE + TOIL * count as usize;
    }

    fn of_parent(&mut self, parent: ParentRef) -> &mut Grouped {
        let (registered, missing) = self.parent.entry(parent.module).or_default();
        if parent.slot & UNREGISTERED == 0 { registered } else { missing }
    }
}
