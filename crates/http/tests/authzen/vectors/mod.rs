//! The public vectors of three scenarios (docs/authzen.md), asked of a server: Todo, Search, certification.
//!
//! They are no part of this repository. `ROLECALL_VECTORS` names the folder that holds them: `todo-decisions.json`,
//! `search-subject.json`, `search-resource.json`, `search-action.json`, `cert-cases.json`. The server has the organizations
//! of `tests/authzen/{todo,search,certification}/organization.toml`. Everything else than what is expected is a fault: another
//! status than 200, a `decision` that is no boolean, a result too many, too few or twice, pages that end early or never.
mod certification;
mod search;
mod todo;

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use certification::certification;
use search::{Searched, searches};
use todo::{batches, evaluations};

/// Names the folder with the vectors.
const FOLDER: &str = "ROLECALL_VECTORS";

/// The organizations, by slug.
const TODO: &str = "authzen-todo";
const SEARCH: &str = "authzen-search";
const CERTIFICATION: &str = "authzen-certification";

/// What the certification scenario asks and a catalog has no words for, and why: it is a deny (docs/authzen.md).
const BEYOND: &[(&str, &str)] = &[("c-2-2-6", "an action carries no properties")];

/// More pages than any search of the vectors has results.
const MOST_PAGES: usize = 64;

/// Whoever can ask the server.
pub trait Ask {
    /// Posts JSON to a path and answers the status and the body; a body that is no JSON is its text.
    fn post(&self, path: &str, body: &str) -> impl Future<Output = (u16, Value)>;
}

/// Asks every vector, tells how many went as expected, and fails where one did not. Without vectors it says so.
pub async fn every_vector(ask: &impl Ask) {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        println!("{FOLDER} is not set: the public vectors of AuthZEN are not asked");
        return;
    };
    let mut tallies = vec![evaluations(ask, &folder).await, batches(ask, &folder).await];
    for (searched, of) in [(Searched::Subject, 60), (Searched::Resource, 18), (Searched::Action, 120)] {
        tallies.push(searches(ask, &folder, searched, of).await);
    }
    tallies.push(certification(ask, &folder).await);
    let told: Vec<String> = tallies.iter().map(Tally::to_string).collect();
    println!("{}", told.join("\n"));
    assert!(tallies.iter().all(Tally::is_whole), "\n{}", told.join("\n"));
}

/// How it went with the vectors of one file.
struct Tally {
    name: &'static str,
    /// How many there must be: a file that was cut short is no success.
    of: usize,
    passed: usize,
    /// Cases beyond the words of a catalog, that were denied.
    beyond: Vec<String>,
    faults: Vec<String>,
}

impl Tally {
    fn new(name: &'static str, of: usize) -> Self {
        Self { name, of, passed: 0, beyond: Vec::new(), faults: Vec::new() }
    }

    fn note(&mut self, vector: &str, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(fault) => self.faults.push(format!("  {vector}\n    {fault}")),
        }
    }

    fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.passed + self.beyond.len() == self.of
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {} of {}", self.name, self.passed, self.of)?;
        for told in self.beyond.iter().chain(&self.faults) {
            write!(out, "\n{told}")?;
        }
        Ok(())
    }
}

/// A file of vectors.
fn read(folder: &Path, file: &str) -> Value {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .unwrap_or_else(|| panic!("a vector without a list `{key}`: {value}"))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("a vector without `{key}`: {value}"))
}

fn part<'a>(value: &'a Value, key: &str) -> &'a Value {
    value.get(key).unwrap_or_else(|| panic!("a vector without `{key}`: {value}"))
}

fn equal(found: &Value, expected: &Value) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{found}, expected {expected}")) }
}

fn path(organization: &str, endpoint: &str) -> String {
    format!("/v1/organizations/{organization}{endpoint}")
}

/// The reply, which has to be a 200 and an object.
async fn answer(
    ask: &impl Ask,
    organization: &str,
    endpoint: &str,
    request: &Value,
) -> Result<Value, String> {
    let (status, reply) = ask.post(&path(organization, endpoint), &request.to_string()).await;
    if status == 200 && reply.is_object() { Ok(reply) } else { Err(format!("status {status}: {reply}")) }
}

async fn evaluate(ask: &impl Ask, organization: &str, request: &Value) -> Result<bool, String> {
    decision(&answer(ask, organization, "/access/v1/evaluation", request).await?)
}

/// One decision: a boolean, and a context that is an object where there is one.
fn decision(reply: &Value) -> Result<bool, String> {
    only(reply, &["decision", "context"])?;
    if reply.get("context").is_some_and(|context| !context.is_object()) {
        return Err(format!("`context` is no object: {reply}"));
    }
    let decided = reply.get("decision").and_then(Value::as_bool);
    decided.ok_or_else(|| format!("`decision` is no boolean: {reply}"))
}

/// The decisions of a batch, in order.
fn decisions(reply: &Value) -> Result<Vec<bool>, String> {
    only(reply, &["evaluations"])?;
    let all = reply.get("evaluations").and_then(Value::as_array);
    all.ok_or_else(|| format!("`evaluations` is no list: {reply}"))?.iter().map(decision).collect()
}

fn only(reply: &Value, keys: &[&str]) -> Result<(), String> {
    let known = |object: &Map<String, Value>| object.keys().all(|key| keys.contains(&key.as_str()));
    let fits = reply.as_object().is_some_and(known);
    if fits { Ok(()) } else { Err(format!("expected an object of {keys:?}, found {reply}")) }
}
