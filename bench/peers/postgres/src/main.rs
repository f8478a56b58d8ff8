//! PostgreSQL, started for this run: plain SQL and row-level security, prepared, through a Unix socket.
//!
//! `peer-postgres [SIZE]`

mod plain;
mod row_level;
mod server;
mod tables;

use bench_world::{Bench, Row, World, measure};
use server::Server;

fn main() -> anyhow::Result<()> {
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "postgres");
    let server = Server::start()?;
    let mut client = server.connect()?;
    let (loaded, took) = measure::once(|| tables::load(&mut client, world));
    loaded?;
    let on_disk = tables::size(&mut client)?;
    let row = bench.row("tables and indexes, on disk", "load");
    Row { seconds: Some(took.as_secs_f64()), resident_mib: Some(on_disk), ..row }.print();
    plain::measure(&bench, &mut client)?;
    row_level::measure(&bench, &mut client)
}
