//! Access tests: TOML files that a product keeps beside its catalog. Each states a rule, builds an organization, lets
//! things happen in it and says who may and may not do what, and which step is refused with which code.
//!
//! The way of a file: `file` reads it with all its parts and tells what cannot be right, `bench` builds an
//! organization for every case, `case` takes the steps, `check` and `answer` hold lines and readings against what
//! is so, `agree` asks lists and who-can whether they agree, `report` tells.

mod agree;
mod answer;
mod bench;
mod case;
mod check;
mod clock;
mod coverage;
mod fields;
mod file;
mod folder;
mod form;
mod line;
mod matrix;
mod names;
mod node;
mod report;
mod source;
mod step;
mod world;

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use bench::Bench;
use case::Verdict;
use file::{CatalogCache, Found, TestFile};
use report::FileReport;
use rolecall::store::Store;
use rolecall_store_sqlite::SqliteStore;
use tokio::{sync::oneshot, task::JoinSet};

/// On how many threads tests run at the most.
const MOST_THREADS: usize = 4;

/// How the tests are run.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Tell it as one JSON object a line.
    pub json: bool,
    /// Only files whose path, and cases whose name, contains this.
    pub filter: Option<String>,
}

/// How the tests went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Cases that held.
    pub passed: usize,
    /// Cases that did not, and files that could not be read.
    pub failed: usize,
    /// Files, each with its rule.
    pub rules: usize,
    /// Lines, readings and commands of members that were held against what is so.
    pub checks: usize,
    /// Refusals that were waited for.
    pub refusals: usize,
    /// Single things that were wrong.
    pub faults: usize,
}

impl Outcome {
    /// Success where everything held and there was something to hold.
    pub fn exit_code(&self) -> ExitCode {
        if self.failed == 0 && self.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Runs the access tests in a folder, or in one file, and tells how they went.
///
/// # Errors
/// A folder that cannot be read, a place to write to that does not take it, no room for a store in memory.
pub async fn run(folder: &Path, options: &TestOptions, out: &mut dyn Write) -> io::Result<Outcome> {
    let mut reports = Vec::new();
    let mut tests = Vec::new();
    let mut catalogs = CatalogCache::new();
    for path in folder::find(folder)? {
        let name = path.display().to_string();
        match file::read(&path, &name, &mut catalogs) {
            Found::Other => {}
            Found::Test(test) => tests.extend(filtered(*test, options.filter.as_deref())),
            Found::Faulty(mut faults) => {
                faults
                    .sort_by_key(|fault| fault.place.as_ref().map(|place| (place.file != name, place.line)));
                reports.push(FileReport { file: name, rule: String::new(), faults, cases: Vec::new() });
            }
        }
    }
    reports.extend(run_all(tests).await?);
    reports.sort_by(|one, other| one.file.cmp(&other.file));
    if reports.is_empty() {
        let with = |filter: &String| format!(" with `{filter}` in its path or in a case");
        let with = options.filter.as_ref().map_or_else(String::new, with);
        return report::nothing(
            format!("there is no access test{with} in `{}`", folder.display()),
            options.json,
            out,
        );
    }
    let outcome = report::outcome(&reports);
    let tell = if options.json { report::for_programs } else { report::for_people };
    tell(&reports, &outcome, out)?;
    Ok(outcome)
}

/// The file with the cases that are asked for; `None` where there are none.
fn filtered(mut test: TestFile, filter: Option<&str>) -> Option<TestFile> {
    if let Some(filter) = filter.filter(|filter| !test.name.contains(filter)) {
        test.cases.retain(|case| case.name.contains(filter));
    }
    (!test.cases.is_empty()).then_some(test)
}

/// Every processor gets a share of the files, and a thread with a store of its own.
async fn run_all(tests: Vec<TestFile>) -> io::Result<Vec<FileReport>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS);
    let mut shares: Vec<Vec<(u64, TestFile)>> = (0..threads).map(|_| Vec::new()).collect();
    // Neighbours are alike: dealt out in turn, the shares take about as long.
    for ((lane, test), turn) in (0..).zip(tests).zip((0..threads).cycle()) {
        if let Some(share) = shares.get_mut(turn) {
            share.push((lane, test));
        }
    }
    let mut running = Vec::new();
    for share in shares {
        let (sender, reports) = oneshot::channel();
        // Whoever does not wait any more needs no reports.
        std::thread::spawn(move || _ = sender.send(run_share(share)));
        running.push(reports);
    }
    let mut all = Vec::new();
    for reports in running {
        all.extend(reports.await.map_err(io::Error::other)??);
    }
    Ok(all)
}

/// Files run side by side over one store: commands that wait share a commit, and a flush to disk.
fn run_share(tests: Vec<(u64, TestFile)>) -> io::Result<Vec<FileReport>> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().map_err(io::Error::other)?);
    tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
        let mut running = JoinSet::new();
        for (lane, test) in tests {
            running.spawn(run_file(Bench::new(test, lane, Arc::clone(&store))));
        }
        let mut reports = Vec::new();
        while let Some(report) = running.join_next().await {
            reports.push(report.map_err(io::Error::other)?);
        }
        Ok(reports)
    })
}

async fn run_file(bench: Bench) -> FileReport {
    let mut report = FileReport {
        file: bench.file.name.clone(),
        rule: bench.file.rule.clone(),
        faults: Vec::new(),
        cases: Vec::new(),
    };
    let mut library = None;
    let mut built = None;
    for (number, case) in bench.file.cases.iter().enumerate() {
        let verdict = match bench.ready(&mut library, built.take(), number).await {
            Ok(ready) => {
                let verdict = case::run(&bench, &ready, case).await;
                built = Some(ready);
                verdict
            }
            Err(fault) => Verdict { faults: vec![fault], ..Verdict::default() },
        };
        report.cases.push((case.name.clone(), case.place.line, verdict));
    }
    report
}
