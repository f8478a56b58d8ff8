//! `rolecall catalog`: checks catalogs as a compiler does, compares two, prints the format's JSON Schema.

use std::sync::Arc;

use rolecall::{
    Options,
    catalog::{Catalog, Comparison, Problem, Thing, compare, instead, schema},
    decision::PreviewReport,
    organization::Actor,
};
use serde_json::json;

use crate::{
    Failure, Session, Verdict, catalogs,
    data::{Data, tenant},
    text::{count, wrap},
};

/// What to do with catalogs.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Tell what is wrong in catalogs, each problem with its line and what would be right
    Check {
        /// Catalog files, or ids of catalogs that ship with Rolecall
        #[arg(required = true, value_name = "FILE")]
        files: Vec<String>,
    },
    /// Print the JSON Schema of the format, for completion in an editor
    Schema,
    /// Tell what a new version of a catalog means
    Diff {
        /// The version in use: a file, or the id of a catalog that ships with Rolecall
        old: String,
        /// The new version: the same
        new: String,
        /// Tell, too, what adopting it would do to everybody's access in an organization
        #[arg(long, value_name = "ORG")]
        organization: Option<String>,
        #[command(flatten)]
        data: Data,
    },
}

/// Checks, compares or prints.
pub async fn run(arguments: Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    match arguments.action {
        Action::Check { files } => check(&files, session),
        Action::Schema => {
            let text = serde_json::to_string_pretty(&schema()).map_err(std::io::Error::from)?;
            writeln!(session.out, "{text}")?;
            Ok(Verdict::Yes)
        }
        Action::Diff { old, new, organization, data } => {
            let comparison = compare(&parsed(&old)?, &parsed(&new)?);
            let adoption = match organization {
                Some(organization) => Some(adoption(&data, &organization, &source(&new)?.1).await?),
                None => None,
            };
            diff(&comparison, adoption.as_deref(), session)
        }
    }
}

fn check(files: &[String], session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let mut sound = true;
    for file in files {
        let (file, text) = source(file)?;
        let checked = Catalog::parse(&file, &text);
        sound &= checked.is_ok();
        match checked {
            _ if session.json => session.json(&check_json(&file, &checked))?,
            Ok(catalog) => writeln!(session.out, "{file}: {}", inventory(&catalog))?,
            Err(problems) => {
                for problem in &problems {
                    writeln!(session.out, "{}", problem.render(&text))?;
                }
                let count = count(problems.len() as u64, "problem", "problems");
                writeln!(session.out, "{file}: {count}")?;
            }
        }
    }
    Ok(sound.into())
}

fn check_json(file: &str, checked: &Result<Catalog, Vec<Problem>>) -> serde_json::Value {
    match checked {
        Ok(catalog) => json!({ "file": file, "catalog": catalog.id, "hash": catalog.hash, "problems": [] }),
        Err(problems) => json!({ "file": file, "problems": problems }),
    }
}

fn inventory(catalog: &Catalog) -> String {
    let modules = count(catalog.modules.len() as u64, "module", "modules");
    let roles = count(catalog.roles.len() as u64, "role", "roles");
    format!("sound; catalog `{}` with {modules} and {roles}", catalog.id)
}

/// A catalog of a file, or one that ships with Rolecall: its file and its text.
fn source(name: &str) -> Result<(String, String), Failure> {
    match catalogs::shipped(name) {
        Some((file, text)) => Ok((file.to_owned(), text.to_owned())),
        None => Ok((name.to_owned(), read(name)?)),
    }
}

/// A catalog that is sound.
fn parsed(name: &str) -> Result<Catalog, Failure> {
    let (file, text) = source(name)?;
    Catalog::parse(&file, &text).map_err(|problems| Failure::Catalog { problems, text })
}

fn read(file: &str) -> Result<String, Failure> {
    let told = |error: std::io::Error| {
        let known = catalogs::all().map(|(id, _, _)| id);
        let help = instead(file, known, "catalogs that ship with Rolecall", "");
        Failure::unreadable(file, &error).help(help)
    };
    std::fs::read_to_string(file).map_err(told)
}

/// What adopting a version would do in an organization; refused as the adoption would be.
async fn adoption(data: &Data, organization: &str, text: &str) -> Result<Arc<PreviewReport>, Failure> {
    let tenant = tenant(&data.open().await?, organization).await?;
    let options = Options { dry_run: true, ..Options::default() };
    let done = tenant.adopt(&Actor::Platform, text, &options).await?;
    done.preview.ok_or_else(|| Failure::new("the adoption was not looked at"))
}

fn diff(
    comparison: &Comparison,
    adoption: Option<&PreviewReport>,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    if session.json {
        let mut value = serde_json::to_value(comparison).map_err(std::io::Error::from)?;
        if let Some((fields, adoption)) = value.as_object_mut().zip(adoption) {
            fields.insert("preview".to_owned(), json!(adoption));
        }
        session.json(&value)?;
        return Ok(Verdict::Yes);
    }
    differences(comparison, session)?;
    if let Some(adoption) = adoption {
        writeln!(session.out, "\nadopting it\n{}", super::preview::told(adoption).trim_end())?;
    }
    Ok(Verdict::Yes)
}

fn differences(comparison: &Comparison, session: &mut Session<'_>) -> Result<(), Failure> {
    if comparison.changes.is_empty() && comparison.dropped.is_empty() {
        writeln!(session.out, "nothing is different")?;
        return Ok(());
    }
    let mut about: Option<Thing> = None;
    for change in &comparison.changes {
        if about != Some(change.thing) {
            writeln!(session.out, "{}{}", if about.is_some() { "\n" } else { "" }, change.thing)?;
            about = Some(change.thing);
        }
        writeln!(session.out, "  {}", wrap(&change.sentence, 4))?;
    }
    if !comparison.dropped.is_empty() {
        writeln!(
            session.out,
            "\nrefused where an organization uses it, unless it is `renamed_from` or `retired`"
        )?;
    }
    for dropped in &comparison.dropped {
        writeln!(session.out, "  {} `{}`", dropped.kind, dropped.id)?;
    }
    Ok(())
}
