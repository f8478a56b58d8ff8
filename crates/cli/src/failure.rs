//! Why a command ended without its answer, told like a good compiler tells it: what, where, what to do.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    io::{self, Write},
    sync::Arc,
};

use rolecall::catalog::Problem;
use serde_json::{Value, json};

/// Why a command ended without its answer.
#[derive(Debug, Clone)]
pub enum Failure {
    /// Something that the caller can mend.
    Report(Box<Report>),
    /// A catalog has faults.
    Catalog {
        /// All of them.
        problems: Vec<Problem>,
        /// The text they are in.
        text: String,
    },
    /// What was to be told could not be written.
    Output(Arc<io::Error>),
}

/// What went wrong, where, and what to do.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong, in one sentence.
    pub message: String,
    /// The code of a refusal.
    pub code: Option<Cow<'static, str>>,
    /// Where.
    pub place: Option<Place>,
    /// What to do.
    pub help: Option<String>,
    /// Figures of a refusal, for programs.
    pub figures: BTreeMap<Cow<'static, str>, Value>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
}

impl Failure {
    /// A failure of one sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self::from(Report { message: message.into(), ..Report::default() })
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Self::Report(report) = &mut self {
            report.help = Some(help.into());
        }
        self
    }

    /// The same failure, told otherwise.
    #[must_use]
    pub fn with_message(&self, message: &str) -> Self {
        let mut told = self.clone();
        if let Self::Report(report) = &mut told {
            message.clone_into(&mut report.message);
        }
        told
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: &Place) -> Self {
        if let Self::Report(report) = &mut self {
            report.place = Some(place.clone());
        }
        self
    }

    /// A file that could not be read.
    pub fn unreadable(file: &str, error: &io::Error) -> Self {
        Self::new(format!("`{file}` cannot be read: {error}"))
    }

    /// The refusal, where a rule refused.
    pub fn refusal(&self) -> Option<&Report> {
        match self {
            Self::Report(report) if report.code.is_some() => Some(report),
            _ => None,
        }
    }

    /// What is wrong and what to do, in one line.
    pub fn sentence(&self) -> Option<String> {
        let Self::Report(report) = self else { return None };
        let help = report.help.iter().map(|help| format!("; {help}"));
        Some(std::iter::once(report.message.clone()).chain(help).collect())
    }

    /// Whether whoever was listening has gone away, as `head` does. Nothing is wrong then.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The failure as people read it.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Report(report) => write!(out, "{report}"),
            Self::Catalog { problems, text } => {
                problems.iter().try_for_each(|problem| writeln!(out, "{}", problem.render(text)))
            }
            Self::Output(error) => writeln!(out, "error: the answer cannot be written: {error}"),
        }
    }

    /// The failure as programs read it.
    pub fn json(&self) -> Value {
        match self {
            Self::Report(report) => json!({ "error": report.json() }),
            Self::Catalog { problems, .. } => {
                json!({ "error": { "message": "the catalog has problems", "problems": problems } })
            }
            Self::Output(error) => json!({ "error": { "message": error.to_string() } }),
        }
    }
}

impl Report {
    /// The report as programs read it; what there is not is left out.
    pub fn json(&self) -> Value {
        let mut report = json!({ "message": self.message });
        let place = self.place.as_ref().map(|place| json!({ "file": place.file, "line": place.line }));
        let parts = [
            ("code", self.code.as_deref().map(Value::from)),
            ("place", place),
            ("help", self.help.clone().map(Value::from)),
        ];
        if let Value::Object(object) = &mut report {
            object.extend(parts.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
            object.extend(self.figures.iter().map(|(key, value)| (key.to_string(), value.clone())));
        }
        report
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => writeln!(out, "error[{code}]: {}", self.message)?,
            None => writeln!(out, "error: {}", self.message)?,
        }
        let Some(Place { file, line, text }) = &self.place else {
            return self.help.as_ref().map_or(Ok(()), |help| writeln!(out, "  = help: {help}"));
        };
        let gutter = " ".repeat(line.to_string().len());
        writeln!(out, "{gutter}--> {file}:{line}\n{gutter} |\n{line} | {text}\n{gutter} |")?;
        self.help.as_ref().map_or(Ok(()), |help| writeln!(out, "{gutter} = help: {help}"))
    }
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Report(Box::new(report))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(Arc::new(error))
    }
}

impl From<rolecall::Error> for Failure {
    fn from(error: rolecall::Error) -> Self {
        let Some(refusal) = error.refusal() else { return Self::from(no_refusal(&error)) };
        Self::from(Report {
            message: refusal.detail.clone(),
            code: Some(refusal.code.as_str().into()),
            place: None,
            help: refusal.help.clone(),
            figures: refusal.figures.iter().map(|(key, value)| ((*key).into(), value.clone())).collect(),
        })
    }
}

/// What has a code without being a rule's refusal has it here as over HTTP.
fn no_refusal(error: &rolecall::Error) -> Report {
    let mut report = Report { message: error.to_string(), ..Report::default() };
    if let rolecall::Error::ColumnRequired(facts) = error {
        let fields = rolecall::columns_required(facts);
        let fields = fields.map(|(field, detail)| json!({ "field": field, "detail": detail }));
        report.code = Some("column_required".into());
        report.figures.insert("fields".into(), fields.collect());
    }
    report
}
