//! `rolecall preview`: who would gain and lose what by commands, on how many records, before they are given.

mod told;

use rolecall::Rolecall;
use serde_json::json;

use crate::{
    Failure, Session, Verdict,
    command_file::{Lines, Runner, Source, Step, is_lines, toml_steps},
};

pub use told::told;

const EXAMPLE: &str = "\
The file holds commands as `rolecall apply` takes them; `-` reads lines of JSON that are piped in:

  $ echo '{\"do\": \"member.remove\", \"member\": \"omar\"}' | rolecall preview - zylker

Each command is looked at by itself, in the organization as it is. Nothing is written.
Exit codes: 0 all would be done, 1 something would be refused, 2 error";

/// Which file.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(flatten)]
    pub source: Source,
}

/// Looks at what the commands would do.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let source = &arguments.source;
    let steps = steps(&source.file, session)?;
    let rolecall: Rolecall = source.data.open().await?;
    let runner = Runner::new(rolecall, source.folder(), source.organization.clone());
    let mut allowed = true;
    for step in &steps {
        match runner.rehearse(step).await {
            Ok(done) => write(session, step, &done)?,
            Err(failure) if failure.refusal().is_some() => {
                allowed = false;
                let failure = failure.at(&step.place);
                if session.json { session.json(&failure.json())? } else { failure.write(session.out)? }
            }
            Err(failure) => return Err(failure.at(&step.place)),
        }
    }
    Ok(allowed.into())
}

fn steps(file: &str, session: &mut Session<'_>) -> Result<Vec<Step>, Failure> {
    if file == "-" {
        return Lines::new("stdin", Box::new(&mut *session.input)).collect();
    }
    let text = std::fs::read_to_string(file).map_err(|error| Failure::unreadable(file, &error))?;
    if is_lines(file) {
        return Lines::new(file, Box::new(text.as_bytes())).collect();
    }
    toml_steps(file, &text)
}

fn write(session: &mut Session<'_>, step: &Step, done: &rolecall::Done) -> Result<(), Failure> {
    if session.json {
        let preview = done.preview.as_deref();
        let line = step.place.line;
        return session.json(
            &json!({ "line": line, "command": step.name, "revision": done.revision, "preview": preview }),
        );
    }
    writeln!(session.out, "{}, at revision {}", step.name, done.revision)?;
    if let Some(preview) = &done.preview {
        writeln!(session.out, "{}", told(preview))?;
    }
    Ok(())
}
