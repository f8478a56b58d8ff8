//! The whole decision, with its reason: what the reference says, word for word, out of what is compiled - grants by permission, the
//! tree by number, rules by module. Who does not stand is left to the reference.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{Module, Ownership, PositionId, Reach, SegmentId, SegmentValue};
use rolecall_organization::{
    ContainerId, Facts, Member, MemberId, Organization, Question, SharingRule, Source, Target,
};

use super::{Engine, check::Asker, rights::Kept};
use crate::{
    Blocker, Decision, Explanation, Opening, Path, Reason, openers,
    record::{self, Owner},
    reference, sentence,
};

impl Engine {
    /// *May this member do this to that record, and why?* The same as [`crate::decide`] answers, on every input. `organization` is
    /// the one that the engine is of.
    pub fn decide(&self, organization: &Organization, question: &Question) -> Decision {
        let Some((id, asker)) = self.standing(question) else {
            return crate::decide(organization, self, question);
        };
        let answer = self.reason(organization, question, id, asker);
        let later = self.ends_from(asker.member, question.now);
        let differs = |later: &Timestamp| {
            let later = Question { now: *later, ..question.clone() };
            let then = match self.standing(&later) {
                Some((id, asker)) => self.reason(organization, &later, id, asker),
                None => reference::answer(organization, self, &later),
            };
            then != answer
        };
        let valid_until = later.into_iter().find(differs);
        Decision { valid_until, ..answer }
    }

    /// Decides and explains.
    pub fn explain(&self, organization: &Organization, question: &Question) -> Explanation {
        let decision = self.decide(organization, question);
        let openers = if decision.allowed { Vec::new() } else { openers(organization, self, question) };
        let sentence = sentence(organization, question, &decision, &openers);
        Explanation { decision, sentence, openers }
    }

    fn standing(&self, question: &Question) -> Option<(&MemberId, Asker<'_>)> {
        let member = self.names.members.find(question.member.as_ref()?.as_str())?;
        let row = self.rights.row(member, question.now).filter(|row| row.is_somebodys())?;
        Some((self.names.members.get(member)?, Asker { member, row, now: question.now }))
    }

    /// The instants from now on at which something of a member's ends, in order.
    fn ends_from(&self, member: u32, now: Timestamp) -> BTreeSet<Timestamp> {
        self.rights.ends_of(member).filter(|end| *end >= now).collect()
    }

    fn reason(
        &self,
        organization: &Organization,
        question: &Question,
        id: &MemberId,
        asker: Asker<'_>,
    ) -> Decision {
        let known = self.rights.shape.permission(&question.module, &question.action);
        let declared = organization.catalog().modules.get(&question.module);
        let (Some(permission), Some(module), Some(member)) = (known, declared, organization.member(id))
        else {
            return reference::answer(organization, self, question);
        };
        let case = Case { engine: self, organization, question, asker, permission, id, member, module };
        case.answer().unwrap_or_else(Decision::deny)
    }
}

type Step<T> = Result<T, Vec<Blocker>>;

/// A grant that is held, and in which container.
#[derive(Clone, Copy)]
struct Held<'a> {
    grant: &'a Kept,
    container: Option<&'a ContainerId>,
}

impl Held<'_> {
    fn source(&self) -> Source {
        self.grant.source(self.container)
    }

    fn openings(self, paths: Vec<Path>) -> impl Iterator<Item = Opening> {
        let (source, reach) = (self.source(), self.grant.reach);
        paths.into_iter().map(move |path| Opening { source: source.clone(), reach, path })
    }
}

/// A question whose member stands and whose module and action are known.
struct Case<'a> {
    engine: &'a Engine,
    organization: &'a Organization,
    question: &'a Question,
    asker: Asker<'a>,
    permission: u32,
    id: &'a MemberId,
    member: &'a Member,
    module: &'a Module,
}

impl<'a> Case<'a> {
    fn answer(&self) -> Step<Decision> {
        let Some(facts) = record::facts(self.organization, self.engine, self.question) else {
            let named =
                if let Target::Container(container) = &self.question.target { Some(container) } else { None };
            return self.without_record(&self.operation(named)?, named);
        };
        let held = self.operation(facts.container.as_ref())?;
        match &self.module.owner {
            Ownership::Own | Ownership::Parent => self.record(&held, &facts),
            Ownership::Follows(actions) => self.following(&held, &facts, actions.get(&self.question.action)),
        }
    }

