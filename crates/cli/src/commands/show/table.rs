//! Answers of readings as tables for people.

use serde_json::{Map, Value};

use crate::{names::Names, text::columns};

/// The items of a list, with the columns named; columns in which nothing stands are left out.
pub fn items(known: &dyn Names, answer: &Value, names: &[&str]) -> String {
    let items = list(answer);
    if items.is_empty() {
        return "none\n".to_owned();
    }
    let cell = |item: &Value, name: &str| cell(known, item.get(name));
    let says = |name: &&&str| items.iter().any(|item| !matches!(cell(item, name).as_str(), "" | "no"));
    let names: Vec<&str> = names.iter().filter(says).copied().collect();
    let header = names.iter().map(|name| name.replace('_', " ")).collect();
    let rows = items.iter().map(|item| names.iter().map(|name| cell(item, name)).collect());
    columns(&std::iter::once(header).chain(rows).collect::<Vec<_>>())
}

/// What people look for first, in this order; the rest follows by its name.
const FIRST: &[&str] = &[
    "id",
    "slug",
    "external_id",
    "name",
    "email",
    "status",
    "kind",
    "roles",
    "position",
    "label",
    "limit",
    "used",
    "module",
    "actions",
    "reach",
];

/// The values of a thing, those first that people look for first.
fn ordered(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    entries.sort_by_key(|(key, _)| FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len()));
    entries
}

/// One thing: a line for each of its values, lists of things indented below.
pub fn object(known: &dyn Names, answer: &Value) -> String {
    let Value::Object(object) = answer else { return format!("{}\n", cell(known, Some(answer))) };
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_object));
    let (lists, plain): (Vec<_>, Vec<_>) = ordered(object).into_iter().partition(|(_, value)| is_list(value));
    let mut rows: Vec<Vec<String>> =
        plain.into_iter().flat_map(|(key, value)| lines(known, key, value)).collect();
    rows.retain(|row| row.last().is_some_and(|told| !told.is_empty()));
    let mut text = columns(&rows);
    for (key, value) in lists {
        let first = value.get(0).and_then(Value::as_object).map(ordered).unwrap_or_default();
        let names: Vec<&str> = first.into_iter().map(|(key, _)| key.as_str()).collect();
        let title = [format!("\n{}\n", key.replace('_', " "))];
        let table = items(known, &serde_json::json!({ "items": value }), &names);
        text.extend(title.into_iter().chain(table.lines().map(|line| format!("  {line}\n"))));
    }
    text
}

/// A value by its key; a thing within the thing has a line for each of its own.
fn lines(known: &dyn Names, key: &str, value: &Value) -> Vec<Vec<String>> {
    let line = |key: String, value: &Value| vec![key.replace('_', " "), cell(known, Some(value))];
    match value {
        Value::Object(parts) if !parts.values().all(Value::is_boolean) => {
            ordered(parts).into_iter().map(|(part, value)| line(format!("{key} {part}"), value)).collect()
        }
        _ => vec![line(key.to_owned(), value)],
    }
}

/// The reporting tree, each position with how many it has.
pub fn tree(answer: &Value) -> String {
    let mut text = String::new();
    branch(list(answer), None, 0, &mut text);
    if text.is_empty() { "none\n".to_owned() } else { text }
}

fn branch(positions: &[Value], above: Option<&str>, depth: usize, text: &mut String) {
    let field =
        |position: &'_ Value, name: &str| position.get(name).and_then(Value::as_str).map(str::to_owned);
    for position in positions.iter().filter(|position| field(position, "reports_to").as_deref() == above) {
        let name = field(position, "name").unwrap_or_default();
        let members = position.get("members").and_then(Value::as_u64).unwrap_or_default();
        let peers = position.get("share_with_peers").and_then(Value::as_bool).unwrap_or_default();
        let peers = if peers { ", shares with peers" } else { "" };
        text.extend([format!("{}{name} ({members}{peers})\n", "  ".repeat(depth))]);
        branch(positions, Some(&name), depth + 1, text);
    }
}

fn list(answer: &Value) -> &[Value] {
    answer.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A value in a few words; members by their names.
fn cell(known: &dyn Names, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let told = items.iter().map(|item| match item {
                Value::String(text) => named(known, text),
                other => cell(known, Some(other)),
            });
            told.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(object)) => {
            // What is so stands behind what it is about: `Sales East and below`.
            let (flags, values): (Vec<_>, Vec<_>) = object.iter().partition(|(_, value)| value.is_boolean());
            if values.is_empty() {
                let so = flags.into_iter().filter(|(_, value)| value.as_bool() == Some(true));
                return so.map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ");
            }
            let told = values.into_iter().map(|(key, value)| match value {
                Value::Array(_) => format!("{key}: {}", cell(known, Some(value))),
                _ => cell(known, Some(value)),
            });
            let so = flags.into_iter().filter(|(_, value)| value.as_bool() == Some(true));
            let told = told.chain(so.map(|(key, _)| key.replace('_', " ")));
            told.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Some(number) => number.to_string(),
    }
}

fn named(known: &dyn Names, text: &str) -> String {
    if text.starts_with("mem_") { known.member(text) } else { text.to_owned() }
}
