//! `escalation`: what a command adds lies within what the actor holds there. Everything held is laid out point by point -
//! permission, reach, and one value for each segment - and points are compared with points.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall::catalog::{Catalog, Grant, Limits, OnEnd, Reach, RoleId};
use rolecall::organization::{Actor, Command, ContainerId, Member, MemberId, Organization};

use super::permission::stands;
use crate::{
    commands::VALUES,
    held::Held,
    rules::limits::{gates_are_open, has_feature, is_or_lies_below},
    world::Step,
};

/// One permission with one reach over the records with certain values, one for each segment of the module.
type Point = (String, Reach, Vec<String>);
type Points = BTreeSet<Point>;

/// A value that no limit names, standing for all others and for none.
const ANY_OTHER: &str = "any other";

/// How far features are looked at: what counts now, or what is written and could count one day.
#[derive(Clone, Copy, PartialEq)]
enum Features {
    AsTheyAre,
    AllOn,
}

/// Whatever any member or role newly holds was within what the actor held there. Not compared: joining as creator and
/// transfer; positions, groups, sharing rules and owners hold no permission.
pub fn nothing_is_given_beyond_what_the_actor_holds(step: &Step<'_>) -> Held {
    let Actor::Member(actor) = step.actor else { return Ok(()) };
    let exempt = matches!(step.command, Command::TransferOwnership { .. });
    if exempt || step.result.is_err() || step.before == step.after {
        return Ok(());
    }
    for features in [Features::AsTheyAre, Features::AllOn] {
        in_the_organization(step, actor, features)?;
        in_containers(step, actor, features)?;
        in_roles(step, actor, features)?;
    }
    Ok(())
}

fn in_the_organization(step: &Step<'_>, actor: &MemberId, features: Features) -> Held {
    let own = of_member(step.before, actor, features);
    for id in step.after.policy().members.keys() {
        let woken = wakes(step, id);
        if same_holdings(step, id) && !woken {
            continue;
        }
        let has = of_member(step.after, id, features);
        let had = if woken { Points::new() } else { of_member(step.before, id, features) };
        let beyond = has.difference(&had).find(|point| !own.contains(*point));
        ensure!(beyond.is_none(), "escalation: {id} newly holds {beyond:?}, and {actor} does not");
    }
    Ok(())
}

fn in_containers(step: &Step<'_>, actor: &MemberId, features: Features) -> Held {
    let creates = matches!(step.command, Command::CreateContainer { .. });
    for (container_id, container) in &step.after.policy().containers {
        for id in container.members.keys().filter(|id| !(creates && *id == actor)) {
            let membership = |organization: &Organization| {
                organization.container(container_id).and_then(|c| c.members.get(id)).map(|m| m.roles.clone())
            };
            let woken = wakes(step, id);
            let resumed = !counts_there(step.before, container_id, id, step.now)
                && counts_there(step.after, container_id, id, step.now);
            let same = same_holdings(step, id) && membership(step.before) == membership(step.after);
            if same && !woken && !resumed {
                continue;
            }
            let has = by_roles_there(step.after, container_id, id, features);
            let mut had = Points::new();
            if !woken {
                had.extend(everywhere(step.before, id, features));
            }
            if !woken && !resumed {
                had.extend(by_roles_there(step.before, container_id, id, features));
            }
            let own = of_actor_there(step, actor, container_id, features);
            let beyond = has.difference(&had).find(|point| !own.contains(*point));
            ensure!(
                beyond.is_none(),
                "escalation: in `{container_id}` {id} newly holds {beyond:?}, {actor} does not"
            );
        }
    }
    Ok(())
}

