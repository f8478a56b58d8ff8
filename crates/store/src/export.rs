//! One organization as a file: readable, line by line, and proved when it is read again.
//!
//! Every line is a JSON object that holds one thing under its name: first the `export` itself, then each `person`'s
//! values, each `entry` followed by the `record`s it wrote, the `command`s that are remembered, the `catalog`s that the
//! entries name, and the `end` with the hash of the last entry. A file without its end is no export.

mod line;
mod read;

use std::io::Write;

use line::{Bytes, End, Line};
use rolecall_organization::{OrganizationId, Revision};

pub use self::read::{ImportError, import};
use crate::{Address, Head, PersonRow, RecordRow, Store, StoreError, copy::Parts};

/// The form of the file that this release writes.
pub const EXPORT_FORMAT: u32 = 1;

/// How many entries' personal values, and how many commands, are read at once.
const PAGE: u32 = 500;

/// What was exported or imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    /// Where the organization stands.
    pub head: Head,
    /// Record rows, past ones included.
    pub records: u64,
    /// Personal values.
    pub people: u64,
    /// Lines of the file.
    pub lines: u64,
}

/// Writes an organization as it stands when this begins.
///
/// # Errors
/// [`StoreError::Refused`] where there is no such organization or somebody writes to it meanwhile;
/// [`StoreError::Unavailable`] where `out` takes no more; [`StoreError::Corrupt`] where what is stored is damaged.
pub async fn export(
    from: &dyn Store,
    organization: &OrganizationId,
    out: &mut (dyn Write + Send),
) -> Result<ExportReport, StoreError> {
    let address = Address::Id(organization.clone());
    let missing = || StoreError::refused(format!("there is no organization `{organization}`"));
    let head = from.organization(&address).await?.ok_or_else(missing)?;
    let report = ExportReport { head: head.clone(), records: 0, people: 0, lines: 0 };
    let mut exporting = Exporting { from, out, report, bodies: Vec::new() };
    exporting.line(&Line::export(&head))?;
    exporting.people().await?;
    exporting.entries().await?;
    exporting.commands().await?;
    exporting.catalogs().await?;
    exporting.line(&Line::End(End { revision: head.revision, hash: head.hash }))?;
    exporting.out.flush().map_err(|error| unwritten(&error))?;
    if from.organization(&address).await? != Some(head) {
        return Err(StoreError::refused(format!("`{organization}` was written to while it was exported")));
    }
    Ok(exporting.report)
}

struct Exporting<'a> {
    from: &'a dyn Store,
    out: &'a mut (dyn Write + Send),
    report: ExportReport,
    /// The hashes of catalogs that the entries so far name.
    bodies: Vec<String>,
}

impl Exporting<'_> {
    fn line(&mut self, line: &Line) -> Result<(), StoreError> {
        let mut text =
            serde_json::to_vec(line).map_err(|error| StoreError::corrupt(format!("a line: {error}")))?;
        text.push(b'\n');
        self.report.lines += 1;
        self.out.write_all(&text).map_err(|error| unwritten(&error))
    }

    async fn people(&mut self) -> Result<(), StoreError> {
        let Head { id, revision: through, .. } = self.report.head.clone();
        let mut from = Revision(1);
        while from <= through {
            let page = Revision(through.0.min(from.0.saturating_add(u64::from(PAGE) - 1)));
            for row in self.from.people_of(&id, from, page).await? {
                let PersonRow { value, revision } = row;
                self.report.people += 1;
                self.line(&Line::person(revision, value))?;
            }
            from = page.next();
        }
        Ok(())
    }

    async fn entries(&mut self) -> Result<(), StoreError> {
        let Head { id, revision, .. } = self.report.head.clone();
        let known: Vec<_> = self.from.catalogs().await?;
        let mut parts = Parts::new(self.from, &id, revision);
        while let Some(part) = parts.next().await? {
            let mut rows = part.rows.into_iter().peekable();
            for stored in part.entries {
                for hash in known.iter().map(rolecall_catalog::CatalogHash::as_str) {
                    if !self.bodies.iter().any(|named| named == hash) && names(&stored.envelope, hash) {
                        self.bodies.push(hash.to_owned());
                    }
                }
                let entry = stored.open(&id)?;
                self.line(&Line::entry(&entry, &stored.envelope)?)?;
                while let Some(row) = rows.next_if(|row| row.revision == stored.revision) {
                    self.record(&row)?;
                }
            }
            if let Some(row) = rows.next() {
                return Err(StoreError::corrupt(format!("the row of record `{}` is no entry's", row.key)));
            }
        }
        Ok(())
    }

    fn record(&mut self, row: &RecordRow) -> Result<(), StoreError> {
        self.report.records += 1;
        self.line(&Line::record(row)?)
    }

    async fn commands(&mut self) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let commands = self.from.commands(&self.report.head.id, after.as_ref(), PAGE).await?;
            let Some((last, _)) = commands.last() else { return Ok(()) };
            after = Some(last.clone());
            for (id, command) in commands {
                self.line(&Line::command(id, command))?;
            }
        }
    }

    async fn catalogs(&mut self) -> Result<(), StoreError> {
        for hash in self.from.catalogs().await? {
            if self.bodies.iter().any(|named| named == hash.as_str())
                && let Some(text) = self.from.catalog(&hash).await?
            {
                self.line(&Line::Catalog { text })?;
            }
        }
        Ok(())
    }
}

/// Whether some bytes hold a text.
fn names(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn unwritten(error: &std::io::Error) -> StoreError {
    StoreError::unavailable(format!("the export cannot be written: {error}"))
}

impl Bytes {
    /// Bytes as text, where they are one.
    fn of(bytes: Vec<u8>) -> Self {
        String::from_utf8(bytes).map_or_else(|error| Self::Hex(to_hex(error.as_bytes())), Self::Text)
    }

    /// The bytes again.
    fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.into_bytes()),
            Self::Hex(digits) => from_hex(&digits),
        }
    }
}

fn to_hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let (pairs, odd) = digits.as_bytes().as_chunks::<2>();
    let pair = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    odd.is_empty().then(|| pairs.iter().map(pair).collect())?
}
