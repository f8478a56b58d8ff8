//! The reporting tree by number: whoever lies below a position has a number between the position's own and its last.

use std::collections::HashMap;

use rolecall_organization::{Organization, PositionId};

/// The number of a member without a position.
pub(crate) const NO_POSITION: u32 = 0;

/// The reporting tree.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    numbers: HashMap<PositionId, u32>,
    spots: Vec<Spot>,
}

/// A position in the tree. Numbers run as one walks down, so that `number + 1 ..= last` lie below.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spot {
    pub id: Option<PositionId>,
    pub last: u32,
    pub shares: bool,
    pub top: bool,
    pub above: u32,
}

impl Tree {
    /// The tree of an organization. Positions that members `kept` though they are in the tree no more - a catalog without a tree was
    /// adopted - count as they did: rules and groups go by them, and nobody is above.
    pub fn of<'a>(organization: &Organization, kept: impl IntoIterator<Item = &'a PositionId>) -> Self {
        let positions = &organization.policy().positions;
        let mut below: HashMap<&PositionId, Vec<&PositionId>> = HashMap::new();
        let mut tops = Vec::new();
        for (id, position) in positions {
            match &position.reports_to {
                Some(above) => below.entry(above).or_default().push(id),
                None => tops.push(id),
            }
        }
        let mut tree = Self { numbers: HashMap::new(), spots: vec![Spot::default()] };
        tops.into_iter().for_each(|top| tree.walk(organization, &below, top, NO_POSITION));
        for id in positions.keys() {
            if !tree.numbers.contains_key(id) {
                tree.walk(organization, &below, id, NO_POSITION);
            }
        }
        for position in kept {
            if !tree.numbers.contains_key(position) {
                tree.add(organization, position, NO_POSITION);
            }
        }
        tree
    }

    fn walk(
        &mut self,
        organization: &Organization,
        below: &HashMap<&PositionId, Vec<&PositionId>>,
        top: &PositionId,
        above: u32,
    ) {
        // On a stack of its own: who is deep in a tree must not overflow ours.
        let mut waiting = vec![(top, above)];
        let mut opened: Vec<u32> = Vec::new();
        while let Some((id, above)) = waiting.pop() {
            if self.numbers.contains_key(id) {
                continue;
            }
            while opened.last().is_some_and(|open| *open != above) && above != NO_POSITION {
                self.close(&mut opened);
            }
            let number = self.add(organization, id, above);
            opened.push(number);
            waiting.extend(below.get(id).into_iter().flatten().rev().map(|child| (*child, number)));
        }
        while !opened.is_empty() {
            self.close(&mut opened);
        }
    }

    fn close(&mut self, opened: &mut Vec<u32>) {
        let last = u32::try_from(self.spots.len()).unwrap_or_default().saturating_sub(1);
        let closed = opened.pop().and_then(|number| self.spots.get_mut(number as usize));
        closed.into_iter().for_each(|spot| spot.last = last);
    }

    fn add(&mut self, organization: &Organization, id: &PositionId, above: u32) -> u32 {
        let number = u32::try_from(self.spots.len()).unwrap_or_default();
        let position = organization.position(id);
        self.spots.push(Spot {
            id: Some(id.clone()),
            last: number,
            shares: position.is_some_and(|position| position.share_with_peers),
            top: position.is_some_and(|position| position.reports_to.is_none()),
            above,
        });
        self.numbers.insert(id.clone(), number);
        number
    }

    /// The number of a position that is in the tree.
    pub fn find(&self, position: &PositionId) -> Option<u32> {
        self.numbers.get(position).copied()
    }

    /// A position.
    pub fn spot(&self, number: u32) -> Option<&Spot> {
        self.spots.get(number as usize)
    }

    /// How many numbers there are, that of nobody's position included.
    pub fn len(&self) -> u32 {
        u32::try_from(self.spots.len()).unwrap_or(u32::MAX)
    }

    /// The positions from one up to a superior, both included; nothing where it does not lie below.
    pub fn chain(&self, from: &PositionId, superior: &PositionId) -> Option<Vec<PositionId>> {
        let (from, superior) = (self.find(from)?, self.find(superior)?);
        let last = self.spot(superior)?.last;
        if from <= superior || from > last {
            return None;
        }
        let up =
            |number: &u32| self.spot(*number).map(|spot| spot.above).filter(|above| *above != NO_POSITION);
        let below = std::iter::successors(Some(from), up).take_while(|number| *number != superior);
        Some(below.chain([superior]).filter_map(|number| self.spot(number)?.id.clone()).collect())
    }

    /// Whether a position is the top.
    pub fn is_top(&self, number: u32) -> bool {
        self.spot(number).is_some_and(|spot| spot.top)
    }
}
