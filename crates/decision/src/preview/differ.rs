//! Where to look: the permissions by which something may have changed for whoever holds the same. It may name too many - what it
//! leaves out is the same before and after.

use std::collections::{BTreeSet, HashMap};

use rolecall_catalog::{Permission, Reach};

use super::side::{Holding, Places, Side};
use crate::engine::{ALL, Engine, HELD, NONE, Row, SHARED};

/// The bits of an entry that say what is held, without the number of the limited grants.
const HOLDS: u32 = 0xff;

/// A permission of either catalog.
pub(super) struct Joint {
    pub permission: Permission,
    /// The number of its module's name.
    pub module: u32,
    /// Its number before, and after.
    pub numbers: [Option<u32>; 2],
    /// What is read to answer it: itself and what is asked of parents, by the place in the list.
    reads: Vec<u32>,
    /// Whether records may be reached in another way than before, whoever asks.
    moved: bool,
}

/// Both organizations, and the permissions of both.
pub(super) struct Joints<'a> {
    pub sides: [Side<'a>; 2],
    pub all: Vec<Joint>,
    same_owners: bool,
    same_sets: bool,
    any_moved: bool,
}

impl<'a> Joints<'a> {
    pub fn new(before: &'a Engine, after: &'a Engine) -> Self {
        let mut all: Vec<Joint> = Vec::new();
        let mut places: HashMap<Permission, usize> = HashMap::new();
        // Those of the catalog to come first, in its order.
        for (side, engine) in [(1, after), (0, before)] {
            for (permission, number) in engine.rights.shape.named() {
                let place = *places.entry(permission.clone()).or_insert_with(|| {
                    let module = after.names.modules.find(permission.module.as_str()).unwrap_or(NONE);
                    all.push(Joint {
                        permission,
                        module,
                        numbers: [None; 2],
                        reads: Vec::new(),
                        moved: false,
                    });
                    all.len() - 1
                });
                let numbers = all.get_mut(place).and_then(|joint| joint.numbers.get_mut(side));
                numbers.into_iter().for_each(|known| *known = Some(number));
            }
        }
        let same_owners = before.rights.shares_owners(&after.rights);
        let same_sets = before.rights.shares_sets(&after.rights);
        let mut joints =
            Self { sides: [Side(before), Side(after)], all, same_owners, same_sets, any_moved: false };
        joints.find_reads();
        joints.find_moved();
        joints
    }

    fn find_reads(&mut self) {
        let reads: Vec<Vec<u32>> = (0..self.all.len()).map(|place| self.reads_of(place)).collect();
        self.all.iter_mut().zip(reads).for_each(|(joint, reads)| joint.reads = reads);
    }

    fn reads_of(&self, place: usize) -> Vec<u32> {
        let Some(joint) = self.all.get(place) else { return Vec::new() };
        let mut reads = BTreeSet::from([u32::try_from(place).unwrap_or_default()]);
        for (side, (engine, number)) in self.sides.iter().zip(joint.numbers).enumerate() {
            let mut waiting: Vec<u32> = number.into_iter().collect();
            while let Some((shape, _)) = waiting.pop().and_then(|number| engine.shapes(number)) {
                for asked in &shape.asks {
                    let of = |joint: &Joint| joint.numbers.get(side) == Some(&Some(*asked));
                    let at = self.all.iter().position(of).and_then(|place| u32::try_from(place).ok());
                    // Parents never lead in a circle.
                    if at.is_some_and(|place| reads.insert(place)) {
                        waiting.push(*asked);
                    }
                }
            }
        }
        reads.into_iter().collect()
    }

    fn find_moved(&mut self) {
        let mut known: HashMap<u32, bool> = HashMap::new();
        let modules: BTreeSet<u32> = self.all.iter().map(|joint| joint.module).collect();
        known.extend(modules.into_iter().map(|module| (module, self.is_moved(module))));
        for joint in &mut self.all {
            joint.moved = known.get(&joint.module).copied().unwrap_or(true);
            self.any_moved |= joint.moved;
        }
    }

    /// Whether records of a module may be reached in another way, whoever asks.
    fn is_moved(&self, module: u32) -> bool {
        let [before, after] = self.sides.map(|side| side.0);
        let same_containers = before.rights.shares_containers(&after.rights);
        if !self.same_owners || before.rights.shape.id != after.rights.shape.id {
            return true;
        }
        // Within one catalog the parents are the same on both sides.
        let (mut waiting, mut seen) = (vec![module], BTreeSet::new());
        while let Some(module) = waiting.pop().filter(|module| seen.insert(*module)) {
            let shape = after.rights.shape.module_of_table(module);
            if !before.columns.shares(&after.columns, module)
                || shape.is_some_and(|shape| shape.contains && !same_containers)
            {
                return true;
            }
            waiting.extend(shape.into_iter().flat_map(|shape| &shape.parents));
        }
        false
    }

    /// Whether records of a module may be reached in another way than before, whoever asks.
    pub fn is_module_moved(&self, module: u32) -> bool {
        self.all.iter().find(|joint| joint.module == module).is_none_or(|joint| joint.moved)
    }

