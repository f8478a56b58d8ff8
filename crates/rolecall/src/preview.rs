//! What a command would do to everybody's access, told before it is saved: it is carried out on a copy, and the two are compared.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_catalog::Catalog;
use rolecall_decision::{Engine, Preview, PreviewReport};
use rolecall_organization::{
    Actor, Call, Catalogs, Command, Organization, Outcome, Revision, Surroundings, execute,
};

use crate::{Error, View};

/// What a command would do that was carried out with an outcome, and not written. Whoever may give the command may know - but about
/// others only who may ask about them.
pub(crate) fn of_command(
    view: &View,
    command: &Command,
    call: Call<'_>,
    outcome: &Outcome,
    catalogs: &Catalogs,
) -> Result<PreviewReport, Error> {
    let before = &view.engine;
    let mut copy =
        Copy { organization: view.organization.clone(), engine: before.clone(), revision: view.revision };
    let mut outcome = outcome.clone();
    copy.take(&outcome, catalogs)?;
    while outcome.unfinished {
        let surroundings =
            Surroundings { records: &copy.engine, rule: &rolecall_decision::Reference, catalogs };
        outcome = execute(&copy.organization, surroundings, command, call)?;
        copy.take(&outcome, catalogs)?;
    }
    let preview = rolecall_decision::preview(before, &copy.engine, call.now);
    let preview = match call.actor {
        Actor::Member(member) if view.may_ask(call.actor, None, call.now).is_err() => preview.of(member),
        _ => preview,
    };
    Ok(preview.report(&view.organization, &copy.organization))
}

/// What founding an organization gives to those who are in it at once.
pub(crate) fn of_founding(
    founded: &Organization,
    outcome: &Outcome,
    catalog: &Arc<Catalog>,
    now: Timestamp,
) -> Result<PreviewReport, Error> {
    let id = &founded.policy().id;
    let catalogs: Catalogs = [(catalog.hash.clone(), Arc::clone(catalog))].into_iter().collect();
    let before = outcome.events.first().map(|event| Organization::found(event, &catalogs)).transpose();
    let Some(before) = before.map_err(Error::fold(id))? else {
        return Ok(Preview::default().report(founded, founded));
    };
    // Nothing is looked up by hostile ids here: how they are hashed is no secret.
    let engine = Engine::new(&before, 0);
    let mut after = engine.clone();
    after.policy_changed(&before, founded, &outcome.events);
    Ok(rolecall_decision::preview(&engine, &after, now).report(&before, founded))
}

/// The organization as it would be.
struct Copy {
    organization: Organization,
    engine: Engine,
    revision: Revision,
}

impl Copy {
    fn take(&mut self, outcome: &Outcome, catalogs: &Catalogs) -> Result<(), Error> {
        let before = self.organization.clone();
        self.organization.take(outcome, catalogs).map_err(Error::fold(&before.policy().id))?;
        self.revision = self.revision.next();
        self.engine.policy_changed(&before, &self.organization, &outcome.events);
        self.engine.records_changed(&outcome.records, self.revision);
        Ok(())
    }
}
