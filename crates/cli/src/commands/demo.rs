//! `rolecall demo`: five organizations, one for each catalog that ships with Rolecall, and what is decided in them.

mod ask;
mod serve;
mod stories;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use ask::Answer;
use rolecall::{Rolecall, Tenant, organization::Code};
use serde_json::json;
use stories::Story;

use crate::{
    Failure, Session, Verdict,
    command_file::Runner,
    data::{self, Storage},
    text::{WIDTH, columns, count, wrap},
};

/// Where the demo lives.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Keep the organizations in this data folder, to try commands on; gone at the end if absent
    #[arg(long = "data", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// End after showing them, and serve nothing
    #[arg(long)]
    no_serve: bool,
}

const HELP: &str = "\
The API is served on 127.0.0.1:8080, or the next port that is free, until Ctrl-C. Commands that speak to it are shown.";

/// Founds, fills and asks.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let rolecall = match &arguments.folder {
        Some(folder) => data::begin(&Storage::Folder(folder.clone())).await?,
        None => Rolecall::in_memory().await?,
    };
    if !session.json {
        writeln!(session.out, "{}", wrap(WELCOME, 0))?;
    }
    for story in stories::all()? {
        let tenant = play(&rolecall, &story).await?;
        if session.json {
            for question in &story.questions {
                let answer = ask::ask(&tenant, question).await?;
                session.json(&answer.json(&story, question))?;
            }
        } else {
            write_story(session.out, &tenant, &story).await?;
        }
    }
    if !arguments.no_serve {
        serve::run(rolecall, arguments.folder.as_deref(), session).await?;
    } else if !session.json {
        write_next(session.out, arguments.folder.as_deref())?;
    }
    Ok(Verdict::Yes)
}

const WELCOME: &str = "Five organizations, each of another product. What a product protects and which roles it knows \
    stands in its catalog; who may do what follows from one rule for all of them.";

/// Founds and fills an organization, unless that was done before.
async fn play(rolecall: &Rolecall, story: &Story) -> Result<Tenant, Failure> {
    match rolecall.organization(&story.slug).await {
        Err(error) if error.refusal().is_some_and(|refusal| refusal.code == Code::NotFound) => {}
        found => return Ok(found?),
    }
    let mut runner = Runner::new(rolecall.clone(), Path::new("."), None);
    for step in &story.steps {
        runner.run(step).await.map_err(|failure| failure.at(&step.place))?;
    }
    Ok(rolecall.organization(&story.slug).await?)
}

async fn write_story(out: &mut dyn Write, tenant: &Tenant, story: &Story) -> Result<(), Failure> {
    let view = tenant.view();
    let members = count(view.organization.members().count() as u64, "member", "members");
    let records = count(view.engine.record_count() as u64, "record", "records");
    let title = format!("{}, on {}", view.organization.policy().name, view.organization.catalog().name);
    let figures = format!("{members}, {records}");
    let room = WIDTH.saturating_sub(figures.chars().count());
    writeln!(out, "\n{}\n{title:<room$}{figures}\n{}", "─".repeat(WIDTH), wrap(&story.told, 0))?;
    for question in &story.questions {
        writeln!(out, "\n  {}", wrap(&question.ask, 2))?;
        match ask::ask(tenant, question).await? {
            Answer::Decided { allowed, sentence, .. } => {
                let word = if allowed { "yes" } else { "no" };
                writeln!(out, "  {word:<4} {}", wrap(&sentence, 7))?;
            }
            Answer::Refused { code, detail, help } => {
                writeln!(out, "  no   {}", wrap(&format!("{}. [{code}]", capitalised(&detail)), 7))?;
                if let Some(help) = help {
                    writeln!(out, "       {}", wrap(&format!("Help: {help}."), 7))?;
                }
            }
        }
    }
    Ok(())
}

/// A sentence begins with a capital letter.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const KEEP: [&str; 2] = ["rolecall demo --data DIR", "keeps these organizations in a folder"];

/// What to try on the demo's organizations, and what for.
const NEXT: &[[&str; 2]] = &[
    ["rolecall explain zylker omar edit deals/gigafactory", "every reason, and what would open it"],
    ["rolecall check zylker omar view deals/gigafactory --at 7", "before there was a sharing rule"],
    ["rolecall who-can zylker view deals/gigafactory", "who reaches it, and how"],
    ["rolecall list larkspur eve view invoices", "what one member reaches"],
    ["rolecall show zylker positions", "the reporting tree"],
    ["rolecall audit show zylker", "who changed what, and when"],
    ["rolecall audit verify", "the proof that nobody changed it"],
    ["rolecall help", "all commands"],
];

fn write_next(out: &mut dyn Write, folder: Option<&Path>) -> Result<(), Failure> {
    write_title(out, "What to try next")?;
    let export = format!("export ROLECALL_DATA={}", folder.unwrap_or(Path::new("DIR")).display());
    let first = folder.is_none().then_some(KEEP);
    let export = [export.as_str(), "so that the following finds them"];
    write_commands(out, first.into_iter().chain([export]).chain(NEXT.iter().copied()))
}

fn write_title(out: &mut dyn Write, title: &str) -> Result<(), Failure> {
    Ok(writeln!(out, "\n{}\n{title}\n", "─".repeat(WIDTH))?)
}

/// Commands, each with what it is for.
fn write_commands<'a>(
    out: &mut dyn Write,
    commands: impl Iterator<Item = [&'a str; 2]>,
) -> Result<(), Failure> {
    let rows: Vec<Vec<String>> =
        commands.map(|[command, what]| vec![format!("  {command}"), what.to_owned()]).collect();
    Ok(write!(out, "{}", columns(&rows))?)
}

impl Answer {
    /// As programs read it.
    fn json(&self, story: &Story, question: &stories::Question) -> serde_json::Value {
        let (organization, asked) = (&story.slug, &question.ask);
        match self {
            Self::Decided { allowed, sentence, words } => json!({
                "organization": organization, "question": asked, "allowed": allowed, "sentence": sentence, "words": words,
            }),
            Self::Refused { code, detail, help } => json!({
                "organization": organization, "question": asked, "allowed": false, "refused": code, "sentence": detail,
                "help": help,
            }),
        }
    }
}
