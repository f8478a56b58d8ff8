//! Single checks over HTTP: the real server against an echo of the same framework that gets the same requests, parses the same body
//! and returns as many bytes, headers included. Both servers are pinned to one core, the load generator to the other; they take turns, five times.
//!
//! `http [SECONDS]`; needs `wrk` and `taskset`, and the program `check-server` beside itself.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::Context;
use bench_world::{
    Row,
    http::{Connection, post},
    wrk::{self, Load, Requests},
};

const PATH: &str = "/v1/organizations/bench/access/v1/evaluation";

/// How often the two take turns.
const TURNS: usize = 5;

/// How many different questions are asked in turns.
const QUESTIONS: usize = 1_000;

const SERVER_CORE: &str = "0";
const LOAD_CORE: usize = 1;

fn main() -> anyhow::Result<()> {
    anyhow::ensure!(wrk::is_there(), "no `wrk`: install the Debian package of that name");
    let seconds = env::args().nth(1).map_or(Ok(5), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let bodies = folder.path().join("bodies");
    let questions: Vec<String> = (0..QUESTIONS).map(question).collect();
    fs::write(&bodies, questions.join("\n") + "\n")?;
    let real = Server::start(&["rolecall"])?;
    let answer = folder.path().join("answer.json");
    fs::write(&answer, typical(&real, &questions)?)?;
    let mut echo = Server::start(&["echo", &answer.to_string_lossy()])?;
    // The same bytes come in, too.
    echo.authorization.clone_from(&real.authorization);
    for connections in [64, 1] {
        turns(&real, &echo, &bodies, connections, seconds)?;
    }
    Ok(())
}

/// May a member edit a deal? Members and deals are those of `check-server`.
fn question(number: usize) -> String {
    let (member, record) = (number.wrapping_mul(131) % 1_000, number.wrapping_mul(1_543) % 100_000);
    format!(
        r#"{{"subject":{{"type":"user","id":"m{member}"}},"action":{{"name":"edit"}},"resource":{{"type":"deals","id":"deal-{record:06}"}}}}"#
    )
}

/// A server, stopped when this is dropped.
struct Server {
    process: Child,
    port: u16,
    authorization: String,
}

impl Server {
    fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let program = env::current_exe()?.with_file_name("check-server");
        let mut command = Command::new("taskset");
        command.args(["-c", SERVER_CORE]).arg(program).args(arguments);
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("a pipe")?).read_line(&mut line)?;
        let (port, token) = line.trim().split_once(' ').context("the server tells its port and a token")?;
        Ok(Self { process, port: port.parse()?, authorization: format!("Bearer {token}") })
    }

    fn load(&self, bodies: &Path, connections: usize, seconds: u64) -> anyhow::Result<Load> {
        let url = format!("http://127.0.0.1:{}{PATH}", self.port);
        let (url, authorization) = (&url, &self.authorization);
        wrk::run(&Requests { url, bodies, authorization, core: Some(LOAD_CORE) }, connections, seconds)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The answer of middle length: what the echo returns, so that both send as many bytes.
fn typical(server: &Server, questions: &[String]) -> anyhow::Result<Vec<u8>> {
    let mut connection = Connection::to(server.port)?;
    let mut answers = Vec::new();
    for question in questions {
        let answer = connection.ask(&post(PATH, &server.authorization, question))?;
        let parsed: serde_json::Value = serde_json::from_slice(answer)?;
        anyhow::ensure!(parsed["decision"].is_boolean(), "not a decision: {parsed}");
        answers.push(answer.to_vec());
    }
    answers.sort_by_key(Vec::len);
    answers.into_iter().nth(questions.len() / 2).context("an answer")
}

fn turns(
    real: &Server,
    echo: &Server,
    bodies: &Path,
    connections: usize,
    seconds: u64,
) -> anyhow::Result<()> {
    let mut loads = Vec::new();
    for _ in 0..TURNS {
        loads.push((real.load(bodies, connections, seconds)?, echo.load(bodies, connections, seconds)?));
    }
    let ratio = median(loads.iter().map(|(real, echo)| real.per_second / echo.per_second));
    let figure = format!("http {connections}");
    row("rolecall", &figure, loads.iter().map(|loads| loads.0), Some(ratio)).print();
    row("echo", &figure, loads.iter().map(|loads| loads.1), None).print();
    Ok(())
}

/// The medians of the turns.
fn row(engine: &str, figure: &str, loads: impl Iterator<Item = Load> + Clone, ratio: Option<f64>) -> Row {
    let median_of = |value: fn(Load) -> f64| median(loads.clone().map(value));
    let load = Load {
        per_second: median_of(|load| load.per_second),
        p50_us: median_of(|load| load.p50_us),
        p99_us: median_of(|load| load.p99_us),
        failed: loads.clone().map(|load| load.failed).sum(),
    };
    let (engine, figure) = (engine.to_owned(), figure.to_owned());
    let (size, world) = ("S".to_owned(), "http".to_owned());
    load.into_row(Row { size, world, engine, figure, ratio, ..Row::default() })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
