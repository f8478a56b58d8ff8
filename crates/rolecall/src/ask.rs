//! Questions in the words that people use, and who may ask them (design, section 8: *Questions*).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::{ActionId, CommandName, ContainerKindId, ModuleId, Permission, SegmentId};
use rolecall_decision::{Decision, Explanation, MayDo};
use rolecall_organization::{
    Actor, Call, Code, ContainerId, Facts, MemberId, Named, OneOrMany, Organization, Question, RecordId,
    RecordKey, Records, Refusal, Seed, Surroundings, Target, require,
};
use serde::{Deserialize, Serialize};

use crate::{Error, View};

/// The id of a record to be asked about that has none: only the facts that are sent count.
const UNREGISTERED: &str = "(unregistered)";

/// *May this member do this to that record?* in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Who: an id, an e-mail address or the product's own id.
    pub member: Named,
    /// The action.
    pub action: ActionId,
    /// The module.
    pub module: ModuleId,
    /// Which record; absent: at all, or the record to be that the facts describe.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// A container, where no record is named.
    #[serde(default)]
    pub container: Option<Named>,
    /// Facts of a record that was never registered.
    #[serde(default)]
    pub facts: AskedFacts,
}

/// Facts of a record, in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedFacts {
    /// The member who owns it.
    #[serde(default)]
    pub owner: Option<Named>,
    /// The record it belongs to.
    #[serde(default)]
    pub parent: Option<RecordKey>,
    /// The container it lives in.
    #[serde(default)]
    pub container: Option<Named>,
    /// Its values, by segment.
    #[serde(default)]
    pub segments: BTreeMap<SegmentId, OneOrMany>,
}

/// A question in words as the rule takes it. Who or what does not exist makes it a deny, never an error.
pub(crate) fn question(organization: &Organization, asked: &Asked, now: Timestamp) -> Question {
    question_of(organization, organization.find_member(&asked.member), asked, now)
}

fn question_of(
    organization: &Organization,
    member: Option<&MemberId>,
    asked: &Asked,
    now: Timestamp,
) -> Question {
    Question {
        member: member.cloned(),
        action: asked.action.clone(),
        module: asked.module.clone(),
        target: target(organization, asked),
        now,
    }
}

fn target(organization: &Organization, asked: &Asked) -> Target {
    let facts = facts(organization, &asked.facts, asked.container.as_deref());
    let about_facts = asked.facts != AskedFacts::default();
    let container = || container_named(organization, asked.container.as_deref());
    match &asked.record {
        _ if asked.action.as_str() == "create" && (about_facts || asked.record.is_some()) => {
            Target::New(facts)
        }
        Some(record) => Target::Record(record.clone(), facts),
        None if about_facts => match UNREGISTERED.parse() {
            Ok(record) => Target::Record(record, facts),
            Err(_) => Target::New(facts),
        },
        None => container().map_or(Target::Module, Target::Container),
    }
}

fn facts(organization: &Organization, asked: &AskedFacts, container: Option<&str>) -> Facts {
    let owner = asked.owner.as_deref().and_then(|text| organization.find_owner(text));
    let segments = asked.segments.iter().map(|(id, values)| (id.clone(), values.clone().into_set()));
    Facts {
        owner: owner.cloned(),
        parent: asked.parent.clone(),
        container: container_named(organization, asked.container.as_deref().or(container)),
        segments: segments.collect(),
        version: None,
    }
}

/// A container by id or name; one that does not exist is one that nobody joined.
pub(crate) fn container_named(organization: &Organization, text: Option<&str>) -> Option<ContainerId> {
    let text = text?;
    organization.find_container(text).cloned().or_else(|| text.parse().ok())
}

impl View {
    /// A question in words as the rule takes it. Who or what does not exist makes it a deny, never an error.
    pub fn question(&self, asked: &Asked, now: Timestamp) -> Question {
        // The same that the policy finds, by one hash in place of three trees.
        let member = self.engine.member(&asked.member).and_then(|found| self.engine.member_id(found));
        question_of(&self.organization, member, asked, now)
    }

