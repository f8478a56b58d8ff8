//! What the store makes of the database it is given.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use rolecall_organization::{Revision, Salt};
use rolecall_store::{Field, NewEntry, PersonValue, Store, StoreError};
use rolecall_store_postgres::{
    PostgresStore,
    testing::{self, Server},
};
use world::{deals, holds, member, named, org, policy};

/// A new database by its name and its URL, unless these tests are left out.
fn database() -> Option<(&'static Server, String, String)> {
    let (server, url) = (testing::server()?, testing::database()?);
    let name = url.rsplit('/').next().unwrap().to_owned();
    Some((server, name, url))
}

async fn refusal(url: &str) -> String {
    PostgresStore::open(url).await.err().map(|error| error.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn what_was_written_is_there_after_opening_again() {
    let Some((_, _, url)) = database() else { return };
    let store = PostgresStore::open(&url).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a"), deals(1, [(1, Some("ann"))])]).await.unwrap();
    drop(store);
    let store = PostgresStore::open(&url).await.unwrap();
    assert_eq!(holds(&store, "a").await, 2);
}

#[tokio::test]
async fn a_database_of_a_newer_release_is_refused_and_left_alone() {
    let Some((server, name, url)) = database() else { return };
    drop(PostgresStore::open(&url).await.unwrap());
    server.execute(&name, "UPDATE rolecall_format SET scripts = 9").unwrap();
    let message = "the database has format 9, this release knows formats up to 2; use the newer release";
    assert_eq!(refusal(&url).await, message);
    server.execute(&name, "UPDATE rolecall_format SET scripts = 2").unwrap();
    assert_eq!(refusal(&url).await, "");
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let Some((server, name, url)) = database() else { return };
    server.execute(&name, "CREATE TABLE organizations (diary TEXT)").unwrap();
    let message = "the database holds tables of another program; give Rolecall a database of its own";
    assert_eq!(refusal(&url).await, format!("the store is unavailable: {message}"));
    server.execute(&name, "SELECT diary FROM organizations; DROP TABLE organizations").unwrap();
    assert_eq!(refusal(&url).await, "");
}

#[tokio::test]
async fn a_database_that_cannot_hold_every_text_is_refused() {
    let Some((server, name, url)) = database() else { return };
    let other = format!("{name}_latin");
    let make = format!("CREATE DATABASE {other} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    server.execute("postgres", &make).unwrap();
    let message = refusal(&url.replace(&name, &other)).await;
    assert!(message.contains("the encoding of the database is LATIN1"), "{message}");
}

/// The one text that `SQLite` holds and `PostgreSQL` does not.
#[tokio::test]
async fn a_text_with_a_nul_is_refused_and_changes_nothing() {
    let Some((_, _, url)) = database() else { return };
    let store = PostgresStore::open(&url).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    let value = "A\0B".to_owned();
    let value = PersonValue { member: member("ann"), field: Field::Name, salt: Salt::new([7; 32]), value };
    let entry = NewEntry { people: vec![value], ..policy(1, "x") };
    let refused = store.append(&org("a"), Revision(1), vec![entry]).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
    assert_eq!(holds(&store, "a").await, 1);
}

#[tokio::test]
async fn a_changed_entry_is_named() {
    let Some((server, name, url)) = database() else { return };
    let store = PostgresStore::open(&url).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a"), policy(1, "two")]).await.unwrap();
    server.execute(&name, "UPDATE entries SET envelope = envelope || 'x'::bytea WHERE revision = 2").unwrap();
    let report = rolecall_store::verify(&store, &org("a"), &mut |_| ()).await.unwrap();
    let found: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["`org_a`, entry 2: it was changed: its content does not match its hash"]);
}

/// The planner knows nothing of a table that was empty a moment ago. Whoever let it choose would see it walk all records
/// of the organization once per record that an entry writes.
#[tokio::test]
async fn a_table_that_grows_fast_is_written_by_its_keys() {
    let Some((server, name, url)) = database() else { return };
    let store = PostgresStore::open(&url).await.unwrap();
    server.execute(&name, "ALTER TABLE records SET (autovacuum_enabled = off)").unwrap();
    store.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    for batch in [0, 1, 2, 0, 1, 2_u32] {
        let head = store.organization(&rolecall_store::Address::Id(org("a"))).await.unwrap().unwrap();
        let rows = (batch * 3000..(batch + 1) * 3000).map(|number| (number, Some("ann")));
        store.append(&org("a"), head.revision, vec![deals(1, rows)]).await.unwrap();
    }
    drop(store);
    // What was read is told once the connections are closed.
    let told = "DO $$ DECLARE reads bigint; BEGIN
        FOR turn IN 1..100 LOOP
          PERFORM pg_sleep(0.1), pg_stat_clear_snapshot();
          SELECT sum(idx_tup_read) + sum(seq_tup_read) INTO reads
            FROM pg_stat_user_indexes JOIN pg_stat_user_tables USING (relid)
            WHERE pg_stat_user_tables.relname = 'records';
          EXIT WHEN reads >= 9000;
        END LOOP;
        IF reads NOT BETWEEN 9000 AND 90000 THEN RAISE '% rows were read', reads; END IF;
      END $$";
    server.execute(&name, told).unwrap();
}

/// A database of the first release: without the column, and told what it says by the rows that are there.
#[tokio::test]
async fn a_database_without_lives_of_records_is_told_them() {
    let Some((server, name, url)) = database() else { return };
    let store = PostgresStore::open(&url).await.unwrap();
    let life: [&[(u32, Option<&str>)]; 6] = [
        &[(1, Some("ann")), (2, Some("ann"))],
        &[(1, Some("bob")), (3, None)],
        &[(1, None), (2, Some("zoe"))],
        &[(1, None)],
        &[(1, Some("ann")), (3, Some("ann"))],
        &[(1, Some("zoe"))],
    ];
    let mut entries = vec![named("a")];
    entries.extend(life.iter().map(|rows| deals(1, rows.iter().copied())));
    store.append(&org("a"), Revision(0), entries).await.unwrap();
    let before = store.record_versions(&org("a"), None, 99).await.unwrap();
    drop(store);
    server
        .execute(&name, "ALTER TABLE records DROP COLUMN since; UPDATE rolecall_format SET scripts = 1")
        .unwrap();
    let store = PostgresStore::open(&url).await.unwrap();
    assert_eq!(store.record_versions(&org("a"), None, 99).await.unwrap(), before);
    assert_eq!(holds(&store, "a").await, 7);
}
