//! Several nodes over one database: what each was told is there once, and nobody is told something opaque.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use std::{collections::BTreeSet, sync::Arc};

use rolecall_organization::Revision;
use rolecall_store::{Conflict, Credential, EntryQuery, NewEntry, Store, StoreError};
use rolecall_store_postgres::{PostgresStore, testing};
use tokio::task::JoinSet;
use world::{at, deals, holds, named, org, policy, revision};

/// Two nodes, unless these tests are left out.
async fn nodes() -> Option<[Arc<PostgresStore>; 2]> {
    let url = testing::database()?;
    let open = || async { Arc::new(PostgresStore::open(&url).await.unwrap()) };
    Some([open().await, open().await])
}

/// Appends until it is acknowledged; the body names it.
async fn insist(store: &PostgresStore, body: String) -> String {
    loop {
        let expected = revision(store, "a").await.unwrap().unwrap();
        let mut entry = deals(1, [(1, Some("ann")), (2, Some("bob"))]);
        entry.body = body.clone().into_bytes();
        match store.append(&org("a"), expected, vec![entry]).await {
            Ok(_) => return body,
            Err(StoreError::Conflict(Conflict::Revision { .. })) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn every_entry_acknowledged_by_either_of_two_nodes_is_there_once() {
    let Some(nodes) = nodes().await else { return };
    nodes[0].append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    let mut tasks = JoinSet::new();
    for number in 0..8 {
        let node = Arc::clone(&nodes[number % 2]);
        tasks.spawn(async move {
            let mut acknowledged = Vec::new();
            for turn in 0..12 {
                acknowledged.push(insist(&node, format!("task {number}, turn {turn}")).await);
            }
            acknowledged
        });
    }
    let acknowledged: Vec<String> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(acknowledged.len(), 96);
    for node in &nodes {
        assert_eq!(holds(node, "a").await, 97);
        let query = EntryQuery { after: Revision(1), limit: 999, ..EntryQuery::default() };
        let entries = node.entries(&org("a"), &query).await.unwrap();
        let written: Vec<_> =
            entries.into_iter().map(|entry| String::from_utf8(entry.body).unwrap()).collect();
        assert_eq!(written.len(), 96);
        assert_eq!(written.into_iter().collect::<BTreeSet<_>>(), acknowledged.iter().cloned().collect());
    }
}

#[tokio::test]
async fn what_one_node_acknowledged_another_reads_at_once() {
    let Some([one, other]) = nodes().await else { return };
    one.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    for number in 1..50 {
        one.append(&org("a"), Revision(number), vec![policy(1, "x")]).await.unwrap();
        assert_eq!(revision(&other, "a").await.unwrap(), Some(Revision(number + 1)));
    }
}

#[tokio::test]
async fn of_foundings_on_two_nodes_one_wins_and_the_others_are_told_why() {
    let Some(nodes) = nodes().await else { return };
    let mut tasks = JoinSet::new();
    for number in 0..16 {
        let node = Arc::clone(&nodes[number % 2]);
        // Half of them found one organization, half want one slug.
        let same = number % 4 < 2;
        let id = if same { "same".to_owned() } else { format!("other-{number}") };
        let slug = if same { format!("slug-{number}") } else { "wanted".to_owned() };
        tasks.spawn(async move { node.append(&org(&id), Revision(0), vec![named(&slug)]).await.map(drop) });
    }
    let results = tasks.join_all().await;
    let told = |conflict: Conflict| {
        let conflict = Err(StoreError::Conflict(conflict));
        results.iter().filter(|result| **result == conflict).count()
    };
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 2, "{results:?}");
    assert_eq!(told(Conflict::Revision { expected: Revision(0), actual: Revision(1) }), 7);
    assert_eq!(told(Conflict::Slug("wanted".parse().unwrap())), 7);
}

#[tokio::test]
async fn of_many_who_found_one_organization_at_once_all_are_told_where_it_stands() {
    let Some(nodes) = nodes().await else { return };
    for round in 0..30 {
        let mut tasks = JoinSet::new();
        for number in 0..6 {
            let (node, id) = (Arc::clone(&nodes[number % 2]), org(&round.to_string()));
            let founding = named(&format!("slug-{round}-{number}"));
            tasks.spawn(async move { node.append(&id, Revision(0), vec![founding]).await });
        }
        let results = tasks.join_all().await;
        let conflict = Conflict::Revision { expected: Revision(0), actual: Revision(1) };
        let conflict = Err(StoreError::Conflict(conflict));
        assert_eq!(results.iter().filter(|result| **result == conflict).count(), 5, "{results:?}");
    }
}

/// Where two transactions wait for each other, the server gives one up; the store begins it anew.
#[tokio::test]
async fn a_write_that_the_server_gave_up_for_another_is_begun_anew() {
    let (Some(server), Some(url)) = (testing::server(), testing::database()) else { return };
    let name = url.rsplit('/').next().unwrap().to_owned();
    let store = PostgresStore::open(&url).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    // It holds `bob`, and once somebody waits for that, it wants what that one holds. It looks for a deadlock much later than the
    // store does, so that the store is the one that is given up, on a busy machine, too.
    let other = "BEGIN; INSERT INTO credentials VALUES ('bob', '', 0); SET LOCAL deadlock_timeout = '30s';
        DO $$ BEGIN LOOP EXIT WHEN EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted
          AND transactionid = pg_current_xact_id()::xid); PERFORM pg_sleep(0.02); END LOOP; END $$;
        INSERT INTO credentials VALUES ('ann', '', 0) ON CONFLICT DO NOTHING; ROLLBACK";
    let begun = "DO $$ BEGIN LOOP
          EXIT WHEN EXISTS (SELECT 1 FROM pg_stat_activity WHERE query LIKE 'BEGIN; INSERT INTO credentials%'
            AND datname = current_database() AND wait_event = 'PgSleep');
          PERFORM pg_stat_clear_snapshot(), pg_sleep(0.02); END LOOP; END $$";
    let (database, running) = (name.clone(), tokio::runtime::Handle::current());
    let other = running.spawn_blocking(move || server.execute(&database, other));
    server.execute(&name, begun).unwrap();
    let credential =
        |email: &str| Credential { email: email.to_owned(), password: "mine".to_owned(), changed_at: at(1) };
    let entries =
        ["ann", "bob"].map(|email| NewEntry { credential: Some(credential(email)), ..policy(1, "x") });
    let head = store.append(&org("a"), Revision(1), entries.into()).await.unwrap();
    other.await.unwrap().unwrap();
    assert_eq!(head.revision, Revision(3));
    assert_eq!(holds(&store, "a").await, 3);
}

#[tokio::test]
async fn organizations_are_listed_in_the_order_of_their_commits() {
    let Some(nodes) = nodes().await else { return };
    let mut tasks = JoinSet::new();
    for number in 0..40 {
        let node = Arc::clone(&nodes[number % 2]);
        tasks.spawn(async move {
            let name = number.to_string();
            node.append(&org(&name), Revision(0), vec![named(&name)]).await.unwrap();
        });
    }
    // Whoever pages behind the last one seen misses none that commits later.
    let (mut seen, mut last) = (BTreeSet::new(), None);
    while seen.len() < 40 {
        for head in nodes[0].organizations(last.as_ref(), 3).await.unwrap() {
            last = Some(head.id.clone());
            assert!(seen.insert(head.id));
        }
        assert!(!tasks.is_empty() || last.is_some());
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn a_database_is_brought_up_once_however_many_open_it() {
    let Some(url) = testing::database() else { return };
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let url = url.clone();
        tasks.spawn(async move { PostgresStore::open(&url).await });
    }
    for store in tasks.join_all().await {
        assert_eq!(store.unwrap().organizations(None, 9).await.unwrap(), []);
    }
}

/// The store serves one runtime after the other: its connections are bound to none of them.
#[test]
fn a_store_outlives_the_runtime_that_opened_it() {
    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }
    let Some(url) = testing::database() else { return };
    let store = run(PostgresStore::open(&url)).unwrap();
    run(store.append(&org("a"), Revision(0), vec![named("a")])).unwrap();
    assert_eq!(run(revision(&store, "a")).unwrap(), Some(Revision(1)));
    drop(store);
}
