//! The engine, held against the reference: compiled from an organization, and kept step by step.

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Decision, Engine};
use rolecall_organization::{
    Event, Facts, MemberId, Organization, Question, RecordChange, RecordId, RecordKey, Records, Revision,
    Target,
};

use crate::answerers::{Answerer, Answers, Keeper, Kept};
use crate::world::Built;

/// The engine, compiled at once.
pub struct Compiled;

struct CompiledOf(Engine, Organization);

fn compiled(built: &Built) -> Engine {
    let records = rows(built).into_iter().map(|(key, facts)| (key, facts, Revision(1)));
    Engine::new(&built.organization, 7).with_records(records)
}

fn rows(built: &Built) -> Vec<(RecordKey, Facts)> {
    let modules = built.organization.catalog().modules.keys();
    let of = |module: &ModuleId| {
        let module = module.clone();
        built
            .records
            .of_module(&module.clone())
            .map(move |(id, facts)| (RecordKey::new(module.clone(), id), facts))
            .collect::<Vec<_>>()
    };
    modules.flat_map(of).collect()
}

impl Answerer for Compiled {
    fn name(&self) -> &'static str {
        "engine"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(CompiledOf(compiled(built), built.organization.clone()))
    }
}

impl Answers for CompiledOf {
    fn check(&self, question: &Question) -> Option<bool> {
        Some(check(&self.0, question))
    }

    fn decide(&self, question: &Question) -> Option<Decision> {
        Some(self.0.decide(&self.1, question))
    }

    fn batch(&self, questions: &[Question]) -> Option<Vec<bool>> {
        Some(self.0.check_all(questions))
    }

    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        Some(list(&self.0, member, permission, now))
    }

    fn who_can(&self, question: &Question) -> Option<Vec<MemberId>> {
        Some(self.0.who_can(question))
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
        Box::new(CompiledOf(self.engine.clone(), self.before.clone()))
    }
}
