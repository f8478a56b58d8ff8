//! The log: one line for what happened, on standard error. It never holds a token, an address or a name.

use std::{io, str::FromStr};

use clap::ValueEnum;
use serde::Deserialize;
use tracing_subscriber::EnvFilter;

use crate::{Failure, environment};

/// What is written, in the words of `tracing`: `info`, `warn`, `rolecall_http=debug`.
const FILTER: &str = "ROLECALL_LOG";

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs, an object a line
    Json,
}

impl FromStr for LogFormat {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        <Self as ValueEnum>::from_str(text, false).map_err(|_| "use `text` or `json`".to_owned())
    }
}

/// Starts the log of the process; `usual` is what is in it where nobody says.
///
/// # Errors
/// Where `ROLECALL_LOG` cannot be read.
pub fn start(format: LogFormat, usual: &str) -> Result<(), Failure> {
    let wanted = environment::text(FILTER)?.unwrap_or_else(|| usual.to_owned());
    let filter = EnvFilter::try_new(&wanted).map_err(|error| {
        Failure::new(format!("`{FILTER}` is set to `{wanted}`: {error}"))
            .help("set it to `error`, `warn`, `info`, `debug` or `trace`")
    })?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    let started = match format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::new(format!("the log cannot be started: {error}")))
}
