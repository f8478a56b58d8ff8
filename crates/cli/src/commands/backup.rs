//! `rolecall backup`: all data in one file.

use std::path::PathBuf;

use rolecall_store_sqlite::SqliteStore;
use serde_json::json;

use crate::{
    Failure, Session, Verdict,
    data::{Data, Storage, nothing_in},
    session::tell,
    text::number,
};

const HELP: &str = "\
A server may have the data open, and write meanwhile: the backup holds one moment of them.
The file is complete and safe on disk once this ends; where it fails there is none. It holds personal data, and hashes
of secrets: keep it like the data. `rolecall restore` puts it in place.";

/// Which data, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The file to write; it must not be there yet
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

/// Writes it.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let folder = match arguments.data.storage()? {
        Storage::Folder(folder) => folder,
        Storage::Database(_) => {
            return Err(Failure::new("a PostgreSQL database is backed up with its own tools")
                .help("use `pg_dump`, or `rolecall copy URL DIR` for a data folder"));
        }
    };
    if !rolecall::Rolecall::is_in(&folder) {
        return Err(nothing_in(&folder));
    }
    let file = &arguments.file;
    tell(session.progress, "writing the backup");
    let written = SqliteStore::backup_of(&folder, file).await;
    tell(session.progress, "");
    written.map_err(rolecall::Error::from)?;
    let bytes = std::fs::metadata(file)?.len();
    if session.json {
        session.json(&json!({ "file": file, "bytes": bytes }))?;
    } else {
        writeln!(session.out, "wrote {} ({} bytes)", file.display(), number(bytes))?;
    }
    Ok(Verdict::Yes)
}
