//! Answers of readings as tables for people.

use rolecall::View;
use serde_json::Value;

use crate::text::columns;

/// The items of a list, with the columns named; columns in which nothing stands are left out.
pub fn items(view: &View, answer: &Value, names: &[&str]) -> String {
    let items = list(answer);
    if items.is_empty() {
        return "none\n".to_owned();
    }
    let cell = |item: &Value, name: &str| cell(view, item.pointer(&format!("/{}", name.replace('.', "/"))));
    let says = |name: &&&str| items.iter().any(|item| !matches!(cell(item, name).as_str(), "" | "no"));
    let names: Vec<&str> = names.iter().filter(says).copied().collect();
    let title = |name: &&str| name.rsplit('.').next().unwrap_or(name).replace('_', " ");
    let header = names.iter().map(title).collect();
    let rows = items.iter().map(|item| names.iter().map(|name| cell(item, name)).collect());
    columns(&std::iter::once(header).chain(rows).collect::<Vec<_>>())
}

/// One thing: a line for each of its values, lists of things indented below.
pub fn object(view: &View, answer: &Value) -> String {
    let Value::Object(object) = answer else { return format!("{}\n", cell(view, Some(answer))) };
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_object));
    let plain = object.iter().filter(|(_, value)| !is_list(value));
    let rows = plain.map(|(key, value)| vec![key.replace('_', " "), cell(view, Some(value))]);
    let mut text =
        columns(&rows.filter(|row| row.last().is_some_and(|told| !told.is_empty())).collect::<Vec<_>>());
    for (key, value) in object.iter().filter(|(_, value)| is_list(value)) {
        let first = value.get(0).and_then(Value::as_object);
        let names: Vec<&str> = first.into_iter().flat_map(|first| first.keys().map(String::as_str)).collect();
        let title = [format!("\n{}\n", key.replace('_', " "))];
        let table = items(view, &serde_json::json!({ "items": value }), &names);
        text.extend(title.into_iter().chain(table.lines().map(|line| format!("  {line}\n"))));
    }
    text
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
fn cell(view: &View, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::Bool(flag)) => if *flag { "yes" } else { "no" }.to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let told = items.iter().map(|item| match item {
                Value::String(text) => named(view, text),
                other => cell(view, Some(other)),
            });
            told.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(object)) => {
            // What is so stands behind what it is about: `Sales East and below`.
            let (flags, values): (Vec<_>, Vec<_>) = object.iter().partition(|(_, value)| value.is_boolean());
            let told = values.into_iter().map(|(key, value)| match value {
                Value::Array(_) => format!("{key}: {}", cell(view, Some(value))),
                _ => cell(view, Some(value)),
            });
            let so = flags.into_iter().filter(|(_, value)| value.as_bool() == Some(true));
            let told = told.chain(so.map(|(key, _)| key.replace('_', " ")));
            told.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Some(number) => number.to_string(),
    }
}

fn named(view: &View, text: &str) -> String {
    match text.parse() {
        Ok(id) if text.starts_with("mem_") => view.organization.display_name(&id),
        _ => text.to_owned(),
    }
}
