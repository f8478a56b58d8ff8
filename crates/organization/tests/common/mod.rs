//! A small organization, made by commands as people give them, and what it answers, in a few words.

mod commands;
mod form;

use std::{cell::Cell, fmt::Debug, str::FromStr, sync::Arc};

use jiff::Timestamp;
use rolecall_catalog::{Catalog, CatalogHash, CommandName};
use rolecall_decision::Reference;
use rolecall_organization::{
    Actor, Answer, Call, Catalogs, Code, Command, Event, Facts, FoundOrganization, MemberId, MemberView,
    MemoryRecords, Organization, Outcome, RecordKey, Records, Refusal, RoleView, Seed, Surroundings, Target,
    execute, found, require,
};
use serde_json::{Value, json};

pub use commands::*;
pub use form::NewForm;

/// The product that most tests use.
pub const OFFICE: &str = include_str!("office.toml");

/// Parses what a test writes out.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A record by `module/id`.
pub fn key(text: &str) -> RecordKey {
    let (module, record) = text.split_once('/').unwrap();
    RecordKey::new(id(module), id(record))
}

/// A command as a command file writes it.
pub fn command(written: Value) -> Command {
    serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{error} in {written}"))
}

pub fn catalog(text: &str) -> Arc<Catalog> {
    let problems = |problems: Vec<rolecall_catalog::Problem>| -> Catalog {
        panic!("{}", problems.iter().map(|problem| problem.render(text)).collect::<String>())
    };
    Arc::new(Catalog::parse("catalog.toml", text).unwrap_or_else(problems))
}

/// An organization with its records, at an instant.
#[derive(Clone)]
pub struct World {
    pub organization: Organization,
    pub records: MemoryRecords,
    pub catalogs: Catalogs,
    pub now: Timestamp,
    pub events: Vec<Event>,
    seed: Cell<u8>,
}

impl World {
    /// An organization of the product that most tests use, founded by Ada.
    pub fn office() -> Self {
        Self::of(OFFICE)
    }

    /// The same with further sections in its catalog.
    pub fn office_with(sections: &str) -> Self {
        Self::of(&format!("{OFFICE}\n{sections}"))
    }

    /// An organization of a catalog, founded by Ada.
    pub fn of(text: &str) -> Self {
        Self::founded(text, None)
    }

    /// The same with a plan.
    pub fn founded(text: &str, edition: Option<&str>) -> Self {
        Self::of_catalog(catalog(text), edition)
    }

    pub fn of_catalog(catalog: Arc<Catalog>, edition: Option<&str>) -> Self {
        let form = json!({
            "slug": "acme",
            "name": "Acme",
            "edition": edition,
            "owner": { "email": "ada@example.com", "name": "Ada", "external_id": "ada" },
        });
        let form: FoundOrganization = serde_json::from_value(form).unwrap();
        let now = at("2026-01-05T09:00:00Z");
        let call = Call { actor: &Actor::Platform, now, seed: Seed([0; 32]) };
        let (organization, outcome) = found(&catalog, &form, call).unwrap();
        let catalogs = Catalogs::from([(catalog.hash.clone(), catalog)]);
        Self {
            organization,
            records: MemoryRecords::default(),
            catalogs,
            now,
            events: outcome.events,
            seed: Cell::new(1),
        }
    }

    /// Lays a catalog ready for adoption.
    pub fn store_catalog(&mut self, text: &str) -> CatalogHash {
        let catalog = catalog(text);
        let hash = catalog.hash.clone();
        self.catalogs.insert(hash.clone(), catalog);
        hash
    }

