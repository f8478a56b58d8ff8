//! `rolecall copy`: all that one place holds, in another.

use rolecall::store::{self, CopyReport};
use serde_json::json;

use crate::{
    Failure, Session, Verdict,
    data::{Storage, open_filled, open_store},
    session::tell,
    text::{count, number},
};

const HELP: &str = "\
A place is a data folder, or the URL of a PostgreSQL database (postgres://USER:PASSWORD@HOST:PORT/DATABASE). Nobody may
write to the first meanwhile; the second must be empty. Every entry is proved on the way, and both are compared at the
end. Organizations, their history, API tokens, credentials and what waits to be sent: all of it is copied.";

/// From where, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The place that holds the data
    from: String,
    /// The place to fill; it must be empty
    to: String,
}

/// Copies.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let (from, to) = (Storage::typed(&arguments.from), Storage::typed(&arguments.to));
    if from == to {
        return Err(Failure::new("both places are the same").help("name an empty one behind the first"));
    }
    let (from, to) = (open_filled(&from).await?, open_store(&to).await?);
    let watcher = &mut *session.progress;
    let mut progress = |report: CopyReport| {
        let CopyReport { organizations, entries, records, .. } = report;
        let text = format!(
            "{} organizations, {} entries, {} records",
            number(organizations),
            number(entries),
            number(records)
        );
        tell(watcher, &text);
    };
    let copied = store::copy(from.as_ref(), to.as_ref(), &mut progress).await;
    tell(session.progress, "");
    let report = copied.map_err(rolecall::Error::from)?;
    if session.json {
        session.json(&as_json(&report))?;
        return Ok(Verdict::Yes);
    }
    let told = [
        count(report.organizations, "organization", "organizations"),
        count(report.entries, "entry", "entries"),
        count(report.records, "record row", "record rows"),
        count(report.people, "personal value", "personal values"),
        count(report.tokens, "API token", "API tokens"),
        count(report.credentials, "credential", "credentials"),
    ];
    writeln!(session.out, "copied {}", told.join(", "))?;
    Ok(Verdict::Yes)
}

fn as_json(report: &CopyReport) -> serde_json::Value {
    json!({
        "catalogs": report.catalogs,
        "organizations": report.organizations,
        "entries": report.entries,
        "records": report.records,
        "personal_values": report.people,
        "commands": report.commands,
        "effects": report.effects,
        "tokens": report.tokens,
        "credentials": report.credentials,
        "links": report.links,
    })
}
