//! `rolecall list`: the records on which a member may do something.

mod there;

use std::collections::BTreeSet;

use rolecall::organization::{Facts, RecordId, RecordKey};
use serde_json::json;

use crate::{
    Failure, Session, Verdict,
    question::{self, Circumstances},
    scene::{Place, Seat},
};

/// Whom and what to list for.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    pub organization: String,
    /// The member
    pub member: String,
    /// The action, such as view or edit
    pub action: String,
    /// The module
    pub module: String,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub seat: Seat,
}

/// Lists.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let scene = match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => scene,
        Place::There(organization) => return there::run(arguments, &organization, session),
    };
    scene.may_ask(Some(&arguments.member))?;
    let seen = &scene.seen;
    question::member(seen.organization(), &arguments.member)?;
    let permission = question::permission(seen.organization(), &arguments.action, &arguments.module)?;
    let chosen = question::filter(seen.organization(), &arguments.circumstances)?;
    let mut records = Vec::new();
    for id in seen.list(&arguments.member, &permission).await? {
        // A container stands in itself, and has no other facts.
        let itself = || Facts { container: id.as_str().parse().ok(), ..Facts::default() };
        let key = RecordKey::new(permission.module.clone(), id.clone());
        if chosen(&seen.facts(&key).await?.unwrap_or_else(itself)) {
            records.push(id);
        }
    }
    if session.json {
        let records: BTreeSet<_> = records.iter().collect();
        session
            .json(&json!({ "revision": seen.revision(), "permission": permission, "records": records }))?;
        return Ok(Verdict::Yes);
    }
    write_records(session, permission.module.as_str(), records.iter().map(RecordId::as_str))
}

fn write_records<'a>(
    session: &mut Session<'_>,
    module: &str,
    records: impl Iterator<Item = &'a str>,
) -> Result<Verdict, Failure> {
    let mut records = records.peekable();
    if records.peek().is_none() {
        writeln!(session.out, "none")?;
    }
    records.try_for_each(|id| writeln!(session.out, "{module}/{id}"))?;
    Ok(Verdict::Yes)
}
