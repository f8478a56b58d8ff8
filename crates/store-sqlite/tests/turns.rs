//! Who waits together shares a commit, and a busy organization starves nobody.

mod world;

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Waker},
    time::Duration,
};

use rolecall_organization::{OrganizationId, Revision};
use rolecall_store::{Conflict, Store, StoreError};
use rolecall_store_sqlite::SqliteStore;
use tokio::task::JoinSet;
use world::{World, deals, named, org, policy, run};

#[test]
fn writes_that_wait_together_share_a_commit() {
    let store = Arc::new(SqliteStore::in_memory().unwrap());
    run(async {
        let mut tasks = JoinSet::new();
        for number in 0..200 {
            let store = Arc::clone(&store);
            tasks.spawn(async move {
                let name = number.to_string();
                store.append(&org(&name), Revision(0), vec![named(&name)]).await.unwrap();
            });
        }
        tasks.join_all().await;
        assert_eq!(store.organizations(None, 999).await.unwrap().len(), 200);
    });
    let statistics = store.statistics();
    assert_eq!(statistics.appends, 200);
    assert!(statistics.commits < 100, "{statistics:?}");
}

#[test]
fn a_write_alone_has_a_commit_alone() {
    let world = World::empty();
    run(async {
        world.store.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
        world.store.append(&org("a"), Revision(1), vec![policy(1, "x")]).await.unwrap();
    });
    assert_eq!(world.store.statistics().commits, 2);
}

#[test]
fn one_that_fails_takes_no_other_with_it() {
    let store = Arc::new(SqliteStore::in_memory().unwrap());
    let results = run(async {
        let mut tasks = JoinSet::new();
        for number in 0..60 {
            let store = Arc::clone(&store);
            tasks.spawn(async move {
                let name = number.to_string();
                // Every third wants the same slug, every fourth stands at a wrong revision.
                let slug = if number % 3 == 0 { "wanted" } else { &name };
                let expected = Revision(if number % 4 == 0 { 5 } else { 0 });
                (number, store.append(&org(&name), expected, vec![named(slug)]).await)
            });
        }
        tasks.join_all().await
    });
    let mut wanted = 0;
    for (number, result) in results {
        match result {
            Err(StoreError::Conflict(Conflict::Revision { .. })) => assert_eq!(number % 4, 0),
            Err(StoreError::Conflict(Conflict::Slug(_))) => assert_eq!(number % 3, 0),
            Err(other) => panic!("{other}"),
            Ok(_) if number % 3 == 0 => wanted += 1,
            Ok(_) => assert_ne!(number % 4, 0),
        }
    }
    assert_eq!(wanted, 1);
    assert_eq!(run(store.organizations(None, 99)).unwrap().len(), 31);
}

/// Begins writes without waiting for any: each is in line afterwards.
fn begin<T>(writes: &mut [Pin<Box<dyn Future<Output = T> + Send + '_>>]) {
    let mut context = Context::from_waker(Waker::noop());
    for write in writes {
        assert!(write.as_mut().poll(&mut context).is_pending());
    }
}

#[test]
fn a_busy_organization_starves_nobody() {
    const BUSY: u64 = 60;
    let world = World::empty();
    let (busy, quiet) = (org("busy"), org("quiet"));
    run(world.store.append(&busy, Revision(0), vec![named("busy")])).unwrap();
    // Nobody writes before all wait: the busy one with 60 writes of 500 rows, the other one behind it.
    let connection = world.connection();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut writes: Vec<_> = (0..BUSY)
        .map(|number| {
            let rows = (0..500).map(|row| (row, Some("ann")));
            world.store.append(&busy, Revision(1 + number), vec![deals(1, rows)])
        })
        .collect();
    writes.push(world.store.append(&quiet, Revision(0), vec![named("quiet")]));
    begin(&mut writes);
    connection.execute_batch("ROLLBACK").unwrap();
    run(writes.pop().unwrap()).unwrap();
    // It shares the second commit at the latest, and a commit holds 20 such writes.
    let written = world.store.statistics().appends;
    assert!(written <= 2 + 40, "the other one waited for {written} writes");
    assert!(writes.into_iter().all(|write| run(write).is_ok()));
    assert_eq!(world.head("busy").revision, Revision(1 + BUSY));
}

#[test]
fn a_write_whose_caller_left_is_written_all_the_same() {
    let world = World::empty();
    let (a, b) = (org("a"), org("b"));
    let mut write = [world.store.append(&a, Revision(0), vec![named("a")])];
    begin(&mut write);
    drop(write);
    run(world.store.append(&b, Revision(0), vec![named("b")])).unwrap();
    assert_eq!(world.head("a").revision, Revision(1));
}

#[test]
fn closing_waits_until_what_waits_is_written() {
    let world = World::empty();
    let organizations: Vec<_> = (0..50).map(|number| org(&number.to_string())).collect();
    let connection = world.connection();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let slug = |id: &OrganizationId| named(id.as_str().trim_start_matches("org_"));
    let write = |id| world.store.append(id, Revision(0), vec![slug(id)]);
    let mut writes: Vec<_> = organizations.iter().map(write).collect();
    begin(&mut writes);
    drop(writes);
    let World { store, folder } = world;
    let (closed, closing) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        drop(store);
        closed.send(()).unwrap();
    });
    assert!(closing.recv_timeout(Duration::from_millis(300)).is_err(), "closed while 50 writes waited");
    connection.execute_batch("ROLLBACK").unwrap();
    drop(connection);
    closing.recv().unwrap();
    thread.join().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(run(store.organizations(None, 99)).unwrap().len(), 50);
}
