//! Reads an export: proves it line by line, and lets the organization be seen once its end is proved.

use std::{collections::VecDeque, io::BufRead};

use rolecall_catalog::CatalogHash;
use rolecall_organization::{Revision, Salt};

use super::{
    EXPORT_FORMAT, ExportReport, from_hex,
    line::{Command, End, Export, Exported, Line, Person},
};
use crate::{
    Address, Conflict, Head, LedgerCheck, LedgerPart, PersonRow, PersonValue, RecordRow, Store, StoreError,
    StoredCommand, StoredEntry, encode_facts, entry::open_envelope,
};

/// How many entries or rows are written at once.
const PART: usize = 10_000;

/// Why a file was not imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Something in the file forbids it.
    #[error("line {line}: {what}")]
    Line {
        /// Where, counted from 1.
        line: u64,
        /// What.
        what: String,
    },
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads an export into a store that does not hold the organization. Either all of it is there afterwards, proved up to
/// the hash of its last entry, or nothing of it is seen.
///
/// # Errors
/// [`ImportError::Line`] where the file was cut short, altered or written by a newer release, or the organization or
/// its slug is there already; [`ImportError::Store`] where the store fails.
pub async fn import(into: &dyn Store, input: &mut (dyn BufRead + Send)) -> Result<ExportReport, ImportError> {
    let mut lines = Lines { input, number: 0 };
    let Some(Line::Export(export)) = lines.next()? else {
        return Err(lines.refuse("this is no export of an organization"));
    };
    if export.format > EXPORT_FORMAT {
        let what = format!(
            "the export has format {}, this release knows formats up to {EXPORT_FORMAT}",
            export.format
        );
        return Err(lines.refuse(format!("{what}; use the newer release")));
    }
    if let Some(what) = in_the_way(into, &export).await? {
        return Err(lines.refuse(what));
    }
    let organization = export.organization.clone();
    let mut importing = Importing::new(into, lines, export);
    let result = importing.read().await;
    if result.is_err() {
        // What was written so far is not seen; it goes, so that nothing is in the way of the next attempt.
        into.restore(&organization, Revision::default(), LedgerPart::default()).await.ok();
    }
    result
}

/// What stands in the way of the organization: itself, or another one of its slug.
async fn in_the_way(into: &dyn Store, export: &Export) -> Result<Option<String>, StoreError> {
    let Export { organization, slug, .. } = export;
    if into.organization(&Address::Id(organization.clone())).await?.is_some() {
        return Ok(Some(format!("the organization `{organization}` is there already")));
    }
    let Some(slug) = slug else { return Ok(None) };
    let other = into.organization(&Address::Slug(slug.clone())).await?;
    Ok(other.map(|_| Conflict::Slug(slug.clone()).to_string()))
}

struct Lines<'a> {
    input: &'a mut (dyn BufRead + Send),
    number: u64,
}

impl Lines<'_> {
    /// The next line; `None` behind the last one.
    fn next(&mut self) -> Result<Option<Line>, ImportError> {
        let mut text = Vec::new();
        let unreadable = |error: std::io::Error| ImportError::Unreadable(error.to_string());
        self.number += 1;
        if self.input.read_until(b'\n', &mut text).map_err(unreadable)? == 0 {
            return Ok(None);
        }
        if text.pop() != Some(b'\n') {
            return Err(self.refuse("the file ends within a line"));
        }
        let read = serde_json::from_slice(&text);
        read.map(Some).map_err(|error| self.refuse(format!("it cannot be read: {error}")))
    }

    fn refuse(&self, what: impl Into<String>) -> ImportError {
        ImportError::Line { line: self.number, what: what.into() }
    }

    /// Says where what a check or the store refuses stands. What is not the file's fault stays as it is.
    fn place(&self, error: StoreError) -> ImportError {
        match error {
            StoreError::Unavailable { .. } => error.into(),
            StoreError::Corrupt { what } | StoreError::Refused { what } => self.refuse(what),
            other => self.refuse(other.to_string()),
        }
    }
}

struct Importing<'a> {
    into: &'a dyn Store,
    lines: Lines<'a>,
    export: Export,
    report: ExportReport,
    /// Personal values, which stand ahead of all entries.
    people: VecDeque<PersonRow>,
    /// The proof, from the first entry on.
    check: Option<LedgerCheck>,
    /// The entry whose records are being read.
    current: Option<(StoredEntry, Vec<RecordRow>)>,
    /// What is to be written next.
    part: LedgerPart,
    /// The last entry written.
    written: Revision,
}

impl<'a> Importing<'a> {
    fn new(into: &'a dyn Store, lines: Lines<'a>, export: Export) -> Self {
        let head = Head::founding(&export.organization, export.at);
        Self {
            into,
            lines,
            export,
            report: ExportReport { head, records: 0, people: 0, lines: 1 },
            people: VecDeque::new(),
            check: None,
            current: None,
            part: LedgerPart::default(),
            written: Revision::default(),
        }
    }

    async fn read(&mut self) -> Result<ExportReport, ImportError> {
        loop {
            let line = self.lines.next()?.ok_or_else(|| self.lines.refuse("the file ends before its end"))?;
            self.report.lines += 1;
            match line {
                Line::Export(_) => return Err(self.lines.refuse("another export begins")),
                Line::Person(person) => self.person(person)?,
                Line::Entry(entry) => self.entry(entry).await?,
                Line::Record { record, facts } => {
                    let facts = facts.as_ref().map(encode_facts).transpose()?;
                    let Some((entry, rows)) = &mut self.current else {
                        return Err(self.lines.refuse("a record ahead of every entry"));
                    };
                    rows.push(RecordRow { key: record, revision: entry.revision, facts });
                    self.report.records += 1;
                }
                Line::Command(command) => self.command(command).await?,
                Line::Catalog { text } => self.into.put_catalog(&CatalogHash::of(&text), &text).await?,
                Line::End(end) => return self.end(end).await,
            }
        }
    }

