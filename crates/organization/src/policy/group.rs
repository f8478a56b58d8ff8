//! Groups: members, positions, positions-and-below and other groups, as one principal.

use std::collections::BTreeSet;

use rolecall_catalog::Name;
use serde::{Deserialize, Serialize};

use super::{Member, Organization};
use crate::{GroupId, MemberId, PositionId};

/// A group. A removed member stays in it: the records it still owns are shared as before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: Name,
    /// What it is made of.
    pub parts: GroupParts,
}

/// What a group is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupParts {
    /// Members.
    pub members: BTreeSet<MemberId>,
    /// Positions: their members.
    pub positions: BTreeSet<PositionId>,
    /// Positions: their members and those of all positions below.
    pub positions_and_below: BTreeSet<PositionId>,
    /// Other groups.
    pub groups: BTreeSet<GroupId>,
}

impl Organization {
    /// A group.
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        self.policy.groups.get(id).map(AsRef::as_ref)
    }

    /// The group that an id or a name says.
    pub fn find_group(&self, text: &str) -> Option<&GroupId> {
        let by_id = self.policy.groups.get_key_value(text).map(|(id, _)| id);
        by_id.or_else(|| {
            let wanted = rolecall_catalog::comparable(text);
            self.policy.groups.iter().find(|(_, g)| g.name.comparable() == wanted).map(|(id, _)| id)
        })
    }

    /// A group and those that it is made of, at any depth, each once: also where groups stand in a circle.
    pub fn groups_within<'a>(&'a self, group: &'a GroupId) -> impl Iterator<Item = &'a Group> {
        // On a list of its own: who nests groups a thousand times must not overflow the stack.
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![group]);
        std::iter::from_fn(move || {
            while let Some(next) = waiting.pop() {
                let Some(found) = self.group(next).filter(|_| seen.insert(next)) else { continue };
                waiting.extend(found.parts.groups.iter().filter(|inner| !seen.contains(inner)));
                return Some(found);
            }
            None
        })
    }

    /// Whether a group has a member, itself or through what it is made of.
    pub fn in_group(&self, group: &GroupId, id: &MemberId, member: &Member) -> bool {
        self.groups_within(group).any(|found| {
            let position = member.position.as_ref();
            found.parts.members.contains(id)
                || position.is_some_and(|position| self.parts_hold_position(&found.parts, position))
        })
    }

    fn parts_hold_position(&self, parts: &GroupParts, position: &PositionId) -> bool {
        let covers = |above: &PositionId| above == position || self.is_below(position, above);
        parts.positions.contains(position) || parts.positions_and_below.iter().any(covers)
    }

    /// Whether a group contains another, directly or through others.
    pub fn group_contains(&self, group: &GroupId, other: &GroupId) -> bool {
        self.groups_within(group).any(|found| found.parts.groups.contains(other))
    }
}
