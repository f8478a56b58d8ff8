//! The embedded store: one `SQLite` file in a data folder, one thread that writes, two that read.
//!
//! A write is acknowledged once its commit has been flushed to disk. Writes that wait at the same time share a commit,
//! and organizations take turns. SQL stands in the store crates and nowhere else.
#![deny(missing_docs)]

mod append;
mod backup;
mod convert;
mod entries;
mod failure;
mod heads;
mod identity;
mod kept;
mod migrate;
mod open;
mod readers;
mod records;
mod restore;
mod store;
mod tokens;
mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use open::Promise;
use readers::Readers;
use rolecall_store::StoreError;
use tempfile::TempDir;
use writer::Writer;

const READERS: usize = 2;

/// How much a store has written since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statistics {
    /// Writes that stayed.
    pub appends: u64,
    /// Commits, each with a flush to disk, that they took.
    pub commits: u64,
}

/// The ledgers of organizations in an `SQLite` file. Dropping it waits for writes under way.
pub struct SqliteStore {
    // In the order in which they are let go: readers end; what waits is written, and the writer, being the last, leaves
    // one tidy file; the folder is free for others, and goes where it was temporary.
    readers: Readers,
    writer: Writer,
    file: PathBuf,
    _lock: File,
    _temporary: Option<TempDir>,
}

impl SqliteStore {
    /// Opens the store in a data folder, which is made where it is missing.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the folder cannot be used or another process uses it,
    /// [`StoreError::NewerFormat`] where a newer release wrote it.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::open_in(folder, None)
    }

    /// Whether a folder holds a store. Reading from one that does not would begin one there.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(open::DATABASE).is_file()
    }

    /// A store that is gone with this value: for trying out, for tests. It uses a folder for temporary files.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where there is no room for temporary files.
    pub fn in_memory() -> Result<Self, StoreError> {
        let folder = temporary()?;
        let path = folder.path().to_owned();
        Self::open_in(&path, Some(folder))
    }

    /// A store that begins as the one in a data folder is, and is gone with this value: for trying out what would come
    /// of something. Where the folder holds none, it begins empty.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where another process uses the data folder, or there is no room for the copy.
    pub fn copy_in_memory(of: &Path) -> Result<Self, StoreError> {
        let folder = temporary()?;
        let path = folder.path().to_owned();
        if Self::is_in(of) {
            open::copy(of, &path)?;
        }
        Self::open_in(&path, Some(folder))
    }

    /// Writes all that the store holds at one moment into a new file, while reading and writing go on. Once this returns,
    /// the file is complete and safe on disk.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the file exists already; [`StoreError::Unavailable`] where it cannot be written.
    /// Either way there is no half of a backup.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        backup::write(self.file.clone(), file.to_owned()).await
    }

    /// As [`Self::backup`], of a data folder that another process may have open, and write to meanwhile.
    ///
    /// # Errors
    /// Those of [`Self::backup`].
    pub async fn backup_of(folder: &Path, file: &Path) -> Result<(), StoreError> {
        backup::write(folder.join(open::DATABASE), file.to_owned()).await
    }

    /// Puts a backup in place as the store of a data folder, which is made where it is missing. The backup is read to its
    /// end and checked before.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the folder holds a store already or the file is no backup,
    /// [`StoreError::Corrupt`] where the file is damaged, [`StoreError::NewerFormat`] where a newer release wrote it,
    /// [`StoreError::Unavailable`] where it cannot be copied. Nothing is put in place then.
    pub fn restore(file: &Path, folder: &Path) -> Result<(), StoreError> {
        backup::restore(file, folder)
    }

    /// How much was written since the store was opened.
    pub fn statistics(&self) -> Statistics {
        self.writer.statistics()
    }

    fn open_in(folder: &Path, temporary: Option<TempDir>) -> Result<Self, StoreError> {
        let promise = if temporary.is_some() { Promise::None } else { Promise::Kept };
        let open::Opened { writing, reading, lock } = open::open(folder, READERS, promise)?;
        let (readers, writer) = (Readers::start(reading)?, Writer::start(writing)?);
        let file = folder.join(open::DATABASE);
        Ok(Self { readers, writer, file, _lock: lock, _temporary: temporary })
    }
}

fn temporary() -> Result<TempDir, StoreError> {
    let folder = tempfile::Builder::new().prefix(&format!("rolecall-{}-", std::process::id())).tempdir();
    folder.map_err(|error| StoreError::unavailable(error.to_string()))
}
