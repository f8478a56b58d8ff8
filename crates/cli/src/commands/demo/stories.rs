//! The stories of the demo: command files that say what is going on, with questions, in `demo/`.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Failure,
    command_file::{Step, Tables, json, steps, toml_failure},
};

const FILES: &[(&str, &str)] = &[
    ("demo/zylker.toml", include_str!("../../../demo/zylker.toml")),
    ("demo/brightwork.toml", include_str!("../../../demo/brightwork.toml")),
    ("demo/larkspur.toml", include_str!("../../../demo/larkspur.toml")),
    ("demo/nordlicht.toml", include_str!("../../../demo/nordlicht.toml")),
    ("demo/harbour.toml", include_str!("../../../demo/harbour.toml")),
];

/// An organization, how it came about, and what is asked in it.
pub struct Story {
    /// Its slug.
    pub slug: String,
    /// What is going on in it.
    pub told: String,
    /// What founds and fills it.
    pub steps: Vec<Step>,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// A question in words, and as the program asks it: a decision, or a command that is tried.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// In words.
    pub ask: String,
    /// The member.
    #[serde(default)]
    pub member: String,
    /// The action.
    #[serde(default)]
    pub action: String,
    /// The module, and the record in it.
    #[serde(default)]
    pub on: String,
    /// The container that is meant.
    #[serde(default, rename = "in")]
    pub container: Option<String>,
    /// A command, in place of the above; it is only tried.
    #[serde(default)]
    pub command: Option<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    slug: String,
    story: String,
    command: Tables,
    question: Vec<Question>,
}

/// All stories.
pub fn all() -> Result<Vec<Story>, Failure> {
    let read = |(file, text): &(&str, &str)| {
        let parsed: File = toml::from_str(text).map_err(|error| toml_failure(file, text, &error))?;
        let File { slug, story, command, question } = parsed;
        Ok(Story { slug, told: story, steps: steps(file, text, command)?, questions: question })
    };
    FILES.iter().map(read).collect()
}

impl Question {
    /// The command that is tried, as the library takes it; `None` where a decision is asked.
    pub fn command(&self) -> Option<Value> {
        self.command.clone().map(|table| json(toml::Value::Table(table)))
    }
}
