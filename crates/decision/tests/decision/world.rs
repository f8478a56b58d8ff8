//! A small organization, built from events as the ledger would hold them, and questions to it in a few words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use rolecall_catalog::{Catalog, Limits, SegmentId, SegmentValue, SharingLevel};
use rolecall_decision::{Decision, decide, list, who_can};
use rolecall_organization::{
    Catalogs, Commitments, Event, ExternalId, Facts, Field, GroupParts, MemberChanged, MemberId,
    MemoryRecords, Organization, Principal, PrincipalKind, Question, RecordKey, RuleLevel, Status, Target,
};

/// Parses what a test writes out.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub fn ids<T: FromStr<Err: Debug> + Ord>(texts: &[&str]) -> BTreeSet<T> {
    texts.iter().map(|text| id(text)).collect()
}

/// The member id of a name: `mem_rita`.
pub fn mem(name: &str) -> MemberId {
    id(&format!("mem_{name}"))
}

/// A record by `module/id`.
pub fn key(text: &str) -> RecordKey {
    let (module, record) = text.split_once('/').unwrap();
    RecordKey::new(id(module), id(record))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The instant at which tests ask, unless they say another.
pub fn now() -> Timestamp {
    at("2026-01-05T09:00:00Z")
}

/// A member in a few words; what is left out is usual.
pub struct New<'a> {
    pub roles: &'a [&'a str],
    pub permissions: &'a [&'a str],
    pub position: Option<&'a str>,
    pub kind: &'a str,
    pub status: Status,
    pub ends_at: Option<&'a str>,
    pub segments: &'a [(&'a str, &'a [&'a str])],
    pub company: Option<&'a str>,
}

impl Default for New<'_> {
    fn default() -> Self {
        Self {
            roles: &[],
            permissions: &[],
            position: None,
            kind: "user",
            status: Status::Active,
            ends_at: None,
            segments: &[],
            company: None,
        }
    }
}

/// Facts in a few words.
pub fn owned(owner: &str) -> Facts {
    Facts { owner: Some(mem(owner)), ..Facts::default() }
}

pub fn under(parent: &str) -> Facts {
    Facts { parent: Some(key(parent)), ..Facts::default() }
}

pub fn inside(container: &str) -> Facts {
    Facts { container: Some(id(container)), ..Facts::default() }
}

/// These facts with values of a segment.
pub fn with(facts: Facts, segment: &str, values: &[&str]) -> Facts {
    let mut facts = facts;
    facts.segments.insert(id(segment), ids(values));
    facts
}

pub fn limits(pairs: &[(&str, &[&str])]) -> Limits {
    pairs.iter().map(|(segment, values)| (id::<SegmentId>(segment), ids::<SegmentValue>(values))).collect()
}

pub fn position(name: &str) -> Principal {
    Principal { kind: PrincipalKind::Position(id(name)), and_below: false }
}

pub fn position_and_below(name: &str) -> Principal {
    Principal { and_below: true, ..position(name) }
}

pub fn group(name: &str) -> Principal {
    Principal { kind: PrincipalKind::Group(id(&format!("grp_{name}"))), and_below: false }
}

fn capitalised(name: &str) -> String {
    name[..1].to_uppercase() + &name[1..]
}

/// A question: what is `module`, `module/id`, or `module in container`.
pub fn question(name: &str, action: &str, what: &str) -> Question {
    let (module, target) = match (what.split_once('/'), what.split_once(" in ")) {
        (Some((module, record)), _) => (module, Target::Record(id(record), Facts::default())),
        (_, Some((module, container))) => (module, Target::Container(id(container))),
        _ => (what, Target::Module),
    };
    Question { member: Some(mem(name)), action: id(action), module: id(module), target, now: now() }
}

#[derive(Debug, Clone)]
pub struct World {
    pub organization: Organization,
    pub records: MemoryRecords,
    catalogs: Catalogs,
}

fn parsed(file: &str, text: &str) -> Catalog {
    Catalog::parse(file, text).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(text)).collect::<String>())
    })
}

impl World {
    pub fn of(file: &str, catalog: &str) -> Self {
        let catalog = parsed(file, catalog);
        let founded = Event::OrganizationFounded {
            organization: id("org_test"),
            slug: id("test"),
            name: id("Test"),
            catalog: catalog.hash.clone(),
            edition: None,
            at: now(),
        };
        let catalogs = Catalogs::from([(catalog.hash.clone(), Arc::new(catalog))]);
        let organization = Organization::found(&founded, &catalogs).unwrap();
        Self { organization, records: MemoryRecords::default(), catalogs }
    }

    /// A product with a tree and sharing.
    pub fn sales() -> Self {
        Self::of("sales.toml", include_str!("sales.toml"))
    }

    /// A product with containers.
    pub fn rooms() -> Self {
        Self::of("rooms.toml", include_str!("rooms.toml"))
    }

    /// Adopts another version of the catalog; answers what happened.
    pub fn adopt(&mut self, file: &str, catalog: &str) -> Event {
        let catalog = parsed(file, catalog);
        let adopted = Event::CatalogAdopted { catalog: catalog.hash.clone() };
        self.catalogs.insert(catalog.hash.clone(), Arc::new(catalog));
        self.happened(&adopted);
        adopted
    }

