//! The store for more than one machine: a `PostgreSQL` database that many nodes share.
//!
//! A write locks the head row of its organization, so that the nodes take turns, and is acknowledged once the server has
//! committed it (the server's `synchronous_commit` says what that is worth). The connections live on threads of this
//! store, so that its futures run on any executor. SQL stands in the store crates and nowhere else.
#![deny(missing_docs)]

mod append;
mod convert;
mod entries;
mod failure;
mod heads;
mod identity;
mod kept;
mod migrate;
mod open;
mod outbox;
mod records;
mod restore;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;

use std::future::Future;

use deadpool_postgres::{Client, Pool};
use failure::{Failure, Outcome};
use rolecall_store::StoreError;
use tokio::runtime::Runtime;

/// The ledgers of organizations in a `PostgreSQL` database.
pub struct PostgresStore {
    pool: Pool,
    /// The threads on which the connections live; there until this is dropped.
    runtime: Option<Runtime>,
}

impl PostgresStore {
    /// Opens the store in a database, which is brought up to the form of this release. `url` is
    /// `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, or anything else that libpq takes.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the URL makes no sense or asks for TLS, the server cannot be reached, or the
    /// database is another program's; [`StoreError::NewerFormat`] where a newer release wrote it.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let (pool, runtime) = open::pool(url)?;
        let store = Self { pool, runtime: Some(runtime) };
        store.run(migrate::open).await?;
        Ok(store)
    }

    /// Does something over a connection of its own, on a thread of this store. Where the caller leaves, it is done all
    /// the same.
    async fn run<T, F>(&self, work: impl FnOnce(Client) -> F + Send + 'static) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Outcome<T>> + Send + 'static,
    {
        let stopped = || StoreError::unavailable("the threads of the store have stopped");
        let pool = self.pool.clone();
        let runtime = self.runtime.as_ref().ok_or_else(stopped)?;
        let task = runtime.spawn(async move { work(pool.get().await.map_err(Failure::from)?).await });
        Ok(task.await.map_err(|_| stopped())??)
    }
}

/// Lets the connections go. What nobody waits for any more may remain undone.
impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.pool.close();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
