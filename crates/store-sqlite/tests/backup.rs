//! Backups are written from a running store, and restored whole or not at all.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use rolecall_organization::Revision;
use rolecall_store::{Address, Store, StoreError, verify};
use rolecall_store_sqlite::SqliteStore;
use tempfile::TempDir;
use world::{World, deals, named, org, policy, run};

/// A folder for a backup, and the file to be.
fn target() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    (folder, file)
}

/// A backup of the small world.
fn backup() -> (TempDir, PathBuf) {
    let (folder, file) = target();
    run(World::new().store.backup(&file)).unwrap();
    (folder, file)
}

fn files_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

fn refusal<T>(result: Result<T, StoreError>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}

/// Changes a backup past everything.
fn tamper(file: &Path, sql: &str) {
    rusqlite::Connection::open(file).unwrap().execute_batch(sql).unwrap();
}

/// The drill of an operator: a store is written to while it is backed up, and the backup is opened elsewhere.
#[test]
fn a_backup_written_while_others_write_is_restored_elsewhere() {
    let world = World::new();
    let (_kept, file) = target();
    let (done, store) = (AtomicBool::new(false), &world.store);
    let backed_up = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            run(async {
                let mut revision = Revision(6);
                while !done.load(Ordering::Relaxed) {
                    let rows = (0..200).map(|row| (row, Some("ann")));
                    revision =
                        store.append(&org("a"), revision, vec![deals(9, rows)]).await.unwrap().revision;
                }
                revision
            })
        });
        // The first of them is written before the backup begins.
        while world.head("a").revision < Revision(8) {}
        let before = world.head("a").revision;
        run(store.backup(&file)).unwrap();
        let after = world.head("a").revision;
        // Writing went on meanwhile, and goes on.
        while world.head("a").revision == after {}
        done.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap() > after);
        before..=after
    });
    let elsewhere = tempfile::tempdir().unwrap();
    let folder = elsewhere.path().join("deep/data");
    SqliteStore::restore(&file, &folder).unwrap();
    let restored = SqliteStore::open(&folder).unwrap();
    let head = run(restored.organization(&Address::Id(org("a")))).unwrap().unwrap();
    assert!(backed_up.contains(&head.revision), "{} is not within {backed_up:?}", head.revision);
    for name in ["a", "b"] {
        let report = run(verify(&restored, &org(name), &mut |_| ())).unwrap();
        assert!(report.holds(), "{report}");
    }
    let next = run(restored.append(&org("a"), head.revision, vec![policy(99, "on it goes")])).unwrap();
    assert_eq!(next.revision, head.revision.next());
}

#[test]
fn a_backup_is_one_file_and_leaves_the_store_alone() {
    let world = World::new();
    let (folder, file) = target();
    run(world.store.backup(&file)).unwrap();
    assert_eq!(files_in(folder.path()), ["backup.db"]);
    assert_eq!(world.findings(), [""; 0]);
    run(world.store.append(&org("a"), Revision(6), vec![policy(9, "seven")])).unwrap();
}

#[test]
fn a_backup_overwrites_nothing() {
    let world = World::new();
    let (folder, file) = target();
    fs::write(&file, "precious").unwrap();
    let message = format!("the store cannot take this: the file `{}` exists already", file.display());
    assert_eq!(refusal(run(world.store.backup(&file))), message);
    assert_eq!(fs::read(&file).unwrap(), b"precious");
    assert_eq!(files_in(folder.path()), ["backup.db"]);
}

#[test]
fn a_backup_into_a_folder_that_is_not_there_is_told_so() {
    let world = World::new();
    let (folder, _) = target();
    let message = refusal(run(world.store.backup(&folder.path().join("nowhere/backup.db"))));
    assert!(message.starts_with("the store is unavailable: `"), "{message}");
    assert!(message.contains("nowhere/backup.db` cannot be written"), "{message}");
}

