//! A generated organization as data: the steps that made it, and what is asked about it beside its records. It can be made
//! smaller step by step, and made anew from what is left.

use std::fmt::Debug;
use std::str::FromStr;

use jiff::Timestamp;
use rolecall_catalog::ModuleId;
use rolecall_organization::{
    Event, Facts, MemberId, MemoryRecords, Organization, RecordChange, RecordKey, Records,
};

use crate::products::{catalogs, product};

/// Parses what is written out.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// One thing that happened: to the policy, or to a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Event(Event),
    Record(RecordChange),
}

/// An organization, as it came about.
#[derive(Debug, Clone)]
pub struct World {
    /// The seed it was generated from.
    pub seed: u64,
    /// Which product it is an organization of.
    pub product: usize,
    /// What happened since its founding.
    pub steps: Vec<Step>,
    /// Facts that callers send about records: of those that were never registered they count, of others they do not.
    pub sent: Vec<(RecordKey, Facts)>,
    /// Records to be.
    pub to_be: Vec<(ModuleId, Facts)>,
    /// The instant at which everybody asks.
    pub instant: Timestamp,
}

/// What the steps made.
#[derive(Debug, Clone, PartialEq)]
pub struct Built {
    pub organization: Organization,
    pub records: MemoryRecords,
}

impl World {
    /// The organization at its founding, without members.
    pub fn founded(product_number: usize) -> Built {
        let event = Event::OrganizationFounded {
            organization: id("org_generated"),
            slug: id("generated"),
            name: id("Generated"),
            catalog: product(product_number).hash.clone(),
            edition: Some(id("small")),
            at: Timestamp::UNIX_EPOCH,
        };
        let organization = Organization::found(&event, catalogs()).unwrap();
        Built { organization, records: MemoryRecords::default() }
    }

    pub fn build(&self) -> Built {
        let mut built = Self::founded(self.product);
        self.steps.iter().for_each(|step| built.take(step));
        built
    }

    /// The dates at which a member's access ends: its own, and those of its places in containers.
    pub fn dates(organization: &Organization, member: &MemberId) -> Vec<Timestamp> {
        let own = organization.member(member).and_then(|found| found.ends_at);
        let containers = organization.policy().containers.values();
        let mut dates: Vec<Timestamp> =
            containers.filter_map(|container| container.members.get(member)?.until).chain(own).collect();
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    /// What is needed to see a failure: one line a step.
    pub fn render(&self) -> String {
        let mut lines = vec![format!("seed {}, product {}, at {}", self.seed, self.product, self.instant)];
        for step in &self.steps {
            lines.push(match step {
                Step::Event(event) => format!("  {}", json(event)),
                Step::Record(change) => format!("  {} := {}", change.key, json(&change.facts)),
            });
        }
        let sent = self.sent.iter().map(|(key, facts)| format!("  sent {key} := {}", json(facts)));
        let to_be = self.to_be.iter().map(|(module, facts)| format!("  to be {module} := {}", json(facts)));
        lines.extend(sent.chain(to_be));
        lines.join("\n")
    }
}

impl Built {
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Event(event) => self.organization.apply(event, catalogs()).unwrap(),
            Step::Record(change) => self.records.set(change.key.clone(), change.facts.clone()),
        }
    }

    pub fn is_registered(&self, key: &RecordKey) -> bool {
        self.records.facts(key).is_some()
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}
