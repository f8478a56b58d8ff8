//! What a command that was done had asked for is there afterwards: nothing is dropped on the way.

use rolecall::organization::{
    Change, Command, EditMember, Member, NewMember, Organization, Outcome, RecordForm, RecordKey,
};

use crate::{held::Held, world::Step};

/// The parts of what was asked that can be read off the state as they were sent.
pub fn what_was_asked_is_there(step: &Step<'_>) -> Held {
    let Ok(outcome) = step.result else { return Ok(()) };
    let after = step.after;
    let created = outcome.answer.created.first().map_or("", String::as_str);
    match step.command {
        Command::InviteMember(form) => added(after, created, form),
        Command::InviteMembers { members } => {
            let each = outcome.answer.created.iter().zip(members);
            each.into_iter().try_for_each(|(id, form)| added(after, id, form))
        }
        Command::EditMember(form) => edited(step, form),
        Command::PutContainerMember { container, member, roles, until } => {
            let container = step.before.find_container(container).and_then(|id| after.container(id));
            let membership = step.before.find_member(member).and_then(|id| container?.members.get(id));
            let Some(membership) = membership else { return Err("who joined is not there".to_owned()) };
            ensure!(membership.until == *until, "{until:?} was asked, it is {:?}", membership.until);
            let many = roles.as_ref().is_none_or(|roles| membership.roles.len() <= roles.len());
            ensure!(many, "{roles:?} were asked, there are {:?}", membership.roles);
            Ok(())
        }
        Command::CreatePosition { name, share_with_peers, description, .. } => {
            let made = after.policy().positions.get(created).ok_or("the position is not there")?;
            let same = made.share_with_peers == *share_with_peers && made.description == *description;
            ensure!(
                same && made.name.to_string().trim() == named(name),
                "{:?} became {made:?}",
                step.command
            );
            Ok(())
        }
        Command::CreateRole { grants, description, .. } => {
            let made = after.policy().custom_roles.get(created).ok_or("the role is not there")?;
            let same = made.grants.len() == grants.len() && made.description == *description;
            ensure!(same, "{:?} became {made:?}", step.command);
            for (made, form) in made.grants.iter().zip(grants) {
                let reach = form.reach.is_none_or(|reach| reach == made.reach);
                ensure!(
                    made.module == form.module && reach && made.limits == form.limits,
                    "{form:?} became {made:?}"
                );
            }
            Ok(())
        }
        Command::CreateSharingRule { module, from, to, level, superiors_allowed } => {
            let made = after.policy().sharing_rules.get(created).ok_or("the rule is not there")?;
            let ends = (made.from.and_below, made.to.and_below) == (from.and_below, to.and_below);
            let rest = made.module == *module && made.level == *level;
            let same = ends && rest && made.superiors_allowed == *superiors_allowed;
            ensure!(same, "{:?} became {made:?}", step.command);
            Ok(())
        }
        Command::PutRecords { records } => registered(step, outcome, records),
        _ => Ok(()),
    }
}

/// A name as it is kept: Unicode NFC, inner white space folded.
fn named(name: &str) -> String {
    let kept: Result<rolecall::catalog::Name, _> = name.parse();
    kept.map(|name| name.to_string()).unwrap_or_default()
}

fn added(after: &Organization, id: &str, form: &NewMember) -> Held {
    let made: &Member = after.policy().members.get(id).ok_or("who was added is not there")?;
    let same = made.ends_at == form.ends_at
        && made.segments == form.segments
        && made.permissions == form.permissions
        && made.position.is_some() == form.position.is_some()
        && made.company.is_some() == form.company.is_some();
    ensure!(same, "{form:?} became {made:?}");
    let person = after.people().person(&id.parse().map_err(|_| "no id")?).cloned().unwrap_or_default();
    let email = person.email.is_some_and(|email| email.to_string().eq_ignore_ascii_case(&form.email));
    let rest = person.name.is_some() == form.name.is_some()
        && person.external_id.map(|id| id.to_string()) == form.external_id;
    ensure!(email && rest, "{form:?} became {:?}", after.people().person(&id.parse().map_err(|_| "no id")?));
    Ok(())
}

fn edited(step: &Step<'_>, form: &EditMember) -> Held {
    let id = step.before.find_member(&form.member).ok_or("who was edited is not there")?;
    let (before, after) = (step.before.member(id), step.after.member(id));
    let (Some(before), Some(after)) = (before, after) else {
        return Err("who was edited is gone".to_owned());
    };
    ensure!(after.ends_at == form.ends_at.clone().after(before.ends_at), "{form:?} became {after:?}");
    let segments = match &form.segments {
        Change::Keep => before.segments.clone(),
        Change::Clear => rolecall::catalog::Limits::new(),
        Change::Set(limits) => limits.clone(),
    };
    ensure!(after.segments == segments, "{form:?} became {after:?}");
    let position =
        matches!(form.position, Change::Set(_)) || (form.position.is_kept() && before.position.is_some());
    ensure!(after.position.is_some() == position, "{form:?} became {after:?}");
    ensure!(form.kind.as_ref().is_none_or(|kind| *kind == after.kind), "{form:?} became {after:?}");
    Ok(())
}

/// Every record that was not ignored is as it was sent the last time it was.
fn registered(step: &Step<'_>, outcome: &Outcome, records: &[RecordForm]) -> Held {
    for change in &outcome.records {
        let sent = records
            .iter()
            .rev()
            .find(|form| RecordKey::new(form.module.clone(), form.id.clone()) == change.key);
        let (Some(sent), Some(facts)) = (sent, &change.facts) else {
            return Err("it was not sent".to_owned());
        };
        if records.iter().filter(|form| form.id == sent.id && form.module == sent.module).count() > 1 {
            continue;
        }
        let owner = sent.owner.as_ref().and_then(|owner| step.before.find_owner(owner));
        let container = sent.container.as_ref().and_then(|text| step.before.find_container(text));
        let same = facts.owner.as_ref() == owner
            && facts.container.as_ref() == container
            && facts.parent == sent.parent
            && facts.version == sent.version;
        ensure!(same, "{sent:?} became {facts:?}");
    }
    Ok(())
}
