//! `rolecall apply`: executes a file of commands, one after another, up to the first refusal.

mod batch;
mod report;

use std::{
    fs::File,
    io::{BufRead, BufReader},
};

use batch::Batch;
use report::Report;
use rolecall::Rolecall;

use crate::{
    Failure, Session, Verdict,
    command_file::{Lines, Runner, Source, Step, is_lines, toml_steps},
    text::number,
};

/// After how many lines a watcher is told.
const PROGRESS: usize = 1_000;

const EXAMPLE: &str = "\
A TOML file holds tables, a file of lines (.ndjson, .jsonl, or what is piped in) an object each:

  [[command]]
  do = \"organization.found\"
  catalog = \"starter\"                  # one that ships with Rolecall, or a file beside this one
  slug = \"zylker\"
  name = \"Zylker\"
  owner = { email = \"zoe@zylker.example\", name = \"Zoe\", external_id = \"zoe\" }

  [[command]]
  do = \"member.invite\"
  as = \"zoe\"                           # who gives the command; the platform if absent
  command_id = \"7f3c-0001\"             # the same id twice is one change
  email = \"rita@zylker.example\"
  roles = [\"Member\"]

  {\"do\": \"record.put\", \"organization\": \"zylker\", \"records\": [{\"module\": \"customers\", \"id\": \"7\"}]}

Lines that put records are written together, up to 5,000 at once.
Exit codes: 0 all done, 1 something was refused, 2 error";

/// Which file, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    #[command(flatten)]
    pub source: Source,
    /// Go on after a refusal
    #[arg(long)]
    pub keep_going: bool,
    /// Try it out: all rules run, on a copy of the data that is thrown away
    #[arg(long)]
    pub dry_run: bool,
}

/// Executes the file.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let source = &arguments.source;
    let (file, beside, name) = (source.file.as_str(), source.folder(), || source.organization.clone());
    if is_lines(file) {
        let Session { out, progress, input, json } = session;
        let reader: Box<dyn BufRead + '_> = match file {
            "-" => Box::new(&mut **input),
            _ => {
                Box::new(BufReader::new(File::open(file).map_err(|error| Failure::unreadable(file, &error))?))
            }
        };
        let runner = Runner::new(open(arguments).await?, beside, name());
        let report = Report::new(*out, *progress, *json);
        let work = Work { runner, report, keep_going: arguments.keep_going, batch: Some(Batch::default()) };
        return work
            .all(Lines::new(if file == "-" { "stdin" } else { file }, reader), arguments.dry_run)
            .await;
    }
    let text = std::fs::read_to_string(file).map_err(|error| Failure::unreadable(file, &error))?;
    let steps = toml_steps(file, &text)?;
    let runner = Runner::new(open(arguments).await?, beside, name());
    let report = Report::new(session.out, session.progress, session.json);
    let work = Work { runner, report, keep_going: arguments.keep_going, batch: None };
    work.all(steps.into_iter().map(Ok), arguments.dry_run).await
}

async fn open(arguments: &Arguments) -> Result<Rolecall, Failure> {
    if arguments.dry_run {
        return arguments.source.data.copied().await;
    }
    arguments.source.data.begin().await
}

/// A file that is being executed.
struct Work<'a> {
    runner: Runner,
    report: Report<'a>,
    keep_going: bool,
    /// Records that wait to be written together; `None` where each command stands for itself.
    batch: Option<Batch>,
}

impl Work<'_> {
    async fn all(
        mut self,
        steps: impl Iterator<Item = Result<Step, Failure>>,
        dry_run: bool,
    ) -> Result<Verdict, Failure> {
        let mut steps = steps;
        for step in steps.by_ref() {
            if !self.one(step?).await? {
                return self.report.end(steps.next().is_some(), dry_run);
            }
        }
        self.flush().await?;
        self.report.end(false, dry_run)
    }

    /// Executes a command, or keeps it for the batch. Answers whether to go on.
    async fn one(&mut self, step: Step) -> Result<bool, Failure> {
        if step.place.line.is_multiple_of(PROGRESS) {
            self.report.progress(&format!("{} lines", number(step.place.line as u64)));
        }
        if let Some(batch) = &mut self.batch {
            if batch.takes(&step) {
                batch.push(step);
                return Ok(true);
            }
            if !self.flush().await? {
                return Ok(false);
            }
            if let Some(batch) = self.batch.as_mut().filter(|batch| batch.takes(&step)) {
                batch.push(step);
                return Ok(true);
            }
        }
        let outcome = self.runner.run(&step).await;
        self.told(&step, outcome)
    }

    /// Writes the records that wait. Those that are refused are told one by one; the others are written then, where the
    /// work goes on after a refusal.
    async fn flush(&mut self) -> Result<bool, Failure> {
        loop {
            let Some(waiting) = self.batch.as_mut().and_then(Batch::take) else { return Ok(true) };
            let outcome = self.runner.run(&waiting.step()).await;
            let Err(failure) = &outcome else {
                return self.told(&waiting.step(), outcome);
            };
            let (refused, rest) = waiting.split(failure);
            for (step, failure) in refused {
                if !self.told(&step, Err(failure))? {
                    return Ok(false);
                }
            }
            self.batch = Some(rest);
        }
    }

    /// Tells what a command came to; whether to go on.
    fn told(&mut self, step: &Step, outcome: Result<rolecall::Done, Failure>) -> Result<bool, Failure> {
        match outcome {
            Ok(done) => self.report.done(step, &done).map(|()| true),
            Err(failure) if failure.refusal().is_some() => {
                self.report.refused(step, &failure.at(&step.place)).map(|()| self.keep_going)
            }
            Err(failure) => Err(failure.at(&step.place)),
        }
    }
}
