//! The contract that every store keeps.

use std::sync::Arc;

use rolecall_store::{Store, contract};
use rolecall_store_sqlite::SqliteStore;

#[test]
fn the_contract_is_kept() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(contract::run_all(|| -> Arc<dyn Store> { Arc::new(SqliteStore::in_memory().unwrap()) }));
}
