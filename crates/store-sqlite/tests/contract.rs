//! The contract that every store keeps.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use rolecall_store::{Store, contract};
use rolecall_store_sqlite::SqliteStore;

fn memory() -> Arc<dyn Store> {
    Arc::new(SqliteStore::in_memory().unwrap())
}

#[test]
fn the_contract_is_kept() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(contract::run_all(memory));
}

#[test]
fn what_is_moved_stays_as_it_was() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(contract::run_pairs(memory, memory));
}
