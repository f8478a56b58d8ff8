//! Which members some principals of sharing rules cover together, without asking each principal about each member.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rolecall_organization::{GroupId, Member, MemberId, Organization, PositionId, Principal, PrincipalKind};

/// The reporting tree by numbers: its positions in the order of their ids. Where a catalog with another tree was adopted, or one
/// without, members keep the positions they had, rules and groups go by them, and nobody is above.
pub(super) struct Tree<'a> {
    places: BTreeMap<&'a PositionId, usize>,
    children: Vec<Vec<usize>>,
}

impl<'a> Tree<'a> {
    pub(super) fn of(organization: &'a Organization) -> Self {
        let positions = &organization.policy().positions;
        let members = organization.policy().members.values();
        let held: HashSet<&PositionId> = members.filter_map(|member| member.position.as_ref()).collect();
        let all: BTreeSet<&PositionId> = positions.keys().chain(held).collect();
        let places: BTreeMap<&PositionId, usize> = all.into_iter().zip(0..).collect();
        let mut children = vec![Vec::new(); places.len()];
        for (position, found) in positions {
            let above = found.reports_to.as_ref().and_then(|above| places.get(above));
            if let (Some(above), Some(place)) = (above, places.get(position))
                && let Some(siblings) = children.get_mut(*above)
            {
                siblings.push(*place);
            }
        }
        Self { places, children }
    }

    pub(super) fn place(&self, position: &PositionId) -> Option<usize> {
        self.places.get(position).copied()
    }

    pub(super) fn place_of(&self, member: &Member) -> Option<usize> {
        member.position.as_ref().and_then(|position| self.place(position))
    }

    /// Marks the positions below one; those below `done` ones are marked already.
    pub(super) fn mark_below(&self, place: usize, marks: &mut Flags, done: &mut Flags) {
        let mut open = vec![place];
        while let Some(next) = open.pop() {
            if done.mark(next) {
                let below = self.children.get(next).into_iter().flatten();
                below.for_each(|below| {
                    marks.mark(*below);
                    open.push(*below);
                });
            }
        }
    }
}

/// Marks on positions.
#[derive(Debug, Clone, Default)]
pub(super) struct Flags(Vec<bool>);

impl Flags {
    /// Sets a mark, and says whether it was not there yet.
    pub(super) fn mark(&mut self, place: usize) -> bool {
        if self.0.len() <= place {
            self.0.resize(place + 1, false);
        }
        self.0.get_mut(place).is_some_and(|flag| !std::mem::replace(flag, true))
    }

    pub(super) fn has(&self, place: usize) -> bool {
        self.0.get(place).copied().unwrap_or_default()
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| *one && *other)
    }
}

/// What several principals cover together: positions with whoever holds them, and single members.
#[derive(Default)]
pub(super) struct Cover<'a> {
    places: Flags,
    done: Flags,
    members: BTreeSet<&'a MemberId>,
    groups: BTreeSet<&'a GroupId>,
}

impl<'a> Cover<'a> {
    pub(super) fn holds(&self, id: &MemberId, place: Option<usize>) -> bool {
        place.is_some_and(|place| self.places.has(place)) || self.members.contains(id)
    }

    /// Whether one of these members, who hold these positions, is covered.
    pub(super) fn meets(&self, members: &BTreeSet<&MemberId>, places: &Flags) -> bool {
        self.places.meets(places) || self.members.iter().any(|id| members.contains(id))
    }

    pub(super) fn add_member(&mut self, id: &'a MemberId) {
        self.members.insert(id);
    }

    pub(super) fn add_place(&mut self, place: Option<usize>) {
        if let Some(place) = place {
            self.places.mark(place);
        }
    }

    pub(super) fn add(&mut self, organization: &'a Organization, tree: &Tree<'_>, principal: &'a Principal) {
        match &principal.kind {
            PrincipalKind::Group(group) => self.add_group(organization, tree, group),
            PrincipalKind::Position(position) => self.add_position(tree, position, principal.and_below),
        }
    }

    fn add_position(&mut self, tree: &Tree<'_>, position: &PositionId, and_below: bool) {
        let Some(place) = tree.place(position) else { return };
        self.places.mark(place);
        if and_below {
            tree.mark_below(place, &mut self.places, &mut self.done);
        }
    }

    /// A group with the groups in it, each once, also where they run in a circle.
    fn add_group(&mut self, organization: &'a Organization, tree: &Tree<'_>, group: &'a GroupId) {
        let mut open = vec![group];
        while let Some(next) = open.pop() {
            let Some(found) = organization.group(next).filter(|_| self.groups.insert(next)) else { continue };
            let parts = &found.parts;
            self.members.extend(&parts.members);
            parts.positions.iter().for_each(|position| self.add_position(tree, position, false));
            parts.positions_and_below.iter().for_each(|position| self.add_position(tree, position, true));
            open.extend(&parts.groups);
        }
    }
}