    fn operation<'b>(&'b self, container: Option<&'b ContainerId>) -> Step<Vec<Held<'b>>> {
        let here = self.asker.row.kept(self.permission).map(|grant| Held { grant, container: None });
        let place = container.and_then(|container| Some((container, self.place(container)?)));
        let there = place.into_iter().flat_map(|(container, row)| {
            row.kept(self.permission).map(move |grant| Held { grant, container: Some(container) })
        });
        let held: Vec<Held<'b>> = here.chain(there).collect();
        if held.is_empty() { Err(vec![Blocker::no_grant(self.question)]) } else { Ok(held) }
    }

    /// The row of the member's place in a container, while it counts.
    fn place(&self, container: &ContainerId) -> Option<&'a super::rights::Row> {
        let engine = self.engine;
        let slot = engine.names.containers.find(container.as_str())?;
        let place = engine.rights.place(self.asker.member, slot, self.asker.now)?;
        engine.rights.row_of(place.row)
    }

    fn belongs_to(&self, container: &ContainerId) -> bool {
        self.place(container).is_some()
    }

    fn without_record(&self, held: &[Held<'_>], named: Option<&ContainerId>) -> Step<Decision> {
        let itself = self.organization.catalog().container_kind_of(&self.question.module).is_some();
        let to_be = itself && self.question.action == *"create";
        let needs_place = named.is_some() || (self.module.container.is_some() && !to_be);
        let needs_place = |held: &Held<'_>| held.grant.reach != Reach::All && needs_place;
        let places = self.places(named);
        let through = |container: &ContainerId| Path::Container { container: container.clone() };
        let ways = |held: &Held<'_>| {
            if needs_place(held) { places.iter().map(through).collect() } else { vec![Path::Permission] }
        };
        let opened: Vec<Opening> = held.iter().flat_map(|held| held.openings(ways(held))).collect();
        if opened.is_empty() {
            let blocked =
                |held: &Held<'_>| Blocker::Container { source: held.source(), container: named.cloned() };
            return Err(held.iter().map(blocked).collect());
        }
        let reach = opened.iter().map(|opening| opening.reach).max();
        let containers = if held.iter().all(needs_place) { places } else { Vec::new() };
        Ok(Decision { containers, reach, ..Decision::allow(opened) })
    }

    /// The containers of which the member is one: of the one named, or of those that the module's records live in.
    fn places(&self, named: Option<&ContainerId>) -> Vec<ContainerId> {
        if let Some(named) = named {
            return self.belongs_to(named).then(|| named.clone()).into_iter().collect();
        }
        let rights = &self.engine.rights;
        let counting =
            rights.places(self.asker.member).iter().filter(|place| rights.counts(place, self.asker.now));
        let ids = counting.filter_map(|place| self.engine.names.containers.get(place.container));
        let meant = |id: &&ContainerId| {
            self.module.container.is_some()
                && self.organization.container_kind(id) == self.module.container.as_ref()
        };
        let mut ids: Vec<ContainerId> = ids.filter(meant).cloned().collect();
        ids.sort_unstable();
        ids
    }

    fn record(&self, held: &[Held<'_>], facts: &Facts) -> Step<Decision> {
        let owner = record::owner(self.organization, self.engine, self.module, facts);
        let (mut opened, mut blocked) = (Vec::new(), Vec::new());
        for held in held {
            let paths = self.paths(held.grant.reach, facts.container.as_ref(), owner);
            let outside = outside(held, facts);
            if paths.is_empty() {
                blocked.push(self.out_of_reach(held, facts, owner));
            } else if outside.is_empty() {
                opened.extend(held.openings(paths));
            }
            blocked.extend(outside);
        }
        if opened.is_empty() { Err(blocked) } else { Ok(Decision::allow(opened)) }
    }

    fn paths(&self, reach: Reach, container: Option<&ContainerId>, owner: Option<Owner<'_>>) -> Vec<Path> {
        match (reach, container) {
            (Reach::All, _) => vec![Path::All],
            (_, Some(container)) if !self.belongs_to(container) => Vec::new(),
            (Reach::Shared, Some(container)) => vec![Path::Container { container: container.clone() }],
            (Reach::Shared, None) => self.shared(owner),
            (Reach::Assigned, _) => self.own(owner).into_iter().collect(),
        }
    }

    fn shared(&self, owner: Option<Owner<'_>>) -> Vec<Path> {
        let mut paths: Vec<Path> = self.own(owner).into_iter().collect();
        if let Some(owner) = owner {
            paths.extend(self.superior(owner));
            let peer = owner.id != self.id && self.organization.are_peers(owner.member, self.member);
            paths.extend(peer.then(|| Path::Peer { owner: owner.id.clone() }));
            self.rules(owner, &mut paths);
        }
        paths.extend(self.default());
        paths.extend(self.organization.is_at_top(self.member).then_some(Path::Top));
        paths
    }

    fn own(&self, owner: Option<Owner<'_>>) -> Option<Path> {
        owner.filter(|owner| owner.id == self.id).map(|_| Path::Own)
    }

    fn default(&self) -> Option<Path> {
        let level = self.organization.sharing_default(&self.question.module)?;
        let class = self.module.actions.get(&self.question.action)?;
        level.admits(*class).then_some(Path::Default { level })
    }

    fn superior(&self, owner: Owner<'_>) -> Option<Path> {
        let position = self.member.position.as_ref()?;
        let tree = self.engine.rights.tree();
        let chain: Vec<PositionId> = match &owner.member.position {
            Some(from) => tree.chain(from, position)?,
            None if self.organization.is_at_top(self.member) => vec![position.clone()],
            None => return None,
        };
        Some(Path::Superior { owner: owner.id.clone(), chain })
    }

    fn rules(&self, owner: Owner<'_>, paths: &mut Vec<Path>) {
        let rights = &self.engine.rights;
        let Some((shape, _)) = self.engine.shapes(self.permission) else { return };
        let class =
            self.engine.names.members.find(owner.id.as_str()).map_or(0, |slot| rights.owner_class(slot));
        for (id, rule) in rights.sets.rules(shape.module, shape.class, class, self.asker.row.viewer()) {
            let via = |found: Option<MemberId>| Path::Rule { rule: id.clone(), via: found };
            if self.organization.covers(&rule.to, self.id, self.member) {
                paths.push(via(None));
            } else if let Some(found) = self.subordinate(rule) {
                paths.push(via(Some(found)));
            }
        }
    }

    /// The first subordinate to whom a rule opens, if it opens to superiors.
    fn subordinate(&self, rule: &SharingRule) -> Option<MemberId> {
        let mut members = self.organization.policy().members.iter().filter(|_| rule.superiors_allowed);
        let found = members.find(|(id, other)| {
            self.organization.is_subordinate(other, self.member)
                && self.organization.covers(&rule.to, id, other)
        });
        found.map(|(id, _)| id.clone())
    }

    fn out_of_reach(&self, held: &Held<'_>, facts: &Facts, owner: Option<Owner<'_>>) -> Blocker {
        match facts.container.as_ref().filter(|container| !self.belongs_to(container)) {
            Some(container) => {
                Blocker::Container { source: held.source(), container: Some(container.clone()) }
            }
            None => Blocker::Reach {
                source: held.source(),
                reach: held.grant.reach,
                owner: owner.map(|owner| owner.id.clone()),
            },
        }
    }

    fn following(
        &self,
        held: &[Held<'_>],
        facts: &Facts,
        asked: Option<&rolecall_catalog::ActionId>,
    ) -> Step<Decision> {
        let action = asked.unwrap_or(&self.question.action).clone();
        let Some(parent) = record::parent(self.module, facts).cloned() else {
            return Err(vec![Blocker::Parent { parent: None, action, blocked: Vec::new() }]);
        };
        let on_parent = record::on_parent(self.question, &parent, &action);
        match self.engine.reason(self.organization, &on_parent, self.id, self.asker).reason {
            Reason::Blocked(blocked) => Err(vec![Blocker::Parent { parent: Some(parent), action, blocked }]),
            Reason::Opened(opened) => {
                let follows = vec![Path::Follows { parent, action, opened }];
                Ok(Decision::allow(held.iter().flat_map(|held| held.openings(follows.clone())).collect()))
            }
        }
    }
}

fn outside(held: &Held<'_>, facts: &Facts) -> Vec<Blocker> {
    let outside = |(segment, allowed): &(SegmentId, BTreeSet<SegmentValue>)| {
        let values = facts.segments.get(segment).cloned().unwrap_or_default();
        let disjoint = values.is_disjoint(allowed);
        disjoint.then(|| Blocker::Segment {
            source: held.source(),
            segment: segment.clone(),
            values,
            allowed: allowed.clone(),
        })
    };
    held.grant.allowed.iter().filter_map(outside).collect()
}
