//! The commands, one file each, and how they are typed.

mod apply;
mod audit;
mod backup;
mod catalog;
mod check;
mod copy;
mod demo;
mod explain;
mod export;
mod filter;
mod import;
mod list;
mod organizations;
mod preview;
mod restore;
mod serve;
mod show;
mod test;
mod token;
mod who_can;

use crate::{Failure, Session, Verdict};

const EXIT_CODES: &str = "\
Exit codes:
  0  yes: allowed, done, sound
  1  no: denied, refused, faulty, failed
  2  no answer: wrong usage, or a file or folder that cannot be used

Organizations are named by slug or id; members by id, e-mail address or the product's own id;
roles, positions, groups and containers by id or name. See `rolecall help COMMAND`.";

/// The command line.
#[derive(Debug, clap::Parser)]
#[command(name = "rolecall", version, about, after_help = EXIT_CODES)]
#[command(about = "Users and roles for a SaaS product: who may do what to which record, and why")]
pub struct Arguments {
    /// Answer in JSON, for programs
    #[arg(long, global = true, display_order = 100)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Show five organizations with people and records, and what is decided in them
    Demo(demo::Arguments),
    /// Check a catalog, compare two, or print the format's JSON Schema
    Catalog(catalog::Arguments),
    /// Run access tests: files that say who may and may not do what with a catalog
    Test(test::Arguments),
    /// Decide: may this member do this? Exits with 0 for allow, 1 for deny
    Check(check::Arguments),
    /// Decide, and tell every reason and what would open a deny
    Explain(explain::Arguments),
    /// List the members who may do something
    WhoCan(who_can::Arguments),
    /// List the records on which a member may do something
    List(list::Arguments),
    /// Say on which records a member may do something, as SQL for the product's own table
    Filter(filter::Arguments),
    /// Execute a file of commands
    Apply(apply::Arguments),
    /// Tell who would gain and lose what by commands, before they are given
    Preview(preview::Arguments),
    /// Look at an organization: members, roles, positions, sharing, containers
    Show(show::Arguments),
    /// List the organizations
    Organizations(organizations::Arguments),
    /// Read the ledger, or prove that nobody tampered with it
    Audit(audit::Arguments),
    /// Serve the API over HTTP
    Serve(serve::Arguments),
    /// Make, list and revoke API tokens
    Token(token::Arguments),
    /// Write all data into one file
    Backup(backup::Arguments),
    /// Put a backup in place as the data
    Restore(restore::Arguments),
    /// Copy all data to another place: from a folder to a database, and back
    Copy(copy::Arguments),
    /// Write one organization into a file that proves itself
    Export(export::Arguments),
    /// Read an organization from a file
    Import(import::Arguments),
}

impl Command {
    /// Whether it serves, and does many things at once.
    pub fn serves(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Demo(_))
    }
}

/// Runs a command.
///
/// # Errors
/// Where it has no answer; a denial is one.
pub async fn run(command: Command, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    match command {
        Command::Demo(arguments) => demo::run(&arguments, session).await,
        Command::Catalog(arguments) => catalog::run(arguments, session).await,
        Command::Test(arguments) => test::run(&arguments, session).await,
        Command::Check(arguments) => check::run(&arguments, session).await,
        Command::Explain(arguments) => explain::run(&arguments, session).await,
        Command::WhoCan(arguments) => who_can::run(&arguments, session).await,
        Command::List(arguments) => list::run(&arguments, session).await,
        Command::Filter(arguments) => filter::run(&arguments, session).await,
        Command::Apply(arguments) => apply::run(&arguments, session).await,
        Command::Preview(arguments) => preview::run(&arguments, session).await,
        Command::Show(arguments) => show::run(&arguments, session).await,
        Command::Organizations(arguments) => organizations::run(&arguments, session).await,
        Command::Audit(arguments) => audit::run(&arguments, session).await,
        Command::Serve(arguments) => serve::run(&arguments, session).await,
        Command::Token(arguments) => token::run(&arguments, session).await,
        Command::Backup(arguments) => backup::run(&arguments, session).await,
        Command::Restore(arguments) => restore::run(&arguments, session),
        Command::Copy(arguments) => copy::run(&arguments, session).await,
        Command::Export(arguments) => export::run(&arguments, session).await,
        Command::Import(arguments) => import::run(&arguments, session).await,
    }
}
