//! Questions to every view that was published, and the same questions to the past.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rolecall::catalog::Permission;
use rolecall::organization::{Facts, MemberId, Organization, RecordId, RecordKey, Records as _, Target};
use rolecall::{Asked, AskedFacts, Moment, Seen, Tenant, View, When};

use crate::{
    answers,
    held::Held,
    pick::Picks,
    world::{Scene, everyone},
};

/// A view as it was published, and what it is asked.
pub struct Answered {
    view: Arc<View>,
    asked: Vec<Asked>,
    listed: Vec<(MemberId, Permission)>,
}

/// Makes up questions to a view: about single records of all kinds - some registered, some brought along with the facts of
/// others - and about lists.
pub fn ask(view: &Arc<View>, versions: &[rolecall::catalog::CatalogHash], picks: &mut Picks) -> Answered {
    let organization = &view.organization;
    let scene = Scene { organization, records: &view.engine, versions, now: view.at };
    let members = everyone(organization);
    let all = permissions(organization);
    let mut answered = Answered { view: Arc::clone(view), asked: Vec::new(), listed: Vec::new() };
    for _ in 0..6 {
        let (Some(member), Some(permission)) = (picks.of(&members), picks.of(&all)) else { break };
        let mut asked = Asked {
            member: member.to_string(),
            action: permission.action.clone(),
            module: permission.module.clone(),
            record: None,
            container: None,
            facts: AskedFacts::default(),
        };
        match answers::target(&scene, &permission, picks) {
            Target::Record(id, _) if picks.seldom(4) => {
                asked.facts = brought(view, &RecordKey::new(permission.module.clone(), id));
                asked.record = Some("brought-along".parse().expect("it is an id"));
            }
            Target::Record(id, _) => asked.record = Some(id),
            Target::Container(id) => asked.container = Some(id.to_string()),
            Target::Module | Target::New(_) => {}
        }
        answered.asked.push(asked);
        answered.listed.push((member, permission));
    }
    answered.listed.truncate(2);
    answered
}

fn permissions(organization: &Organization) -> Vec<Permission> {
    let modules = organization.catalog().modules.iter();
    let of_module = modules.flat_map(|(id, module)| {
        module.actions.keys().map(|action| Permission::new(id.clone(), action.clone()))
    });
    of_module.collect()
}

/// The facts of a record, as a caller brings them along for another one.
fn brought(view: &View, key: &RecordKey) -> AskedFacts {
    let Facts { owner, parent, container, .. } = view.engine.facts(key).unwrap_or_default();
    AskedFacts {
        owner: owner.map(|owner| owner.to_string()),
        parent,
        container: container.map(|container| container.to_string()),
        ..AskedFacts::default()
    }
}

/// The past answers as the view of then does: by its revision, by its time, and by the instants between it and the next entry.
pub async fn the_past_is_as_it_was_answered(tenant: &Tenant, answered: &[Answered], every: usize) -> Held {
    for (number, then) in answered.iter().enumerate().step_by(every) {
        let Answered { view, .. } = then;
        let seen = at(tenant, Moment::Revision(view.revision)).await?;
        ensure!(seen.now == view.at, "revision {} is of {}, not of {}", view.revision, view.at, seen.now);
        same_answers(then, &seen).await?;
        let by_time = at(tenant, Moment::Time(view.at)).await?;
        // Of several entries of one instant, the last is in force.
        ensure!(by_time.revision() >= view.revision, "at {} it was {}", view.at, by_time.revision());
        if by_time.revision() == view.revision {
            same_answers(then, &by_time).await?;
        }
        let later = answered.iter().skip(number).map(|later| &later.view);
        let next = later.clone().find(|later| later.revision == view.revision.next());
        let tick = SignedDuration::from_micros(1);
        let ahead = next.and_then(|next| next.at.checked_sub(tick).ok()).filter(|ahead| *ahead >= view.at);
        if let Some(ahead) = ahead {
            let seen = at(tenant, Moment::Time(ahead)).await?;
            ensure!(seen.revision() == view.revision, "at {ahead} it was {}", seen.revision());
            same_answers(then, &seen).await?;
        }
    }
    Ok(())
}

async fn at(tenant: &Tenant, moment: Moment) -> Result<Seen, String> {
    let when = When { moment: Some(moment), at_least: None };
    tenant.seen(when).await.map_err(|error| format!("{moment:?}: {error}"))
}

/// Every question is answered alike by the view of then and by the past, at the past's time.
async fn same_answers(then: &Answered, seen: &Seen) -> Held {
    let Answered { view, asked, listed } = then;
    let (now, revision) = (seen.now, view.revision);
    ensure!(seen.revision() == revision, "revision {revision} is another: {}", seen.revision());
    for asked in asked {
        let (was, is) = (view.check(asked, now), seen.check(asked).await.map_err(|error| error.to_string())?);
        ensure!(was == is, "at {revision}, {now}: {asked:?} was {was:?}, and is {is:?}");
        let is = seen.explain(asked).await.map_err(|error| error.to_string())?;
        let was = view.explain(asked, now);
        // Names are those of today.
        ensure!(was.decision == is.decision, "at {revision}: {asked:?} is explained as {:?}", is.decision);
        ensure!(was.openers == is.openers, "at {revision}: {asked:?} opens {:?}", is.openers);
    }
    for asked in asked.iter().take(2) {
        let (was, is) =
            (view.who_can(asked, now), seen.who_can(asked).await.map_err(|error| error.to_string())?);
        ensure!(was == is, "at {revision}: {asked:?} could {was:?}, and now {is:?}");
    }
    for (member, permission) in listed {
        lists_alike(view, seen, member, permission, now).await?;
    }
    Ok(())
}

async fn lists_alike(
    view: &View,
    seen: &Seen,
    member: &MemberId,
    permission: &Permission,
    now: Timestamp,
) -> Held {
    let mut was: Vec<RecordId> = view.list(member.as_str(), permission, now);
    let is = seen.list(member.as_str(), permission).await;
    let mut is = is.map_err(|error| error.to_string())?;
    was.sort();
    is.sort();
    ensure!(was == is, "at {}: {member} {permission} listed {was:?}, and now {is:?}", view.revision);
    let access = seen.access(member);
    ensure!(access == view.access(member, now), "at {}: {member} has {access:?}", view.revision);
    Ok(())
}
