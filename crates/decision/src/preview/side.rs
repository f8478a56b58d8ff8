//! One of the two organizations that are compared: what opens to somebody there, and how far a permission reaches.

use rolecall_catalog::Reach;

use crate::engine::{
    ALL, EMPTY, Engine, Entry, HELD, HELD_ALL, Limited, ModuleShape, NONE, OWN, OwnerFrom, PermissionShape,
    Row, SHARED, Way,
};

/// Containers with the number of the row of what is held there.
pub(super) type Places = [(u32, u32)];

/// What somebody holds: a row, and places in containers.
#[derive(Clone, Copy)]
pub(super) struct Holding<'a> {
    pub row: &'a Row,
    pub places: &'a Places,
}

impl Holding<'_> {
    /// The number of the row of what is held in a container.
    pub fn there(self, container: u32) -> Option<u32> {
        let at = self.places.binary_search_by_key(&container, |place| place.0).ok()?;
        self.places.get(at).map(|place| place.1)
    }
}

/// Whose records of a way open to somebody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Open {
    /// The set of classes of owners.
    pub set: u32,
    /// Own ones, whatever the class.
    pub own: bool,
}

/// How far somebody reaches records of a way, whatever the tree and rules open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// All of them, those that are shared - or, where neither, none but own ones.
    all: bool,
    shared: bool,
    own: bool,
    /// Which permission counts in the end.
    permission: u32,
}

/// One of the two.
#[derive(Clone, Copy)]
pub(super) struct Side<'a>(pub &'a Engine);

impl<'a> Side<'a> {
    /// The row of a number.
    pub fn row(self, number: u32) -> Option<&'a Row> {
        self.0.rights.row_of(number)
    }

    /// What a permission is.
    pub fn shapes(self, permission: u32) -> Option<(&'a PermissionShape, &'a ModuleShape)> {
        let shape = self.0.rights.shape.permissions.get(permission as usize)?;
        Some((shape, self.0.rights.shape.module(shape.module)?))
    }

    /// Whether an open set holds the records of a way, somebody else's.
    pub fn holds(self, open: Open, way: Option<Way>) -> bool {
        way.is_some_and(|way| self.0.rights.sets.holds(open.set, way.class))
    }

    /// Whose records of a way open (steps 2, 4 and 5 of the rule).
    pub fn opens(self, holding: Holding<'_>, permission: Option<u32>, way: Option<Way>) -> Open {
        self.aim(self.level(holding, permission, way), holding.row.viewer())
    }

    /// How far somebody reaches records of a way.
    pub fn level(self, holding: Holding<'_>, permission: Option<u32>, way: Option<Way>) -> Level {
        let level = || self.try_level(holding, permission?, way?);
        level().unwrap_or_default()
    }

    /// Whose records that are, for a class of viewers.
    pub fn aim(self, level: Level, viewer: u32) -> Open {
        let sets = &self.0.rights.sets;
        let shared = || self.0.rights.shape.permissions.get(level.permission as usize);
        let set = match level {
            Level { all: true, .. } => sets.everybody(),
            Level { shared: true, .. } => {
                shared().map_or(EMPTY, |shape| sets.place(viewer, shape.module, shape.class))
            }
            _ => EMPTY,
        };
        Open { set, own: level.own }
    }

    fn try_level(self, holding: Holding<'_>, permission: u32, way: Way) -> Option<Level> {
        let mut permission = permission;
        for (module, gate) in way.follows.iter().zip(way.gates).take_while(|(module, _)| **module != NONE) {
            let there = self.there(holding, gate).map(|row| row.entry(permission)).unwrap_or_default();
            let held = holding.row.entry(permission).has(HELD) || there.has(HELD);
            let (shape, declared) = self.shapes(permission).filter(|_| held)?;
            let place = declared.parents.iter().position(|table| table == module)?;
            permission = *shape.asks.get(place)?;
        }
        let values = self.0.names.set(way.values).map(|set| set.values.as_ref()).unwrap_or_default();
        let bits = open_bits(holding.row, permission, values);
        if way.container == NONE {
            let (all, shared) = (bits & ALL != 0, bits & SHARED != 0);
            return Some(Level { all, shared, own: bits & (OWN | SHARED) != 0, permission });
        }
        let there = self.there(holding, way.container);
        let bits = bits | there.map(|row| open_bits(row, permission, values)).unwrap_or_default();
        let all = bits & ALL != 0 || (there.is_some() && bits & SHARED != 0);
        Some(Level { all, shared: false, own: there.is_some() && bits & OWN != 0, permission })
    }

    /// What is held in a container; nothing where there is no place in it.
    fn there(self, holding: Holding<'_>, container: u32) -> Option<&'a Row> {
        self.row(holding.there(container)?)
    }

    /// The widest reach of a permission, in the organization or in a container. `None`: nowhere allowed.
    pub fn reach(self, holding: Holding<'_>, permission: Option<u32>) -> Option<Reach> {
        let permission = permission?;
        let (shape, module) = self.shapes(permission)?;
        let entry = holding.row.entry(permission);
        let here = |place: &&(u32, u32)| {
            module.lives_in != NONE && self.0.rights.container_kind(place.0) == module.lives_in
        };
        let mut places = holding.places.iter().filter(here).peekable();
        let needs_place = module.lives_in != NONE && !(module.contains && shape.creates);
        let at_all = (!needs_place || places.peek().is_some() || entry.has(HELD_ALL)) && entry.has(HELD);
        let mut reach = at_all.then(|| widest(holding.row, entry));
        for row in places.filter_map(|place| self.row(place.1)) {
            let there = row.entry(permission);
            reach = reach.max(there.has(HELD).then(|| widest(row, there)));
        }
        reach
    }

    /// Whether somebody may do anything at all.
    pub fn may_something(self, holding: Holding<'_>) -> bool {
        self.permissions().any(|permission| self.reach(holding, Some(permission)).is_some())
    }

    /// Whether somebody may do everything to every record.
    pub fn may_everything(self, row: &Row) -> bool {
        let everybody = self.0.rights.sets.everybody();
        self.permissions().all(|permission| {
            let Some((_, module)) = self.shapes(permission) else { return false };
            let entry = row.entry(permission);
            let by_owner = module.lives_in == NONE && !module.contains && entry.set == everybody;
            entry.has(ALL) || by_owner || (module.owner == OwnerFrom::Follows && entry.has(HELD))
        })
    }

    fn permissions(self) -> std::ops::Range<u32> {
        0..u32::try_from(self.0.rights.shape.permissions.len()).unwrap_or_default()
    }
}

/// The reaches of the grants that admit values.
fn open_bits(row: &Row, permission: u32, values: &[u32]) -> u32 {
    let entry = row.entry(permission);
    let admitted = row.limited(entry).iter().filter(|grant| grant.admits(values)).map(bit_of);
    admitted.fold(entry.bits & (ALL | SHARED | OWN), |bits, bit| bits | bit)
}

fn bit_of(grant: &Limited) -> u32 {
    match grant.reach {
        Reach::All => ALL,
        Reach::Shared => SHARED,
        Reach::Assigned => OWN,
    }
}

fn widest(row: &Row, entry: Entry) -> Reach {
    let limited = row.limited(entry).iter().map(|grant| grant.reach).max();
    let unlimited = match entry {
        entry if entry.has(HELD_ALL) => Reach::All,
        entry if entry.has(SHARED) => Reach::Shared,
        _ => Reach::Assigned,
    };
    limited.map_or(unlimited, |limited| limited.max(unlimited))
}
