//! What is held against the reference. Whoever answers questions in a faster way is an [`Answerer`]: it takes an organization in,
//! and answers those of the questions that it knows how to answer. `ALL` in `main.rs` lists them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_decision::{Decision, MayDo, Reference, access, list, who_can};
use rolecall_organization::{AccessRule, Event, MemberId, Question, RecordChange, RecordId};

use crate::world::{Built, Step};

/// A way of answering that has to agree with the reference on every input.
pub trait Answerer: Sync {
    /// What it is called in the table and in failures.
    fn name(&self) -> &'static str;

    /// Takes an organization and its records in, as they are.
    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a>;
}

/// The answers of one organization. `None`: this is a question that it does not answer.
pub trait Answers {
    /// Whether it is allowed.
    fn check(&self, _: &Question) -> Option<bool> {
        None
    }

    /// The whole decision, with its reason and how long it holds.
    fn decide(&self, _: &Question) -> Option<Decision> {
        None
    }

    /// Whether each of several is allowed.
    fn batch(&self, _: &[Question]) -> Option<Vec<bool>> {
        None
    }

    /// The registered records of the module, containers of its kind among them, that the member reaches, in the order of their
    /// ids. A filter answers this, too: with the ids of the rows that it lets through.
    fn list(&self, _: &MemberId, _: &Permission, _: Timestamp) -> Option<Vec<RecordId>> {
        None
    }

    /// The members, not removed, whom the rule allows, in the order of their ids. The member that the question names does not count.
    fn who_can(&self, _: &Question) -> Option<Vec<MemberId>> {
        None
    }

    /// What the member may do, permission by permission in the order of the catalog.
    fn access(&self, _: &MemberId, _: Timestamp) -> Option<Vec<MayDo>> {
        None
    }

    /// Who would gain and lose how many records by which permission, if the organization became another by some steps. Who gains and
    /// loses none is left out.
    fn preview(&self, _after: &Built, _by: &[Step], _: Timestamp) -> Option<Difference> {
        None
    }
}

/// How many registered records each member gains and loses, by permission.
pub type Difference = BTreeMap<(MemberId, Permission), Moved>;

/// Records that one member gains and loses by one permission, and what it comes from and to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    pub gained: usize,
    pub lost: usize,
    pub before: usize,
    pub after: usize,
}

/// A view that is kept from step to step, as it is published while an organization changes.
pub trait Keeper: Sync {
    /// What it is called in failures.
    fn name(&self) -> &'static str;

    /// Takes in an organization as it was founded.
    fn keep(&self, built: &Built) -> Box<dyn Kept>;
}

/// A view that follows what happens.
pub trait Kept {
    /// Takes in what happened since; `now` is what the organization and its records have become by it.
    fn after(&mut self, now: &Built, events: &[Event], changes: &[RecordChange]);

    /// What it answers now: held against the reference on what the organization has become.
    fn answers(&self) -> Box<dyn Answers + '_>;

    /// How it differs from a view that is built from scratch, where that can be told. `None`: it does not.
    fn differs(&self, _fresh: &Built) -> Option<String> {
        None
    }
}

/// The plain loops over the rule: list, who-can, what-may-I, and the rule as commands ask it.
pub struct Loops;

struct LoopsOf<'a>(&'a Built);

impl Answerer for Loops {
    fn name(&self) -> &'static str {
        "loops"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(LoopsOf(built))
    }
}

impl Answers for LoopsOf<'_> {
    fn check(&self, question: &Question) -> Option<bool> {
        Some(Reference.allows(&self.0.organization, &self.0.records, question))
    }

    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        Some(list(&self.0.organization, &self.0.records, member, permission, now))
    }

    fn who_can(&self, question: &Question) -> Option<Vec<MemberId>> {
        Some(who_can(&self.0.organization, &self.0.records, question))
    }

    fn access(&self, member: &MemberId, now: Timestamp) -> Option<Vec<MayDo>> {
        Some(access(&self.0.organization, &self.0.records, member, now))
    }
}

/// The fold itself: the policy and the records in memory, kept event by event.
pub struct Fold;

struct FoldOf(Built);

impl Keeper for Fold {
    fn name(&self) -> &'static str {
        "fold"
    }

    fn keep(&self, built: &Built) -> Box<dyn Kept> {
        Box::new(FoldOf(built.clone()))
    }
}

impl Kept for FoldOf {
    fn after(&mut self, _: &Built, events: &[Event], changes: &[RecordChange]) {
        for event in events {
            self.0.organization.apply(event, crate::products::catalogs()).unwrap();
        }
        self.0.records.apply(changes);
    }

    fn answers(&self) -> Box<dyn Answers + '_> {
        Box::new(LoopsOf(&self.0))
    }

    fn differs(&self, fresh: &Built) -> Option<String> {
        (self.0 != *fresh)
            .then(|| "the organization that was kept is another than the one made anew".to_owned())
    }
}
