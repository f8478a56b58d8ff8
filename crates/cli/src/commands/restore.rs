//! `rolecall restore`: a backup put in place as the data.

use std::path::PathBuf;

use rolecall_store_sqlite::SqliteStore;
use serde_json::json;

use crate::{
    Failure, Session, Verdict,
    data::{Data, Storage},
    session::tell,
};

const HELP: &str = "\
The backup is read to its end and checked first; where it is damaged nothing is put in place. The folder must hold no
data yet. Prove the result with `rolecall audit verify`.";

/// Which backup, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// Puts it in place.
pub fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let Storage::Folder(folder) = arguments.data.storage()? else {
        return Err(Failure::new("a backup is put in place in a data folder")
            .help("restore it with --data DIR, then `rolecall copy DIR URL`"));
    };
    tell(session.progress, "checking the backup");
    let restored = SqliteStore::restore(&arguments.file, &folder);
    tell(session.progress, "");
    restored.map_err(rolecall::Error::from)?;
    if session.json {
        session.json(&json!({ "file": arguments.file, "data": folder }))?;
    } else {
        writeln!(session.out, "restored {} into {}", arguments.file.display(), folder.display())?;
    }
    Ok(Verdict::Yes)
}
