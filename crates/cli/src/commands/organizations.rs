//! `rolecall organizations`: the organizations of a data folder.

use rolecall::store::Head;
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    data::{Opened, Source},
    remote::Client,
    text::{columns, time},
};

/// How many are read at once.
const PAGE: u32 = 500;

/// Where to look.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub source: Source,
    /// Also those that were deleted
    #[arg(long)]
    pub deleted: bool,
}

/// Lists.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let rolecall = match arguments.source.open().await? {
        Opened::Here(rolecall) => rolecall,
        Opened::There(client) => return there(arguments, &client, session),
    };
    let mut heads = all(&rolecall).await?;
    heads.retain(|head| arguments.deleted || !head.deleted);
    if session.json {
        heads.iter().try_for_each(|head| session.json(&as_json(head)))?;
        return Ok(Verdict::Yes);
    }
    if heads.is_empty() {
        writeln!(session.out, "none")?;
        return Ok(Verdict::Yes);
    }
    let header = ["slug", "id", "revision", "founded", "changed"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(heads.iter().map(row)).collect();
    write!(session.out, "{}", columns(&rows))?;
    Ok(Verdict::Yes)
}

/// As a server lists them: those that were not deleted, without the time of their last change.
fn there(arguments: &Arguments, client: &Client, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    if arguments.deleted {
        let failure = Failure::new("a server lists no deleted organizations");
        return Err(failure.help("leave --deleted out, or ask the data with --data DIR"));
    }
    let heads = client.all(&["v1", "organizations"], &[])?;
    if session.json {
        heads.iter().try_for_each(|head| session.json(head))?;
        return Ok(Verdict::Yes);
    }
    if heads.is_empty() {
        writeln!(session.out, "none")?;
        return Ok(Verdict::Yes);
    }
    let row = |head: &Value| {
        let text = |key: &str| head.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let revision = head.get("revision").map(ToString::to_string).unwrap_or_default();
        let founded = text("created_at").parse().map(time).unwrap_or_default();
        vec![text("slug"), text("id"), revision, founded]
    };
    let header = ["slug", "id", "revision", "founded"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(heads.iter().map(row)).collect();
    write!(session.out, "{}", columns(&rows))?;
    Ok(Verdict::Yes)
}

/// Every organization of a store, in the order of their founding.
pub async fn all(rolecall: &rolecall::Rolecall) -> Result<Vec<Head>, Failure> {
    let mut found: Vec<Head> = Vec::new();
    loop {
        let page = rolecall.organizations(found.last().map(|head| &head.id), PAGE).await?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

fn row(head: &Head) -> Vec<String> {
    let slug = head.slug.as_ref().map_or_else(|| "(deleted)".to_owned(), ToString::to_string);
    vec![slug, head.id.to_string(), head.revision.to_string(), time(head.created_at), time(head.at)]
}

fn as_json(head: &Head) -> Value {
    json!({
        "id": head.id,
        "slug": head.slug,
        "revision": head.revision,
        "policy_revision": head.policy_revision,
        "founded_at": head.created_at,
        "changed_at": head.at,
        "deleted": head.deleted,
    })
}