    /// The decision.
    pub fn check(&self, asked: &Asked, now: Timestamp) -> Decision {
        self.decide(&self.question(asked, now))
    }

    /// The decision on a question.
    pub fn decide(&self, question: &Question) -> Decision {
        self.engine.decide(&self.organization, question)
    }

    /// The decision with its sentence and what would open it.
    pub fn explain(&self, asked: &Asked, now: Timestamp) -> Explanation {
        self.engine.explain(&self.organization, &self.question(asked, now))
    }

    /// Every registered record of a module on which a member may do something.
    pub fn list(&self, member: &str, permission: &Permission, now: Timestamp) -> Vec<RecordId> {
        match self.organization.find_member(member) {
            Some(member) => self.engine.list_ids(member, permission, now),
            None => Vec::new(),
        }
    }

    /// Every member who may do what is asked; who asks is not looked at.
    pub fn who_can(&self, asked: &Asked, now: Timestamp) -> Vec<MemberId> {
        self.engine.who_can(&self.question(asked, now))
    }

    /// What a member may do, module by module.
    pub fn access(&self, member: &MemberId, now: Timestamp) -> Vec<MayDo> {
        self.engine.access(member, now)
    }

    /// Whether an actor may ask about a member: about oneself always, about others as the catalog says (`decision.ask`). Asked of the
    /// present view, also for questions about the past: who may look back is who may look now.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_ask(&self, actor: &Actor, about: Option<&str>, now: Timestamp) -> Result<(), Error> {
        may_ask(&self.organization, &self.engine, actor, about, now)
    }

    /// Whether an actor may have a reading, by what the catalog asks for it.
    pub(crate) fn may(
        &self,
        actor: &Actor,
        name: CommandName,
        kind: Option<&ContainerKindId>,
        target: Target,
        now: Timestamp,
    ) -> Result<(), Error> {
        may(&self.organization, &self.engine, actor, (name, kind, target), now)
    }

    /// The member that acts.
    ///
    /// # Errors
    /// `forbidden` where there is no such member: an actor is told no more.
    pub fn actor(&self, text: &str) -> Result<Actor, Error> {
        actor(&self.organization, text)
    }
}

/// The member that acts; an actor that is none is told no more.
pub(crate) fn actor(organization: &Organization, text: &str) -> Result<Actor, Error> {
    let found = organization.find_member(text).cloned().map(Actor::Member);
    let refusal = || Refusal::new(Code::Forbidden, "the actor is no member of this organization");
    found.ok_or_else(|| refusal().into())
}

/// Whether an actor may ask about a member: about oneself always, about others as the catalog says.
pub(crate) fn may_ask(
    organization: &Organization,
    records: &dyn Records,
    actor: &Actor,
    about: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let oneself = match (actor, about) {
        (Actor::Member(actor), Some(about)) => organization.find_member(about) == Some(actor),
        _ => false,
    };
    if oneself {
        return Ok(());
    }
    may(organization, records, actor, (CommandName::DecisionAsk, None, Target::Module), now)
}

/// What is asked for: a command or a reading, the kind of container it is about, and what it is done to.
type Wanted<'a> = (CommandName, Option<&'a ContainerKindId>, Target);

/// Whether an actor may have a reading, by what the catalog asks for it.
fn may(
    organization: &Organization,
    records: &dyn Records,
    actor: &Actor,
    (name, kind, target): Wanted<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let catalogs = rolecall_organization::Catalogs::new();
    let surroundings = Surroundings { records, rule: &rolecall_decision::Reference, catalogs: &catalogs };
    // A reading draws nothing.
    let call = Call { actor, now, seed: Seed([0; 32]) };
    Ok(require(organization, surroundings, call, name, kind, target)?)
}
