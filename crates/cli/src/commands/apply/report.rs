//! What `apply` tells: a line for each command, then how it ended.

use std::io::{self, Write};

use rolecall::{Done, organization::Answer};
use serde_json::{Value, json};

use crate::{
    Failure, Verdict,
    command_file::Step,
    session::tell,
    text::{count, wrap},
};

/// Tells people or programs what commands came to.
pub struct Report<'a> {
    out: &'a mut dyn Write,
    progress: &'a mut (dyn Write + Send),
    json: bool,
    done: u64,
    refused: u64,
}

impl<'a> Report<'a> {
    /// A report on nothing yet.
    pub fn new(out: &'a mut dyn Write, progress: &'a mut (dyn Write + Send), json: bool) -> Self {
        Self { out, progress, json, done: 0, refused: 0 }
    }

    /// Tells how far it is.
    pub fn progress(&mut self, text: &str) {
        tell(self.progress, text);
    }

    /// A command that was executed.
    pub fn done(&mut self, step: &Step, done: &Done) -> Result<(), Failure> {
        self.done += 1;
        if self.json {
            let value = json!({
                "line": step.place.line, "command": step.name, "revision": done.revision,
                "repeated": done.repeated, "answer": done.answer,
            });
            return self.line(&value);
        }
        tell(self.progress, "");
        let words = wrap(&outcome(done), 34);
        Ok(writeln!(self.out, "{:>7}  {:<23}  {words}", step.place.line, step.name)?)
    }

    /// A command that was refused.
    pub fn refused(&mut self, step: &Step, failure: &Failure) -> Result<(), Failure> {
        self.refused += 1;
        if self.json {
            let mut value = failure.json();
            if let Value::Object(object) = &mut value {
                object.insert("line".to_owned(), step.place.line.into());
                object.insert("command".to_owned(), step.name.clone().into());
            }
            return self.line(&value);
        }
        tell(self.progress, "");
        Ok(failure.write(self.out)?)
    }

    /// How it ended: whether there was more to do when it stopped, and whether anything was kept.
    pub fn end(self, stopped: bool, dry_run: bool) -> Result<Verdict, Failure> {
        tell(self.progress, "");
        let verdict = Verdict::from(self.refused == 0);
        if self.json {
            return Ok(verdict);
        }
        let done = count(self.done, "command done", "commands done");
        let refused = if self.refused == 0 { String::new() } else { format!(", {} refused", self.refused) };
        let rest = if stopped { "; what follows was not tried (`--keep-going` tries it)" } else { "" };
        let kept = if dry_run { "; nothing was kept, as this was a dry run" } else { "" };
        writeln!(self.out, "{done}{refused}{rest}{kept}")?;
        Ok(verdict)
    }

    fn line(&mut self, value: &Value) -> Result<(), Failure> {
        let text = serde_json::to_string(value).map_err(io::Error::from)?;
        Ok(writeln!(self.out, "{text}")?)
    }
}

/// What a command came to, in words.
fn outcome(done: &Done) -> String {
    let Answer { created, invitations, left_out, lost, written, deleted, ignored } = &done.answer;
    let mut words = Vec::new();
    let mut list = |title: &str, items: Vec<String>| {
        if !items.is_empty() {
            words.push(format!("{title} {}", items.join(", ")));
        }
    };
    list("made", created.clone());
    list("invited by", invitations.iter().map(ToString::to_string).collect());
    list("left out", left_out.iter().map(ToString::to_string).collect());
    list("gone with it:", lost.iter().map(|lost| lost.id.clone()).collect());
    let numbers = [(written, "written"), (deleted, "deleted"), (ignored, "as they were")];
    let numbers = numbers.into_iter().filter(|(number, _)| **number > 0);
    words.extend(numbers.map(|(number, what)| format!("{} {what}", crate::text::number(*number))));
    let before = if done.repeated { "done before, at " } else { "" };
    words.push(format!("{before}revision {}", done.revision));
    words.join("; ")
}
