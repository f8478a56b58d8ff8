//! Files of commands: TOML tables or a line of JSON each, and their execution one after another.

mod read;
mod run;

use std::path::Path;

pub use read::{Lines, Tables, is_lines, json, steps, toml_failure, toml_steps};
use rolecall::{
    catalog::instead,
    organization::{Command, CommandId, FoundOrganization},
};
pub use run::Runner;
use serde_json::{Map, Value};

use crate::{Failure, Place, data::Data};

/// Where commands come from, and to whom they go.
#[derive(Debug, clap::Args)]
pub struct Source {
    /// The file; `-` for lines that are piped in
    pub file: String,
    /// The organization of commands that name none
    #[arg(value_name = "ORG")]
    pub organization: Option<String>,
    #[command(flatten)]
    pub data: Data,
}

impl Source {
    /// The folder in which files lie that a command names.
    pub fn folder(&self) -> &Path {
        Path::new(&self.file).parent().unwrap_or(Path::new("."))
    }
}

/// A command of a file.
#[derive(Debug, Clone)]
pub struct Step {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// The organization that it names.
    pub organization: Option<String>,
    /// Who gives it; the platform if absent.
    pub actor: Option<String>,
    /// Its id: the same id twice is one change.
    pub id: Option<CommandId>,
    /// What is to be done.
    pub what: What,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub enum What {
    /// An organization is founded.
    Found {
        /// A catalog: one that ships with Rolecall, a file, or the hash of one that is stored.
        catalog: String,
        /// The form.
        form: FoundOrganization,
    },
    /// A command of an organization.
    Do(Box<Command>),
}

/// Founding, which is no command of an organization: there is none yet.
pub const FOUND: &str = "organization.found";

impl Step {
    /// A command of the keys and values that a file has for it.
    ///
    /// # Errors
    /// Where they are none, with the place.
    pub fn new(mut object: Map<String, Value>, place: Place) -> Result<Self, Failure> {
        let mut take = |key: &str| text(&mut object, key).map_err(|failure| failure.at(&place));
        let name = take("do")?.ok_or_else(|| no_name().at(&place))?;
        let (organization, actor) = (take("organization")?, take("as")?);
        let id = take("command_id")?.map(|id| id.parse::<CommandId>()).transpose();
        let id = id.map_err(|error| Failure::new(error.to_string()).at(&place))?;
        if name != FOUND && !names().contains(&name) {
            return Err(unknown(&name).at(&place));
        }
        let what = if name == FOUND { found(object) } else { command(object, &name) };
        let what = what.map_err(|failure| failure.at(&place))?;
        Ok(Self { place, name, organization, actor, id, what })
    }
}

fn text(object: &mut Map<String, Value>, key: &str) -> Result<Option<String>, Failure> {
    match object.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(Failure::new(format!("`{key}` is a text, not `{other}`"))),
    }
}

fn no_name() -> Failure {
    Failure::new("a command has no `do`").help("name it, such as do = \"member.invite\"")
}

fn unknown(name: &str) -> Failure {
    let names = names();
    let known = names.iter().map(String::as_str).chain([FOUND]);
    Failure::new(format!("there is no command `{name}`")).help(instead(name, known, "commands", ""))
}

fn found(mut object: Map<String, Value>) -> Result<What, Failure> {
    let catalog = text(&mut object, "catalog")?;
    let missing = || {
        Failure::new(format!("`{FOUND}` has no `catalog`"))
            .help("name a file or a shipped catalog, such as catalog = \"starter\"")
    };
    let form = form(object, FOUND)?;
    Ok(What::Found { catalog: catalog.ok_or_else(missing)?, form })
}

fn command(mut object: Map<String, Value>, name: &str) -> Result<What, Failure> {
    object.insert("do".to_owned(), name.into());
    Ok(What::Do(Box::new(form(object, name)?)))
}

/// Reads a form of what a file has for it, and says whose form it is where that fails.
fn form<T: serde::de::DeserializeOwned>(object: Map<String, Value>, name: &str) -> Result<T, Failure> {
    serde_json::from_value(Value::Object(object)).map_err(|error| misread(&format!("in `{name}`: {error}")))
}

/// What a reader of forms says, with its list of what there is as help.
fn misread(told: &str) -> Failure {
    let words = |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let (message, expected) = told.split_once(", expected ").unwrap_or((told, ""));
    let (written, known) = (words(message), words(expected));
    let failure = Failure::new(message);
    match written.last() {
        Some(word) if !known.is_empty() => {
            failure.help(instead(word, known.iter().map(String::as_str), "words", ""))
        }
        Some(word) if message.contains("missing field") => failure.help(format!("add `{word}`")),
        _ if expected.is_empty() => failure,
        _ => failure.help(format!("expected {expected}")),
    }
}

/// The names of all commands of an organization, as its own reader lists them when it meets one that there is not.
pub fn names() -> Vec<String> {
    let unknown = serde_json::from_value::<Command>(serde_json::json!({ "do": "" }));
    let listed = unknown.err().map(|error| error.to_string()).unwrap_or_default();
    listed.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
