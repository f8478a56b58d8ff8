//! `rolecall show` at a server: each reading has its address.

use serde_json::{Value, json};

use super::{Arguments, Shown};
use crate::{Failure, remote::Organization};

/// Reads.
pub fn read(organization: &Organization, shown: &Shown, arguments: &Arguments) -> Result<Value, Failure> {
    organization.at_present()?;
    let name = arguments.name.as_deref().unwrap_or_default();
    let one: &[&str] = match shown.word {
        "organization" => &[],
        "member" => &["members", name],
        "access" => &["members", name, "access"],
        "role" => &["roles", name],
        "position" => &["positions", name],
        "group" => &["groups", name],
        "container" => &["containers", name],
        "sharing" => &["sharing-defaults"],
        "limits" => &["limits"],
        list => return all(organization, list, name, arguments.ended),
    };
    organization.get(one, &[])
}

fn all(organization: &Organization, list: &str, name: &str, ended: bool) -> Result<Value, Failure> {
    let path: &[&str] = match list {
        "rules" => &["sharing-rules"],
        "people-of" => &["containers", name, "members"],
        list => &[list],
    };
    let query: &[(&str, &str)] = if ended { &[("ended", "true")] } else { &[] };
    Ok(json!({ "items": organization.items(path, query, usize::MAX)? }))
}
