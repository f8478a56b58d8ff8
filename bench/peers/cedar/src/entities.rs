//! The world as Cedar's entities. The tree is Cedar's own hierarchy; what a position may do and who shares with it are sets.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
};

use bench_world::{ACTIONS, MODULES, World, member_name, module_name, position_name, record_name};
use cedar_policy::{Entities, Entity, EntityId, EntityTypeName, EntityUid, RestrictedExpression, Schema};

/// Makes the entities of a world.
pub struct Maker<'a> {
    world: &'a World,
    pub members: Vec<EntityUid>,
    pub records: Vec<EntityUid>,
    positions: Vec<EntityUid>,
    modules: Vec<EntityUid>,
}

impl<'a> Maker<'a> {
    pub fn new(world: &'a World) -> Self {
        let members = ids("User", world.position_of.len(), |number| member_name(number as u32));
        let records = ids("Record", world.owner_of.len(), |number| record_name(number as u32));
        let positions = ids("Position", world.tree.len(), |number| position_name(number as u32));
        Self { world, members, records, positions, modules: ids("Module", MODULES, module_name) }
    }

    /// Positions and members: all that is known without a record.
    pub fn people(&self) -> impl Iterator<Item = Entity> {
        let members = (0..self.members.len() as u32).map(|member| self.member(member));
        (0..self.positions.len() as u32).map(|position| self.position(position)).chain(members)
    }

    pub fn all(&self, schema: &Schema) -> Entities {
        let records = (0..self.records.len() as u32).map(|record| self.record(record));
        Entities::from_entities(self.people().chain(records), Some(schema)).expect("entities of the schema")
    }

    pub fn position(&self, position: u32) -> Entity {
        let granted = |action| set(self.world.granted(position, action).map(|module| &self.modules[module]));
        let mut facts: HashMap<String, RestrictedExpression> =
            ACTIONS.iter().enumerate().map(|(action, name)| ((*name).to_owned(), granted(action))).collect();
        let shares = self.world.peers[position as usize];
        facts.insert("sharesPeers".into(), RestrictedExpression::new_bool(shares));
        let shared = self.world.shared_with(position).map(|from| &self.positions[from as usize]);
        facts.insert("sharedFrom".into(), set(shared));
        let above = self.world.tree.parent[position as usize];
        let parents: HashSet<EntityUid> =
            above.map(|above| self.positions[above as usize].clone()).into_iter().collect();
        Entity::new(self.positions[position as usize].clone(), facts, parents).expect("an entity")
    }

    pub fn member(&self, member: u32) -> Entity {
        let position = &self.positions[self.world.position_of[member as usize] as usize];
        entity(&self.members[member as usize], [("position", position)])
    }

    pub fn record(&self, record: u32) -> Entity {
        let owner = &self.members[self.world.owner_of[record as usize] as usize];
        let module = &self.modules[self.world.module_of[record as usize] as usize];
        entity(&self.records[record as usize], [("owner", owner), ("module", module)])
    }
}

fn ids(kind: &str, count: usize, name: impl Fn(usize) -> String) -> Vec<EntityUid> {
    let kind = EntityTypeName::from_str(kind).expect("a type");
    let id = |number| EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(name(number)));
    (0..count).map(id).collect()
}

fn set<'e>(ids: impl Iterator<Item = &'e EntityUid>) -> RestrictedExpression {
    RestrictedExpression::new_set(ids.map(|id| RestrictedExpression::new_entity_uid(id.clone())))
}

fn entity<const N: usize>(id: &EntityUid, facts: [(&str, &EntityUid); N]) -> Entity {
    let fact =
        |(name, id): (&str, &EntityUid)| (name.to_owned(), RestrictedExpression::new_entity_uid(id.clone()));
    Entity::new(id.clone(), facts.into_iter().map(fact).collect(), HashSet::new()).expect("an entity")
}
