//! A command's working copy: the organization before and after, what was emitted, what stands against it.

use std::{collections::BTreeSet, str::FromStr};

use jiff::Timestamp;
use rolecall_catalog::{CommandName, ContainerKindId, InvalidId, Permission};

use crate::{
    Answer, Call, Code, Commitments, ContainerId, Effect, Event, Field, MemberId, Organization, Outcome,
    PersonValue, RecordChange, Records, Refusal, Salt, Surroundings, Target, authority::Authority,
};

/// More draws than one event takes: two ids and three salts.
const DRAWS_OF_AN_EVENT: u64 = 8;

/// What the rules of the house leave out for a command (design, section 3: *transfer is exempt*, *not compared*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exemption {
    /// Nothing.
    None,
    /// Ownership changes hands.
    Transfer,
    /// Whoever makes a container joins it.
    CreatorJoins,
}

/// A command being carried out.
pub(crate) struct Draft<'a> {
    pub before: &'a Organization,
    pub after: Organization,
    pub surroundings: Surroundings<'a>,
    pub call: Call<'a>,
    pub events: Vec<Event>,
    pub people: Vec<PersonValue>,
    pub records: Vec<RecordChange>,
    pub effects: Vec<Effect>,
    pub answer: Answer,
    pub refusals: Vec<Refusal>,
    pub exemption: Exemption,
    pub unfinished: bool,
    drawn: u64,
}

