//! The contract that every store keeps, held against a real server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use rolecall_store::{Store, contract};
use rolecall_store_postgres::{PostgresStore, testing};

#[tokio::test]
async fn the_contract_is_kept() {
    if testing::server().is_none() {
        return;
    }
    contract::run_all(|| -> Arc<dyn Store> {
        let url = testing::database().unwrap();
        let open = async move { PostgresStore::open(&url).await.unwrap() };
        // The store brings its own threads: any executor will do, here the simplest on another thread.
        let store = std::thread::scope(|scope| scope.spawn(|| block_on(open)).join().unwrap());
        Arc::new(store)
    })
    .await;
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