/// Roles of the organization give no more than the actor holds, held or not yet.
fn in_roles(step: &Step<'_>, actor: &MemberId, features: Features) -> Held {
    let own = of_member(step.before, actor, features);
    for role in step.after.roles().filter(|role| role.container.is_none()) {
        let points = |organization: &Organization| {
            let grants = if organization.role(role.id).is_some() {
                grants_of(organization, role.id)
            } else {
                Vec::new()
            };
            lay_out(organization, &grants, &Limits::new(), features)
        };
        if step.before.role(role.id).is_some_and(|before| before.grants == role.grants) {
            continue;
        }
        let (had, has) = (points(step.before), points(step.after));
        let beyond = has.difference(&had).find(|point| !own.contains(*point));
        ensure!(
            beyond.is_none(),
            "escalation: the role `{}` newly gives {beyond:?}, {actor} lacks it",
            role.name
        );
    }
    Ok(())
}

/// Whether neither a member nor any role changed in what it holds.
fn same_holdings(step: &Step<'_>, id: &MemberId) -> bool {
    let of = |organization: &Organization| {
        organization
            .member(id)
            .map(|m| (m.roles.clone(), m.permissions.clone(), m.segments.clone(), m.is_removed()))
    };
    let (before, after) = (step.before.policy(), step.after.policy());
    let same_roles = before.custom_roles == after.custom_roles && before.role_edits == after.role_edits;
    same_roles && of(step.before) == of(step.after)
}

/// What a member holds in the organization.
fn of_member(organization: &Organization, id: &MemberId, features: Features) -> Points {
    let Some(member) = organization.member(id).filter(|member| !member.is_removed()) else {
        return Points::new();
    };
    let mut grants: Vec<Grant> =
        member.roles.iter().flat_map(|role| counting(organization, role, member)).collect();
    let direct = organization.catalog().direct.as_ref();
    let counts =
        direct.is_some_and(|direct| direct.feature.as_ref().is_none_or(|f| has_feature(organization, f)));
    if counts || features == Features::AllOn {
        grants.extend(member.permissions.iter().map(|permission| Grant {
            module: permission.module.clone(),
            actions: BTreeSet::from([permission.action.clone()]),
            reach: Reach::All,
            limits: Limits::new(),
            feature: None,
        }));
    }
    lay_out(organization, &grants, &member.segments, features)
}

/// What a member's roles in a container give there: `shared` opens all its records.
fn by_roles_there(
    organization: &Organization,
    container: &ContainerId,
    id: &MemberId,
    features: Features,
) -> Points {
    let membership = organization.container(container).and_then(|c| c.members.get(id));
    let (Some(member), Some(membership)) = (organization.member(id), membership) else {
        return Points::new();
    };
    let grants: Vec<Grant> =
        membership.roles.iter().flat_map(|role| counting(organization, role, member)).collect();
    opened_there(lay_out(organization, &grants, &member.segments, features))
}

/// What a member holds in every container, whether or not a member there.
fn everywhere(organization: &Organization, id: &MemberId, features: Features) -> Points {
    let held = of_member(organization, id, features);
    let all: BTreeSet<(String, Vec<String>)> = held
        .iter()
        .filter(|point| point.1 == Reach::All)
        .map(|(p, _, values)| (p.clone(), values.clone()))
        .collect();
    held.into_iter()
        .filter(|(permission, _, values)| all.contains(&(permission.clone(), values.clone())))
        .collect()
}

/// What the actor holds in a container: everywhere; and as a member whose period is not over, by roles there and by those
/// of the organization, which take effect there.
fn of_actor_there(step: &Step<'_>, actor: &MemberId, container: &ContainerId, features: Features) -> Points {
    let mut own = everywhere(step.before, actor, features);
    let counts = counts_there(step.before, container, actor, step.now);
    if counts {
        own.extend(opened_there(of_member(step.before, actor, features)));
        own.extend(by_roles_there(step.before, container, actor, features));
    }
    own
}

/// Whether a member is in a container and the period is not over, or ends nothing there.
fn counts_there(organization: &Organization, container: &ContainerId, id: &MemberId, now: Timestamp) -> bool {
    let Some(container) = organization.container(container) else { return false };
    let kind = organization.catalog().container_kinds.get(&container.kind);
    let reminds = kind.is_some_and(|kind| kind.on_end == OnEnd::Remind);
    container.members.get(id).is_some_and(|m| reminds || m.until.is_none_or(|until| now < until))
}

