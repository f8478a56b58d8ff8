//! Prints how long it takes to write 100,000 records in ten entries, each safe on disk before the next, and to read all
//! of them back. `cargo run --release -p rolecall-store-sqlite --example records_speed [FOLDER]`
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::{error::Error, path::Path};

use rolecall_store::contract::measure_records;
use rolecall_store_sqlite::SqliteStore;

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let store = match std::env::args().nth(1) {
        Some(folder) => SqliteStore::open(Path::new(&folder))?,
        None => SqliteStore::in_memory()?,
    };
    runtime.block_on(measure_records(&store, &mut |line| println!("{line}")))
}