/// A copy of the file of a store that was closed is a backup, too.
#[test]
fn the_file_of_a_closed_store_is_restored() {
    let World { store, folder } = World::new();
    drop(store);
    let elsewhere = tempfile::tempdir().unwrap();
    SqliteStore::restore(&folder.path().join("rolecall.db"), elsewhere.path()).unwrap();
    let world = World { store: SqliteStore::open(elsewhere.path()).unwrap(), folder: elsewhere };
    assert_eq!(world.findings(), [""; 0]);
    assert_eq!(world.head("a").revision, Revision(6));
}

#[test]
fn the_file_of_a_store_in_use_is_refused() {
    let world = World::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let message = refusal(SqliteStore::restore(&world.file(), elsewhere.path()));
    assert!(message.ends_with("is in use or was not closed; back it up first"), "{message}");
    assert!(!SqliteStore::is_in(elsewhere.path()));
}

#[test]
fn a_folder_that_holds_a_store_is_refused() {
    let (_kept, file) = backup();
    let World { store, folder } = World::empty();
    run(store.append(&org("own"), Revision(0), vec![named("own")])).unwrap();
    let in_use = refusal(SqliteStore::restore(&file, folder.path()));
    assert!(in_use.ends_with("is in use by another process"), "{in_use}");
    drop(store);
    let before = files_in(folder.path());
    let message = refusal(SqliteStore::restore(&file, folder.path()));
    let path = folder.path().display();
    assert_eq!(message, format!("the store cannot take this: the folder `{path}` holds a store already"));
    assert_eq!(files_in(folder.path()), before);
    let world = World { store: SqliteStore::open(folder.path()).unwrap(), folder };
    assert_eq!(world.findings_of("own"), [""; 0]);
}

/// Restores what nobody should, and says why it was refused. Nothing was put in place.
fn refused(file: &Path) -> String {
    let elsewhere = tempfile::tempdir().unwrap();
    let message = refusal(SqliteStore::restore(file, elsewhere.path()));
    assert!(!SqliteStore::is_in(elsewhere.path()), "restored in spite of: {message}");
    assert!(files_in(elsewhere.path()).iter().all(|name| name == "rolecall.lock"));
    message
}

#[test]
fn a_damaged_backup_is_refused() {
    let (_kept, file) = backup();
    let whole = fs::read(&file).unwrap();
    // A page in the middle is torn: the file still opens.
    let mut torn = whole.clone();
    let middle = torn.len() / 2 / 4096 * 4096;
    torn[middle..middle + 4096].fill(0x5a);
    fs::write(&file, torn).unwrap();
    let message = refused(&file);
    assert!(message.starts_with("the stored data is damaged: the backup `"), "{message}");
    fs::write(&file, &whole[..whole.len() - 4096]).unwrap();
    let message = refused(&file);
    assert!(message.starts_with("the stored data is damaged: the backup `"), "{message}");
    fs::write(&file, &whole).unwrap();
    assert_eq!(refusal(SqliteStore::restore(&file, tempfile::tempdir().unwrap().path())), "");
}

#[test]
fn what_is_no_backup_is_refused() {
    let (folder, file) = target();
    let message = format!("the store cannot take this: there is no file `{}`", file.display());
    assert_eq!(refused(&file), message);
    assert_eq!(refused(folder.path()), message.replace("/backup.db", ""));
    fs::write(&file, "Dear diary, this is no database at all. ".repeat(200)).unwrap();
    assert!(refused(&file).contains("not a database"));
    fs::remove_file(&file).unwrap();
    tamper(&file, "CREATE TABLE diary (day TEXT)");
    assert!(refused(&file).ends_with("is no backup of Rolecall"));
    fs::write(&file, "").unwrap();
    assert!(refused(&file).ends_with("is no backup of Rolecall"));
}

#[test]
fn a_backup_of_a_newer_release_is_refused() {
    let (_kept, file) = backup();
    tamper(&file, "PRAGMA user_version = 9");
    let message = refused(&file);
    assert!(message.starts_with("the backup `"), "{message}");
    assert!(message.ends_with("has format 9, this release knows formats up to 4; use the newer release"));
}
