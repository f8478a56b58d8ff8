//! `rolecall import`: an organization from a file.

use std::{
    fs::File,
    io::{BufRead, BufReader},
};

use rolecall::store::{self, ImportError};

use super::export;
use crate::{
    Failure, Session, Verdict,
    data::{Data, open_store},
    watched::Watched,
};

const HELP: &str = "\
Every line is proved; the organization is there whole, up to the hash of its last entry, or not at all. It must not be
there yet, nor another one with its slug.";

/// Which file, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The file that `rolecall export` wrote; `-` for what is piped in
    file: String,
    #[command(flatten)]
    data: Data,
}

/// Reads it.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let file = arguments.file.as_str();
    let report = {
        let Session { progress, input, .. } = &mut *session;
        let mut reader: Box<dyn BufRead + Send + '_> = if file == "-" {
            Box::new(&mut **input)
        } else {
            let opened = File::open(file).map_err(|error| Failure::unreadable(file, &error))?;
            Box::new(BufReader::new(Watched::new(opened, "imported", &mut **progress)))
        };
        let store = open_store(&arguments.data.storage()?).await?;
        store::import(store.as_ref(), &mut reader).await.map_err(|error| told(file, error))?
    };
    export::tell(session, "imported", &report)
}

fn told(file: &str, error: ImportError) -> Failure {
    match error {
        ImportError::Line { line, what } => Failure::new(format!("line {line} of `{file}`: {what}")),
        ImportError::Unreadable(reason) => Failure::new(format!("`{file}` cannot be read: {reason}")),
        ImportError::Store(error) => rolecall::Error::from(error).into(),
    }
}
