//! Backups: written from a running store, checked before they are put in place. Either way a file appears under its name
//! only once it is complete and on disk.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use rolecall_store::StoreError;
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;
use tokio::sync::oneshot;

use crate::{
    failure::{Failure, Outcome},
    migrate::{APPLICATION, MIGRATIONS},
    open,
};

/// Writes a backup of a database on a thread of its own, so that nobody who reads or writes waits for it.
pub async fn write(database: PathBuf, target: PathBuf) -> Result<(), StoreError> {
    let (sender, receiver) = oneshot::channel();
    let thread = std::thread::Builder::new().name("rolecall-backup".to_owned());
    let work = move || drop(sender.send(write_now(&database, &target)));
    thread.spawn(work).map_err(|error| StoreError::unavailable(error.to_string()))?;
    receiver.await.map_err(|_| StoreError::unavailable("the backup was given up"))?
}

fn write_now(database: &Path, target: &Path) -> Result<(), StoreError> {
    let refused = || StoreError::refused(format!("the file `{}` exists already", target.display()));
    if target.try_exists().map_err(|error| unwritten(target, &error))? {
        return Err(refused());
    }
    let beside = NamedTempFile::new_in(folder_of(target)).map_err(|error| unwritten(target, &error))?;
    let copied = open::reading(database)
        .and_then(|connection| Ok(connection.execute("VACUUM INTO ?1", [text(beside.path())?])?));
    copied.map_err(|failure| match StoreError::from(failure) {
        StoreError::Unavailable { reason } => unwritten(target, &reason),
        other => other,
    })?;
    let placed = place(beside, target).map_err(|error| unwritten(target, &error))?;
    if placed { Ok(()) } else { Err(refused()) }
}

/// Checks a backup and puts it in place.
pub fn restore(file: &Path, folder: &Path) -> Result<(), StoreError> {
    // Whoever would write into a copy that nobody else finishes is told before anything is made.
    if !file.is_file() {
        return Err(StoreError::refused(format!("there is no file `{}`", file.display())));
    }
    if wal_of(file).metadata().is_ok_and(|log| log.len() > 0) {
        let what = format!("the file `{}` is in use or was not closed; back it up first", file.display());
        return Err(StoreError::refused(what));
    }
    let target = folder.join(open::DATABASE);
    let lock = open::lock(folder)?;
    let refused = || StoreError::refused(format!("the folder `{}` holds a store already", folder.display()));
    if [&target, &wal_of(&target)].into_iter().any(|path| path.exists()) {
        return Err(refused());
    }
    let beside = NamedTempFile::new_in(folder).map_err(|error| unwritten(&target, &error))?;
    std::fs::copy(file, beside.path()).map_err(|error| unwritten(&target, &error))?;
    check(file, beside.path())?;
    let placed = place(beside, &target).map_err(|error| unwritten(&target, &error))?;
    drop(lock);
    if placed { Ok(()) } else { Err(refused()) }
}

/// Whether a copy of a backup is ours, of a form that this release knows, and whole.
fn check(file: &Path, copy: &Path) -> Result<(), StoreError> {
    let damaged =
        |what: &str| StoreError::corrupt(format!("the backup `{}` cannot be used: {what}", file.display()));
    let found = examine(copy).map_err(|failure| match StoreError::from(failure) {
        StoreError::Corrupt { what } => damaged(&what),
        other => other,
    })?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found.application != APPLICATION || found.version == 0 {
        return Err(StoreError::refused(format!("the file `{}` is no backup of Rolecall", file.display())));
    }
    if found.version > known {
        let what = format!("the backup `{}`", file.display());
        return Err(StoreError::NewerFormat { what, found: found.version, known });
    }
    if found.integrity == "ok" { Ok(()) } else { Err(damaged(&found.integrity)) }
}

struct Found {
    application: i32,
    version: u32,
    integrity: String,
}

fn examine(copy: &Path) -> Outcome<Found> {
    // It may write: a copy of a closed store wants a log of writes even where it is only read.
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    let found = Found {
        application: connection.pragma_query_value(None, "application_id", |row| row.get(0))?,
        version: connection.pragma_query_value(None, "user_version", |row| row.get(0))?,
        integrity: connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?,
    };
    connection.close().map_err(|(_, error)| Failure::from(error))?;
    Ok(found)
}

/// Gives a complete file its name, unless somebody else has it: then `false`.
fn place(beside: NamedTempFile, target: &Path) -> io::Result<bool> {
    beside.as_file().sync_all()?;
    match beside.persist_noclobber(target) {
        Ok(_) => {}
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => return Ok(false),
        Err(failed) => return Err(failed.error),
    }
    // The name, too, has to be on disk.
    File::open(folder_of(target))?.sync_all()?;
    Ok(true)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn wal_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn text(path: &Path) -> Outcome<&str> {
    let unwritable = || StoreError::unavailable(format!("the path `{}` is no text", path.display()));
    Ok(path.to_str().ok_or_else(unwritable)?)
}

fn unwritten(target: &Path, reason: &dyn std::fmt::Display) -> StoreError {
    StoreError::unavailable(format!("`{}` cannot be written: {reason}", target.display()))
}
