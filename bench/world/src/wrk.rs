//! HTTP load by `wrk`: many connections from one thread, on a core of its own.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::Row;

/// What wrk is told to do; it prints one line of JSON at its end.
const SCRIPT: &str = include_str!("wrk.lua");

/// What a run of wrk measured.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Load {
    pub per_second: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    /// Answers that were not 200, and connections that failed.
    pub failed: u64,
}

impl Load {
    /// Puts the figures into a row.
    pub fn into_row(self, row: Row) -> Row {
        let (p50_ns, p99_ns) = (Some(self.p50_us * 1e3), Some(self.p99_us * 1e3));
        let mismatches = Some(self.failed as usize);
        Row { per_second: Some(self.per_second), p50_ns, p99_ns, mismatches, ..row }
    }
}

/// What is sent, and from where.
pub struct Requests<'a> {
    pub url: &'a str,
    /// A file with one body on each line; they are sent in turns.
    pub bodies: &'a Path,
    /// What `Authorization` says; nothing where it is empty.
    pub authorization: &'a str,
    /// The core that wrk is pinned to; none where the server has all of them.
    pub core: Option<usize>,
}

/// Whether there is a wrk on this machine.
pub fn is_there() -> bool {
    Command::new("wrk").arg("--version").output().is_ok()
}

/// Sends requests over so many connections for so many seconds.
pub fn run(requests: &Requests<'_>, connections: usize, seconds: u64) -> anyhow::Result<Load> {
    let script = requests.bodies.with_extension("lua");
    fs::write(&script, SCRIPT)?;
    let mut command = match requests.core {
        Some(core) => {
            let mut pinned = Command::new("taskset");
            pinned.args(["-c", &core.to_string(), "wrk"]);
            pinned
        }
        None => Command::new("wrk"),
    };
    command.args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "-s"]).arg(&script);
    command.arg(requests.url).env("BODIES", requests.bodies).env("AUTHORIZATION", requests.authorization);
    let output = command.output().context("wrk runs")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stdout);
    let line = told.lines().find(|line| line.starts_with('{')).context("wrk tells what it measured")?;
    Ok(serde_json::from_str(line)?)
}
