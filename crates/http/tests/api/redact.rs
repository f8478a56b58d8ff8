//! What differs from run to run, replaced by fixed words - and looked at on the way: an id has the form of ids, a time is one.

use jiff::Timestamp;
use serde_json::Value;

const PREFIXES: [&str; 10] = ["org_", "mem_", "rol_", "pos_", "grp_", "shr_", "con_", "inv_", "cmd_", "tok_"];

/// Replaces ids by numbered words: the same id is the same word throughout.
#[derive(Default)]
pub struct Redaction {
    seen: Vec<String>,
}

impl Redaction {
    /// A value in fixed words.
    pub fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| {
                    let cursor = (name == "next_cursor" || name == "cursor") && value.is_string();
                    let value = if cursor { "[cursor]".into() } else { self.value(value) };
                    (self.text(name), value)
                };
                fields.iter().map(field).collect()
            }
            other => other.clone(),
        }
    }

    /// A text in fixed words.
    pub fn text(&mut self, text: &str) -> String {
        let part = |c: char| c.is_ascii_alphanumeric() || "_:.-+".contains(c);
        let mut rest = text;
        let mut out = String::new();
        while let Some(begin) = rest.find(part) {
            let (ahead, behind) = rest.split_at(begin);
            let (word, after) = behind.split_at(behind.find(|c| !part(c)).unwrap_or(behind.len()));
            out += ahead;
            out += &self.word(word);
            rest = after;
        }
        out + rest
    }

    fn word(&mut self, word: &str) -> String {
        if word.parse::<Timestamp>().is_ok() {
            return "[time]".to_owned();
        }
        if word.starts_with("rolecall_") && word.len() > 40 {
            return "[token]".to_owned();
        }
        if word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit()) {
            return "[hash]".to_owned();
        }
        if word.starts_with("127.0.0.1:") {
            return "[host]".to_owned();
        }
        match PREFIXES.iter().find(|prefix| word.starts_with(**prefix) && word.len() > prefix.len()) {
            Some(prefix) if word.len() == prefix.len() + 26 => self.numbered(prefix, word),
            _ => word.to_owned(),
        }
    }

    fn numbered(&mut self, prefix: &str, id: &str) -> String {
        if !self.seen.iter().any(|seen| seen == id) {
            self.seen.push(id.to_owned());
        }
        let alike = self.seen.iter().filter(|seen| seen.starts_with(prefix));
        let number = alike.take_while(|seen| *seen != id).count() + 1;
        format!("{prefix}#{number}")
    }
}
