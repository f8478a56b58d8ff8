//! Opens the database: one process at a time, and every connection with the settings on which the promises of this
//! store rest.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use rolecall_store::StoreError;
use rusqlite::{Connection, OpenFlags};

use crate::{
    failure::{Failure, Outcome},
    migrate::{MIGRATIONS, migrate},
};

/// The database within the data folder.
pub const DATABASE: &str = "rolecall.db";

/// The file whose lock says that a process uses the data folder.
const LOCK: &str = "rolecall.lock";

/// How long a connection waits for another one of this process.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is opened.
pub struct Opened {
    /// The connection that writes.
    pub writing: Connection,
    /// Those that read.
    pub reading: Vec<Connection>,
    /// The lock on the data folder, held as long as this is.
    pub lock: File,
}

/// What a commit is worth.
#[derive(Debug, Clone, Copy)]
pub enum Promise {
    /// It returns once the disk has it.
    Kept,
    /// None: the store is gone with the process anyway, so nobody waits for a disk.
    None,
}

/// Opens the database in a folder, or begins one there.
pub fn open(folder: &Path, readers: usize, promise: Promise) -> Result<Opened, StoreError> {
    let failed = |error: Failure| match StoreError::from(error) {
        StoreError::Unavailable { reason } => StoreError::unavailable(format!(
            "the data folder `{}` cannot be opened: {reason}",
            folder.display()
        )),
        other => other,
    };
    let lock = lock(folder)?;
    let file = folder.join(DATABASE);
    let writing = writing(&file, promise).map_err(failed)?;
    let reading = (0..readers).map(|_| reading(&file)).collect::<Outcome<_>>().map_err(failed)?;
    Ok(Opened { writing, reading, lock })
}

/// Takes a data folder, which is made where it is missing, for this process.
pub fn lock(folder: &Path) -> Result<File, StoreError> {
    let failed = |error: std::io::Error| {
        StoreError::unavailable(format!("the data folder `{}` cannot be opened: {error}", folder.display()))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK));
    let file = file.map_err(failed)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => StoreError::unavailable(format!(
            "the data folder `{}` is in use by another process",
            folder.display()
        )),
        TryLockError::Error(error) => failed(error),
    })?;
    Ok(file)
}

/// Copies the database of one folder into another.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let opened = open(from, 0, Promise::Kept)?;
    let target = to.join(DATABASE);
    let copied = opened.writing.execute("VACUUM INTO ?1", [target.to_string_lossy()]);
    copied.map(drop).map_err(|error| StoreError::from(Failure::from(error)))
}

fn writing(file: &Path, promise: Promise) -> Outcome<Connection> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::unavailable("its file system does not allow a write-ahead log").into());
    }
    let synchronous = match promise {
        Promise::Kept => "FULL",
        Promise::None => "OFF",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    // What is deleted is overwritten, so that an erasure erases.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cache_size = -32768;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    migrate(&mut connection, MIGRATIONS)?;
    Ok(connection)
}

/// A connection that reads.
pub fn reading(file: &Path) -> Outcome<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
