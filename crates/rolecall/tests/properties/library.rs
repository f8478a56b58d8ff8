//! The second property: the library over a store keeps what it was told and answers the past as it answered then.

mod asking;
mod clock;
mod house;

use std::{cell::Cell, sync::Arc};

use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rolecall_store_postgres::{PostgresStore, testing};

use crate::{catalogs::Product, commands::sequences, library::house::House, sequences::config};

/// Where a house keeps its ledger.
#[derive(Clone, Copy)]
enum Kept {
    Folder,
    Memory,
    Postgres,
}

impl Kept {
    async fn found(self, product: &Product) -> Result<House, String> {
        let failed = |error: rolecall::store::StoreError| error.to_string();
        match self {
            Self::Folder => House::found(product).await,
            Self::Memory => House::over(product, rolecall::store_in_memory().map_err(failed)?).await,
            Self::Postgres => {
                let url = testing::database().ok_or("there is no server")?;
                House::over(product, Arc::new(PostgresStore::open(&url).await.map_err(failed)?)).await
            }
        }
    }
}

/// Runs sequences on a product through the library.
fn holds(product: &Product) {
    holds_over(product, Kept::Folder);
}

fn holds_over(product: &Product, kept: Kept) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let (done, refused, repeated) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { max_shrink_iters: 300, ..config(4) });
    let run = runner.run(&sequences(10..40), |(settles, sequence)| {
        let held = runtime.block_on(async {
            let mut house = kept.found(product).await?;
            house.settle(product, settles).await?;
            for step in &sequence {
                house.step(step).await?;
            }
            house.close().await?;
            done.set(done.get() + house.done);
            refused.set(refused.get() + house.refused);
            repeated.set(repeated.get() + house.repeated);
            Ok(())
        });
        held.map_err(|why: String| TestCaseError::fail(why))
    });
    if let Err(failure) = run {
        panic!("{failure}");
    }
    let counted = (done.get(), refused.get(), repeated.get());
    assert!(counted.0 > 5 && counted.1 > 5 && counted.2 > 0, "done, refused, repeated: {counted:?}");
}

#[test]
fn the_library_keeps_and_remembers_zoho_crm() {
    holds(&Product::read("catalogs/zoho-crm.toml"));
}

#[test]
fn the_library_keeps_and_remembers_zoho_projects() {
    holds(&Product::read("catalogs/zoho-projects.toml"));
}

#[test]
fn the_library_keeps_and_remembers_a_catalog_that_mixes_everything() {
    holds(&Product::read("tests/access/mixed/catalog.toml"));
}

#[test]
fn the_library_keeps_and_remembers_the_starter_with_everything_switched_on() {
    holds(&Product::starter_with_everything());
}

#[test]
fn the_library_keeps_and_remembers_in_memory() {
    holds_over(&Product::starter_with_everything(), Kept::Memory);
}

#[test]
fn the_library_keeps_and_remembers_over_postgresql() {
    if testing::server().is_some() {
        holds_over(&Product::read("tests/access/mixed/catalog.toml"), Kept::Postgres);
    }
}

/// An address that a removed member gave up and another took is that other's after reopening, too.
#[test]
fn an_address_that_was_given_up_finds_who_has_it_now() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime starts");
    let held = runtime.block_on(house::an_address_changes_hands(&Product::read("catalogs/starter.toml")));
    held.expect("it holds");
}
