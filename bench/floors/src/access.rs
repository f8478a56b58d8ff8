//! The hand-written answer to one check, twice: what a programmer would write who knows this one world and nothing else.

use bench_world::World;

/// What a position may do and whom it sees, over dense ids.
pub struct Access<'a> {
    world: &'a World,
    /// A square of bits, one row per position: whose records it sees. Rows have a power of two of bits.
    sees: Vec<u64>,
    shift: u32,
}

impl<'a> Access<'a> {
    /// Folds tree, peers and rules into one table.
    pub fn new(world: &'a World) -> Self {
        let positions = world.tree.len();
        let shift = positions.next_power_of_two().max(64).trailing_zeros();
        let mut access = Self { world, sees: vec![0; (positions << shift) / 64], shift };
        for position in 0..positions as u32 {
            for above in world.tree.above(position) {
                access.open(above, position);
            }
            if world.peers[position as usize] {
                access.open(position, position);
            }
        }
        for (from, to) in &world.rules {
            access.open(*to, *from);
        }
        access
    }

    fn open(&mut self, viewer: u32, owner: u32) {
        let bit = self.bit(viewer, owner);
        self.sees[bit >> 6] |= 1 << (bit & 63);
    }

    #[inline(always)]
    fn bit(&self, viewer: u32, owner: u32) -> usize {
        (viewer as usize) << self.shift | owner as usize
    }

    /// Whether one position sees the records of another.
    #[inline(always)]
    pub fn sees(&self, viewer: u32, owner: u32) -> bool {
        let bit = self.bit(viewer, owner);
        self.sees[bit >> 6] >> (bit & 63) & 1 == 1
    }

    #[inline(always)]
    fn granted(&self, position: u32, action: usize, record: u32) -> bool {
        let module = self.world.module_of[record as usize];
        self.world.grants[position as usize][action] >> module & 1 == 1
    }

    /// A check without a branch: two chains of loads, and a bit of each.
    #[inline(always)]
    pub fn by_bits(&self, member: u32, action: usize, record: u32) -> bool {
        let world = self.world;
        let position = world.position_of[member as usize];
        let owner = world.owner_of[record as usize];
        let owners = world.position_of[owner as usize];
        self.granted(position, action, record) & ((owner == member) | self.sees(position, owners))
    }

    /// A check that walks through the reasons: own, below in the tree by the interval of its walk, peer, rule.
    #[inline(always)]
    pub fn by_interval(&self, member: u32, action: usize, record: u32) -> bool {
        let world = self.world;
        let position = world.position_of[member as usize];
        if !self.granted(position, action, record) {
            return false;
        }
        let owner = world.owner_of[record as usize];
        if owner == member {
            return true;
        }
        let owners = world.position_of[owner as usize];
        let entered = world.tree.entered[owners as usize];
        if entered > world.tree.entered[position as usize] && entered <= world.tree.last[position as usize] {
            return true;
        }
        (owners == position && world.peers[position as usize]) || self.sees(position, owners)
    }
}
