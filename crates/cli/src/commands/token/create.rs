//! `rolecall token create`.

use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use rolecall::{Outside, System, TokenForm};
use serde_json::{Value, json};

use super::{as_json, time_of};
use crate::{
    Failure, Session, Verdict,
    data::{Opened, Source},
    scene::time_option,
    text::time,
};

const HELP: &str = "\
Scopes of an organization's token:
  decide    ask questions
  read      look at members, roles, records, the audit log
  records   write records
  manage    change everything else

A platform token administers organizations, and acts for their members. Store a token like a password.";

/// What token to make.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
#[command(group(clap::ArgGroup::new("whose").required(true).args(["platform", "organization"])))]
pub struct Arguments {
    /// A token that administers organizations
    #[arg(long)]
    platform: bool,
    /// A token of this organization alone
    #[arg(long, value_name = "ORG", requires = "scopes")]
    organization: Option<String>,
    /// What it is given: decide, read, records, manage
    #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',', conflicts_with = "platform")]
    scopes: Vec<String>,
    /// What it is for
    #[arg(long)]
    name: Option<String>,
    /// How long it works, such as 90d or 12h; until it is revoked if absent
    #[arg(long, value_name = "DURATION")]
    expires_in: Option<String>,
    /// Until when it works: a time or a day
    #[arg(long, value_name = "TIME", conflicts_with = "expires_in")]
    expires_at: Option<String>,
    #[command(flatten)]
    source: Source,
}

/// Makes one.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let form = form(arguments, System.now())?;
    let made = match arguments.source.begin().await? {
        Opened::There(client) => client.post(&["v1", "tokens"], &body(&form))?,
        Opened::Here(rolecall) => {
            let (row, secret) = rolecall.create_token(&form).await?;
            let mut made = as_json(&row);
            if let Value::Object(fields) = &mut made {
                fields.insert("token".to_owned(), secret.expose().into());
            }
            made
        }
    };
    if session.json {
        session.json(&made)?;
        return Ok(Verdict::Yes);
    }
    let text = |key: &str| made.get(key).and_then(Value::as_str).unwrap_or_default();
    let until = match time_of(&made, "expires_at") {
        Some(at) => format!("until {}", time(at)),
        None => "until it is revoked".to_owned(),
    };
    writeln!(session.out, "token {} works {until}. Keep it: it is shown this once.", text("id"))?;
    writeln!(session.out, "{}", text("token"))?;
    Ok(Verdict::Yes)
}

fn form(arguments: &Arguments, now: Timestamp) -> Result<TokenForm, Failure> {
    let Arguments { organization, scopes, name, expires_in, .. } = arguments;
    let expires_at = match expires_in {
        Some(text) => Some(later(text, now)?),
        None => time_option(arguments.expires_at.as_ref())?,
    };
    let usual = || if scopes.is_empty() { "platform".to_owned() } else { scopes.join(", ") };
    Ok(TokenForm {
        organization: organization.clone(),
        scopes: scopes.clone(),
        name: name.clone().unwrap_or_else(usual),
        expires_at,
    })
}

fn later(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    let no = || Failure::new(format!("`{text}` is no duration")).help("write it as `90d`, `12h` or `30m`");
    let span: Span = text.parse().map_err(|_| no())?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| no())?;
    if duration <= SignedDuration::ZERO {
        return Err(no());
    }
    now.checked_add(duration).map_err(|_| no())
}

fn body(form: &TokenForm) -> Value {
    json!({
        "name": form.name,
        "organization": form.organization,
        "scopes": form.scopes,
        "expires_at": form.expires_at,
    })
}
