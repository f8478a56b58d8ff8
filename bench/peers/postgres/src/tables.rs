//! The world as tables. Members and records have numbers inside and the product's text ids beside them.

use std::io::Write as _;

use bench_world::{ACTIONS, World, member_name, record_name};
use postgres::Client;

const TABLES: &str = "
CREATE TABLE positions (id int PRIMARY KEY, entered int NOT NULL, last int NOT NULL, peers bool NOT NULL);
CREATE TABLE members (id int PRIMARY KEY, name text NOT NULL, position int NOT NULL);
CREATE TABLE grants (position int, action int, module int, PRIMARY KEY (position, action, module));
CREATE TABLE rules (from_position int, to_position int, PRIMARY KEY (to_position, from_position));
CREATE TABLE records (id int PRIMARY KEY, name text NOT NULL, owner int NOT NULL, module int NOT NULL);
";

const INDEXES: &str = "
CREATE UNIQUE INDEX ON members (name);
CREATE INDEX ON members (position);
CREATE UNIQUE INDEX ON records (name);
CREATE INDEX ON records (owner, module) INCLUDE (id, name);
";

/// Makes and fills the tables.
pub fn load(client: &mut Client, world: &World) -> anyhow::Result<()> {
    client.batch_execute(TABLES)?;
    let (tree, positions) = (&world.tree, 0..world.tree.len());
    copy(
        client,
        "positions",
        positions.clone().map(|position| {
            let (entered, last, peers) = (tree.entered[position], tree.last[position], world.peers[position]);
            format!("{position}\t{entered}\t{last}\t{peers}")
        }),
    )?;
    copy(
        client,
        "members",
        world
            .position_of
            .iter()
            .enumerate()
            .map(|(member, position)| format!("{member}\t{}\t{position}", member_name(member as u32))),
    )?;
    let every = positions.flat_map(|position| (0..ACTIONS.len()).map(move |action| (position, action)));
    copy(
        client,
        "grants",
        every.flat_map(|(position, action)| {
            let row = move |module| format!("{position}\t{action}\t{module}");
            world.granted(position as u32, action).map(row)
        }),
    )?;
    copy(client, "rules", world.rules.iter().map(|(from, to)| format!("{from}\t{to}")))?;
    copy(
        client,
        "records",
        world.owner_of.iter().zip(&world.module_of).enumerate().map(|(record, (owner, module))| {
            format!("{record}\t{}\t{owner}\t{module}", record_name(record as u32))
        }),
    )?;
    client.batch_execute(INDEXES)?;
    // What follows is a command of its own: it cannot run in a transaction.
    Ok(client.batch_execute("VACUUM ANALYZE")?)
}

fn copy(client: &mut Client, table: &str, rows: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let mut writer = client.copy_in(&format!("COPY {table} FROM STDIN"))?;
    for row in rows {
        writeln!(writer, "{row}")?;
    }
    writer.finish()?;
    Ok(())
}

/// What tables and indexes take on the disk, in MiB.
pub fn size(client: &mut Client) -> anyhow::Result<f64> {
    let sql = "SELECT sum(pg_total_relation_size(oid))::float8 / 1048576 FROM pg_class \
        WHERE relname IN ('records', 'members', 'positions', 'grants', 'rules')";
    Ok(client.query_one(sql, &[])?.get(0))
}
