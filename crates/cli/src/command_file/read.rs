//! Reads command files: a TOML file whole, lines of JSON one by one, so that a long file takes no room.

use std::{io::BufRead, path::Path};

use serde_json::{Map, Value};
use toml::Spanned;

use super::{Step, misread};
use crate::{Failure, Place};

/// The `[[command]]` tables of a TOML file, with their places.
pub type Tables = Vec<Spanned<toml::Table>>;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    command: Tables,
}

/// How much of a line is shown.
const SHOWN: usize = 96;

/// The commands of a TOML file.
///
/// # Errors
/// Where a line is no TOML, or a table is no command; then none of them is executed.
pub fn toml_steps(file: &str, text: &str) -> Result<Vec<Step>, Failure> {
    let parsed: File = toml::from_str(text).map_err(|error| toml_failure(file, text, &error))?;
    steps(file, text, parsed.command)
}

/// The commands of tables within a TOML file.
///
/// # Errors
/// Where a table is no command.
pub fn steps(file: &str, text: &str, tables: Tables) -> Result<Vec<Step>, Failure> {
    let step = |table: Spanned<toml::Table>| {
        let place = place_of(file, text, table.span().start);
        let object = table.into_inner().into_iter().map(|(key, value)| (key, json(value)));
        Step::new(object.collect(), place)
    };
    tables.into_iter().map(step).collect()
}

/// A file that is not the TOML it should be, with the line.
pub fn toml_failure(file: &str, text: &str, error: &toml::de::Error) -> Failure {
    let place = error.span().map(|span| place(file, text, span.start));
    let failure = misread(error.message());
    match place {
        Some(place) => failure.at(&place),
        None => failure,
    }
}

/// The line of a table that says what it does, else its first.
fn place_of(file: &str, text: &str, start: usize) -> Place {
    let says = |line: &str| {
        line.trim_start().strip_prefix("do").is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let mut at = start;
    for (number, line) in text.get(start..).unwrap_or_default().split_inclusive('\n').enumerate() {
        if says(line) {
            return place(file, text, at);
        }
        if number > 0 && line.starts_with('[') {
            break;
        }
        at += line.len();
    }
    place(file, text, start)
}

fn place(file: &str, text: &str, start: usize) -> Place {
    let line = text.get(..start).unwrap_or(text).matches('\n').count() + 1;
    Place { file: file.to_owned(), line, text: shown(text.lines().nth(line - 1).unwrap_or_default()) }
}

fn shown(line: &str) -> String {
    if line.chars().count() <= SHOWN {
        line.to_owned()
    } else {
        line.chars().take(SHOWN).chain(['…']).collect()
    }
}

/// TOML as the forms of commands read it; a day or a time without an offset is one in UTC.
pub fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Datetime(moment) => Value::String(rfc_3339(moment)),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect())
        }
    }
}

fn rfc_3339(moment: toml::value::Datetime) -> String {
    match (moment.date, moment.time, moment.offset) {
        (Some(_), None, _) => format!("{moment}T00:00:00Z"),
        (Some(_), Some(_), None) => format!("{moment}Z"),
        _ => moment.to_string(),
    }
}

/// Whether a file holds lines of JSON; what is piped in does.
pub fn is_lines(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str());
    file == "-" || matches!(ending, Some("ndjson" | "jsonl"))
}

/// Commands that stand one in a line, as JSON; blank lines are passed over.
pub struct Lines<'a> {
    file: String,
    reader: Box<dyn BufRead + 'a>,
    line: usize,
}

impl<'a> Lines<'a> {
    /// The commands of a file, or of what is piped in.
    pub fn new(file: &str, reader: Box<dyn BufRead + 'a>) -> Self {
        Self { file: file.to_owned(), reader, line: 0 }
    }

    fn read(&mut self) -> Result<Option<String>, Failure> {
        loop {
            let mut text = String::new();
            let read = self.reader.read_line(&mut text);
            if read.map_err(|error| Failure::unreadable(&self.file, &error))? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if !text.trim().is_empty() {
                return Ok(Some(text));
            }
        }
    }

    fn step(&self, text: &str) -> Result<Step, Failure> {
        let place = Place { file: self.file.clone(), line: self.line, text: shown(text.trim_end()) };
        match serde_json::from_str::<Map<String, Value>>(text) {
            Ok(object) => Step::new(object, place),
            Err(error) => {
                let column =
                    if error.column() > 0 { format!(" at column {}", error.column()) } else { String::new() };
                let failure = Failure::new(format!("this line is no JSON object{column}"));
                Err(failure.help("write {\"do\": \"...\", ...} in one line").at(&place))
            }
        }
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Step, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(Some(text)) => Some(self.step(&text)),
            Ok(None) => None,
            Err(failure) => Some(Err(failure)),
        }
    }
}
