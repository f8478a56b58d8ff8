//! What the store does with its files.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::fs;

use rolecall_organization::{CommandId, Revision};
use rolecall_store::{Address, Hash, NewCommand, NewEntry, NewOutboxRow, NewSnapshot, Store, StoreError};
use rolecall_store_sqlite::SqliteStore;
use world::{World, email, member, named, org, policy, run};

fn refusal(opened: Result<SqliteStore, StoreError>) -> String {
    opened.err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn what_was_written_is_there_after_opening_again() {
    let World { store, folder } = World::new();
    let before = run(store.organization(&Address::Id(org("a")))).unwrap();
    drop(store);
    let world = World { store: SqliteStore::open(folder.path()).unwrap(), folder };
    assert_eq!(Some(world.head("a")), before);
    assert_eq!(world.findings(), [""; 0]);
    let next = run(world.store.append(&org("a"), Revision(6), vec![policy(9, "seven")])).unwrap();
    assert_eq!(next.revision, Revision(7));
    assert_eq!(world.findings(), [""; 0]);
}

#[test]
fn a_closed_store_is_one_file_that_can_be_copied() {
    let World { store, folder } = World::new();
    drop(store);
    let files =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = files.collect();
    files.sort();
    assert_eq!(files, ["rolecall.db", "rolecall.lock"]);
}

#[test]
fn a_folder_is_made_where_it_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("some/where");
    drop(SqliteStore::open(&deep).unwrap());
    assert!(deep.join("rolecall.db").exists());
}

#[test]
fn a_folder_serves_one_store_at_a_time() {
    let World { store, folder } = World::new();
    let message = refusal(SqliteStore::open(folder.path()));
    let path = folder.path().display();
    assert_eq!(
        message,
        format!("the store is unavailable: the data folder `{path}` is in use by another process")
    );
    drop(store);
    assert_eq!(refusal(SqliteStore::open(folder.path())), "");
}

#[test]
fn a_database_of_a_newer_release_is_refused() {
    let world = World::new();
    world.tamper("PRAGMA user_version = 9");
    let World { store, folder } = world;
    drop(store);
    let message = "the database has format 9, this release knows formats up to 4; use the newer release";
    assert_eq!(refusal(SqliteStore::open(folder.path())), message);
}

#[test]
fn another_programs_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rolecall.db");
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE diary (day TEXT)").unwrap();
    drop(other);
    assert!(refusal(SqliteStore::open(folder.path())).ends_with("the file is a database of another program"));
    fs::write(&file, "Dear diary, this is no database at all. ".repeat(200)).unwrap();
    assert!(refusal(SqliteStore::open(folder.path())).contains("not a database"));
}

#[test]
fn a_store_in_memory_leaves_nothing_behind() {
    let count = || {
        let entries = fs::read_dir(std::env::temp_dir()).unwrap().filter_map(Result::ok);
        let ours = format!("rolecall-{}-", std::process::id());
        entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&ours)).count()
    };
    let store = SqliteStore::in_memory().unwrap();
    let with = count();
    drop(store);
    assert!(count() < with);
}

#[test]
fn an_entry_of_a_newer_release_is_told_from_a_damaged_one() {
    let world = World::new();
    world.tamper(
        "UPDATE entries SET envelope = CAST('{\"envelope\":2,\"more\":[]}' || char(10) AS BLOB)
                  WHERE organization = 1 AND revision = 6",
    );
    let read = run(world.store.entry(&org("a"), Revision(6))).map(drop);
    let what = "an entry of the ledger".to_owned();
    assert_eq!(read, Err(StoreError::NewerFormat { what, found: 2, known: 1 }));
}

/// Every table's every cell that holds some text, by the table's name.
fn tables_with(world: &World, text: &str) -> Vec<String> {
    let connection = world.connection();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut tables = names("SELECT name FROM sqlite_schema WHERE type = 'table'");
    tables.retain(|table| {
        names(&format!("SELECT name FROM pragma_table_info('{table}')")).iter().any(|column| {
            let sql = format!(
                "SELECT count(*) FROM {table} WHERE instr(CAST({column} AS BLOB), CAST('{text}' AS BLOB))"
            );
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap() > 0
        })
    });
    tables
}

/// An entry that fills every table.
fn everything() -> NewEntry {
    NewEntry {
        people: vec![email("grace")],
        members: vec![member("grace")],
        snapshot: Some(NewSnapshot { format: 1, state: b"state".to_vec() }),
        outbox: vec![NewOutboxRow { kind: "mail".to_owned(), payload: b"mem_grace".to_vec() }],
        command: Some(NewCommand {
            id: CommandId::new("cmd_1").unwrap(),
            digest: Hash::of(b"x"),
            outcome: b"mem_grace".to_vec(),
            kept_until: None,
        }),
        ..policy(1, "invited mem_grace")
    }
}

#[test]
fn personal_values_stand_in_one_table_only() {
    let world = World::empty();
    run(world.store.append(&org("a"), Revision(0), vec![named("a"), everything()])).unwrap();
    assert_eq!(tables_with(&world, "grace@example.com"), ["people"]);
    assert!(tables_with(&world, "mem_grace").len() > 3);
}

#[test]
fn what_was_erased_is_nowhere_in_the_files() {
    let world = World::empty();
    run(world.store.append(&org("a"), Revision(0), vec![named("a"), everything()])).unwrap();
    let files_with_it = || {
        let files = fs::read_dir(world.folder.path()).unwrap().map(|file| file.unwrap().path());
        let holds = |path: &std::path::PathBuf| {
            fs::read(path).unwrap().windows(17).any(|part| part == b"grace@example.com")
        };
        files.filter(holds).count()
    };
    assert!(files_with_it() > 0);
    let erase = NewEntry { erase: vec![member("grace")], ..policy(2, "erased") };
    run(world.store.append(&org("a"), Revision(2), vec![erase])).unwrap();
    assert_eq!(files_with_it(), 0);
    assert_eq!(world.findings(), [""; 0]);
}
