//! The reporting tree: whose records one reaches, never what one may do (design, section 1: *position*).

use rolecall_catalog::Name;
use serde::{Deserialize, Serialize};

use super::{Member, Organization};
use crate::PositionId;

/// A place in the reporting tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// Its name.
    pub name: Name,
    /// The position above. `None`: this is the top.
    pub reports_to: Option<PositionId>,
    /// Whether members of this position reach each other's records.
    pub share_with_peers: bool,
    /// For people.
    pub description: Option<String>,
}

impl Organization {
    /// A position.
    pub fn position(&self, id: &PositionId) -> Option<&Position> {
        self.policy.positions.get(id).map(AsRef::as_ref)
    }

    /// The top of the tree, where there is a tree.
    pub fn top_position(&self) -> Option<&PositionId> {
        self.policy.positions.iter().find(|(_, position)| position.reports_to.is_none()).map(|(id, _)| id)
    }

    /// The position that an id or a name says.
    pub fn find_position(&self, text: &str) -> Option<&PositionId> {
        let by_id = self.policy.positions.get_key_value(text).map(|(id, _)| id);
        // Most callers write a name as it is; no other position has it then, and comparing as people do takes longer.
        let as_written = || self.policy.positions.iter().find(|(_, position)| position.name.as_str() == text);
        by_id.or_else(|| as_written().map(|(id, _)| id)).or_else(|| {
            let wanted = rolecall_catalog::comparable(text);
            self.policy.positions.iter().find(|(_, p)| p.name.comparable() == wanted).map(|(id, _)| id)
        })
    }

    /// The positions above one, the nearest first. Ends even where a broken tree would run in a circle.
    pub fn superiors<'a>(&'a self, position: &PositionId) -> impl Iterator<Item = &'a PositionId> {
        let above = |id: &PositionId| self.position(id).and_then(|p| p.reports_to.as_ref());
        std::iter::successors(above(position), move |id| above(id)).take(self.policy.positions.len())
    }

    /// Whether a position lies below another.
    pub fn is_below(&self, position: &PositionId, superior: &PositionId) -> bool {
        self.superiors(position).any(|above| above == superior)
    }

    /// Whether a member stands at the top of the tree.
    pub fn is_at_top(&self, member: &Member) -> bool {
        member.position.as_ref().and_then(|id| self.position(id)).is_some_and(|p| p.reports_to.is_none())
    }

    /// Whether one member's position lies below another's. A member without a position has no superior but the top.
    pub fn is_subordinate(&self, member: &Member, superior: &Member) -> bool {
        let Some(above) = &superior.position else { return false };
        match &member.position {
            Some(position) => self.is_below(position, above),
            None => self.is_at_top(superior),
        }
    }

    /// Whether two members hold the same position and it shares with peers.
    pub fn are_peers(&self, one: &Member, other: &Member) -> bool {
        let shares = |id| self.position(id).is_some_and(|p| p.share_with_peers);
        one.position.is_some() && one.position == other.position && one.position.as_ref().is_some_and(shares)
    }
}
