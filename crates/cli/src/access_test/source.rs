//! Where something stands in a file, and what is wrong there, shown as a good compiler shows it.

use std::{fmt::Write as _, ops::Range, sync::Arc};

use rolecall::catalog::Problem;

/// A part of a text, in bytes.
pub type Span = Range<usize>;

/// A file as it was read.
#[derive(Debug)]
pub struct Source {
    /// What people call it: the path as it was given.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A part of one line of a file.
#[derive(Debug, Clone)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// How many characters are meant, at least 1.
    pub width: usize,
    /// The line itself.
    pub text: String,
}

impl Place {
    /// The part of a file between two positions, as far as it stands on its first line.
    pub fn of(source: &Source, span: &Span) -> Self {
        let before = source.text.get(..span.start).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let meant = source.text.get(span.clone()).unwrap_or_default().lines().next().unwrap_or_default();
        let line = source.text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        Self {
            file: source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |text| text.chars().count()) + 1,
            width: meant.trim_end().chars().count().max(1),
            text: line.to_owned(),
        }
    }

    /// The whole line, from its first letter.
    pub fn line_of(source: &Source, span: &Span) -> Self {
        let place = Self::of(source, span);
        let indented = place.text.chars().take_while(|letter| letter.is_whitespace()).count();
        let width = place.text.trim().chars().count().max(1);
        Self { column: indented + 1, width, ..place }
    }
}

/// Something that is wrong: with a file, or with what it claims.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What, in one sentence; lowercase, without a full stop.
    pub message: String,
    /// Where. `None`: with a file as a whole.
    pub place: Option<Place>,
    /// What is known about it, each with its title: `reason`, `expected`, `help`.
    pub notes: Vec<(&'static str, String)>,
}

impl Fault {
    /// Something wrong at a place.
    pub fn at(place: Place, message: impl Into<String>) -> Self {
        Self { message: message.into(), place: Some(place), notes: Vec::new() }
    }

    /// Something wrong with a file that cannot be shown.
    pub fn of_file(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, notes: Vec::new() }
    }

    /// Adds what is known about it.
    #[must_use]
    pub fn note(mut self, title: &'static str, text: impl Into<String>) -> Self {
        self.notes.push((title, text.into()));
        self
    }

    /// A catalog's problem in its own file.
    pub fn of_catalog(problem: &Problem, text: &str) -> Self {
        let line = text.lines().nth(problem.line.saturating_sub(1)).unwrap_or_default().to_owned();
        let Problem { file, line: number, column, width, message, help } = problem;
        let place = Place { file: file.clone(), line: *number, column: *column, width: *width, text: line };
        Self::at(place, message.clone()).note("help", help.clone())
    }

    /// The fault as people read it.
    pub fn render(&self) -> String {
        let mut out = format!("error: {}\n", self.message);
        let gutter = self.place.as_ref().map_or(1, |place| place.line.to_string().len());
        let gutter = " ".repeat(gutter);
        if let Some(place) = &self.place {
            render_place(&mut out, &gutter, place);
        }
        for (title, text) in &self.notes {
            // Writing into a string does not fail.
            let _ = writeln!(out, "{gutter} = {title}: {text}");
        }
        out
    }
}

fn render_place(out: &mut String, gutter: &str, place: &Place) {
    let Place { file, line, column, width, text } = place;
    // A tab stays a tab under the line, so that the mark stands where the reader's editor puts the text.
    let keep_tab = |letter: char| if letter == '\t' { '\t' } else { ' ' };
    let margin: String = text.chars().map(keep_tab).take(column.saturating_sub(1)).collect();
    let mark = "^".repeat(*width);
    let _ = write!(
        out,
        "{gutter}--> {file}:{line}\n{gutter} |\n{line} | {text}\n{gutter} | {margin}{mark}\n{gutter} |\n"
    );
}

/// Gathers what is wrong with one file.
pub struct Faults {
    /// The file.
    pub source: Arc<Source>,
    /// What was found so far.
    pub found: Vec<Fault>,
}

impl Faults {
    /// Nothing is wrong yet.
    pub fn new(source: &Arc<Source>) -> Self {
        Self { source: Arc::clone(source), found: Vec::new() }
    }

    /// Notes what is wrong at a part of the file, and what would be right.
    pub fn add(&mut self, span: &Span, message: impl Into<String>, help: impl Into<String>) {
        let fault = Fault::at(Place::of(&self.source, span), message);
        self.found.push(fault.note("help", help));
    }
}
