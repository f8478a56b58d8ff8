//! `rolecall token`: what programs prove themselves with.

mod create;
mod list;

use jiff::Timestamp;
use rolecall::store::TokenRow;
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    data::{Opened, Source},
};

/// What to do with tokens.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a token; it is shown this once, as the last word
    Create(create::Arguments),
    /// List the tokens; what they are is not kept
    List(list::Arguments),
    /// Revoke a token: it works no more
    Revoke {
        /// The token's id, as `list` shows it
        id: String,
        #[command(flatten)]
        source: Source,
    },
}

/// Makes, lists, revokes.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    match &arguments.action {
        Action::Create(arguments) => create::run(arguments, session).await,
        Action::List(arguments) => list::run(arguments, session).await,
        Action::Revoke { id, source } => revoke(id, source, session).await,
    }
}

async fn revoke(id: &str, source: &Source, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let revoked = match source.open().await? {
        Opened::There(client) => client.delete(&["v1", "tokens", id])?,
        Opened::Here(rolecall) => as_json(&rolecall.revoke_token(id).await?),
    };
    if session.json {
        session.json(&revoked)?;
    } else {
        writeln!(session.out, "revoked {id}")?;
    }
    Ok(Verdict::Yes)
}

/// A token as the API shows it.
fn as_json(row: &TokenRow) -> Value {
    json!({
        "id": row.id,
        "name": row.name,
        "organization": row.organization,
        "scopes": row.scopes,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "last_used_at": row.last_used_at,
        "revoked_at": row.revoked_at,
    })
}

/// A time that a token has.
fn time_of(token: &Value, key: &str) -> Option<Timestamp> {
    token.get(key).and_then(Value::as_str).and_then(|text| text.parse().ok())
}
