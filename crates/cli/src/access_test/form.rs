//! What a step sends - a command or a reading - as its table in the file, read by the same types that read the API's bodies.

use std::{collections::BTreeMap, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{
    node::{self, Table},
    source::{Fault, Place, Source, Span},
};

/// Ids that earlier steps of a case made, by the name that the step gave them.
pub type Saved = BTreeMap<String, String>;

/// The fields of a command or reading.
#[derive(Debug, Clone)]
pub struct Form {
    /// The file.
    pub source: Arc<Source>,
    /// Where it begins.
    pub span: Span,
    /// `do` or `show`.
    pub tag: &'static str,
    /// What it does or shows.
    pub name: String,
    /// The fields beside it.
    pub fields: Table,
}

/// Why a form is no command or reading.
pub enum Unfit {
    /// The author's mistake: no such command, no such field, no such saved id.
    Mistake(Fault),
    /// A value is not what it must be; the API would answer `invalid`.
    Value(Fault),
}

impl Form {
    /// Reads the form, with the ids that earlier steps made in place of `$name`.
    ///
    /// # Errors
    /// See [`Unfit`].
    pub fn read<T: DeserializeOwned>(&self, saved: &Saved) -> Result<T, Unfit> {
        let texts = |span: &Span, text: &str| self.resolve(span, text, saved);
        let mut object = node::object(&self.fields, &texts).map_err(Unfit::Mistake)?;
        object.insert(self.tag.to_owned(), Json::String(self.name.clone()));
        serde_json::from_value(Json::Object(object)).map_err(|error| self.unfit(&error.to_string()))
    }

    fn resolve(&self, span: &Span, text: &str, saved: &Saved) -> Result<String, Fault> {
        let Some(name) = text.strip_prefix('$') else { return Ok(text.to_owned()) };
        let unknown = || {
            let place = Place::of(&self.source, span);
            let known = saved.keys().map(|name| format!("`${name}`")).collect::<Vec<_>>().join(", ");
            let help = if known.is_empty() {
                "no step before saved an id".to_owned()
            } else {
                format!("there is {known}")
            };
            Fault::at(place, format!("no step before saved `{name}`")).note("help", help)
        };
        saved.get(name).cloned().ok_or_else(unknown)
    }

    /// Whether it names ids that are known only when it runs.
    pub fn has_saved(&self) -> bool {
        let mut found = false;
        let mut look = |_: &str, text: &str| found |= text.starts_with('$');
        self.fields.iter().for_each(|(key, value)| value.each_text(&key.name, &mut look));
        found
    }

    /// Puts the reader's message where it belongs. It names the culprit in backticks.
    fn unfit(&self, message: &str) -> Unfit {
        let named = message.split('`').nth(1).unwrap_or_default();
        let unknown_field = message.starts_with("unknown field");
        let unknown_name = message.starts_with("unknown variant") && named == self.name;
        let what = if self.tag == "do" { "command" } else { "reading" };
        let (head, known) = message.split_once(", expected ").unwrap_or((message, ""));
        let head = match (unknown_field, unknown_name) {
            (true, _) => format!("`{}` has no field `{named}`", self.name),
            (_, true) => format!("there is no {what} `{named}`"),
            _ if message.starts_with("missing field") => format!("`{}` needs `{named}`", self.name),
            _ => format!("{head} (`{}`)", self.name),
        };
        let key = node::find_key(&self.fields, named).filter(|_| unknown_field);
        let text = || self.fields.iter().find_map(|(_, value)| value.find_text(named));
        let span = key.or_else(text).unwrap_or(&self.span);
        let fault = Fault::at(Place::of(&self.source, span), head);
        let fault = if known.is_empty() { fault } else { fault.note("help", format!("expected {known}")) };
        if unknown_field || unknown_name { Unfit::Mistake(fault) } else { Unfit::Value(fault) }
    }
}

impl Unfit {
    /// What is wrong, whoever's fault it is.
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Mistake(fault) | Self::Value(fault) => fault,
        }
    }
}
