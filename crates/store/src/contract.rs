//! What every store has to do alike. A store crate runs the whole suite in one test:
//!
//! ```text
//! contract::run_all(|| Arc::new(MyStore::new())).await
//! ```
//!
//! Each case gets a store of its own and is named in the failure. A case fails by panicking, as tests do.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

mod build;
mod commands;
mod effects;
mod ledger;
mod organizations;
mod outbox;
mod people;
mod persons;
mod proof;
mod records;
mod tokens;

use std::{future::Future, pin::Pin, sync::Arc};

use crate::Store;

/// A case under way.
type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A named case.
pub struct Case {
    /// What it shows, as a sentence.
    pub name: &'static str,
    run: fn(Arc<dyn Store>) -> Running,
}

/// Lists cases under the names of their functions.
macro_rules! list {
    ($($name:ident),* $(,)?) => {
        /// The cases of this part.
        pub(super) const CASES: &[crate::contract::Case] = &[$(crate::contract::Case {
            name: stringify!($name),
            run: |store| Box::pin($name(store)),
        }),*];
    };
}
use list;

/// Every case.
pub fn cases() -> impl Iterator<Item = &'static Case> {
    let parts = [
        organizations::CASES,
        ledger::CASES,
        commands::CASES,
        records::CASES,
        people::CASES,
        effects::CASES,
        outbox::CASES,
        tokens::CASES,
        persons::CASES,
        proof::CASES,
    ];
    parts.into_iter().flatten()
}

/// Runs every case on a store of its own. Needs a Tokio runtime.
///
/// # Panics
/// Where a case fails, with the names of all that do.
pub async fn run_all(make_store: impl Fn() -> Arc<dyn Store>) {
    let mut failed = Vec::new();
    for case in cases() {
        if tokio::spawn((case.run)(make_store())).await.is_err() {
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "the store breaks its contract: {}", failed.join(", "));
}
