//! Questions that were asked, with the answer given then.

use jiff::Timestamp;
use rolecall::catalog::Permission;
use rolecall::organization::{Revision, Target};
use rolecall::{Asked, AskedFacts, Moment, Tenant, View};

use crate::{
    answers,
    held::Held,
    pick::Picks,
    world::{Scene, everyone},
};

/// A question, when it was asked, and what was answered.
pub struct Answered {
    revision: Revision,
    at: Timestamp,
    asked: Asked,
    allowed: bool,
}

/// Asks some questions about a view, at the time of its last entry.
pub fn ask(view: &View, versions: &[rolecall::catalog::CatalogHash], picks: &mut Picks) -> Vec<Answered> {
    let organization = &view.organization;
    let scene = Scene { organization, records: &view.engine, versions, now: view.at };
    let members = everyone(organization);
    let all: Vec<Permission> = organization
        .catalog()
        .modules
        .iter()
        .flat_map(|(id, module)| {
            module.actions.keys().map(|action| Permission::new(id.clone(), action.clone()))
        })
        .collect();
    let mut answered = Vec::new();
    for _ in 0..2 {
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
            Target::Record(id, _) => asked.record = Some(id),
            Target::Container(id) => asked.container = Some(id.to_string()),
            Target::Module | Target::New(_) => {}
        }
        let allowed = view.check(&asked, view.at).allowed;
        answered.push(Answered { revision: view.revision, at: view.at, asked, allowed });
    }
    answered
}

/// The past, by its revision and by its time, answers what was answered then.
pub async fn the_past_is_as_it_was_answered(
    tenant: &Tenant,
    answered: impl Iterator<Item = &Answered>,
) -> Held {
    for Answered { revision, at, asked, allowed } in answered {
        let then = tenant.view_at(Moment::Revision(*revision)).await.map_err(|error| error.to_string())?;
        ensure!(
            then.revision == *revision && then.at == *at,
            "revision {revision} is another: {}",
            then.revision
        );
        let now_said = then.check(asked, *at).allowed;
        ensure!(now_said == *allowed, "at {revision} {asked:?} was answered {allowed}, and now {now_said}");
        let by_time = tenant.view_at(Moment::Time(*at)).await.map_err(|error| error.to_string())?;
        ensure!(by_time.at <= *at && by_time.revision >= *revision, "at {at} it was {}", by_time.revision);
        // Of several entries of one instant, the last is in force.
        if by_time.revision == *revision {
            ensure!(*by_time == *then, "revision {revision} and its time {at} are not the same");
        } else {
            ensure!(by_time.at == *at, "{revision} was in force at {at}, and not {}", by_time.revision);
        }
    }
    Ok(())
}