    /// Whoever is named gives the commands that follow.
    pub fn as_(&mut self, member: &str) -> Calling<'_> {
        let actor = Actor::Member(self.member_id(member));
        Calling { world: self, actor }
    }

    /// The platform gives the commands that follow.
    pub fn platform(&mut self) -> Calling<'_> {
        Calling { world: self, actor: Actor::Platform }
    }

    /// The organization's own program gives the commands that follow.
    pub fn program(&mut self) -> Calling<'_> {
        Calling { world: self, actor: Actor::Organization }
    }

    /// A platform call that works.
    #[track_caller]
    pub fn does(&mut self, written: Value) -> Answer {
        self.platform().does(written)
    }

    /// A platform call that a rule forbids.
    #[track_caller]
    pub fn refused(&mut self, code: Code, written: Value) -> Refused {
        self.platform().refused(code, written)
    }

    /// Adds a member, active at once: `NAME@example.com`, external id `NAME`.
    #[track_caller]
    pub fn invite(&mut self, name: &str, more: impl FnOnce(NewForm) -> NewForm) -> MemberId {
        let answer = self.does(invite(name, more));
        id(answer.created.first().unwrap())
    }

    /// Adds a member who has not registered yet; answers the invitation.
    #[track_caller]
    pub fn invite_by_mail(&mut self, name: &str, more: impl FnOnce(NewForm) -> NewForm) -> String {
        let answer = self.does(invite(name, |form| more(form.by_mail())));
        answer.invitations.first().unwrap().to_string()
    }

    pub fn member_id(&self, name: &str) -> MemberId {
        let found = self.organization.find_member(name);
        found.cloned().unwrap_or_else(|| panic!("there is no member {name}"))
    }

    pub fn member(&self, name: &str) -> MemberView {
        self.view(&self.member_id(name))
    }

    pub fn view(&self, member: &MemberId) -> MemberView {
        self.organization.member_view(member, self.now).unwrap()
    }

    /// The roles that a member holds in a container; nothing where the member did not join it.
    pub fn roles_in(&self, container: &str, member: &str) -> Option<Vec<String>> {
        let view = self.organization.membership_view(&id(container), &self.member_id(member), self.now)?;
        Some(view.roles_here)
    }

    pub fn role(&self, name: &str) -> RoleView {
        let role = self.organization.find_role(name).unwrap_or_else(|| panic!("there is no role {name}"));
        self.organization.role_view(&role)
    }

    pub fn facts(&self, text: &str) -> Option<Facts> {
        self.records.facts(&key(text))
    }

    /// The member who owns a record.
    pub fn owner(&self, text: &str) -> Option<MemberId> {
        self.facts(text).unwrap().owner
    }

    /// The last event.
    pub fn last(&self) -> &Event {
        self.events.last().unwrap()
    }

    pub fn run(&self, actor: &Actor, written: Value) -> Result<Outcome, Refusal> {
        self.seed.set(self.seed.get().wrapping_add(1));
        let call = Call { actor, now: self.now, seed: Seed([self.seed.get(); 32]) };
        execute(&self.organization, self.surroundings(), &command(written), call)
    }

    fn surroundings(&self) -> Surroundings<'_> {
        Surroundings { records: &self.records, rule: &Reference, catalogs: &self.catalogs }
    }

    pub fn take(&mut self, outcome: &Outcome) {
        self.organization.take(outcome, &self.catalogs).unwrap();
        self.holds_what_its_policy_says();
        self.records.apply(&outcome.records);
        self.events.extend(outcome.events.iter().cloned());
    }

    /// What the fold keeps beside the policy - how many members there are - is what one counts in it.
    fn holds_what_its_policy_says(&self) {
        let (policy, people) = (self.organization.policy().clone(), self.organization.people().clone());
        assert_eq!(
            self.organization,
            Organization::new(self.organization.catalog_in_force(), policy, people)
        );
    }
}

/// A world in which somebody acts.
pub struct Calling<'a> {
    world: &'a mut World,
    actor: Actor,
}

impl Calling<'_> {
    /// A command that works. Answers what its caller is told.
    #[track_caller]
    pub fn does(&mut self, written: Value) -> Answer {
        self.outcome(written).answer
    }

    /// The same, with all that it came to.
    #[track_caller]
    pub fn outcome(&mut self, written: Value) -> Outcome {
        match self.world.run(&self.actor, written.clone()) {
            Ok(outcome) => {
                self.world.take(&outcome);
                outcome
            }
            Err(refusal) => panic!("{written} is refused: {refusal}"),
        }
    }

    /// A command that works and changes nothing.
    #[track_caller]
    pub fn changes_nothing(&mut self, written: Value) {
        let outcome = self.outcome(written.clone());
        assert_eq!((&outcome.events, &outcome.records), (&Vec::new(), &Vec::new()), "{written}");
    }

    /// A command that a rule forbids.
    #[track_caller]
    pub fn refused(&mut self, code: Code, written: Value) -> Refused {
        match self.world.run(&self.actor, written.clone()) {
            Ok(outcome) => panic!("{written} is not refused: {:?}", outcome.events),
            Err(refusal) => {
                assert_eq!(refusal.code, code, "{written}: {refusal}");
                Refused(refusal)
            }
        }
    }

    /// Whether a reading is permitted.
    pub fn may_read(&self, name: CommandName) -> Result<(), Refusal> {
        let call = Call { actor: &self.actor, now: self.world.now, seed: Seed([0; 32]) };
        require(&self.world.organization, self.world.surroundings(), call, name, None, Target::Module)
    }
}

/// A refusal, whose words are a contract.
pub struct Refused(pub Refusal);

impl Refused {
    /// The whole sentence.
    #[track_caller]
    pub fn says(self, detail: &str) -> Self {
        assert_eq!(self.0.detail, detail);
        self
    }

    /// What would make it possible.
    #[track_caller]
    pub fn helps(self, help: &str) -> Self {
        assert_eq!(self.0.help.as_deref(), Some(help));
        self
    }

    /// A figure for programs.
    #[track_caller]
    pub fn figure(self, name: &str, value: impl Into<Value>) -> Self {
        assert_eq!(self.0.figures.get(name), Some(&value.into()), "{name} in {:?}", self.0.figures);
        self
    }

    /// No figure of this name.
    #[track_caller]
    pub fn no_figure(self, name: &str) -> Self {
        assert_eq!(self.0.figures.get(name), None);
        self
    }
}
