//! OPA in process, JSON in and out, as its C library is used.
//!
//! `peer-opa SIZE LIBRARY`

mod bridge;

use std::ffi::CString;

use anyhow::Context;
use bench_rego::{POLICY, data, input};
use bench_world::{Bench, World};
use bridge::Opa;

fn main() -> anyhow::Result<()> {
    let library = std::env::args().nth(2).context("name OPA's library")?;
    let world = &World::new(bench_world::size());
    let bench = Bench::new(world, "opa");
    let text = data(world);
    let opa = bench.load("", || {
        let opa = Opa::load(&library, POLICY, &text)?;
        // The first query prepares the data, which is part of loading it.
        opa.ask(c"access.allow", &question(0, 0));
        anyhow::Ok(opa)
    })?;
    drop(text);
    let questions: Vec<CString> =
        world.checks.iter().map(|check| question(check.member, check.record)).collect();
    bench.check("", 8, |number| opa.ask(c"access.allow", &questions[number]).contains("\"value\":true"));
    bench.list("", 1, |member| opa.ask(c"access.visible", &question(member, 0)).matches("\"rec-").count());
    Ok(())
}

fn question(member: u32, record: u32) -> CString {
    CString::new(input(member, record)).expect("no zero in JSON")
}
