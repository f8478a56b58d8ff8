//! Tells how the tests went: for people, or as one JSON object a line for programs.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::{
    Outcome,
    case::Verdict,
    coverage,
    source::{Fault, Place},
};

/// How one file went.
pub struct FileReport {
    /// The path as people gave it.
    pub file: String,
    /// The rule; empty where the file could not be read.
    pub rule: String,
    /// What is wrong with the file itself; then no case was run.
    pub faults: Vec<Fault>,
    /// The cases, by name and line.
    pub cases: Vec<(String, usize, Verdict)>,
}

/// Tells that there is nothing to run: a failure, or a slip in a path would pass for success.
pub fn nothing(message: String, json: bool, out: &mut dyn Write) -> io::Result<Outcome> {
    let fault = Fault::of_file(message);
    if json {
        writeln!(out, "{}", json!({ "passed": false, "failures": [fault_json(&fault)] }))?;
    } else {
        write!(out, "{}", fault.render())?;
    }
    Ok(Outcome { failed: 1, faults: 1, ..Outcome::default() })
}

/// Adds up.
pub fn outcome(reports: &[FileReport]) -> Outcome {
    let mut outcome = Outcome::default();
    for report in reports {
        outcome.rules += 1;
        outcome.failed += usize::from(!report.faults.is_empty());
        outcome.faults += report.faults.len();
        for (_, _, verdict) in &report.cases {
            outcome.checks += verdict.checks;
            outcome.refusals += verdict.refusals;
            outcome.faults += verdict.faults.len();
            *(if verdict.faults.is_empty() { &mut outcome.passed } else { &mut outcome.failed }) += 1;
        }
    }
    outcome
}

/// What failed, which rules there are, and the sum.
pub fn for_people(reports: &[FileReport], outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for report in reports {
        for fault in &report.faults {
            writeln!(out, "{}", fault.render())?;
        }
        for (name, _, verdict) in &report.cases {
            for fault in &verdict.faults {
                writeln!(out, "{}", fault.clone().note("case", name).render())?;
            }
        }
    }
    for line in coverage::lines(reports.iter().map(|report| report.file.as_str())) {
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", sum(reports, outcome))
}

fn sum(reports: &[FileReport], outcome: &Outcome) -> String {
    let Outcome { rules, checks, refusals, faults, .. } = *outcome;
    let cases = reports.iter().map(|report| report.cases.len()).sum();
    let sum = format!(
        "{}, {}, {}, {}",
        count(rules, "rule"),
        count(cases, "case"),
        count(checks, "check"),
        count(refusals, "refusal")
    );
    if faults == 0 {
        return format!("{sum}: all hold");
    }
    let failed = |report: &&FileReport| {
        !report.faults.is_empty() || report.cases.iter().any(|case| !case.2.faults.is_empty())
    };
    let files = reports.iter().filter(failed).count();
    format!("{sum}: {} in {}", count(faults, "failure"), count(files, "file"))
}

fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// An object for every case, one for every file that could not be read, and one for the sum.
pub fn for_programs(reports: &[FileReport], outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for FileReport { file, rule, faults, cases } in reports {
        if !faults.is_empty() {
            let faults: Vec<Json> = faults.iter().map(fault_json).collect();
            writeln!(out, "{}", json!({ "file": file, "passed": false, "failures": faults }))?;
        }
        for (case, line, verdict) in cases {
            let Verdict { checks, refusals, faults } = verdict;
            let failures: Vec<Json> = faults.iter().map(fault_json).collect();
            let object = json!({
                "file": file, "line": line, "rule": rule, "case": case, "passed": faults.is_empty(),
                "checks": checks, "refusals": refusals, "failures": failures,
            });
            writeln!(out, "{object}")?;
        }
    }
    let Outcome { passed, failed, rules, checks, refusals, faults } = outcome;
    let sum = json!({
        "passed": passed, "failed": failed, "rules": rules, "checks": checks, "refusals": refusals, "failures": faults,
    });
    writeln!(out, "{}", json!({ "sum": sum }))
}

fn fault_json(fault: &Fault) -> Json {
    let notes: Vec<Json> =
        fault.notes.iter().map(|(title, text)| json!({ "title": title, "text": text })).collect();
    let mut object = json!({ "message": fault.message, "notes": notes });
    if let (Some(Place { file, line, column, text, .. }), Some(object)) =
        (&fault.place, object.as_object_mut())
    {
        let place = json!({ "file": file, "line": line, "column": column, "text": text.trim() });
        object.insert("place".to_owned(), place);
    }
    object
}
