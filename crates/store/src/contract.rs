//! What every store has to do alike. A store crate runs the whole suite in one test:
//!
//! ```text
//! contract::run_all(|| Arc::new(MyStore::new())).await
//! contract::run_pairs(|| Arc::new(MyStore::new()), || Arc::new(OtherStore::new())).await
//! ```
//!
//! Each case gets a store of its own and is named in the failure. A case fails by panicking, as tests do.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

mod build;
mod commands;
mod effects;
mod exporting;
mod ledger;
mod moving;
mod organizations;
mod outbox;
mod people;
mod persons;
mod proof;
mod records;
mod speed;
mod tokens;

use std::{future::Future, pin::Pin, sync::Arc};

pub use speed::measure_records;

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

/// A named case about moving from one store to another.
pub struct PairCase {
    /// What it shows, as a sentence.
    pub name: &'static str,
    run: fn(Arc<dyn Store>, Arc<dyn Store>) -> Running,
}

/// Lists cases about two stores under the names of their functions.
macro_rules! list_pairs {
    ($($name:ident),* $(,)?) => {
        /// The cases of this part.
        pub(super) const PAIRS: &[crate::contract::PairCase] = &[$(crate::contract::PairCase {
            name: stringify!($name),
            run: |from, to| Box::pin($name(from, to)),
        }),*];
    };
}
use list_pairs;

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

/// Every case about moving from one store to another.
pub fn pair_cases() -> impl Iterator<Item = &'static PairCase> {
    [moving::PAIRS, exporting::PAIRS].into_iter().flatten()
}

/// Runs every case about moving on two stores of its own, which may be of different kinds. Needs a Tokio runtime.
///
/// # Panics
/// Where a case fails, with the names of all that do.
pub async fn run_pairs(make_from: impl Fn() -> Arc<dyn Store>, make_to: impl Fn() -> Arc<dyn Store>) {
    let mut failed = Vec::new();
    for case in pair_cases() {
        if tokio::spawn((case.run)(make_from(), make_to())).await.is_err() {
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "the stores break their contract: {}", failed.join(", "));
}
