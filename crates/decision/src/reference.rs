//! The access rule, step by step as section 2 of the design tells it. Slow, small and obviously right: whatever answers
//! faster has to agree with this file on every input.

use std::collections::BTreeSet;

use rolecall_catalog::{AccessClass, ActionId, Module, Ownership, Reach, SegmentId, SegmentValue};
use rolecall_organization::{
    ContainerId, Facts, HeldGrant, Member, MemberId, Organization, Question, Records, SharingRule,
    SharingRuleId, Status, Target,
};

use crate::record::{self, Owner};
use crate::{Blocker, Decision, Opening, Path, Reason, Standing};

/// An allow with every way in, or a deny with every gate that blocked at the first step that denies.
pub(crate) fn answer(organization: &Organization, records: &dyn Records, question: &Question) -> Decision {
    steps(organization, records, question).unwrap_or_else(Decision::deny)
}

type Step<T> = Result<T, Vec<Blocker>>;

fn steps(organization: &Organization, records: &dyn Records, question: &Question) -> Step<Decision> {
    let (id, member) = standing(organization, question)?;
    let (module, class) = known(organization, question)?;
    let case = Case { organization, records, question, id, member, module, class };
    let Some(facts) = record::facts(organization, records, question) else {
        let named = if let Target::Container(container) = &question.target { Some(container) } else { None };
        return case.without_record(&case.operation(named)?, named);
    };
    let held = case.operation(facts.container.as_ref())?;
    match &module.owner {
        Ownership::Own | Ownership::Parent => case.record(&held, &facts),
        Ownership::Follows(actions) => case.following(&held, &facts, actions.get(&question.action)),
    }
}

// 1. Standing: the member is active, `now` lies before its end date, its kind may sign in.

fn standing<'a>(organization: &'a Organization, question: &'a Question) -> Step<(&'a MemberId, &'a Member)> {
    let found = question.member.as_ref().and_then(|id| Some((id, organization.member(id)?)));
    let Some((id, member)) = found else { return Err(vec![Blocker::Standing { what: Standing::Unknown }]) };
    let deleted = organization.policy().deleted.then_some(Standing::OrganizationDeleted);
    let status = match &member.status {
        Status::Active => None,
        Status::Invited(_) => Some(Standing::Invited),
        Status::Inactive => Some(Standing::Inactive),
        Status::Removed => Some(Standing::Removed),
    };
    let ended = member.ends_at.filter(|end| question.now >= *end).map(|at| Standing::Ended { at });
    let signs_in = organization.kind_of(member).is_some_and(|kind| kind.sign_in);
    let no_sign_in = (!signs_in).then(|| Standing::NoSignIn { kind: member.kind.clone() });
    let failed = [deleted, status, ended, no_sign_in].into_iter().flatten();
    let failed: Vec<Blocker> = failed.map(|what| Blocker::Standing { what }).collect();
    if failed.is_empty() { Ok((id, member)) } else { Err(failed) }
}

/// An unknown module or action is a deny (section 8: *Questions*).
fn known<'a>(organization: &'a Organization, question: &Question) -> Step<(&'a Module, AccessClass)> {
    let (module, action) = (question.module.clone(), question.action.clone());
    let Some(found) = organization.catalog().modules.get(&module) else {
        return Err(vec![Blocker::UnknownModule { module }]);
    };
    let class = found.actions.get(&action).copied();
    class.map(|class| (found, class)).ok_or_else(|| vec![Blocker::UnknownAction { module, action }])
}

/// A question whose member stands and whose module and action are known.
struct Case<'a> {
    organization: &'a Organization,
    records: &'a dyn Records,
    question: &'a Question,
    id: &'a MemberId,
    member: &'a Member,
    module: &'a Module,
    class: AccessClass,
}

