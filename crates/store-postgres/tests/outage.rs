//! A server that is gone is told as such, and what was acknowledged is there when it comes back.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use rolecall_organization::Revision;
use rolecall_store::{Store, StoreError};
use rolecall_store_postgres::{
    PostgresStore,
    testing::{SKIP, Server},
};
use world::{holds, named, org, policy, revision};

/// A server of this test's own, unless these tests are left out.
fn server() -> Option<Server> {
    std::env::var_os(SKIP).is_none().then(|| Server::start().unwrap())
}

#[tokio::test]
async fn a_server_that_stops_is_unavailable_and_nothing_acknowledged_is_lost() {
    let Some(server) = server() else { return };
    let store = PostgresStore::open(&server.database().unwrap()).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a"), policy(1, "two")]).await.unwrap();
    server.stop().unwrap();
    for _ in 0..3 {
        let read = revision(&store, "a").await;
        assert!(matches!(read, Err(StoreError::Unavailable { .. })), "{read:?}");
        let written = store.append(&org("a"), Revision(2), vec![policy(2, "three")]).await;
        assert!(matches!(written, Err(StoreError::Unavailable { .. })), "{written:?}");
    }
    server.start_again().unwrap();
    assert_eq!(revision(&store, "a").await.unwrap(), Some(Revision(2)));
    store.append(&org("a"), Revision(2), vec![policy(2, "three")]).await.unwrap();
    assert_eq!(holds(&store, "a").await, 3);
}

/// A connection that breaks in the middle is told as unavailable; the next one is new.
#[tokio::test]
async fn a_connection_that_breaks_is_replaced() {
    let Some(server) = server() else { return };
    let store = PostgresStore::open(&server.database().unwrap()).await.unwrap();
    store.append(&org("a"), Revision(0), vec![named("a")]).await.unwrap();
    let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'rolecall'";
    server.execute("postgres", all).unwrap();
    let mut broken = 0;
    loop {
        match revision(&store, "a").await {
            Ok(found) => break assert_eq!(found, Some(Revision(1))),
            Err(StoreError::Unavailable { .. }) => broken += 1,
            Err(other) => panic!("{other}"),
        }
        assert!(broken < 20, "no connection comes back");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_so() {
    if std::env::var_os(SKIP).is_some() {
        return;
    }
    let refused = PostgresStore::open("postgres://nobody:secret@127.0.0.1:1/nothing").await.err().unwrap();
    assert!(matches!(refused, StoreError::Unavailable { .. }));
    assert!(refused.to_string().contains("error connecting to server"), "{refused}");
    assert!(!refused.to_string().contains("secret"), "{refused}");
}

/// What the helper for tests promises.
#[tokio::test]
async fn a_test_server_is_gone_with_its_value() {
    let Some(server) = server() else { return };
    let url = server.database().unwrap();
    let folder = url.split(['@', '?']).nth(1).unwrap().rsplit_once('/').unwrap().0.replace("%2F", "/");
    assert!(std::path::Path::new(&folder).join("data/postmaster.pid").exists());
    let panicked = std::thread::spawn(move || {
        let _server = server;
        panic!("a test that fails");
    });
    assert!(panicked.join().is_err());
    assert!(!std::path::Path::new(&folder).exists());
    assert!(PostgresStore::open(&url).await.is_err());
}
