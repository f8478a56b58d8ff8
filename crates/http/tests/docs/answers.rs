//! Answers: whether one is what a page shows, and how a page shows one.

use serde_json::Value;

use crate::{forms::Known, page::Block};

/// How wide a line of an answer may be.
const WIDTH: usize = 140;

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    /// The status; nothing of a command that is no request.
    pub status: Option<u16>,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("(absent)", |(_, value)| value)
    }

    /// Whether the page shows this answer.
    pub fn is(&self, block: &Block, known: &mut Known) -> bool {
        if block.kind != "http" {
            let fine = self.status.is_none_or(|status| (200..300).contains(&status));
            return fine && same_body(&block.text, &self.body, known);
        }
        let (head, body) = block.parts();
        let status = self.status.is_some_and(|status| head.first() == Some(&status.to_string()));
        let headers = head.iter().skip(1).all(|line| {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            known.same(value.trim(), self.header(name))
        });
        status && headers && same_body(&body, &self.body, known)
    }

    /// The answer as the page shows it, with the headers that it showed before.
    pub fn shown(&self, block: &Block, known: &Known) -> String {
        let body = readable(&known.shown_as(&self.body));
        if block.kind != "http" {
            return body;
        }
        let status = self.status.map(|status| status.to_string()).unwrap_or_default();
        let named = block.parts().0.into_iter().skip(1);
        let headers = named.map(|line| {
            let name = line.split(':').next().unwrap_or_default();
            format!("{name}: {}", known.shown_as(self.header(name)))
        });
        let text = std::iter::once(status).chain(headers).collect::<Vec<_>>().join("\n");
        if body.is_empty() { text } else { format!("{text}\n\n{body}") }
    }
}

fn same_body(shown: &str, real: &str, known: &mut Known) -> bool {
    let (ours, theirs) = (values(shown), values(real));
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(&theirs).all(|(ours, theirs)| same(ours, theirs, known))
        }
        (None, None) => known.same(shown.trim_end(), real.replace('\r', "").trim_end()),
        _ => false,
    }
}

/// The JSON values that a text holds: one, or several, a line each.
fn values(text: &str) -> Option<Vec<Value>> {
    let read = serde_json::Deserializer::from_str(text).into_iter().collect::<Result<Vec<Value>, _>>();
    read.ok().filter(|found| !found.is_empty())
}

fn same(shown: &Value, real: &Value, known: &mut Known) -> bool {
    match (shown, real) {
        (Value::String(ours), Value::String(theirs)) => known.same(ours, theirs),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs, known))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(key, ours)| theirs.get(key).is_some_and(|theirs| same(ours, theirs, known)))
        }
        _ => shown == real,
    }
}

/// A body as a person reads it: what fits on a line stands on one.
pub fn readable(body: &str) -> String {
    let Some(found) = values(body) else { return body.replace('\r', "").trim_end().to_owned() };
    if found.len() > 1 {
        return found.iter().map(one_line).collect::<Vec<_>>().join("\n");
    }
    found.first().map(|value| broken(value, 0, 0)).unwrap_or_default()
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("\"{key}\": {}", one_line(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

/// A value, `ahead` characters into its line, at a depth.
fn broken(value: &Value, depth: usize, ahead: usize) -> String {
    let line = one_line(value);
    if depth * 2 + ahead + line.len() <= WIDTH {
        return line;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    let list = |items: Vec<String>, open: char, close: char| {
        format!("{open}\n{inner}{}\n{outer}{close}", items.join(&format!(",\n{inner}")))
    };
    match value {
        Value::Array(items) => list(items.iter().map(|item| broken(item, depth + 1, 1)).collect(), '[', ']'),
        Value::Object(fields) => {
            let field = |(key, value): (&String, &Value)| {
                format!("\"{key}\": {}", broken(value, depth + 1, key.len() + 5))
            };
            list(fields.iter().map(field).collect(), '{', '}')
        }
        _ => line,
    }
}
