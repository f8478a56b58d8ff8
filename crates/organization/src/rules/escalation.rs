//! `escalation`: what a command adds - permission, reach, segments, place; no limit being the widest - lies within what the
//! actor holds there (design, section 3). What members and roles give is laid out as holdings, one permission each; those that
//! were not there before must be covered by the actor's own.

use std::collections::BTreeSet;

use rolecall_catalog::{FeatureId, Grant, Limits, Permission, Reach, SegmentId, SegmentValue};

use crate::{
    Code, ContainerId, Event, Member, MemberId, Organization, Refusal, Source,
    draft::{Draft, Exemption},
};

/// One permission as it is held: how far, and limited to which values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Holding {
    permission: Permission,
    reach: Reach,
    limits: Limits,
    feature: Option<FeatureId>,
}

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let Some(actor) = draft.acting().filter(|_| draft.exemption != Exemption::Transfer) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let own = own_in_organization(draft.before, actor);
    for member in draft.touched_members() {
        let added = in_organization(&draft.after, &member);
        let woken = wakes(draft, &member);
        let had = if woken { BTreeSet::new() } else { in_organization(draft.before, &member) };
        found.extend(beyond(&added, &had, &own, None));
    }
    if draft.exemption != Exemption::CreatorJoins {
        for (container, member) in draft.touched_memberships() {
            let own = actor_within(draft, actor, &container);
            let added = within(&draft.after, &container, &member);
            let woken = wakes(draft, &member) || resumes(draft, &container, &member);
            let had = if woken { BTreeSet::new() } else { within(draft.before, &container, &member) };
            found.extend(beyond(&added, &had, &own, Some(&container)));
        }
    }
    found.extend(by_roles(draft, &own));
    found
}

/// Whether a member that could do nothing - inactive, or past its end date - can act again, or an invitation goes to another
/// address: all that it holds is given anew.
fn wakes(draft: &Draft<'_>, member: &MemberId) -> bool {
    let (before, after) = (draft.before.member(member), draft.after.member(member));
    let stands = |organization: &Organization, found: Option<&Member>| {
        found.is_some_and(|member| organization.stands(member, draft.now()))
    };
    let address = |found: Option<&Member>| found.filter(|m| m.is_invited()).and_then(|m| m.personal.email);
    let readdressed = address(before).is_some() && address(before) != address(after);
    readdressed || (!stands(draft.before, before) && stands(&draft.after, after))
}

/// Whether a membership that was over goes on.
fn resumes(draft: &Draft<'_>, container: &ContainerId, member: &MemberId) -> bool {
    let counts =
        |organization: &Organization| organization.membership(container, member, draft.now()).is_some();
    !counts(draft.before) && counts(&draft.after)
}

/// What roles give from now on that they did not give before.
fn by_roles(draft: &Draft<'_>, own: &BTreeSet<Holding>) -> Vec<Refusal> {
    let nobody = Limits::new();
    let touched = draft.events.iter().filter_map(|event| match event {
        Event::RoleCreated { role, .. } | Event::RoleChanged { role, grants: Some(_), .. } => Some(role),
        _ => None,
    });
    let refusals = touched.filter_map(|id| {
        let holdings = |organization: &Organization| {
            let role = organization.role(id);
            role.map(|role| organization.role_grants(&role)).unwrap_or_default()
        };
        let (after, before) = (holdings(&draft.after), holdings(draft.before));
        let spread = |grants: Vec<Grant>| spread(&draft.after, grants.iter(), &nobody);
        beyond(&spread(after), &spread(before), own, None)
    });
    refusals.collect()
}

/// The first added holding that does not lie within what was there before and what the actor holds, value by value.
fn beyond(
    added: &BTreeSet<Holding>,
    had: &BTreeSet<Holding>,
    own: &BTreeSet<Holding>,
    container: Option<&ContainerId>,
) -> Option<Refusal> {
    let fine: BTreeSet<Holding> = had.union(own).cloned().collect();
    let excess = added.iter().find(|holding| !is_covered(holding, &fine))?;
    let there = container.map_or(String::new(), |container| format!(" in `{container}`"));
    let detail = format!("this gives `{}` further than you hold it yourself{there}", excess.permission);
    Some(
        Refusal::new(Code::Escalation, detail)
            .help("ask someone who holds it, or leave it out")
            .figure("permission", excess.permission.to_string()),
    )
}

/// What a member holds in the organization, features or not: one that is switched on later must not add what nobody checked.
fn in_organization(organization: &Organization, id: &MemberId) -> BTreeSet<Holding> {
    let Some(member) = organization.member(id).filter(|member| !member.is_removed()) else {
        return BTreeSet::new();
    };
    let grants = organization.written_in_organization(member);
    spread(organization, grants.iter().map(|held| &held.grant), &member.segments)
}

/// What the actor holds in the organization. What a feature gives counts like anything else while the feature is on.
fn own_in_organization(organization: &Organization, id: &MemberId) -> BTreeSet<Holding> {
    let Some(member) = organization.member(id) else { return BTreeSet::new() };
    let counting = organization.held_in_organization(member);
    in_organization(organization, id).into_iter().chain(settled(organization, member, &counting)).collect()
}

/// What counts with the features there are, whatever it counts by.
fn settled(organization: &Organization, member: &Member, counting: &[crate::HeldGrant]) -> BTreeSet<Holding> {
    let counting = spread(organization, counting.iter().map(|held| &held.grant), &member.segments);
    counting.into_iter().map(|holding| Holding { feature: None, ..holding }).collect()
}

