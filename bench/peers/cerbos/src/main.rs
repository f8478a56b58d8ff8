//! Cerbos as it is used: its server, asked over HTTP by a client that sends along everything Cerbos does not store. It has all cores
//! of the machine.
//!
//! `peer-cerbos SIZE PROGRAM`

mod policies;
mod server;

use std::fs;

use anyhow::Context;
use bench_world::{
    Bench, Row, World,
    http::{Connection, post},
    measure, wrk,
};
use server::Server;

const PATH: &str = "/api/check/resources";

/// How many of the checks are asked over HTTP.
const CHECKS: usize = 5_000;

/// How many records a request may ask about, by Cerbos's default.
const AT_ONCE: usize = 50;

fn main() -> anyhow::Result<()> {
    let program = std::env::args().nth(2).context("name Cerbos's program")?;
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "cerbos");
    let (server, took) = measure::once(|| Server::start(&program, world));
    let server = server?;
    let row = bench.row("server", "load");
    Row { seconds: Some(took.as_secs_f64()), resident_mib: Some(server.resident()), ..row }.print();
    check(&bench, &server)?;
    list(&bench, &server)?;
    load(&bench, &server)
}

fn check(bench: &Bench<'_>, server: &Server) -> anyhow::Result<()> {
    let mut connection = Connection::to(server.port)?;
    let asked = bench.world.checks.iter().take(CHECKS);
    let requests: Vec<Vec<u8>> = asked
        .map(|check| post(PATH, "", &policies::body(bench.world, check.member, &[check.record])))
        .collect();
    bench.check_some("over HTTP", 10, CHECKS, |number| {
        let answer = connection.ask(&requests[number]).expect("an answer");
        allowed(answer) == 1
    });
    Ok(())
}

/// Cerbos lists by asking about every record, as many as go into a request.
fn list(bench: &Bench<'_>, server: &Server) -> anyhow::Result<()> {
    let mut connection = Connection::to(server.port)?;
    let records: Vec<u32> = (0..2_000).collect();
    for manager in &bench.world.managers {
        let requests: Vec<Vec<u8>> = records
            .chunks(AT_ONCE)
            .map(|chunk| post(PATH, "", &policies::body(bench.world, manager.member, chunk)))
            .collect();
        let mut rows = 0;
        let timing = measure::repeated(1, || {
            let answers = requests.iter().map(|request| connection.ask(request).map(allowed));
            rows = answers.sum::<anyhow::Result<usize>>().expect("answers");
        });
        let visible = bench_world::oracle::visible(bench.world, manager.member);
        let expected = visible.take_while(|record| (*record as usize) < records.len()).count();
        let whole = bench.world.owner_of.len() as f64 / records.len() as f64;
        let row = bench.row("50 records a request", &format!("list {}", manager.name));
        let (p50_ns, mismatches) = (Some(timing.p50 * whole), Some(rows.abs_diff(expected)));
        Row { p50_ns, rows: Some(rows), mismatches, extrapolated: true, ..row }.print();
    }
    Ok(())
}

fn load(bench: &Bench<'_>, server: &Server) -> anyhow::Result<()> {
    if !wrk::is_there() {
        eprintln!("cerbos: no `wrk`, so no figures under load");
        return Ok(());
    }
    let bodies = server.folder.path().join("bodies");
    let asked = bench.world.checks.iter().take(CHECKS);
    let lines = asked.map(|check| policies::body(bench.world, check.member, &[check.record]) + "\n");
    fs::write(&bodies, lines.collect::<String>())?;
    let url = format!("http://127.0.0.1:{}{PATH}", server.port);
    let requests = wrk::Requests { url: &url, bodies: &bodies, authorization: "", core: None };
    for connections in [64, 1] {
        let load = wrk::run(&requests, connections, 5)?;
        let row = bench.row("all cores", &format!("http {connections}"));
        load.into_row(row).print();
    }
    Ok(())
}

/// How many records an answer allows.
fn allowed(answer: &[u8]) -> usize {
    String::from_utf8_lossy(answer).matches("\"view\":\"EFFECT_ALLOW\"").count()
}
