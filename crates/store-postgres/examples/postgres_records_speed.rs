//! Prints how long it takes to write 100,000 records in ten entries, one after the other, and to read all of them back:
//! `cargo run --release -p rolecall-store-postgres --features testing --example postgres_records_speed [URL]`. Without a URL it
//! starts a server of its own, which waits for no disk.
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::error::Error;

use rolecall_store::contract::measure_records;
use rolecall_store_postgres::{PostgresStore, testing::Server};

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let own = std::env::args().nth(1).is_none().then(Server::start).transpose()?;
    let url = match &own {
        Some(server) => server.database()?,
        None => std::env::args().nth(1).unwrap_or_default(),
    };
    runtime.block_on(async {
        let store = PostgresStore::open(&url).await?;
        measure_records(&store, &mut |line| println!("{line}")).await
    })
}
