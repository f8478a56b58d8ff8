//! A world to command in: one organization with its records, its clock, and all that happened in it.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use rolecall::catalog::{CatalogHash, RoleId};
use rolecall::decision::Reference;
use rolecall::organization::{
    Actor, Call, Catalogs, Command, FoundOrganization, Founder, MemberId, MemoryRecords, Organization,
    Outcome, PersonValue, Records, Refusal, Seed, Surroundings, execute, found,
};

use crate::{catalogs::Product, rules::guarded};

/// What commands are made up from: the organization as it is now.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub organization: &'a Organization,
    pub records: &'a dyn Records,
    pub versions: &'a [CatalogHash],
    pub now: Timestamp,
}

/// What an entry keeps: rows of the people table, and events as the ledger writes them.
pub struct Kept {
    pub people: Vec<PersonValue>,
    pub events: Vec<String>,
}

/// One organization.
pub struct World {
    pub organization: Organization,
    pub records: MemoryRecords,
    pub catalogs: Catalogs,
    pub versions: Vec<CatalogHash>,
    pub now: Timestamp,
    pub kept: Vec<Kept>,
    /// The most members that ever kept a guarded role alive under the catalog in force.
    pub most_keepers: BTreeMap<RoleId, usize>,
    drawn: u64,
}

/// A command that was given, and what came of it.
pub struct Step<'a> {
    pub before: &'a Organization,
    pub records_before: &'a MemoryRecords,
    pub after: &'a Organization,
    pub actor: &'a Actor,
    pub command: &'a Command,
    pub now: Timestamp,
    pub result: &'a Result<Outcome, Refusal>,
}

/// The form of a founding.
pub fn founding() -> FoundOrganization {
    FoundOrganization {
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
        edition: None,
        owner: Founder {
            email: "founder@example.com".to_owned(),
            name: Some("Person Founder".to_owned()),
            external_id: Some("x-founder".to_owned()),
        },
    }
}

/// When every world begins.
pub fn beginning() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().expect("it is a time")
}

/// Bytes that are another for each number.
pub fn seed(number: u64) -> Seed {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Seed(bytes)
}

impl World {
    /// A product's organization, just founded.
    pub fn found(product: &Product) -> Self {
        let now = beginning();
        let call = Call { actor: &Actor::Platform, now, seed: seed(0) };
        let (organization, outcome) = found(product.first(), &founding(), call).expect("the form is sound");
        let mut world = Self {
            organization,
            records: MemoryRecords::default(),
            catalogs: product.catalogs.clone(),
            versions: product.versions.clone(),
            now,
            kept: Vec::new(),
            most_keepers: BTreeMap::new(),
            drawn: 0,
        };
        world.keep(&outcome);
        world
    }

    /// What the next command is made up from.
    pub fn scene(&self) -> Scene<'_> {
        Scene {
            organization: &self.organization,
            records: &self.records,
            versions: &self.versions,
            now: self.now,
        }
    }

    /// Time passes.
    pub fn pass(&mut self, duration: SignedDuration) {
        self.now = self.now.saturating_add(duration).expect("a duration is no fixed span of years");
    }

    /// What a command would come to now.
    pub fn try_out(&self, actor: &Actor, command: &Command) -> Result<Outcome, Refusal> {
        let surroundings =
            Surroundings { records: &self.records, rule: &Reference, catalogs: &self.catalogs };
        let call = Call { actor, now: self.now, seed: seed(self.drawn + 1) };
        execute(&self.organization, surroundings, command, call)
    }

    /// Gives a command, and takes in what came of it.
    pub fn command(&mut self, actor: &Actor, command: &Command) -> Result<Outcome, Refusal> {
        let result = self.try_out(actor, command);
        self.drawn += 1;
        if let Ok(outcome) = &result {
            self.organization.take(outcome, &self.catalogs).expect("every catalog is at hand");
            self.records.apply(&outcome.records);
            if matches!(command, Command::AdoptCatalog { .. }) && !outcome.events.is_empty() {
                self.most_keepers.clear();
            }
            self.keep(outcome);
        }
        result
    }

    fn keep(&mut self, outcome: &Outcome) {
        let events =
            outcome.events.iter().map(|event| serde_json::to_string(event).expect("events are JSON"));
        self.kept.push(Kept { people: outcome.people.clone(), events: events.collect() });
        for (role, keepers) in guarded::keepers(&self.organization) {
            let most = self.most_keepers.entry(role).or_default();
            *most = (*most).max(keepers.len());
        }
    }
}

/// The ids of all who ever were members: those who are first, then those removed.
pub fn everyone(organization: &Organization) -> Vec<MemberId> {
    let members = &organization.policy().members;
    let present = members.iter().filter(|(_, member)| !member.is_removed());
    let removed = members.iter().filter(|(_, member)| member.is_removed());
    present.chain(removed).map(|(id, _)| id.clone()).collect()
}
