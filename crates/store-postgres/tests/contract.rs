//! The contract that every store keeps, held against a real server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::sync::Arc;

use rolecall_organization::Revision;
use rolecall_store::{Store, contract, copy, verify};
use rolecall_store_postgres::{PostgresStore, testing};
use rolecall_store_sqlite::SqliteStore;
use world::{deals, named, org, policy};

/// A store over a database of its own.
fn postgres() -> Arc<dyn Store> {
    let url = testing::database().unwrap();
    let open = async move { PostgresStore::open(&url).await.unwrap() };
    // The store brings its own threads: any executor will do, here the simplest on another thread.
    Arc::new(std::thread::scope(|scope| scope.spawn(|| block_on(open)).join().unwrap()))
}

fn sqlite() -> Arc<dyn Store> {
    Arc::new(SqliteStore::in_memory().unwrap())
}

#[tokio::test]
async fn the_contract_is_kept() {
    if testing::server().is_some() {
        contract::run_all(postgres).await;
    }
}

#[tokio::test]
async fn what_moves_from_the_embedded_store_stays_as_it_was() {
    if testing::server().is_some() {
        contract::run_pairs(sqlite, postgres).await;
    }
}

#[tokio::test]
async fn what_moves_back_stays_as_it_was() {
    if testing::server().is_some() {
        contract::run_pairs(postgres, sqlite).await;
    }
}

/// There and back again: the bytes are the same, so the hashes are.
#[tokio::test]
async fn a_ledger_that_went_there_and_back_is_the_same() {
    if testing::server().is_none() {
        return;
    }
    let (first, between, last) = (sqlite(), postgres(), sqlite());
    for name in ["a", "b"] {
        let rows = (0..500).map(|number| (number, (number % 3 > 0).then_some("ann")));
        let entries =
            vec![named(name), deals(1, rows.clone()), policy(2, "x"), deals(3, rows.rev().take(90))];
        first.append(&org(name), Revision(0), entries).await.unwrap();
    }
    let there = copy(first.as_ref(), between.as_ref(), &mut |_| ()).await.unwrap();
    let back = copy(between.as_ref(), last.as_ref(), &mut |_| ()).await.unwrap();
    assert_eq!((there.entries, there.records), (8, 1180));
    assert_eq!(there, back);
    assert_eq!(last.organizations(None, 9).await.unwrap(), first.organizations(None, 9).await.unwrap());
    for store in [between, last] {
        for name in ["a", "b"] {
            let report = verify(store.as_ref(), &org(name), &mut |_| ()).await.unwrap();
            assert!(report.holds(), "{report}");
        }
    }
}

/// An executor that knows nothing of Tokio.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Arc::new(Unpark(std::thread::current())).into();
    let mut future = std::pin::pin!(future);
    loop {
        if let std::task::Poll::Ready(value) =
            future.as_mut().poll(&mut std::task::Context::from_waker(&waker))
        {
            return value;
        }
        std::thread::park();
    }
}