/// Whether a member that could do nothing - inactive, past its date - can act again: all that it holds is added.
fn wakes(step: &Step<'_>, id: &MemberId) -> bool {
    !stands(step.before, id, step.now) && stands(step.after, id, step.now)
}

fn opened_there(points: Points) -> Points {
    let all: Points = points
        .iter()
        .filter(|(_, reach, _)| *reach == Reach::Shared)
        .map(|(permission, _, values)| (permission.clone(), Reach::All, values.clone()))
        .collect();
    points.into_iter().chain(all).collect()
}

/// A role that is declared `only_with` others counts beside one of them only.
fn counting(organization: &Organization, role: &RoleId, member: &Member) -> Vec<Grant> {
    let needed =
        organization.catalog().roles.get(role).map(|role| role.only_with.clone()).unwrap_or_default();
    if needed.is_empty() || needed.iter().any(|other| member.roles.contains(other)) {
        return grants_of(organization, role);
    }
    Vec::new()
}

/// What a role gives: with every grant on a capping module `assigned`, what lies below is `assigned`, too.
fn grants_of(organization: &Organization, id: &RoleId) -> Vec<Grant> {
    let (catalog, policy) = (organization.catalog(), organization.policy());
    let edited = policy.role_edits.get(id).and_then(|edit| edit.grants.clone());
    let built_in = catalog.roles.get(id).map(|role| role.grants.clone());
    let custom = policy.custom_roles.get(id).map(|role| role.grants.clone());
    let mut grants = edited.or(built_in).or(custom).unwrap_or_default();
    for (module, _) in catalog.modules.iter().filter(|(_, declared)| declared.caps_children) {
        let on_it: Vec<Reach> = grants.iter().filter(|g| g.module == *module).map(|g| g.reach).collect();
        if on_it.is_empty() || on_it.iter().any(|reach| *reach != Reach::Assigned) {
            continue;
        }
        for grant in &mut grants {
            if grant.module != *module && is_or_lies_below(catalog, &grant.module, module) {
                grant.reach = Reach::Assigned;
            }
        }
    }
    grants
}

fn lay_out(organization: &Organization, grants: &[Grant], member: &Limits, features: Features) -> Points {
    let catalog = organization.catalog();
    let mut points = Points::new();
    for grant in grants {
        let on = grant.feature.as_ref().is_none_or(|feature| has_feature(organization, feature));
        let counts = on && gates_are_open(organization, grant);
        let Some(module) =
            catalog.modules.get(&grant.module).filter(|_| counts || features == Features::AllOn)
        else {
            continue;
        };
        let mut rows: Vec<Vec<String>> = vec![Vec::new()];
        for segment in &module.segments {
            let allowed = |value: &str| {
                let within = |limits: &Limits| {
                    limits.get(segment).is_none_or(|values| values.iter().any(|one| one.as_str() == value))
                };
                within(&grant.limits) && within(member)
            };
            let values: Vec<String> =
                universe(catalog, segment.as_str()).into_iter().filter(|v| allowed(v)).collect();
            rows = rows
                .iter()
                .flat_map(|row| values.iter().map(|v| [row.as_slice(), std::slice::from_ref(v)].concat()))
                .collect();
        }
        for action in &grant.actions {
            for reach in
                [Reach::Assigned, Reach::Shared, Reach::All].into_iter().filter(|reach| *reach <= grant.reach)
            {
                let permission = format!("{}:{action}", grant.module);
                points.extend(rows.iter().map(|row| (permission.clone(), reach, row.clone())));
            }
        }
    }
    points
}

/// The values of a segment that anything here may be limited to, and one for all others.
fn universe(catalog: &Catalog, segment: &str) -> Vec<String> {
    let declared = catalog.segments.get(segment).and_then(|segment| segment.values.clone());
    let named: Vec<String> = match declared {
        Some(values) => values.iter().map(ToString::to_string).collect(),
        None => VALUES.iter().map(ToString::to_string).collect(),
    };
    named.into_iter().chain([ANY_OTHER.to_owned()]).collect()
}
