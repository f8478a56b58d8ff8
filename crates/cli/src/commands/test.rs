//! `rolecall test`: runs access tests, which a product keeps beside its catalog.

use std::path::PathBuf;

use crate::{
    Failure, Session, Verdict,
    access_test::{self, TestOptions},
};

/// Which tests to run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all hold, 1 some fail or there are none, 2 error")]
pub struct Arguments {
    /// A folder with access tests, or one file
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Only files whose path, and cases whose name, contains this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
}

/// Runs them.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let folder = &arguments.folder;
    if !folder.exists() {
        let failure = Failure::new(format!("there is nothing at `{}`", folder.display()));
        return Err(failure.help("name a folder with access tests, or one file"));
    }
    let options = TestOptions { json: session.json, filter: arguments.filter.clone() };
    let outcome = access_test::run(folder, &options, session.out).await?;
    Ok(Verdict::from(outcome.failed == 0 && outcome.passed > 0))
}
