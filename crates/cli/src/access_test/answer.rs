//! Holds the answer of a reading against the fields that a step names: each has to equal, the rest may be what it likes. A
//! list has to have as many items, each held against its own.

use serde_json::{Map, Value as Json};

use super::{
    form::Saved,
    node::{Node, Value},
    source::{Fault, Place, Span},
    step::Act,
};

/// How much of an answer is shown.
const SHOWN: usize = 400;

/// What items of lists are called by, the best first.
const NAMES: [&str; 3] = ["external_id", "name", "id"];

/// What differs.
struct Difference {
    at: Span,
    path: String,
    found: Option<Json>,
    expected: String,
}

/// What is wrong with an answer, where something is.
pub fn compare(act: &Act, answer: &Json, saved: &Saved) -> Option<Fault> {
    let expected = act.answer.as_ref()?;
    let Difference { at, path, found, expected } = difference(expected, Some(answer), String::new(), saved)?;
    let shown =
        found.map_or_else(|| "there is no such field".to_owned(), |found| shorten(&found.to_string()));
    let fault = Fault::at(Place::of(&act.form.source, &at), format!("`{path}` of the answer is another"));
    Some(fault.note("answer", shown).note("expected", expected))
}

fn difference(expected: &Node, found: Option<&Json>, path: String, saved: &Saved) -> Option<Difference> {
    let at = expected.span.clone();
    match (&expected.value, found) {
        (Value::Table(entries), Some(Json::Object(own))) => entries.iter().find_map(|(key, value)| {
            let path = if path.is_empty() { key.name.clone() } else { format!("{path}.{}", key.name) };
            difference(value, own.get(&key.name), path, saved)
        }),
        (Value::List(items), Some(Json::Array(own))) => {
            if items.len() != own.len() {
                let count =
                    |number| if number == 1 { "1 item".to_owned() } else { format!("{number} items") };
                let expected = format!("{}, not {}", count(items.len()), own.len());
                return Some(Difference { at, path, found: Some(outline(items, own)), expected });
            }
            let mut pairs = items.iter().zip(own).enumerate();
            pairs.find_map(|(index, (item, own))| {
                difference(item, Some(own), format!("{path}[{index}]"), saved)
            })
        }
        (_, found) => {
            let expected = plain(expected, saved);
            let differs = found != Some(&expected);
            differs.then(|| Difference { at, path, found: found.cloned(), expected: expected.to_string() })
        }
    }
}

/// The items of an answer with the fields that tell them apart: those that the author names, or else a name.
fn outline(items: &[Node], own: &[Json]) -> Json {
    let mut named: Vec<&str> = Vec::new();
    for item in items {
        if let Value::Table(entries) = &item.value {
            named.extend(entries.iter().map(|(key, _)| key.name.as_str()));
        }
    }
    let usual = |item: &Map<String, Json>| NAMES.into_iter().find(|name| item.contains_key(*name));
    let short = |item: &Json| match item {
        Json::Object(object) => {
            let shown: Vec<&str> =
                if named.is_empty() { usual(object).into_iter().collect() } else { named.clone() };
            let kept = object.iter().filter(|(key, _)| shown.contains(&key.as_str()));
            Json::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
        }
        other => other.clone(),
    };
    own.iter().map(short).collect()
}

/// The value as JSON, with the ids that steps saved.
fn plain(node: &Node, saved: &Saved) -> Json {
    let text = |_: &Span, text: &str| {
        let id = text.strip_prefix('$').and_then(|name| saved.get(name));
        Ok::<_, std::convert::Infallible>(id.cloned().unwrap_or_else(|| text.to_owned()))
    };
    match node.json(&text) {
        Ok(json) => json,
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    text.chars().take(SHOWN).chain(" ...".chars()).collect()
}