impl Case<'_> {
    // 2. Operation: the grants from roles held in the organization, from direct permissions, and from roles held in the
    //    container of the record or of the question. A role held past its date does not count.

    fn operation(&self, container: Option<&ContainerId>) -> Step<Vec<HeldGrant>> {
        let (module, action) = (&self.question.module, &self.question.action);
        let in_container =
            |container| self.organization.held_in_container(container, self.id, self.question.now);
        let mut held = self.organization.held_in_organization(self.member);
        held.extend(container.into_iter().flat_map(in_container));
        held.retain(|held| held.grant.module == *module && held.grant.actions.contains(action));
        if held.is_empty() { Err(vec![Blocker::no_grant(self.question)]) } else { Ok(held) }
    }

    // 3. Question without a record: allow, and tell the reach. Where every grant needs membership in a container, one
    //    membership is needed, and the answer lists the containers.

    fn without_record(&self, held: &[HeldGrant], named: Option<&ContainerId>) -> Step<Decision> {
        let places = self.places(named);
        let needs_place = |held: &HeldGrant| held.grant.reach != Reach::All && self.needs_membership(named);
        let through = |container: &ContainerId| Path::Container { container: container.clone() };
        let ways = |held: &HeldGrant| {
            if needs_place(held) { places.iter().map(through).collect() } else { vec![Path::Permission] }
        };
        let opened: Vec<Opening> = held.iter().flat_map(|held| openings(held, ways(held))).collect();
        if opened.is_empty() {
            return Err(held.iter().map(|held| Blocker::container(held, named)).collect());
        }
        let reach = opened.iter().map(|opening| opening.reach).max();
        let containers = if held.iter().all(needs_place) { places } else { Vec::new() };
        Ok(Decision { containers, reach, ..Decision::allow(opened) })
    }

    /// Whether a grant that does not reach everything asks for membership: in the container named, or in one of those that
    /// the module's records live in. A container to be stands in none yet.
    fn needs_membership(&self, named: Option<&ContainerId>) -> bool {
        let itself = self.organization.catalog().container_kind_of(&self.question.module).is_some();
        let to_be = itself && self.question.action == *"create";
        named.is_some() || (self.module.container.is_some() && !to_be)
    }

    /// The containers of which the member is one: of the one named, or of those that the module's records live in.
    fn places(&self, named: Option<&ContainerId>) -> Vec<ContainerId> {
        let meant = |id: &&ContainerId| match named {
            Some(named) => *id == named,
            None => self.organization.container_kind(id) == self.module.container.as_ref(),
        };
        let containers = self.organization.policy().containers.keys().filter(meant);
        containers.filter(|id| self.belongs_to(id)).cloned().collect()
    }

    fn belongs_to(&self, container: &ContainerId) -> bool {
        self.organization.membership(container, self.id, self.question.now).is_some()
    }

    // 4. Record: some one grant passes both the reach and the segments.

    fn record(&self, held: &[HeldGrant], facts: &Facts) -> Step<Decision> {
        let owner = record::owner(self.organization, self.records, self.module, facts);
        let (mut opened, mut blocked) = (Vec::new(), Vec::new());
        for held in held {
            let paths = self.paths(held.grant.reach, facts.container.as_ref(), owner);
            let outside = self.outside_segments(held, facts);
            if paths.is_empty() {
                blocked.push(self.out_of_reach(held, facts, owner));
            } else if outside.is_empty() {
                opened.extend(openings(held, paths));
            }
            blocked.extend(outside);
        }
        if opened.is_empty() { Err(blocked) } else { Ok(Decision::allow(opened)) }
    }

    /// `all` opens every record. *Container gate:* a record in a container opens to `shared` and `assigned` only for that
    /// container's members; there `shared` opens all its records, `assigned` own ones.
    fn paths(&self, reach: Reach, container: Option<&ContainerId>, owner: Option<Owner<'_>>) -> Vec<Path> {
        match (reach, container) {
            (Reach::All, _) => vec![Path::All],
            (_, Some(container)) if !self.belongs_to(container) => Vec::new(),
            (Reach::Shared, Some(container)) => vec![Path::Container { container: container.clone() }],
            (Reach::Shared, None) => self.shared(owner),
            (Reach::Assigned, _) => self.own(owner).into_iter().collect(),
        }
    }

    /// `shared` opens what `assigned` opens, and what follows here.
    fn shared(&self, owner: Option<Owner<'_>>) -> Vec<Path> {
        let by_owner = [self.own(owner), self.superior(owner), self.peer(owner)];
        let rules = owner.into_iter().flat_map(|owner| self.rules(owner));
        by_owner.into_iter().flatten().chain(rules).chain(self.default()).chain(self.top()).collect()
    }

    /// `assigned` opens the records whose owner is the member.
    fn own(&self, owner: Option<Owner<'_>>) -> Option<Path> {
        owner.filter(|owner| owner.id == self.id).map(|_| Path::Own)
    }

    /// *Default*: those that the module's sharing default admits for the action's access class.
    fn default(&self) -> Option<Path> {
        let level = self.organization.sharing_default(&self.question.module)?;
        level.admits(self.class).then_some(Path::Default { level })
    }

    /// *Superior*: those whose owner's position lies below the member's in the tree.
    fn superior(&self, owner: Option<Owner<'_>>) -> Option<Path> {
        let owner = owner.filter(|owner| self.organization.is_subordinate(owner.member, self.member))?;
        let chain = record::chain(self.organization, owner, self.member);
        Some(Path::Superior { owner: owner.id.clone(), chain })
    }

    /// The top position opens everything, also records without an owner.
    fn top(&self) -> Option<Path> {
        self.organization.is_at_top(self.member).then_some(Path::Top)
    }

    /// *Peer*: those whose owner has the same position, if the position shares with peers.
    fn peer(&self, owner: Option<Owner<'_>>) -> Option<Path> {
        let owner = owner.filter(|owner| owner.id != self.id)?;
        let peers = self.organization.are_peers(owner.member, self.member);
        peers.then(|| Path::Peer { owner: owner.id.clone() })
    }

    /// *Rule*: those that a sharing rule on the module opens at a level that admits the class, whose `from` covers the owner ...
    fn rules(&self, owner: Owner<'_>) -> Vec<Path> {
        let opens = |rule: &SharingRule| {
            rule.level.admits(self.class) && self.organization.covers(&rule.from, owner.id, owner.member)
        };
        let rules = self.organization.sharing_rules(&self.question.module);
        rules.filter(|(_, rule)| opens(rule)).filter_map(|(id, rule)| self.shared_by(id, rule)).collect()
    }

    /// ... and whose `to` covers the member - or a subordinate of the member, if the rule has `superiors_allowed`. Being a
    /// subordinate is a matter of positions, whatever the status of the people in them.
    fn shared_by(&self, id: &SharingRuleId, rule: &SharingRule) -> Option<Path> {
        if self.organization.covers(&rule.to, self.id, self.member) {
            return Some(Path::Rule { rule: id.clone(), via: None });
        }
        let mut members = self.organization.policy().members.iter().filter(|_| rule.superiors_allowed);
        let (via, _) = members.find(|(id, other)| {
            self.organization.is_subordinate(other, self.member)
                && self.organization.covers(&rule.to, id, other)
        })?;
        Some(Path::Rule { rule: id.clone(), via: Some(via.clone()) })
    }

    /// *Segments*: for each segment of the module, the record has a value that both the grant's and the member's limits allow;
    /// of several values one suffices; a record without a value is outside every limit; no limit allows all.
    fn outside_segments(&self, held: &HeldGrant, facts: &Facts) -> Vec<Blocker> {
        let outside = |segment: &SegmentId| {
            let limits = [held.grant.limits.get(segment), self.member.segments.get(segment)];
            let allowed: BTreeSet<SegmentValue> =
                limits.into_iter().flatten().cloned().reduce(|one, other| &one & &other)?;
            let values = facts.segments.get(segment).cloned().unwrap_or_default();
            let disjoint = values.is_disjoint(&allowed);
            disjoint.then(|| Blocker::segment(held, segment, values, allowed))
        };
        self.module.segments.iter().filter_map(outside).collect()
    }

    /// The gate at which a grant without any path stops.
    fn out_of_reach(&self, held: &HeldGrant, facts: &Facts, owner: Option<Owner<'_>>) -> Blocker {
        match facts.container.as_ref().filter(|container| !self.belongs_to(container)) {
            Some(container) => Blocker::container(held, Some(container)),
            None => Blocker::reach(held, owner.map(|owner| owner.id)),
        }
    }

    // 5. Following: with step 2 passed, the record is reached exactly when the rule allows, on its parent, the action that
    //    the catalog names (it names one for each).

    fn following(&self, held: &[HeldGrant], facts: &Facts, asked: Option<&ActionId>) -> Step<Decision> {
        let action = asked.unwrap_or(&self.question.action).clone();
        let Some(parent) = record::parent(self.module, facts).cloned() else {
            return Err(vec![Blocker::Parent { parent: None, action, blocked: Vec::new() }]);
        };
        let on_parent = record::on_parent(self.question, &parent, &action);
        match answer(self.organization, self.records, &on_parent).reason {
            Reason::Blocked(blocked) => Err(vec![Blocker::Parent { parent: Some(parent), action, blocked }]),
            Reason::Opened(opened) => {
                let follows = vec![Path::Follows { parent, action, opened }];
                Ok(Decision::allow(held.iter().flat_map(|held| openings(held, follows.clone())).collect()))
            }
        }
    }
}

fn openings(held: &HeldGrant, paths: Vec<Path>) -> impl Iterator<Item = Opening> {
    let (source, reach) = (held.source.clone(), held.grant.reach);
    paths.into_iter().map(move |path| Opening { source: source.clone(), reach, path })
}