/// What a member holds in a container through roles there.
fn within(organization: &Organization, container: &ContainerId, id: &MemberId) -> BTreeSet<Holding> {
    let Some(member) = organization.member(id).filter(|member| !member.is_removed()) else {
        return BTreeSet::new();
    };
    let held = organization.written_in_container(container, id);
    opened_there(spread(organization, held.iter().map(|held| &held.grant), &member.segments))
}

/// What the actor holds in a container: roles there, while the membership counts, and what the organization's roles give there.
fn actor_within(draft: &Draft<'_>, actor: &MemberId, container: &ContainerId) -> BTreeSet<Holding> {
    let organization = draft.before;
    let everywhere = own_in_organization(organization, actor);
    let Some(member) = organization.member(actor).filter(|_| joined(draft, actor, container)) else {
        return everywhere.into_iter().filter(|holding| holding.reach == Reach::All).collect();
    };
    let counting = organization.held_in_container(container, actor, draft.now());
    let there = opened_there(settled(organization, member, &counting));
    opened_there(everywhere).into_iter().chain(within(organization, container, actor)).chain(there).collect()
}

fn joined(draft: &Draft<'_>, actor: &MemberId, container: &ContainerId) -> bool {
    draft.before.membership(container, actor, draft.now()).is_some()
}

/// In a container `shared` opens all its records (design, section 2, step 4).
fn opened_there(holdings: BTreeSet<Holding>) -> BTreeSet<Holding> {
    let open = |holding: Holding| match holding.reach {
        Reach::Shared => Holding { reach: Reach::All, ..holding },
        Reach::All | Reach::Assigned => holding,
    };
    holdings.into_iter().map(open).collect()
}

fn spread<'a>(
    organization: &Organization,
    grants: impl Iterator<Item = &'a Grant>,
    member_limits: &Limits,
) -> BTreeSet<Holding> {
    let mut holdings = BTreeSet::new();
    for grant in grants {
        let Some(module) = organization.catalog.modules.get(&grant.module) else { continue };
        let limits = narrowed(&grant.limits, member_limits, &module.segments);
        holdings.extend(grant.actions.iter().map(|action| Holding {
            permission: Permission::new(grant.module.clone(), action.clone()),
            reach: grant.reach,
            limits: limits.clone(),
            feature: grant.feature.clone(),
        }));
    }
    holdings
}

/// The limits of a grant and of its holder together, for the segments that the module carries.
fn narrowed(grant: &Limits, member: &Limits, segments: &BTreeSet<SegmentId>) -> Limits {
    let both = |segment: &SegmentId| match (grant.get(segment), member.get(segment)) {
        (Some(one), Some(other)) => Some(one.intersection(other).cloned().collect()),
        (one, other) => one.or(other).cloned(),
    };
    segments.iter().filter_map(|segment| Some((segment.clone(), both(segment)?))).collect()
}

/// Whether a holding lies within others. Limits to several values may be covered by several holdings, value by value.
fn is_covered(wanted: &Holding, by: &BTreeSet<Holding>) -> bool {
    if by.iter().any(|holding| covers(holding, wanted)) {
        return true;
    }
    let several = wanted.limits.iter().find(|(_, values)| values.len() > 1);
    match several {
        Some((segment, values)) => {
            values.iter().all(|value| is_covered(&limited(wanted, segment, value), by))
        }
        // A holding whose limits leave no value opens nothing.
        None => wanted.limits.values().any(BTreeSet::is_empty),
    }
}

fn limited(holding: &Holding, segment: &SegmentId, value: &SegmentValue) -> Holding {
    let mut limited = holding.clone();
    limited.limits.insert(segment.clone(), BTreeSet::from([value.clone()]));
    limited
}

fn covers(holding: &Holding, wanted: &Holding) -> bool {
    let within = |(segment, values): (&SegmentId, &BTreeSet<SegmentValue>)| {
        wanted.limits.get(segment).is_some_and(|inner| inner.is_subset(values))
    };
    holding.permission == wanted.permission
        && holding.reach >= wanted.reach
        && (holding.feature.is_none() || holding.feature == wanted.feature)
        && holding.limits.iter().all(within)
}

impl Organization {
    /// What a member's roles give in the organization as written, whether or not the features they need are on.
    fn written_in_organization(&self, member: &Member) -> Vec<crate::HeldGrant> {
        let roles = member
            .roles
            .iter()
            .flat_map(|role| self.written_through(role, &member.roles, &Source::Role(role.clone())));
        let direct = member.permissions.iter().map(|permission| crate::HeldGrant {
            source: Source::Direct,
            grant: self.direct_grant(permission),
        });
        roles.chain(direct).collect()
    }

    /// What a member's roles give in a container as written, whether or not the period is over.
    fn written_in_container(&self, container: &ContainerId, id: &MemberId) -> Vec<crate::HeldGrant> {
        let membership = self.container(container).and_then(|c| c.members.get(id));
        let (Some(member), Some(membership)) = (self.member(id), membership) else { return Vec::new() };
        let source =
            |role: &crate::RoleId| Source::ContainerRole { container: container.clone(), role: role.clone() };
        membership
            .roles
            .iter()
            .flat_map(|role| self.written_through(role, &member.roles, &source(role)))
            .collect()
    }
}