    pub fn happened(&mut self, event: &Event) {
        self.organization.apply(event, &self.catalogs).unwrap();
    }

    pub fn member(&mut self, name: &str, new: New<'_>) {
        self.happened(&Event::MemberAdded {
            member: mem(name),
            status: new.status,
            kind: id(new.kind),
            roles: ids(new.roles),
            permissions: ids(new.permissions),
            position: new.position.map(id),
            company: new.company.map(id),
            ends_at: new.ends_at.map(at),
            segments: limits(new.segments),
            personal: Commitments::default(),
            at: now(),
        });
        let mut people = self.organization.people().clone();
        people.set(&mem(name), Field::Name, Some(&capitalised(name)));
        people.set(&mem(name), Field::ExternalId, Some(id::<ExternalId>(name).as_str()));
        self.organization = self.organization.clone().with_people(people);
    }

    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut MemberChanged)) {
        let mut changed = MemberChanged {
            member: mem(name),
            kind: None,
            position: rolecall_organization::Change::Keep,
            company: rolecall_organization::Change::Keep,
            ends_at: rolecall_organization::Change::Keep,
            segments: None,
            personal: None,
        };
        change(&mut changed);
        self.happened(&Event::MemberChanged(Box::new(changed)));
    }

    pub fn status(&mut self, name: &str, status: Status) {
        self.happened(&Event::MemberStatusChanged { member: mem(name), status });
    }

    pub fn remove(&mut self, name: &str) {
        self.happened(&Event::MemberRemoved { member: mem(name) });
    }

    pub fn position(&mut self, name: &str, reports_to: &str, share_with_peers: bool) {
        let (reports_to, name) = (id(reports_to), id::<rolecall_catalog::Name>(name));
        self.happened(&Event::PositionCreated {
            position: id(name.as_str()),
            name,
            reports_to,
            share_with_peers,
            description: None,
        });
    }

    pub fn group(&mut self, name: &str, parts: GroupParts) {
        self.happened(&Event::GroupCreated { group: id(&format!("grp_{name}")), name: id(name), parts });
    }

    pub fn default(&mut self, module: &str, level: SharingLevel) {
        self.happened(&Event::SharingDefaultsSet { defaults: BTreeMap::from([(id(module), level)]) });
    }

    /// A rule on deals, `shr_NAME`.
    pub fn rule(&mut self, name: &str, from: Principal, to: Principal, level: RuleLevel, superiors: bool) {
        self.happened(&Event::SharingRuleSet {
            rule: id(&format!("shr_{name}")),
            module: id("deals"),
            from,
            to,
            level,
            superiors_allowed: superiors,
        });
    }

    pub fn container(&mut self, name: &str, kind: &str, company: Option<&str>) {
        self.happened(&Event::ContainerCreated {
            container: id(name),
            kind: id(kind),
            name: id(&capitalised(name)),
            company: company.map(id),
        });
    }

    pub fn join(&mut self, container: &str, name: &str, roles: &[&str], until: Option<&str>) {
        self.happened(&Event::ContainerMemberSet {
            container: id(container),
            member: mem(name),
            roles: ids(roles),
            until: until.map(at),
        });
    }

    pub fn record(&mut self, text: &str, facts: Facts) {
        self.records.set(key(text), Some(facts));
    }

    pub fn decide(&self, question: &Question) -> Decision {
        decide(&self.organization, &self.records, question)
    }

    pub fn ask(&self, name: &str, action: &str, what: &str) -> Decision {
        self.decide(&question(name, action, what))
    }

    pub fn may(&self, name: &str, action: &str, what: &str) -> bool {
        self.ask(name, action, what).allowed
    }

    /// About a record that was never registered, with the facts sent.
    pub fn ask_sent(&self, name: &str, action: &str, what: &str, facts: Facts) -> Decision {
        let target = Target::Record(key(what).id, facts);
        self.decide(&Question { target, ..question(name, action, what) })
    }

    /// About a record to be.
    pub fn ask_new(&self, name: &str, action: &str, module: &str, facts: Facts) -> Decision {
        self.decide(&Question { target: Target::New(facts), ..question(name, action, module) })
    }

    pub fn ask_at(&self, instant: &str, name: &str, action: &str, what: &str) -> Decision {
        self.decide(&Question { now: at(instant), ..question(name, action, what) })
    }

    /// The words of the paths that opened, or of the gates that blocked, `-` before the latter.
    pub fn why(&self, name: &str, action: &str, what: &str) -> String {
        words(&self.ask(name, action, what))
    }

    pub fn list(&self, name: &str, action: &str, module: &str) -> Vec<String> {
        let permission = rolecall_catalog::Permission::new(id(module), id(action));
        let listed = list(&self.organization, &self.records, &mem(name), &permission, now());
        listed.iter().map(ToString::to_string).collect()
    }

    pub fn who_can(&self, action: &str, what: &str) -> Vec<String> {
        let able = who_can(&self.organization, &self.records, &question("nobody", action, what));
        able.iter().map(|id| id.as_str()["mem_".len()..].to_owned()).collect()
    }
}

pub fn words(decision: &Decision) -> String {
    let sign = if decision.allowed { "" } else { "-" };
    format!("{sign}{}", decision.words().join(" "))
}
