//! The way by which records are reached: all that a decision looks at, but for who asks. Records of the same way open to the same
//! people - but for their owners, who stand beside it.

use std::hash::{Hash, Hasher};

use super::{
    Engine,
    columns::{ParentRef, Table},
    rights::{ModuleShape, OwnerFrom},
    slots::NONE,
};

/// How many parents up a record may follow: the catalog's parents nest two levels at most.
const LEVELS: usize = 2;

/// What a decision looks at on its way to a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Way {
    /// The modules of the parents that are followed, one after another, by the numbers of their names.
    pub follows: [u32; LEVELS],
    /// The containers of what follows.
    pub gates: [u32; LEVELS],
    /// The container of the record, or of the parent that is followed in the end.
    pub container: u32,
    /// The number of its values.
    pub values: u32,
    /// The class of its owner; nobody's in a container, where owners do not count but to themselves.
    pub class: u32,
}

impl Hash for Way {
    /// Two numbers at a time: a million of these are hashed for a preview.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let two = |one: u32, other: u32| u64::from(one) << 32 | u64::from(other);
        let ([module, next], [gate, further]) = (self.follows, self.gates);
        state.write_u64(two(self.container, self.class));
        state.write_u64(two(self.values, module));
        state.write_u64(two(next, gate));
        state.write_u32(further);
    }
}

impl Way {
    /// The containers that count.
    pub fn containers(&self) -> impl Iterator<Item = u32> {
        self.gates.into_iter().chain([self.container]).filter(|container| *container != NONE)
    }
}

/// A record as one engine has it: the way to it and its owner in the end. `None`: nothing opens it, or there is none.
pub(crate) type Reached = Option<(Way, u32)>;

/// A module's shape and records, as one engine has them.
#[derive(Clone, Copy)]
struct Side<'a> {
    engine: &'a Engine,
    module: &'a ModuleShape,
    table: Option<&'a Table>,
}

/// Facts by number.
#[derive(Debug, Clone, Copy, Default)]
struct Facts {
    owner: u32,
    container: u32,
    values: u32,
    parent: ParentRef,
}

impl Engine {
    /// Hands each record of a module to `take`, as it is reached.
    pub(crate) fn each_way(&self, module: u32, mut take: impl FnMut(Reached)) {
        let Some(side) = self.side(module) else { return };
        let slots = side.table.into_iter().flat_map(|table| (0..table.end()).map(move |slot| (table, slot)));
        for (table, slot) in slots.filter(|(table, slot)| table.is_live(*slot)) {
            take(side.way(side.facts(table, slot)));
        }
        unregistered(Some(side), None).into_iter().for_each(|id| take(side.record(None, id)));
    }

    /// Hands each record of a module, registered here or in an engine that came of this one, to `take`, as it is reached in both.
    pub(crate) fn each_two_ways(&self, after: &Self, module: u32, mut take: impl FnMut(Reached, Reached)) {
        let sides = [self.side(module), after.side(module)];
        let tables = [self, after].map(|engine| engine.columns.table(module));
        let end = tables.iter().flatten().map(|table| table.end()).max().unwrap_or_default();
        for slot in 0..end {
            let Some((slots, id)) = in_both(tables, slot) else { continue };
            let reached = |side: Option<Side<'_>>, slot| side.and_then(|side| side.record(slot, id));
            let ([one, other], [before, now]) = (sides, slots);
            take(reached(one, before), reached(other, now));
        }
        let [one, other] = sides;
        for id in unregistered(one, other) {
            let reached = |side: Option<Side<'_>>| side.and_then(|side| side.record(None, id));
            take(reached(one), reached(other));
        }
    }

    fn side(&self, module: u32) -> Option<Side<'_>> {
        let table = self.columns.table(module);
        Some(Side { engine: self, module: self.rights.shape.module_of_table(module)?, table })
    }
}

