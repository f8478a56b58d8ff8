//! `rolecall token list`.

use std::collections::HashMap;

use rolecall::Rolecall;
use serde_json::Value;

use super::{as_json, time_of};
use crate::{
    Failure, Session, Verdict,
    commands::organizations,
    data::{self, Opened, Source},
    remote::Client,
    text::{columns, time},
};

/// How many are read at once.
const PAGE: u32 = 500;

/// Which tokens.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Those of this organization only
    #[arg(long, value_name = "ORG")]
    organization: Option<String>,
    #[command(flatten)]
    source: Source,
}

/// Lists.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let of = arguments.organization.as_deref();
    let (tokens, slugs) = match arguments.source.open().await? {
        Opened::There(client) => there(&client, of)?,
        Opened::Here(rolecall) => here(&rolecall, of).await?,
    };
    if session.json {
        tokens.iter().try_for_each(|token| session.json(token))?;
        return Ok(Verdict::Yes);
    }
    if tokens.is_empty() {
        writeln!(session.out, "none")?;
        return Ok(Verdict::Yes);
    }
    let header = ["id", "name", "for", "scopes", "made", "last used", "works until"];
    let header = header.map(str::to_owned).to_vec();
    let rows = tokens.iter().map(|token| row(token, &slugs));
    write!(session.out, "{}", columns(&std::iter::once(header).chain(rows).collect::<Vec<_>>()))?;
    Ok(Verdict::Yes)
}

/// Tokens, and the slugs of organizations by their ids.
type Listed = (Vec<Value>, HashMap<String, String>);

async fn here(rolecall: &Rolecall, of: Option<&str>) -> Result<Listed, Failure> {
    let organization = match of {
        Some(name) => Some(data::tenant(rolecall, name).await?.id().clone()),
        None => None,
    };
    let mut rows = Vec::new();
    loop {
        let after = rows.last().map(|row: &rolecall::store::TokenRow| row.id.clone());
        let page = rolecall.tokens(organization.as_ref(), after.as_deref(), PAGE).await?;
        if page.is_empty() {
            break;
        }
        rows.extend(page);
    }
    let heads = organizations::all(rolecall).await?;
    let slugs = heads.into_iter().filter_map(|head| Some((head.id.to_string(), head.slug?.to_string())));
    Ok((rows.iter().map(as_json).collect(), slugs.collect()))
}

fn there(client: &Client, of: Option<&str>) -> Result<Listed, Failure> {
    let query: Vec<(&str, &str)> = of.iter().map(|name| ("organization", *name)).collect();
    let tokens = client.all(&["v1", "tokens"], &query)?;
    let heads = client.all(&["v1", "organizations"], &[])?;
    let text = |head: &Value, key: &str| head.get(key).and_then(Value::as_str).map(str::to_owned);
    let slugs = heads.iter().filter_map(|head| Some((text(head, "id")?, text(head, "slug")?)));
    Ok((tokens, slugs.collect()))
}

fn row(token: &Value, slugs: &HashMap<String, String>) -> Vec<String> {
    let text = |key: &str| token.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let at = |key: &str| time_of(token, key).map(time);
    let organization = text("organization");
    let whose = match slugs.get(&organization) {
        _ if organization.is_empty() => "the platform".to_owned(),
        Some(slug) => slug.clone(),
        None => organization,
    };
    let scopes = token.get("scopes").and_then(Value::as_array).into_iter().flatten();
    let scopes: Vec<&str> = scopes.filter_map(Value::as_str).collect();
    let until = match (at("revoked_at"), at("expires_at")) {
        (Some(revoked), _) => format!("revoked {revoked}"),
        (None, Some(expires)) => expires,
        (None, None) => String::new(),
    };
    let (made, used) = (at("created_at").unwrap_or_default(), at("last_used_at").unwrap_or_default());
    vec![text("id"), text("name"), whose, scopes.join(", "), made, used, until]
}
