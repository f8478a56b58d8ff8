//! Everything that can be asked about an organization: every member, action and record, at every instant that matters.

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission};
use rolecall_organization::{ContainerId, Facts, MemberId, Question, RecordId, RecordKey, Records, Target};

use crate::world::{Built, World, id};

/// Where an instant lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// The instant at which everybody asks.
    Everybody,
    /// One tick before a date of the member's.
    Before,
    /// On it.
    On,
    /// One tick after it.
    After,
}

/// Who asks, and when.
#[derive(Debug, Clone)]
pub struct Asker {
    pub member: Option<MemberId>,
    pub now: Timestamp,
    pub when: When,
}

/// A permission and what it is asked on.
pub struct Topic {
    pub permission: Permission,
    pub targets: Vec<Target>,
    /// Whether a target is a record that a list may answer with.
    pub listed: Vec<Option<RecordId>>,
}

impl Topic {
    pub fn question(&self, asker: &Asker, target: &Target) -> Question {
        Question {
            member: asker.member.clone(),
            action: self.permission.action.clone(),
            module: self.permission.module.clone(),
            target: target.clone(),
            now: asker.now,
        }
    }
}

impl Asker {
    /// Of all topics one in so many is asked. Members ask for all; again around each of their dates for some, others each time;
    /// strangers for few: the answer is the same.
    pub fn share(&self, built: &Built) -> usize {
        let stranger = self.member.as_ref().is_none_or(|member| built.organization.member(member).is_none());
        match self.when {
            _ if stranger => 8,
            When::Everybody => 1,
            When::Before | When::On | When::After => 3,
        }
    }
}

/// Everybody who ever was a member, somebody who never was, and a subject that is nobody: at the world's instant, and at the
/// member's own dates with a tick to either side.
pub fn askers(world: &World, built: &Built) -> Vec<Asker> {
    let members = built.organization.policy().members.keys().cloned().map(Some);
    let everybody: Vec<Option<MemberId>> = members.chain([Some(id("mem_ghost")), None]).collect();
    let mut askers = Vec::new();
    for member in everybody {
        let ask = |now, when| Asker { member: member.clone(), now, when };
        askers.push(ask(world.instant, When::Everybody));
        let dates = member.as_ref().map(|member| World::dates(&built.organization, member));
        for date in dates.into_iter().flatten() {
            let tick = std::time::Duration::from_nanos(1);
            askers.push(ask(date.checked_sub(tick).unwrap(), When::Before));
            askers.push(ask(date, When::On));
            askers.push(ask(date.checked_add(tick).unwrap(), When::After));
        }
    }
    askers
}

/// Every permission of the catalog on everything it can be asked on, and a few that there are not.
pub fn topics(world: &World, built: &Built) -> Vec<Topic> {
    let modules = &built.organization.catalog().modules;
    let declared = modules.iter().flat_map(|(module, declared)| {
        declared.actions.keys().map(|action| Permission::new(module.clone(), action.clone()))
    });
    let unknown = ["leads:fly", "nothing:view"].map(id::<Permission>);
    declared.chain(unknown).map(|permission| topic(world, built, permission)).collect()
}

fn topic(world: &World, built: &Built, permission: Permission) -> Topic {
    let module = &permission.module;
    let sent = |record: &RecordId| {
        let of_record = world.sent.iter().find(|(key, _)| key.module == *module && key.id == *record);
        of_record.map(|(_, facts)| facts.clone()).unwrap_or_default()
    };
    let mut targets = Vec::new();
    let mut listed = Vec::new();
    for record in rows(built, module) {
        targets.push(Target::Record(record.clone(), sent(&record)));
        listed.push(Some(record));
    }
    let known = |key: &RecordKey| listed.contains(&Some(key.id.clone()));
    let of_module = world.sent.iter().filter(|(key, _)| key.module == *module && !known(key));
    targets.extend(of_module.map(|(key, facts)| Target::Record(key.id.clone(), facts.clone())));
    targets.push(Target::Record(id("never"), Facts::default()));
    let to_be = world.to_be.iter().filter(|(to_be, _)| to_be == module);
    targets.extend(to_be.map(|(_, facts)| Target::New(facts.clone())));
    targets.push(Target::Module);
    targets.extend(places(built, module).into_iter().map(Target::Container));
    listed.resize(targets.len(), None);
    Topic { permission, targets, listed }
}

/// The registered records of a module, and the containers that are records of it, in the order of their ids.
pub fn rows(built: &Built, module: &ModuleId) -> Vec<RecordId> {
    let organization = &built.organization;
    let kind = organization.catalog().container_kind_of(module);
    let containers = organization.policy().containers.iter();
    let itself = containers.filter(|(_, container)| Some(&container.kind) == kind);
    let itself = itself.map(|(container, _)| id::<RecordId>(container.as_str()));
    let registered = built.records.of_module(module).map(|(record, _)| record.clone());
    let mut rows: Vec<RecordId> = registered.chain(itself).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Containers that a question may name: two of the kind that the records live in, one of another, and one that there is not.
fn places(built: &Built, module: &ModuleId) -> Vec<ContainerId> {
    let organization = &built.organization;
    let kind = organization.catalog().modules.get(module).and_then(|module| module.container.as_ref());
    let containers = organization.policy().containers.iter();
    let (mut of_kind, mut others) = (Vec::new(), Vec::new());
    for (container, found) in containers {
        let side = if Some(&found.kind) == kind { &mut of_kind } else { &mut others };
        side.push(container.clone());
    }
    of_kind.truncate(2);
    others.truncate(1);
    let nowhere = (*module == *"pages").then(|| id("nowhere"));
    of_kind.into_iter().chain(others).chain(nowhere).collect()
}