/// Where the record in a slot stands in each of two tables, and its id. A record that was taken off and came back stands in another
/// slot; it is told of once.
fn in_both<'a>(tables: [Option<&'a Table>; 2], slot: u32) -> Option<([Option<u32>; 2], &'a str)> {
    let live = |table: Option<&'a Table>| table.filter(|table| table.is_live(slot));
    let again = |table: Option<&'a Table>, id: &str| table.and_then(|table| table.find(id));
    let [one, other] = tables;
    match (live(one), live(other)) {
        (None, None) => None,
        (Some(table), Some(_)) => Some(([Some(slot), Some(slot)], table.id(slot))),
        (None, Some(table)) => Some(([again(one, table.id(slot)), Some(slot)], table.id(slot))),
        (Some(table), None) => {
            let gone = again(other, table.id(slot)).is_none();
            gone.then(|| ([Some(slot), None], table.id(slot)))
        }
    }
}

/// The containers that are records of a module in one of two engines, and registered in neither.
fn unregistered<'a>(one: Option<Side<'a>>, other: Option<Side<'a>>) -> Vec<&'a str> {
    let sides = || one.into_iter().chain(other).filter(|side| side.module.contains);
    let registered = |id: &str| sides().any(|side| side.table.is_some_and(|table| table.find(id).is_some()));
    let mut ids: Vec<&str> = sides().flat_map(Side::containers).filter(|id| !registered(id)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

impl<'a> Side<'a> {
    /// The containers that are records of the module.
    fn containers(self) -> impl Iterator<Item = &'a str> {
        let kinds = &self.engine.rights.shape.kind_modules;
        let here = move |kind: u32| kinds.get((kind as usize).wrapping_sub(1)) == Some(&self.module.table);
        let containers = self.engine.rights.containers().filter(move |(_, kind)| here(*kind));
        let ids = containers.filter_map(move |(container, _)| self.engine.names.containers.get(container));
        ids.map(rolecall_organization::ContainerId::as_str)
    }

    /// The record in a slot, or under an id.
    fn record(self, slot: Option<u32>, id: &str) -> Reached {
        if let Some((slot, table)) = slot.zip(self.table) {
            return self.way(self.facts(table, slot));
        }
        let itself = self.itself(id);
        if itself == NONE { None } else { self.way(Facts { container: itself, ..Facts::default() }) }
    }

    fn itself(&self, id: &str) -> u32 {
        if self.module.contains { self.engine.container_called(self.module, id) } else { NONE }
    }

    fn facts(&self, table: &Table, slot: u32) -> Facts {
        let parent = table.parent(slot);
        let owner = match self.module.owner {
            OwnerFrom::Itself => table.owner(slot),
            OwnerFrom::Parent | OwnerFrom::Follows => self.engine.owner_of_parent(self.module, parent),
        };
        let itself = if self.module.contains { self.itself(table.id(slot)) } else { NONE };
        let container = if itself == NONE { table.container(slot) } else { itself };
        Facts { owner, container, values: table.values(slot), parent }
    }

    fn way(self, facts: Facts) -> Reached {
        let (mut side, mut facts, mut way) = (self, facts, Way::default());
        let mut levels = way.follows.iter_mut().zip(&mut way.gates);
        while side.module.owner == OwnerFrom::Follows {
            let parent = facts.parent;
            if !side.module.parents.contains(&parent.module) {
                return None;
            }
            let (module, gate) = levels.next()?;
            (*module, *gate) = (parent.module, facts.container);
            side = side.engine.side(parent.module)?;
            facts = side.parent(parent);
        }
        let class = if facts.container == NONE { side.engine.rights.owner_class(facts.owner) } else { NONE };
        Some((Way { container: facts.container, values: facts.values, class, ..way }, facts.owner))
    }

    /// What is known of a parent: nothing where it was never registered - or that it stands in itself, being a container.
    fn parent(&self, parent: ParentRef) -> Facts {
        let Some(table) = self.table else { return Facts::default() };
        match table.resolve(parent.slot) {
            Some(slot) => self.facts(table, slot),
            None => Facts { container: self.itself(table.id_of(parent.slot)), ..Facts::default() },
        }
    }
}
