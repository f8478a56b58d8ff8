//! What-may-I: every permission of the catalog, out of the grants of one member's row and of its places in containers.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{Permission, Reach};
use rolecall_organization::{ContainerId, MemberId, Source};

use super::{
    Engine,
    rights::{ModuleShape, Row},
    slots::NONE,
};
use crate::MayDo;

/// A container of which a member is one, and what is held there.
struct Place<'a> {
    id: &'a ContainerId,
    kind: u32,
    row: &'a Row,
}

impl Engine {
    /// What a member may do: every permission of the catalog, in its order, allowed or not. The same as [`crate::access`] answers,
    /// on every input.
    pub fn access(&self, member: &MemberId, now: Timestamp) -> Vec<MayDo> {
        let found = self.names.members.find(member.as_str());
        let standing = found.and_then(|member| Some((member, self.rights.row(member, now)?)));
        let standing = standing.filter(|(_, row)| row.is_somebodys());
        let places = standing.map(|(member, _)| self.places_of(member, now)).unwrap_or_default();
        let may = |(permission, number): (Permission, u32)| {
            let mut may = MayDo {
                permission,
                allowed: false,
                reach: None,
                sources: BTreeSet::new(),
                containers: Vec::new(),
            };
            if let (Some((_, row)), Some((shape, module))) = (standing, self.shapes(number)) {
                let to_be = module.contains && shape.creates;
                gather(&mut may, number, row, module, to_be, &places);
            }
            may
        };
        self.rights.shape.named().map(may).collect()
    }

    /// The containers of which a member is one at an instant, in the order of their ids.
    fn places_of(&self, member: u32, now: Timestamp) -> Vec<Place<'_>> {
        let counting = self.rights.places(member).iter().filter(|place| self.rights.counts(place, now));
        let place = |place: &super::rights::Place| {
            Some(Place {
                id: self.names.containers.get(place.container)?,
                kind: self.rights.container_kind(place.container),
                row: self.rights.row_of(place.row)?,
            })
        };
        let mut places: Vec<Place<'_>> = counting.filter_map(place).collect();
        places.sort_unstable_by_key(|place| place.id);
        places
    }
}

/// What one permission comes to, at all and in each container that the module's records live in (step 3 of the rule).
fn gather(
    may: &mut MayDo,
    permission: u32,
    row: &Row,
    module: &ModuleShape,
    to_be: bool,
    places: &[Place<'_>],
) {
    let lived_in = |place: &&Place<'_>| module.lives_in != NONE && place.kind == module.lives_in;
    let places: Vec<&Place<'_>> = places.iter().filter(lived_in).collect();
    let needs_place = module.lives_in != NONE && !to_be;
    for grant in row.kept(permission) {
        // What reaches everything needs no place; one place is enough for the rest.
        if grant.reach == Reach::All || !needs_place || !places.is_empty() {
            may.allowed = true;
            take(may, grant.reach, grant.source(None));
        }
    }
    let held_at_all = row.kept(permission).next().is_some();
    for place in places {
        // Whoever belongs to a container has there what is held anywhere, and what is held in it.
        if held_at_all || place.row.kept(permission).next().is_some() {
            row.kept(permission).for_each(|grant| take(may, grant.reach, grant.source(None)));
            place.row.kept(permission).for_each(|grant| take(may, grant.reach, grant.source(Some(place.id))));
            may.containers.push(place.id.clone());
        }
    }
}

fn take(may: &mut MayDo, reach: Reach, source: Source) {
    may.reach = may.reach.max(Some(reach));
    may.sources.insert(source);
}