    /// The permissions by which something may have changed for those who held one row and are to hold another.
    pub fn of_rows(&self, numbers: [u32; 2], rows: [&Row; 2]) -> Vec<u32> {
        let [before, after] = self.sides.map(|side| &side.0.rights);
        let [was, is] = numbers;
        let same = self.same_sets && before.shares_row(was, after, is);
        if same && !self.any_moved {
            return Vec::new();
        }
        let differs: Vec<bool> =
            self.all.iter().map(|joint| !same && self.rows_differ(joint, rows)).collect();
        let any = |joint: &Joint| joint.reads.iter().any(|read| differs.get(*read as usize) == Some(&true));
        self.places(|joint| any(joint) || (joint.moved && Self::is_held(joint, rows)))
    }

    /// Those by which something may have changed for what is held in containers.
    pub fn of_places(&self, rows: [&Row; 2], places: [&Places; 2]) -> Vec<u32> {
        let [was, is] = places;
        let mut shared: Vec<[&Row; 2]> = Vec::new();
        let mut alone = false;
        let containers: BTreeSet<u32> = was.iter().chain(is).map(|place| place.0).collect();
        for container in containers {
            let [one, other] = [(self.sides[0], was), (self.sides[1], is)].map(|(side, places)| {
                let at = places.binary_search_by_key(&container, |place| place.0).ok()?;
                side.row(places.get(at)?.1)
            });
            match (one, other) {
                (Some(one), Some(other)) => shared.push([one, other]),
                (Some(row), None) | (None, Some(row)) => {
                    alone = true;
                    shared.push([row, row]);
                }
                (None, None) => {}
            }
        }
        let held = |read: &Joint| {
            Self::is_held(read, rows) || shared.iter().any(|there| Self::is_held(read, *there))
        };
        let look = |joint: &Joint| {
            (joint.moved || alone) && self.reads(joint).any(held)
                || self.reads(joint).any(|read| shared.iter().any(|there| Self::entries_differ(read, *there)))
        };
        if shared.is_empty() { Vec::new() } else { self.places(look) }
    }

    fn places(&self, look: impl Fn(&Joint) -> bool) -> Vec<u32> {
        (0..).zip(&self.all).filter(|(_, joint)| look(joint)).map(|(place, _)| place).collect()
    }

    fn reads(&self, joint: &Joint) -> impl Iterator<Item = &Joint> {
        joint.reads.iter().filter_map(|place| self.all.get(*place as usize))
    }

    fn is_held(joint: &Joint, rows: [&Row; 2]) -> bool {
        let mut each = joint.numbers.into_iter().zip(rows);
        each.any(|(number, row)| number.is_some_and(|number| row.entry(number).has(HELD)))
    }

    fn entries_differ(joint: &Joint, rows: [&Row; 2]) -> bool {
        let [(was, was_limited), (is, is_limited)] = held(joint, rows);
        was != is || was_limited != is_limited
    }

    fn rows_differ(&self, joint: &Joint, rows: [&Row; 2]) -> bool {
        if Self::entries_differ(joint, rows) {
            return true;
        }
        let [(bits, limited), _] = held(joint, rows);
        let shared = bits & SHARED != 0 || limited.iter().any(|grant| grant.reach == Reach::Shared);
        shared && bits & ALL == 0 && self.sets_differ(joint, rows)
    }

    fn sets_differ(&self, joint: &Joint, rows: [&Row; 2]) -> bool {
        let [was, is] = rows.map(Row::viewer);
        if self.same_sets && was == is {
            return false;
        }
        let set = |side: Side<'a>, number: Option<u32>, viewer| {
            let (shape, _) = side.shapes(number?)?;
            let sets = &side.0.rights.sets;
            Some(sets.bits(sets.place(viewer, shape.module, shape.class)))
        };
        let [(one, one_number), (other, other_number)] =
            [(self.sides[0], joint.numbers[0]), (self.sides[1], joint.numbers[1])];
        !self.same_owners || set(one, one_number, was) != set(other, other_number, is)
    }
}

/// What a permission is held by: the bits, and the grants that limits cut.
fn held<'r>(joint: &Joint, rows: [&'r Row; 2]) -> [(u32, &'r [crate::engine::Limited]); 2] {
    let [before, after] = joint.numbers;
    let [was, is] = rows;
    [(before, was), (after, is)].map(|(number, row)| {
        let entry = number.map(|number| row.entry(number)).unwrap_or_default();
        (entry.bits & HOLDS, row.limited(entry))
    })
}

/// Whether the limits on a permission are others than before, for somebody whom limits cut.
pub(super) fn limits_changed(joint: &Joint, sides: [Side<'_>; 2], holdings: [Holding<'_>; 2]) -> bool {
    let [before, after] = holdings;
    let [(was, was_limited), (is, is_limited)] = held(joint, [before.row, after.row]);
    let whole = was & is & ALL != 0;
    let [one, other] = sides;
    let there = before.places.iter().any(|(container, row)| {
        let at = after.places.binary_search_by_key(container, |place| place.0).ok();
        let rows = one.row(*row).zip(at.and_then(|at| other.row(after.places.get(at)?.1)));
        rows.is_some_and(|(one, other)| {
            let [(was, was_limited), (is, is_limited)] = held(joint, [one, other]);
            was & is & HELD != 0 && was & is & ALL == 0 && was_limited != is_limited
        })
    });
    (was & is & HELD != 0 && !whole && was_limited != is_limited) || there
}
