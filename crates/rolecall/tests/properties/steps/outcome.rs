//! What comes back from a command: a refusal that changed nothing, or an outcome that says all that changed.

use rolecall::organization::{Code, Command, Event, Field};

use crate::{held::Held, world::Step};

/// A refused command leaves everything as it was, and its code is one of those there are.
pub fn a_refusal_changes_nothing(step: &Step<'_>) -> Held {
    let Err(refusal) = step.result else { return Ok(()) };
    ensure!(step.before == step.after, "it was refused with {refusal}, and something changed");
    ensure!(Code::ALL.contains(&refusal.code), "`{}` is no code", refusal.code);
    ensure!(!refusal.detail.is_empty(), "`{}` says nothing", refusal.code);
    let figures: &[&str] = match refusal.code {
        Code::LimitReached => &["limit", "edition", "allowed", "used"],
        Code::RoleInUse => &["holders"],
        _ => &[],
    };
    for figure in figures {
        ensure!(refusal.figures.contains_key(figure), "`{}` carries no `{figure}`", refusal.code);
    }
    Ok(())
}

/// Without an event nothing changed; with one, something did. Each row for the people table is what an event commits to.
pub fn an_outcome_says_all_that_changed(step: &Step<'_>) -> Held {
    let Ok(outcome) = step.result else { return Ok(()) };
    if outcome.events.is_empty() {
        ensure!(step.before == step.after, "something changed without an event");
        ensure!(
            outcome.records.is_empty() && outcome.people.is_empty(),
            "something is written without an event"
        );
    }
    let of_records = matches!(outcome.events.as_slice(), [Event::RecordsWritten { .. }]);
    let erases = matches!(step.command, Command::EraseMember { .. });
    if !outcome.events.is_empty() && !of_records && !erases {
        ensure!(step.before != step.after, "{:?} changes nothing", outcome.events);
    }
    for row in &outcome.people {
        let member = step.after.member(&row.member).ok_or("a value is kept of nobody")?;
        let committed = match row.field {
            Field::Email => &member.personal.email,
            Field::Name => &member.personal.name,
            Field::ExternalId => &member.personal.external_id,
        };
        let kept = *committed == Some(row.commitment());
        ensure!(kept, "the ledger does not commit to the {:?} of {}", row.field, row.member);
    }
    Ok(())
}

/// Events carry no address, no name and no id of the product's own.
pub fn events_hold_no_personal_data(step: &Step<'_>) -> Held {
    let Ok(outcome) = step.result else { return Ok(()) };
    for event in &outcome.events {
        let text = serde_json::to_string(event).map_err(|error| error.to_string())?;
        let told = ["@example.com", "Person ", "\"x-"].iter().find(|personal| text.contains(*personal));
        ensure!(told.is_none(), "{text} tells {told:?}");
    }
    Ok(())
}