    fn person(&mut self, person: Person) -> Result<(), ImportError> {
        if self.check.is_some() {
            return Err(self.lines.refuse("a personal value behind an entry"));
        }
        let Person { revision, member, field, salt, value } = person;
        let salt = from_hex(&salt).and_then(|salt| salt.try_into().ok());
        let salt = Salt::new(salt.ok_or_else(|| self.lines.refuse("a salt is not 32 bytes long"))?);
        let place = |row: &PersonRow| (row.revision, row.value.member.clone(), row.value.field.as_str());
        let row = PersonRow { value: PersonValue { member, field, salt, value }, revision };
        if self.people.back().is_some_and(|ahead| place(ahead) >= place(&row)) {
            return Err(self.lines.refuse("a personal value out of order"));
        }
        self.people.push_back(row);
        self.report.people += 1;
        Ok(())
    }

    async fn entry(&mut self, entry: Exported) -> Result<(), ImportError> {
        self.settle()?;
        if self.part.entries.len() + self.part.rows.len() >= PART {
            self.write(false).await?;
        }
        self.current = Some((self.stored(entry)?, Vec::new()));
        Ok(())
    }

    /// An entry as it was stored.
    fn stored(&self, entry: Exported) -> Result<StoredEntry, ImportError> {
        let refuse = |what: &str| self.lines.refuse(what);
        let marks = from_hex(&entry.marks).ok_or_else(|| refuse("the marks are no bytes"))?;
        let body = entry.body.bytes().ok_or_else(|| refuse("the body is no bytes"))?;
        let envelope = [entry.header.as_bytes(), b"\n", &marks, &body].concat();
        let header = open_envelope(&envelope).map_err(|error| self.lines.place(error))?.header;
        Ok(StoredEntry {
            revision: header.revision,
            at: header.at.as_microsecond(),
            kind: header.kind.as_str().to_owned(),
            actor: header.actor.map(|actor| actor.as_str().to_owned()),
            members: header.members.iter().map(|member| member.as_str().to_owned()).collect(),
            previous: entry.previous.as_bytes().to_vec(),
            hash: entry.hash.as_bytes().to_vec(),
            envelope,
        })
    }

    /// Proves the entry whose records are all read, and puts it to what is written next.
    fn settle(&mut self) -> Result<(), ImportError> {
        let Some((entry, rows)) = self.current.take() else { return Ok(()) };
        let Self { export, people, lines, .. } = self;
        let check = self.check.get_or_insert_with(|| {
            LedgerCheck::new(export.organization.clone(), export.revision, people.iter().cloned().collect())
        });
        check.entry(&entry, &rows);
        if let Some(finding) = check.first_finding() {
            return Err(
                lines.refuse(format!("entry {}, ahead of this line: {}", finding.revision, finding.what))
            );
        }
        while let Some(row) = people.pop_front_if(|row| row.revision <= entry.revision) {
            self.part.people.push(row);
        }
        self.part.entries.push(entry);
        self.part.rows.extend(rows);
        Ok(())
    }

    async fn command(&mut self, command: Command) -> Result<(), ImportError> {
        self.settle()?;
        let Command { id, revision, digest, outcome, kept_until } = command;
        let outcome = outcome.bytes().ok_or_else(|| self.lines.refuse("the outcome is no bytes"))?;
        self.part.commands.push((id, StoredCommand { revision, digest, outcome, kept_until }));
        if self.part.commands.len() >= PART { self.write(false).await } else { Ok(()) }
    }

    async fn write(&mut self, complete: bool) -> Result<(), ImportError> {
        let part = LedgerPart { complete, ..std::mem::take(&mut self.part) };
        let written = self.into.restore(&self.export.organization, self.written, part).await;
        self.report.head = written.map_err(|error| self.lines.place(error))?;
        self.written = self.report.head.revision;
        Ok(())
    }

    async fn end(&mut self, end: End) -> Result<ExportReport, ImportError> {
        self.settle()?;
        if !self.part.entries.is_empty() {
            self.write(false).await?;
        }
        let Some(check) = self.check.take() else { return Err(self.lines.refuse("there is no entry")) };
        let head = &self.report.head;
        let apart = (head.revision, head.hash) != (end.revision, end.hash)
            || (head.revision, head.at, &head.slug)
                != (self.export.revision, self.export.at, &self.export.slug);
        if apart {
            return Err(self.lines.refuse("the end is not that of the entries ahead of it"));
        }
        if let Some(row) = self.people.front() {
            let what = format!("a personal value in the name of entry {}, which is not there", row.revision);
            return Err(self.lines.refuse(what));
        }
        if let Some(finding) = check.finish(Some(head)).findings.first() {
            return Err(self.lines.refuse(format!("entry {}: {}", finding.revision, finding.what)));
        }
        if !self
            .lines
            .input
            .fill_buf()
            .map_err(|error| ImportError::Unreadable(error.to_string()))?
            .is_empty()
        {
            return Err(self.lines.refuse("the file goes on behind its end"));
        }
        self.write(true).await?;
        Ok(self.report.clone())
    }
}
