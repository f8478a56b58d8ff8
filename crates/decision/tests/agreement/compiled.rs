//! The engine, held against the reference: compiled from an organization, and kept step by step.

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Decision, Engine, MayDo, preview};
use rolecall_organization::{
    Event, Facts, MemberId, Organization, Question, RecordChange, RecordId, RecordKey, Records, Revision,
    Target,
};

use crate::answerers::{Answerer, Answers, Difference, Keeper, Kept, Moved};
use crate::products::{PRODUCTS, product};
use crate::stepwise::parts;
use crate::world::{Built, Step, id};

/// The engine, compiled at once.
pub struct Compiled;

struct CompiledOf<'a> {
    engine: Engine,
    organization: &'a Organization,
}

fn compiled(built: &Built) -> Engine {
    let records = rows(built);
    let engine = Engine::new(&built.organization, 7);
    let engine = if records.len().is_multiple_of(3) { acquainted(engine, built) } else { engine };
    engine.with_records(records.into_iter().map(|(key, facts)| (key, facts, Revision(1))))
}

/// An engine that has seen so many values that those of the organization's records are beyond the bits of a word.
fn acquainted(mut engine: Engine, built: &Built) -> Engine {
    let Some(module) = built.organization.catalog().modules.keys().next() else { return engine };
    let key = RecordKey::new(module.clone(), id("rec_passing"));
    let values = (0..70).map(|number| id(&format!("v{number}"))).collect();
    let facts = Facts { segments: [(id("region"), values)].into(), ..Facts::default() };
    for facts in [Some(facts), None] {
        engine.records_changed(&[RecordChange { key: key.clone(), facts }], Revision(1));
    }
    engine
}

fn rows(built: &Built) -> Vec<(RecordKey, Facts)> {
    // Of modules, too, that the catalog in force does not name.
    let every = product(PRODUCTS - 1);
    let of = |module: &ModuleId| {
        let module = module.clone();
        built
            .records
            .of_module(&module.clone())
            .map(move |(id, facts)| (RecordKey::new(module.clone(), id), facts))
            .collect::<Vec<_>>()
    };
    every.modules.keys().flat_map(of).collect()
}

impl Answerer for Compiled {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(CompiledOf { engine: compiled(built), organization: &built.organization })
    }
}

impl Answers for CompiledOf<'_> {
    fn check(&self, question: &Question) -> Option<bool> {
        Some(check(&self.engine, question))
    }

    fn decide(&self, question: &Question) -> Option<Decision> {
        Some(self.engine.decide(self.organization, question))
    }

    fn batch(&self, questions: &[Question]) -> Option<Vec<bool>> {
        Some(self.engine.check_all(questions))
    }

    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        Some(list(&self.engine, member, permission, now))
    }

    fn who_can(&self, question: &Question) -> Option<Vec<MemberId>> {
        Some(self.engine.who_can(question))
    }

    fn access(&self, member: &MemberId, now: Timestamp) -> Option<Vec<MayDo>> {
        Some(self.engine.access(member, now))
    }

    fn preview(&self, after: &Built, by: &[Step], now: Timestamp) -> Option<Difference> {
        let (events, changes) = parts(by);
        let mut engine = self.engine.clone();
        engine.policy_changed(self.organization, &after.organization, &events);
        engine.records_changed(&changes, Revision(2));
        let mut difference = Difference::new();
        let preview = preview(&self.engine, &engine, now);
        for same in &preview.changes {
            for change in same.moved.iter().filter(|change| change.gained + change.lost > 0) {
                let number = |count: u64| usize::try_from(count).unwrap();
                let moved = Moved {
                    gained: number(change.gained),
                    lost: number(change.lost),
                    before: number(change.records_before),
                    after: number(change.records_after),
                };
                let permission = preview.permission(change).unwrap();
                for member in &same.members {
                    difference.insert((member.clone(), permission.clone()), moved);
                }
            }
        }
        Some(difference)
    }
}

/// Asked by name, and by number where the record is registered: both have to say the same.
fn check(engine: &Engine, question: &Question) -> bool {
    let answer = engine.check(question);
    let member = question.member.as_ref().and_then(|member| engine.member(member.as_str()));
    let permission = engine.permission(&question.module, &question.action);
    if let (Some(member), Some(permission), Target::Record(id, _)) = (member, permission, &question.target)
        && let Some(record) = engine.record(permission, id.as_str())
    {
        assert_eq!(
            engine.allows(member, permission, record, question.now),
            answer,
            "by number: {question:?}"
        );
        let (member, record) = (question.member.as_ref().map_or("", MemberId::as_str), id.as_str());
        let named = (question.module.as_str(), question.action.as_str());
        assert_eq!(engine.allows_named(member, named, record, question.now), answer, "by name: {question:?}");
    }
    answer
}

fn list(engine: &Engine, member: &MemberId, permission: &Permission, now: Timestamp) -> Vec<RecordId> {
    let (Some(member), Some(permission)) =
        (engine.member(member.as_str()), engine.permission(&permission.module, &permission.action))
    else {
        return Vec::new();
    };
    let mut listed = engine.list(member, permission, now).in_order();
    listed.sort();
    listed
}

/// The engine, kept step by step.
pub struct Stepwise;

struct StepwiseOf {
    engine: Engine,
    before: Organization,
    revision: Revision,
}

impl Keeper for Stepwise {
    fn name(&self) -> &'static str {
        "engine kept"
    }

    fn keep(&self, built: &Built) -> Box<dyn Kept> {
        let before = built.organization.clone();
        Box::new(StepwiseOf { engine: compiled(built), before, revision: Revision(1) })
    }
}

impl Kept for StepwiseOf {
    fn after(&mut self, now: &Built, events: &[Event], changes: &[RecordChange]) {
        // A copy is published; what comes later must not change it.
        let mut next = self.engine.clone();
        next.policy_changed(&self.before, &now.organization, events);
        self.revision = self.revision.next();
        next.records_changed(changes, self.revision);
        self.engine = next;
        self.before = now.organization.clone();
    }

    fn answers(&self) -> Box<dyn Answers + '_> {
        Box::new(CompiledOf { engine: self.engine.clone(), organization: &self.before })
    }
}