impl<'a> Draft<'a> {
    pub fn new(before: &'a Organization, surroundings: Surroundings<'a>, call: Call<'a>) -> Self {
        Self {
            before,
            after: before.clone(),
            surroundings,
            call,
            events: Vec::new(),
            people: Vec::new(),
            records: Vec::new(),
            effects: Vec::new(),
            answer: Answer::default(),
            refusals: Vec::new(),
            exemption: Exemption::None,
            unfinished: false,
            // More than one event's worth of draws apart: ids stand in the order of the events that make them.
            drawn: before.policy.folded * DRAWS_OF_AN_EVENT,
        }
    }

    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    pub fn records_before(&self) -> &'a dyn Records {
        self.surroundings.records
    }

    /// Whether the actor may.
    pub fn authority(&self) -> Authority<'a> {
        Authority { organization: self.before, surroundings: self.surroundings, call: self.call }
    }

    /// The member who acts; `None` for a call of a program, the platform's or the organization's own.
    pub fn acting(&self) -> Option<&'a MemberId> {
        self.authority().acting()
    }

    /// Something happened.
    pub fn emit(&mut self, event: Event) {
        // A catalog that an event names was looked up before; there is nothing else that a fold can miss.
        let folded = self.after.apply(&event, self.surroundings.catalogs);
        if let Err(error) = folded {
            self.refuse(Refusal::new(Code::NotFound, error.to_string()));
        }
        self.events.push(event);
    }

    /// A rule forbids the command. What else does is still collected, so that the first in order is told.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Draws an id with a prefix.
    pub fn draw<I: FromStr<Err = InvalidId>>(&mut self, prefix: &str) -> Result<I, Refusal> {
        self.drawn += 1;
        let drawn = self.call.seed.id(prefix, self.drawn);
        drawn.parse().map_err(|error: InvalidId| Refusal::invalid("id", error.to_string()))
    }

    /// Takes in what one line of a bulk command came to.
    pub fn absorb(&mut self, outcome: Outcome) {
        for row in &outcome.people {
            self.after.people.set(&row.member, row.field, Some(&row.value));
        }
        outcome.events.into_iter().for_each(|event| self.emit(event));
        self.people.extend(outcome.people);
        self.effects.extend(outcome.effects);
        self.answer.created.extend(outcome.answer.created);
        self.answer.invitations.extend(outcome.answer.invitations);
    }

    /// Sets a personal value: the value goes to the people table, its commitment into `personal`.
    pub fn set_personal(
        &mut self,
        personal: &mut Commitments,
        member: &MemberId,
        field: Field,
        value: Option<&str>,
    ) {
        self.after.people.set(member, field, value);
        *personal.get_mut(field) = value.map(|value| {
            self.drawn += 1;
            let salt = Salt::new(self.call.seed.derive("salt", self.drawn));
            let row = PersonValue { member: member.clone(), field, salt, value: value.to_owned() };
            let commitment = row.commitment();
            self.people.push(row);
            commitment
        });
    }

    /// The actor needs what the catalog asks for this command; the product and the organization need to have it.
    pub fn require(&mut self, name: CommandName) -> Result<(), Refusal> {
        self.require_at(name, None, Target::Module)
    }

    /// The same for a command about a container or in one.
    pub fn require_at(
        &mut self,
        name: CommandName,
        kind: Option<&ContainerKindId>,
        target: Target,
    ) -> Result<(), Refusal> {
        let authority = self.authority();
        authority.require(name, kind, target)?;
        self.refusals.extend(authority.features_lacking(name));
        Ok(())
    }

    /// The actor needs a permission, decided by the access rule like any other.
    pub fn require_permission(&self, permission: &Permission, target: Target) -> Result<(), Refusal> {
        self.authority().require_permission(permission, target)
    }

    /// Whether the actor has a permission; a program has every one.
    pub fn may(&self, permission: &Permission, target: Target) -> bool {
        self.authority().may(permission, target)
    }

    /// A platform call only.
    pub fn require_platform(&self, what: &str) -> Result<(), Refusal> {
        self.authority().require_platform(what)
    }

    /// Members that the command touched, but for those it only moved.
    pub fn touched_members(&self) -> BTreeSet<MemberId> {
        let mut touched = BTreeSet::new();
        for event in &self.events {
            match event {
                Event::MemberAdded { member, .. }
                | Event::MemberStatusChanged { member, .. }
                | Event::MemberRemoved { member }
                | Event::MemberRolesSet { member, .. }
                | Event::MemberPermissionsSet { member, .. } => drop(touched.insert(member.clone())),
                Event::MemberChanged(changed) => drop(touched.insert(changed.member.clone())),
                Event::RoleReassigned { role, to: _ } => {
                    touched.extend(self.before.holders(role));
                }
                Event::CatalogAdopted { .. } => {
                    touched.extend(self.before.members().map(|(id, _)| id.clone()));
                }
                _ => {}
            }
        }
        touched
    }

    /// Memberships in containers that the command made or changed.
    pub fn touched_memberships(&self) -> BTreeSet<(ContainerId, MemberId)> {
        let mut touched = BTreeSet::new();
        for event in &self.events {
            match event {
                Event::ContainerMemberSet { container, member, .. } => {
                    touched.insert((container.clone(), member.clone()));
                }
                // A role that gives something else changes what its holders hold in each container.
                Event::RoleReassigned { role, .. } | Event::RoleChanged { role, grants: Some(_), .. } => {
                    touched.extend(self.memberships_with(role));
                }
                _ => {}
            }
        }
        // Who is new joined by an event of this command, and stands here already.
        let mut members = self.touched_members();
        members.retain(|member| self.before.member(member).is_some());
        touched.extend(self.memberships_of(&members));
        touched
    }

    /// Memberships of these members: of one, looked up in each container; of many, each container's gone through once.
    fn memberships_of(&self, members: &BTreeSet<MemberId>) -> Vec<(ContainerId, MemberId)> {
        let mut found = Vec::new();
        for (id, container) in &self.after.policy.containers {
            if members.len() < container.members.len() {
                let there = members.iter().filter(|member| container.members.contains_key(*member));
                found.extend(there.map(|member| (id.clone(), member.clone())));
            } else {
                let there = container.members.keys().filter(|member| members.contains(*member));
                found.extend(there.map(|member| (id.clone(), member.clone())));
            }
        }
        found
    }

    fn memberships_with(&self, role: &crate::RoleId) -> Vec<(ContainerId, MemberId)> {
        let containers = self.before.policy.containers.iter();
        let all = containers.flat_map(|(id, c)| c.members.iter().map(move |(member, m)| (id, member, m)));
        all.filter(|(_, _, m)| m.roles.contains(role))
            .map(|(id, member, _)| (id.clone(), member.clone()))
            .collect()
    }

    /// Something goes with what is deleted; the answer lists it.
    pub fn lose(&mut self, kind: &str, id: &str) {
        self.answer.lost.push(crate::Lost { kind: kind.to_owned(), id: id.to_owned() });
    }

    /// What came of it.
    pub fn finish(mut self) -> Result<Outcome, Refusal> {
        if let Some(first) = self.first_refusal() {
            return Err(first);
        }
        if self.unfinished {
            // Only the records of this batch; the removal itself comes with the last one.
            self.events.clear();
            self.effects.clear();
        }
        if !self.records.is_empty() {
            let gone = self.records.iter().filter(|change| change.facts.is_none()).count() as u64;
            let written = self.records.len() as u64 - gone;
            self.events.push(Event::RecordsWritten { written, deleted: gone });
        }
        Ok(Outcome {
            events: self.events,
            people: self.people,
            records: self.records,
            effects: self.effects,
            answer: self.answer,
            unfinished: self.unfinished,
        })
    }

    /// The first in order; further ones of a bulk command stand in its figures.
    fn first_refusal(&mut self) -> Option<Refusal> {
        let refusals = std::mem::take(&mut self.refusals);
        refusals.into_iter().min_by_key(|refusal| refusal.code)
    }
}
