//! The plain world as an organization of Rolecall's: a role per position with what it may do, reaching as far as the tree, peers and
//! rules go; a sharing rule for each module where the world has one for all.

use std::collections::BTreeMap;

use bench_world::{ACTIONS, MODULES, World, member_name, module_name, record_name, write_record_name};
use rolecall::{
    catalog::{Grant, ModuleId, Reach},
    decision::StoredRecord,
    organization::{RecordKey, Revision, RuleLevel, Status},
};

use crate::organization::{Growing, at_position, id, role_name, unlimited};

/// The policy.
pub fn organization(world: &World) -> Growing {
    let mut growing = Growing::of(include_str!("plain.toml"));
    growing.tree(&world.tree, &world.peers);
    for position in 0..world.tree.len() as u32 {
        growing.role(&role_name(position), None, grants(world, position));
    }
    for (member, position) in world.position_of.iter().enumerate() {
        growing.member(member as u32, &role_name(*position), *position, unlimited(), Status::Active);
    }
    for (number, (from, to)) in world.rules.iter().enumerate() {
        for module in 0..MODULES {
            let (from, to) = (at_position(*from, false), at_position(*to, false));
            let how = (RuleLevel::ReadWriteDelete, false);
            growing.rule(number * MODULES + module, &module_name(module), from, to, how);
        }
    }
    growing
}

/// What a position may do: a grant for each module, with the actions in it.
pub fn grants(world: &World, position: u32) -> Vec<Grant> {
    let grant = |module: usize| {
        let granted = |action: &usize| world.grants[position as usize][*action] >> module & 1 == 1;
        Grant {
            module: id(&module_name(module)),
            actions: (0..ACTIONS.len()).filter(granted).map(|action| id(ACTIONS[action])).collect(),
            reach: Reach::Shared,
            limits: unlimited(),
            feature: None,
        }
    };
    (0..MODULES).map(grant).filter(|grant| !grant.actions.is_empty()).collect()
}

/// Which record is meant.
pub fn key(world: &World, record: u32) -> RecordKey {
    let module = module_name(world.module_of[record as usize].into());
    RecordKey::new(id(&module), id(&record_name(record)))
}

/// The records, side by side in the order in which a store hands them out: what it costs to gather them is not the engine's.
pub struct Stored {
    modules: Vec<ModuleId>,
    rows: Vec<StoredRow>,
}

/// A record: its module, its number, and what its owner is called.
struct StoredRow {
    module: u8,
    record: u32,
    owner: [u8; 12],
}

impl Stored {
    pub fn of(world: &World) -> Self {
        let mut order: Vec<u32> = (0..world.owner_of.len() as u32).collect();
        order.sort_by_key(|record| (world.module_of[*record as usize], *record));
        let row = |record: &u32| StoredRow {
            module: world.module_of[*record as usize],
            record: *record,
            owner: member_name(world.owner_of[*record as usize])
                .into_bytes()
                .try_into()
                .expect("twelve bytes"),
        };
        let modules = (0..MODULES).map(|module| id(&module_name(module))).collect();
        Self { modules, rows: order.iter().map(row).collect() }
    }

    /// Hands out all of them.
    pub fn hand_out(&self, take: &mut dyn FnMut(&StoredRecord<'_>)) {
        let mut name = String::new();
        for row in &self.rows {
            name.clear();
            write_record_name(&mut name, row.record);
            take(&StoredRecord {
                module: &self.modules[row.module as usize],
                id: &name,
                since: Revision(1),
                owner: Some(std::str::from_utf8(&row.owner).expect("a name")),
                parent: None,
                container: None,
                segments: BTreeMap::new(),
                version: None,
            });
        }
    }
}
