//! What the right answer is: slow, and by following the words.

use crate::{VIEW, World};

/// Whether a member may do something to a record: the position grants it on the module, and the record is one's own, or its
/// owner stands below, or at the same position where peers share, or a rule shares the owner's records with the member's position.
pub fn allowed(world: &World, member: u32, action: usize, record: u32) -> bool {
    let position = world.position_of[member as usize];
    let module = world.module_of[record as usize];
    if world.grants[position as usize][action] >> module & 1 == 0 {
        return false;
    }
    let owner = world.owner_of[record as usize];
    let owners = world.position_of[owner as usize];
    owner == member
        || world.tree.above(owners).any(|above| above == position)
        || (owners == position && world.peers[position as usize])
        || world.rules.contains(&(owners, position))
}

/// The records that a member may view. Asks once for each position and module, because the answer depends on no more, but for
/// the member's own records.
pub fn visible(world: &World, member: u32) -> impl Iterator<Item = u32> {
    let position = world.position_of[member as usize];
    let sees = |owners: u32| {
        world.tree.above(owners).any(|above| above == position)
            || (owners == position && world.peers[position as usize])
            || world.rules.contains(&(owners, position))
    };
    let sees: Vec<bool> = (0..world.tree.len() as u32).map(sees).collect();
    let granted = world.grants[position as usize][VIEW];
    (0..world.owner_of.len() as u32).filter(move |&record| {
        let owner = world.owner_of[record as usize];
        granted >> world.module_of[record as usize] & 1 == 1
            && (owner == member || sees[world.position_of[owner as usize] as usize])
    })
}
