//! Records as readings show them: to the platform all, to a member those that it may look at.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rolecall_catalog::{AccessClass, ActionId, ModuleId};
use rolecall_decision::ListPlace;
use rolecall_organization::{
    Actor, Code, Facts, MemberId, Organization, Question, RecordId, RecordKey, Records, Refusal, Target,
};
use serde::Serialize;

use crate::{Error, View};

/// A record as it is registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Record))]
pub struct RecordView {
    /// The module.
    pub module: String,
    /// The product's own id.
    pub id: String,
    /// Who owns it: the product's own id of the member, else the member's id.
    pub owner: Option<String>,
    /// The record it belongs to: its `module` and `id`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub parent: Option<RecordKey>,
    /// The container it lives in.
    pub container: Option<String>,
    /// Its values, by segment.
    pub segments: BTreeMap<String, BTreeSet<String>>,
    /// The product's version of it.
    pub version: Option<u64>,
}

impl View {
    /// A record.
    ///
    /// # Errors
    /// `forbidden` where the actor may not look at it, registered or not; `not_found` where there is none.
    pub fn record(&self, actor: &Actor, module: &str, id: &str, now: Timestamp) -> Result<RecordView, Error> {
        let absent = || Refusal::not_found("record", &format!("{module}/{id}"));
        let (Ok(module), Ok(id)) = (module.parse::<ModuleId>(), id.parse::<RecordId>()) else {
            return Err(absent().into());
        };
        if !self.may_look(actor, &module, &id, now) {
            let detail = format!("the actor may not look at `{module}/{id}`");
            return Err(Refusal::new(Code::Forbidden, detail).into());
        }
        let key = RecordKey::new(module, id);
        let facts = self.engine.facts(&key).ok_or_else(absent)?;
        Ok(self.record_view(&key.module, &key.id, &facts))
    }

    /// The records of a module that the actor may look at, those behind a place, in the order of their first registration; those of
    /// one owner where one is named.
    ///
    /// # Errors
    /// `not_found` where there is no such module.
    pub fn records_of<'a>(
        &'a self,
        actor: &'a Actor,
        module: &str,
        owner: Option<&str>,
        after: Option<&'a ListPlace>,
        now: Timestamp,
    ) -> Result<impl Iterator<Item = (ListPlace, RecordView)> + 'a, Error> {
        let known = self.organization.catalog().modules.get_key_value(module).map(|(id, _)| id);
        let module = known.ok_or_else(|| Refusal::not_found("module", module))?;
        let owner: Option<Option<MemberId>> = owner.map(|text| self.organization.find_owner(text).cloned());
        let owned = move |facts: &Facts| match &owner {
            None => true,
            Some(owner) => owner.is_some() && facts.owner == *owner,
        };
        let all = self.engine.records_behind(module, after).filter(move |(_, _, facts)| owned(facts));
        let seen = all.filter(move |(_, id, _)| self.may_look(actor, module, id, now));
        Ok(seen.map(move |(place, id, facts)| (place, self.record_view(module, &id, &facts))))
    }

    /// Whether the actor may look at a record: one of the actions that read is allowed.
    fn may_look(&self, actor: &Actor, module: &ModuleId, id: &RecordId, now: Timestamp) -> bool {
        let Actor::Member(member) = actor else { return true };
        let allowed = |action: &ActionId| {
            let question = Question {
                member: Some(member.clone()),
                action: action.clone(),
                module: module.clone(),
                target: Target::Record(id.clone(), Facts::default()),
                now,
            };
            self.engine.check(&question)
        };
        let actions = self.organization.catalog().modules.get(module).map(|module| &module.actions);
        let mut reading = actions.into_iter().flatten().filter(|(_, class)| **class == AccessClass::Read);
        reading.any(|(action, _)| allowed(action))
    }

    fn record_view(&self, module: &ModuleId, id: &RecordId, facts: &Facts) -> RecordView {
        let segments = facts
            .segments
            .iter()
            .map(|(segment, values)| (segment.to_string(), values.iter().map(ToString::to_string).collect()));
        RecordView {
            module: module.to_string(),
            id: id.to_string(),
            owner: facts.owner.as_ref().map(|owner| self.known_as(owner)),
            parent: facts.parent.clone(),
            container: facts.container.as_ref().map(ToString::to_string),
            segments: segments.collect(),
            version: facts.version,
        }
    }

    /// What the product knows a member by: its own id of the member, else the member's id.
    pub fn known_as(&self, member: &MemberId) -> String {
        known_as(&self.organization, member)
    }
}

/// How the product knows a member: by its own id where there is one.
pub(crate) fn known_as(organization: &Organization, member: &MemberId) -> String {
    let person = organization.people().person(member);
    let own = person.and_then(|person| person.external_id.as_ref()).map(ToString::to_string);
    own.unwrap_or_else(|| member.to_string())
}
