//! Records as a stream of NDJSON: read as they come, written in batches, answered batch by batch. Memory holds one batch. A stream
//! outlives its request, so the token is asked about again before each batch.

use std::collections::BTreeSet;

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::StreamExt;
use rolecall::{
    Options,
    catalog::ModuleId,
    organization::{Command, RecordForm, RecordId, RecordKey, Records as _},
};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::edge::{Fault, In, Problem, Records, fields_of, parse};

/// How many records make an entry (design, section 6).
const BATCH: usize = 5_000;

/// How long a line may be, in bytes.
const LINE: usize = 64 * 1024;

/// A module that is resynchronised: what is not in the stream goes.
pub struct Resync {
    module: ModuleId,
    seen: BTreeSet<RecordId>,
}

impl Resync {
    /// Of a module; nothing was seen yet.
    pub fn new(module: ModuleId) -> Self {
        Self { module, seen: BTreeSet::new() }
    }
}

/// Takes a stream; the answer is a stream, too, and ends at the first fault.
pub fn take(access: In<Records>, body: Body, resync: Option<Resync>) -> Response {
    let (out, lines) = mpsc::channel::<Value>(4);
    tokio::spawn(async move {
        let mut taking = Taking {
            access,
            out,
            resync,
            batch: Vec::new(),
            lines: Vec::new(),
            line: 0,
            total: Totals::default(),
        };
        if let Err(problem) = taking.all(body).await {
            let told = json!({ "line": taking.line, "problem": problem.document() });
            // Whoever no longer listens is told nothing; what was written stands.
            drop(taking.out.send(told).await);
        }
    });
    let lines = futures_util::stream::unfold(lines, |mut lines| async move {
        let line = lines.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(format!("{line}\n"))), lines))
    });
    let mut response = Response::new(Body::from_stream(lines));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    response
}

/// The line that begins there, with its end; nothing where its end has not come yet.
fn line_of(bytes: &[u8], start: usize) -> Option<&[u8]> {
    bytes.get(start..)?.split_inclusive(|byte| *byte == b'\n').next().filter(|line| line.ends_with(b"\n"))
}

#[derive(Default)]
struct Totals {
    written: u64,
    ignored: u64,
    deleted: u64,
}

struct Taking {
    access: In<Records>,
    out: mpsc::Sender<Value>,
    resync: Option<Resync>,
    batch: Vec<RecordForm>,
    /// The line of each record of the batch.
    lines: Vec<u64>,
    /// The line read last, counted from 1.
    line: u64,
    total: Totals,
}

impl Taking {
    async fn all(&mut self, body: Body) -> Result<(), Problem> {
        let mut stream = body.into_data_stream();
        let mut rest: Vec<u8> = Vec::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|_| {
                Problem::new("malformed", "the stream broke off; what was answered is written")
            })?;
            rest.extend_from_slice(&chunk);
            let mut taken = 0;
            while let Some(line) = line_of(&rest, taken) {
                taken += line.len();
                self.one(line).await?;
            }
            rest.drain(..taken);
            if rest.len() > LINE {
                // A line without an end is not waited for.
                self.one(&rest).await?;
            }
        }
        if !rest.is_empty() {
            self.one(&rest).await?;
        }
        self.write().await?;
        self.sweep().await?;
        let Totals { written, ignored, deleted } = self.total;
        let done = json!({ "done": true, "lines": self.line, "written": written, "ignored": ignored, "deleted": deleted });
        self.tell(done).await;
        Ok(())
    }

    async fn one(&mut self, line: &[u8]) -> Result<(), Problem> {
        self.line += 1;
        if line.len() > LINE {
            return Err(Problem::new("too_large", format!("a line is longer than {LINE} bytes")));
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let value = parse(line).map_err(|Fault(detail)| Problem::new("malformed", detail))?;
        let record: RecordForm = fields_of(value)?;
        if let Some(resync) = &mut self.resync {
            if record.module != resync.module {
                let detail = format!("the stream resynchronises `{}`", resync.module);
                return Err(Problem::of_fields(vec![("module".to_owned(), detail)]));
            }
            resync.seen.insert(record.id.clone());
        }
        self.batch.push(record);
        self.lines.push(self.line);
        if self.batch.len() == BATCH { self.write().await } else { Ok(()) }
    }

    /// Writes what was read: one entry.
    async fn write(&mut self) -> Result<(), Problem> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let records = std::mem::take(&mut self.batch);
        let lines = std::mem::take(&mut self.lines);
        self.access.still_in().await?;
        let written = self.access.execute(&Command::PutRecords { records }, &Options::default()).await;
        let done = written.map_err(|problem| self.at_its_line(problem, &lines))?;
        let (written, ignored) = (done.answer.written, done.answer.ignored);
        self.total.written += written;
        self.total.ignored += ignored;
        self.tell(json!({ "through_line": self.line, "revision": done.revision, "written": written, "ignored": ignored }))
            .await;
        Ok(())
    }

    /// A refused batch stops at the line of its first bad record: `records[17].owner` becomes `owner` of that line.
    fn at_its_line(&mut self, problem: Problem, lines: &[u64]) -> Problem {
        let Some((first, fields)) = problem.first_record() else { return problem };
        self.line = lines.get(first).copied().unwrap_or(self.line);
        Problem::of_fields(fields)
    }

    /// Takes off the register what was not in the stream.
    async fn sweep(&mut self) -> Result<(), Problem> {
        let Some(resync) = self.resync.take() else { return Ok(()) };
        // As it was when the stream began: what others registered meanwhile stays.
        let view = &self.access.view;
        let registered = view.engine.of_module(&resync.module).map(|(id, _)| id);
        let gone: Vec<RecordKey> = registered
            .filter(|id| !resync.seen.contains(id))
            .map(|id| RecordKey::new(resync.module.clone(), id))
            .collect();
        for keys in gone.chunks(BATCH) {
            self.access.still_in().await?;
            let command = Command::DeleteRecords { records: keys.to_vec() };
            let done = self.access.execute(&command, &Options::default()).await?;
            self.total.deleted += done.answer.deleted;
            self.tell(json!({ "revision": done.revision, "deleted": done.answer.deleted })).await;
        }
        Ok(())
    }

    async fn tell(&self, line: Value) {
        // Whoever no longer listens is told nothing; what was written stands.
        drop(self.out.send(line).await);
    }
}
