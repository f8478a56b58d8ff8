//! `rolecall explain` at a server: the same decision; the reasons are told in the words of the API.

use serde_json::Value;

use super::Arguments;
use crate::{
    Failure, Session, Verdict,
    commands::check::{write_decision, write_notes},
    names::Names,
    remote::{Explained, Organization, names::Asked},
    text::wrap,
};

/// Decides and explains.
pub fn run(
    arguments: &Arguments,
    organization: &Organization,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    let Arguments { member, action, on, circumstances, .. } = arguments;
    let explained = organization.explain(member, action, on, circumstances)?;
    let notes = organization.notes(member, action, on, &explained);
    let verdict = Verdict::from(explained.allowed);
    if session.json {
        let mut answer = explained.json(organization.at(), &notes);
        if let Value::Object(fields) = &mut answer {
            fields.insert("openers".to_owned(), explained.openers.clone().into());
        }
        session.json(&answer)?;
        return Ok(verdict);
    }
    write_decision(session, explained.allowed, &explained.sentence)?;
    write_notes(session, &notes)?;
    let names = Asked::of(organization);
    write_reasons(session, &names, &explained)?;
    write_openers(session, &names, &explained.openers)?;
    let until = explained.decision.get("valid_until").and_then(Value::as_str);
    let until = until
        .map_or_else(String::new, |at| format!("; without any change the answer is another from {at} on"));
    writeln!(session.out, "\n  answered at revision {}{until}", explained.revision)?;
    Ok(verdict)
}

fn write_reasons(session: &mut Session<'_>, names: &dyn Names, explained: &Explained) -> Result<(), Failure> {
    let title = if explained.allowed { "opened by" } else { "blocked by" };
    writeln!(session.out, "\n  {title}")?;
    for reason in explained.reasons() {
        let (word, told) = (Explained::word(reason), in_words(names, reason, &["path", "gate"]));
        writeln!(session.out, "    {word:<11} {}", wrap(&told, 16))?;
    }
    Ok(())
}

fn write_openers(session: &mut Session<'_>, names: &dyn Names, openers: &[Value]) -> Result<(), Failure> {
    match openers {
        [] => return Ok(()),
        [_] => writeln!(session.out, "\n  what would open it")?,
        _ => writeln!(session.out, "\n  what would open it; one of these is enough")?,
    }
    for opener in openers {
        let changes = opener.as_array().into_iter().flatten().map(|change| {
            let what = change.get("change").and_then(Value::as_str).unwrap_or_default().replace('_', " ");
            format!("{what}: {}", in_words(names, change, &["change"]))
        });
        let changes = changes.collect::<Vec<_>>().join("; with ");
        writeln!(session.out, "    {}", wrap(&changes, 4))?;
    }
    Ok(())
}

/// The fields of a thing, ids by what they are called.
fn in_words(names: &dyn Names, thing: &Value, without: &[&str]) -> String {
    let Value::Object(fields) = thing else { return value_words(names, "", thing) };
    let fields = fields.iter().filter(|(key, value)| !without.contains(&key.as_str()) && !value.is_null());
    let told = fields.map(|(key, value)| match value_words(names, key, value) {
        said if matches!(value, Value::Object(_)) => said,
        said => format!("{} {said}", key.replace('_', " ")),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn value_words(names: &dyn Names, key: &str, value: &Value) -> String {
    match value {
        Value::String(text) => match key {
            "member" | "owner" | "via" => names.member(text),
            "role" | "roles" | "instead_of" => names.role(text),
            "position" | "chain" => names.position(text),
            "container" => names.container(text),
            "group" => names.group(text),
            _ => text.clone(),
        },
        Value::Array(items) => {
            let between = if key == "chain" { " < " } else { ", " };
            items.iter().map(|item| value_words(names, key, item)).collect::<Vec<_>>().join(between)
        }
        Value::Object(_) => in_words(names, value, &[]),
        other => other.to_string(),
    }
}
