//! `rolecall export`: one organization as a file.

use std::{
    fs::File,
    io::BufWriter,
    path::{Path, PathBuf},
};

use rolecall::store::{self, ExportReport};
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    data::{self, Data},
    text::count,
    watched::Watched,
};

const HELP: &str = "\
The file has an object a line: the personal values, every entry with the records it wrote, the catalogs. It holds
personal data: keep it like the data. `rolecall import` reads it into other data, and proves it.";

/// Which organization, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    organization: String,
    /// The file to write; it must not be there yet. Standard output if absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

/// Writes it.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let rolecall = arguments.data.open().await?;
    let tenant = data::tenant(&rolecall, &arguments.organization).await?;
    let Some(file) = &arguments.out else {
        let mut out = Watched::new(&mut *session.out, "exported", session.progress);
        store::export(rolecall.store(), tenant.id(), &mut out).await.map_err(rolecall::Error::from)?;
        return Ok(Verdict::Yes);
    };
    let made = File::create_new(file).map_err(|error| unwritable(file, &error))?;
    let mut out = Watched::new(BufWriter::new(made), "exported", session.progress);
    let exported = store::export(rolecall.store(), tenant.id(), &mut out).await;
    drop(out);
    let report = match exported {
        Ok(report) => report,
        Err(error) => {
            // Half a file is no export; where it cannot be removed, its missing end says so.
            drop(std::fs::remove_file(file));
            return Err(rolecall::Error::from(error).into());
        }
    };
    tell(session, "exported", &report)
}

fn unwritable(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written: {error}", file.display()))
}

/// What was exported or imported.
pub fn tell(session: &mut Session<'_>, done: &str, report: &ExportReport) -> Result<Verdict, Failure> {
    if session.json {
        session.json(&as_json(report))?;
        return Ok(Verdict::Yes);
    }
    let head = &report.head;
    let name = head.slug.as_ref().map_or_else(|| head.id.to_string(), ToString::to_string);
    let entries = count(head.revision.0, "entry", "entries");
    let rows = count(report.records, "record row", "record rows");
    let values = count(report.people, "personal value", "personal values");
    writeln!(session.out, "{done} {name} up to revision {} ({entries}, {rows}, {values})", head.revision)?;
    Ok(Verdict::Yes)
}

fn as_json(report: &ExportReport) -> Value {
    json!({
        "organization": report.head.id,
        "slug": report.head.slug,
        "revision": report.head.revision,
        "hash": report.head.hash.to_string(),
        "records": report.records,
        "personal_values": report.people,
        "lines": report.lines,
    })
}
