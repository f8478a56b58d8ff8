//! What is wrong with a catalog's text: where, what, and what would be right; and the collector that gathers every
//! problem of a file before anybody is told.

use std::fmt;

/// Positions in the text, in bytes.
pub(crate) type Span = std::ops::Range<usize>;

/// One thing that is wrong with a catalog.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Problem {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// How many characters of the line are meant; at least 1.
    pub width: usize,
    /// What is wrong, the offending value in backticks.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl Problem {
    /// The problem as a compiler shows it: message, place, the line with a mark under what is meant, help.
    pub fn render(&self, source: &str) -> String {
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let line = source.lines().nth(self.line.saturating_sub(1)).unwrap_or_default();
        // A tab stays a tab under the line, so that the mark stands where the reader's editor puts the text.
        let keep_tab = |letter: char| if letter == '\t' { '\t' } else { ' ' };
        let margin: String = line
            .chars()
            .map(keep_tab)
            .chain(std::iter::repeat(' '))
            .take(self.column.saturating_sub(1))
            .collect();
        let Self { file, column, message, help, .. } = self;
        let mark = "^".repeat(self.width);
        format!(
            "error: {message}\n{gutter}--> {file}:{number}:{column}\n{gutter} |\n{number} | {line}\n\
             {gutter} | {margin}{mark}\n{gutter} |\n{gutter} = help: {help}\n"
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, message, help, .. } = self;
        write!(out, "{file}:{line}:{column}: {message} (help: {help})")
    }
}

impl std::error::Error for Problem {}

/// Gathers the problems of one file.
pub(crate) struct Problems<'a> {
    file: &'a str,
    source: &'a str,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(crate) fn new(file: &'a str, source: &'a str) -> Self {
        Self { file, source, found: Vec::new() }
    }

    /// Notes a problem with the text between two positions.
    pub(crate) fn add(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        let before = self.source.get(..span.start).unwrap_or(self.source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let shown = |text: &str| text.chars().count();
        let meant = self.quote(span);
        self.found.push(Problem {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, shown) + 1,
            width: shown(meant).max(1),
            message: message.into(),
            help: help.into(),
        });
    }

    /// The text that is meant, as far as it stands on its first line.
    pub(crate) fn quote(&self, span: &Span) -> &'a str {
        let meant = self.source.get(span.clone()).unwrap_or_default();
        meant.lines().next().unwrap_or_default().trim_end()
    }

    /// How many were found so far. Tells whether a section is sound.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// All that were found, in the order of the text, none twice.
    pub(crate) fn into_sorted(mut self) -> Vec<Problem> {
        self.found.sort();
        self.found.dedup();
        self.found
    }
}
