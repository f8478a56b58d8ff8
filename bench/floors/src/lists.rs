//! The hand-written answer to "which records?": groups of record ids, laid one behind the other, of which those that are seen are
//! copied. Static: no write is provided for.

use bench_world::{MODULES, VIEW, World};

use crate::access::Access;

/// Record ids in groups, one behind the other.
struct Groups {
    ids: Vec<u32>,
    starts: Vec<u32>,
}

impl Groups {
    fn new(count: usize, records: usize, group_of: impl Fn(usize) -> usize) -> Self {
        let mut starts = vec![0; count + 1];
        (0..records).for_each(|record| starts[group_of(record) + 1] += 1);
        for group in 0..count {
            starts[group + 1] += starts[group];
        }
        let (mut next, mut ids) = (starts.clone(), vec![0; records]);
        for record in 0..records {
            let place = &mut next[group_of(record)];
            ids[*place as usize] = record as u32;
            *place += 1;
        }
        Self { ids, starts }
    }

    fn of(&self, group: usize) -> &[u32] {
        &self.ids[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// Groups by the place of the owner's position in the walk through the tree and by module, and by owner: the fewest and longest
/// groups that this world allows.
pub struct ByPosition<'a> {
    world: &'a World,
    access: &'a Access<'a>,
    groups: Groups,
    owned: Groups,
    entered: Vec<u32>,
}

impl<'a> ByPosition<'a> {
    pub fn new(world: &'a World, access: &'a Access<'a>) -> Self {
        let entered = |record: usize| world.tree.entered[world.owners_position(record as u32) as usize];
        let group = |record: usize| entered(record) as usize * MODULES + world.module_of[record] as usize;
        let groups = Groups::new(world.tree.len() * MODULES, world.owner_of.len(), group);
        let owner = |record: usize| world.owner_of[record] as usize;
        let owned = Groups::new(world.position_of.len(), world.owner_of.len(), owner);
        let mut entered = vec![0; world.tree.len()];
        for (position, place) in world.tree.entered.iter().enumerate() {
            entered[*place as usize] = position as u32;
        }
        Self { world, access, groups, owned, entered }
    }

    pub fn list(&self, member: u32, found: &mut Vec<u32>) {
        found.clear();
        let position = self.world.position_of[member as usize];
        for (place, owners) in self.entered.iter().enumerate() {
            if self.access.sees(position, *owners) {
                for module in self.world.granted(position, VIEW) {
                    found.extend_from_slice(self.groups.of(place * MODULES + module));
                }
            }
        }
        if !self.access.sees(position, position) {
            let granted = self.world.grants[position as usize][VIEW];
            let own = self.owned.of(member as usize).iter();
            found.extend(own.filter(|record| granted >> self.world.module_of[**record as usize] & 1 == 1));
        }
    }
}

/// Groups by module and owner, as an engine keeps them that has to take writes and cannot know which owners are seen together.
pub struct ByOwner<'a> {
    world: &'a World,
    access: &'a Access<'a>,
    groups: Groups,
}

impl<'a> ByOwner<'a> {
    pub fn new(world: &'a World, access: &'a Access<'a>) -> Self {
        let members = world.position_of.len();
        let group =
            |record: usize| world.module_of[record] as usize * members + world.owner_of[record] as usize;
        let groups = Groups::new(members * MODULES, world.owner_of.len(), group);
        Self { world, access, groups }
    }

    pub fn list(&self, member: u32, found: &mut Vec<u32>) {
        found.clear();
        let (position, members) = (self.world.position_of[member as usize], self.world.position_of.len());
        let owners: Vec<usize> = (0..members)
            .filter(|&owner| {
                owner == member as usize || self.access.sees(position, self.world.position_of[owner])
            })
            .collect();
        for module in self.world.granted(position, VIEW) {
            for owner in &owners {
                found.extend_from_slice(self.groups.of(module * members + owner));
            }
        }
    }
}
