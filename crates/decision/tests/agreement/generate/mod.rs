//! Makes an organization of a seed: a product, a tree, roles, groups, rules, containers, members, records - then changes to all
//! of them, as years of use would bring. Everything of section 2 of the design comes up, and what is rare in life is not rare here:
//! owners and parents that there are not, dates that fall together, limits that admit nothing.

mod changes;
mod containers;
pub mod fitting;
mod members;
mod places;
mod records;
mod roles;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rolecall_catalog::{Catalog, Limits, SegmentId, SegmentValue};
use rolecall_organization::{
    ContainerId, Event, Facts, GroupId, MemberId, PositionId, RecordChange, RecordKey, RoleId, SharingRuleId,
};

use crate::products::ZONED;
use crate::random::Random;
use crate::world::{Built, Step, World, id};

/// The organization of a seed.
pub fn world(seed: u64) -> World {
    let mut maker = Maker::new(seed);
    maker.places();
    maker.custom_roles();
    maker.containers();
    maker.members();
    maker.groups();
    maker.sharing();
    maker.memberships();
    maker.records();
    let changes = maker.random.between(0, 25);
    (0..changes).for_each(|_| maker.change());
    if maker.zoned && maker.random.chance(75) {
        maker.adopt();
    }
    maker.finished(seed)
}

/// Draws an organization, step by step; each step is taken at once, so that the next fits.
struct Maker {
    random: Random,
    product: usize,
    steps: Vec<Step>,
    now: Built,
    /// The few instants at which anything ends, so that ends fall together.
    dates: Vec<Timestamp>,
    /// How many ids were given.
    given: usize,
    /// Whether records are such as commands register.
    fits: bool,
    /// Whether it is an organization of products with zones and without, one after the other.
    zoned: bool,
}

impl Maker {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        // Drawn apart: what the seeds of failures make stays what it was.
        let zoned = Random::new(seed.swap_bytes()).chance(25);
        let product = if zoned { ZONED + random.below(ZONED) } else { random.below(ZONED) };
        let hour = |number: usize| {
            Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 365 * 56 + i64::try_from(number).unwrap())
        };
        let dates = (0..random.between(2, 5)).map(|_| hour(random.below(9))).collect();
        Self {
            random,
            product,
            steps: Vec::new(),
            now: World::founded(product),
            dates,
            given: 0,
            fits: fitting::fits(seed),
            zoned,
        }
    }

    fn happened(&mut self, event: Event) {
        self.step(Step::Event(event));
    }

    fn wrote(&mut self, key: RecordKey, facts: Option<Facts>) {
        let facts = match facts {
            Some(facts) if self.fits => match self.fitting(&key, facts) {
                None => return,
                fitting => fitting,
            },
            facts => facts,
        };
        self.step(Step::Record(RecordChange { key, facts }));
    }

    fn step(&mut self, step: Step) {
        self.now.take(&step);
        self.steps.push(step);
    }

    /// A number that no id has yet.
    fn number(&mut self) -> usize {
        self.given += 1;
        self.given
    }

    fn catalog(&self) -> Arc<Catalog> {
        self.now.organization.catalog_in_force()
    }

    fn members_ever(&self) -> Vec<MemberId> {
        self.now.organization.policy().members.keys().cloned().collect()
    }

    fn positions(&self) -> Vec<PositionId> {
        self.now.organization.policy().positions.keys().cloned().collect()
    }

    fn group_ids(&self) -> Vec<GroupId> {
        self.now.organization.policy().groups.keys().cloned().collect()
    }

    fn rule_ids(&self) -> Vec<SharingRuleId> {
        self.now.organization.policy().sharing_rules.keys().cloned().collect()
    }

    fn container_ids(&self) -> Vec<ContainerId> {
        self.now.organization.policy().containers.keys().cloned().collect()
    }

    /// Roles that are held in the organization, or in containers.
    fn role_ids(&self, in_containers: bool) -> Vec<RoleId> {
        let there = self.now.organization.roles().filter(|role| role.container.is_some() == in_containers);
        there.map(|role| role.id.clone()).collect()
    }

    fn date(&mut self, percent: usize) -> Option<Timestamp> {
        let dates = self.dates.clone();
        self.random.maybe(percent, &dates)
    }

    /// Values of a segment that grants, members and records have in common.
    fn values(segment: &SegmentId) -> Vec<SegmentValue> {
        let all = if *segment == *"tag" { ["red", "green", "blue"] } else { ["north", "south", "west"] };
        all.iter().map(|value| id(value)).collect()
    }

    /// Limits: mostly none, seldom ones that admit nothing.
    fn limits(&mut self, percent: usize) -> Limits {
        let mut limits = Limits::new();
        for segment in self.catalog().segments.keys() {
            if self.random.chance(percent) {
                let mut values = self.random.some(2, &Self::values(segment));
                if values.is_empty() && self.random.chance(80) {
                    values.insert(self.random.pick(&Self::values(segment)));
                }
                limits.insert(segment.clone(), values);
            }
        }
        limits
    }

    fn finished(mut self, seed: u64) -> World {
        let sent = self.sent();
        let to_be = self.drafts();
        let instant = self.random.pick(&self.dates);
        // Mostly while all goes on, else where something ends.
        let instant = if self.random.chance(60) { instant - SignedDuration::from_hours(12) } else { instant };
        World { seed, product: self.product, steps: self.steps, sent, to_be, instant }
    }
}
