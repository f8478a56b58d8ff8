//! `rolecall audit`: the ledger in readable lines, and the proof that it is as it was written.

mod events;
mod there;
mod verify;

use jiff::Timestamp;
use rolecall::{
    AuditEntry, AuditQuery, Rolecall, View,
    organization::{Event, Named},
};
use serde::Deserialize;

use crate::{
    Failure, Session, Verdict,
    data::{self, Opened, Source},
    names::Names,
    question,
    remote::Organization,
    scene,
    text::{count, time, wrap},
};

/// What to do with the ledger.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show the entries: when, who, what
    Show(Show),
    /// Prove that every entry, record and personal value is as it was written; exits with 1 if not
    Verify {
        /// The organization; all of them if absent
        #[arg(value_name = "ORG")]
        organization: Option<String>,
        #[command(flatten)]
        source: Source,
    },
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The organization
    #[arg(value_name = "ORG")]
    organization: String,
    #[command(flatten)]
    source: Source,
    /// By this member
    #[arg(long, value_name = "MEMBER")]
    actor: Option<String>,
    /// Touching this member
    #[arg(long)]
    member: Option<String>,
    /// Of this command, or of all that begin so (member.)
    #[arg(long)]
    command: Option<String>,
    /// Not before this time or day
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// Before this time or day
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// So many entries at most
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000)]
    limit: u32,
}

/// Shows or proves.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    match &arguments.action {
        Action::Show(arguments) => show(arguments, session).await,
        Action::Verify { organization, source } => match source.open().await? {
            Opened::Here(rolecall) => verify::run(organization.as_deref(), &rolecall, session).await,
            Opened::There(client) => there::verify(organization.as_deref(), &client, session),
        },
    }
}

async fn show(arguments: &Show, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    match arguments.source.open().await? {
        Opened::Here(rolecall) => here(&rolecall, arguments, session).await,
        Opened::There(client) => {
            let organization = Organization::present(client, &arguments.organization);
            there::show(arguments, &organization, session)
        }
    }
}

async fn here(rolecall: &Rolecall, arguments: &Show, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let tenant = data::tenant(rolecall, &arguments.organization).await?;
    let view = tenant.view();
    let query = AuditQuery {
        actor: member(&view, arguments.actor.as_ref())?,
        member: member(&view, arguments.member.as_ref())?,
        command: arguments.command.clone(),
        since: scene::time_option(arguments.since.as_ref())?,
        until: scene::time_option(arguments.until.as_ref())?,
        limit: arguments.limit,
        ..AuditQuery::default()
    };
    let entries = tenant.audit(&rolecall::organization::Actor::Platform, &query).await?;
    if session.json {
        entries.iter().try_for_each(|entry| session.json(entry))?;
        return Ok(Verdict::Yes);
    }
    write_entries(session, &*view, &entries.iter().map(Line::of).collect::<Vec<_>>(), arguments.limit)
}

/// What people read of an entry.
#[derive(Deserialize)]
struct Line {
    revision: u64,
    at: Timestamp,
    actor_name: Option<String>,
    command: String,
    records: u64,
    events: Vec<Event>,
}

impl Line {
    fn of(entry: &AuditEntry) -> Self {
        let AuditEntry { revision, at, actor_name, command, records, events, .. } = entry.clone();
        Self { revision: revision.0, at, actor_name, command, records, events }
    }
}

fn write_entries(
    session: &mut Session<'_>,
    names: &dyn Names,
    entries: &[Line],
    limit: u32,
) -> Result<Verdict, Failure> {
    if entries.is_empty() {
        writeln!(session.out, "none")?;
    }
    entries.iter().try_for_each(|entry| write_entry(session, names, entry))?;
    if entries.len() as u64 == u64::from(limit) {
        writeln!(session.out, "and perhaps more: `--limit` is reached")?;
    }
    Ok(Verdict::Yes)
}

/// A member, or one that was removed, by id.
fn member(view: &View, text: Option<&String>) -> Result<Option<Named>, Failure> {
    let Some(text) = text else { return Ok(None) };
    match view.organization.find_owner(text) {
        Some(id) => Ok(Some(id.to_string())),
        None => question::member(&view.organization, text).map(|id| Some(id.to_string())),
    }
}

fn write_entry(session: &mut Session<'_>, names: &dyn Names, entry: &Line) -> Result<(), Failure> {
    let who = entry.actor_name.as_deref().unwrap_or("the platform");
    let told: Vec<String> = entry.events.iter().map(|event| events::words(names, event)).collect();
    let wrote = entry.events.iter().any(|event| matches!(event, Event::RecordsWritten { .. }));
    let moved =
        (entry.records > 0 && !wrote).then(|| format!("moved {}", count(entry.records, "record", "records")));
    let told = wrap(&told.into_iter().chain(moved).collect::<Vec<_>>().join("; "), 7);
    let (revision, at, command) = (entry.revision, time(entry.at), &entry.command);
    Ok(writeln!(session.out, "{revision:>5}  {at}  {who}, {command}\n       {told}")?)
}
