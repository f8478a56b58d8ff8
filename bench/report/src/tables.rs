//! The tables, in Markdown.

use std::fmt::Write as _;

use bench_world::{Row, Size, duration};

use crate::rows::{Name, Rows};

/// What gets a record's facts with each request.
const STATELESS: [&str; 3] = ["casbin", "oso", "cerbos"];

const MANAGERS: [&str; 3] = ["top", "mid", "leaf"];

/// One check: the median and the 99th of a hundred, at every size.
pub fn checks(rows: &Rows) -> String {
    let mut table = Table::new("One check: p50 (p99)", &sizes(), "times Rolecall with string ids, at S");
    for name in rows.names("plain", "check") {
        let cell = |size: &Size| match rows.find(&size.to_string(), "plain", &name, "check") {
            Some(Row { p50_ns: Some(p50), p99_ns: Some(p99), .. }) => {
                format!("{} ({})", duration(*p50), duration(*p99))
            }
            _ => "-".into(),
        };
        let cells: Vec<String> = Size::ALL.iter().map(cell).collect();
        table.add(&name, &cells, &ratio(rows, &name, "check", &Name::new("rolecall", "string ids")));
    }
    table.text
}

/// All records that a manager may view.
pub fn lists(rows: &Rows) -> String {
    let columns: Vec<String> =
        Size::ALL.iter().flat_map(|size| MANAGERS.map(|manager| format!("{size} {manager}"))).collect();
    let mut table = Table::new("List of all visible", &columns, "times Rolecall with string ids, S top");
    for name in rows.names("plain", "list") {
        let cell = |size: &Size, manager: &str| {
            let row = rows.find(&size.to_string(), "plain", &name, &format!("list {manager}"));
            let star = |row: &Row| if row.extrapolated { "*" } else { "" };
            row.and_then(|row| Some(duration(row.p50_ns?) + star(row))).unwrap_or_else(|| "-".into())
        };
        let cells: Vec<String> =
            Size::ALL.iter().flat_map(|size| MANAGERS.map(|manager| cell(size, manager))).collect();
        table.add(&name, &cells, &ratio(rows, &name, "list top", &Name::new("rolecall", "string ids")));
    }
    table.text
}

/// What loading takes, and what is held afterwards.
pub fn loads(rows: &Rows) -> String {
    let mut table =
        Table::new("Load: time, growth of the process", &sizes(), "bytes a record, at the largest size");
    for name in rows.names("plain", "load") {
        let find = |size: &Size| rows.find(&size.to_string(), "plain", &name, "load");
        let cell = |size: &Size| match find(size) {
            Some(Row { seconds: Some(seconds), resident_mib: Some(resident), .. }) => {
                format!("{}, {resident:.0} MiB", duration(seconds * 1e9))
            }
            _ => "-".into(),
        };
        let largest = Size::ALL.iter().rev().find_map(|size| Some((size, find(size)?.resident_mib?)));
        let each = largest.map(|(size, mib)| format!("{:.0}", mib * 1_048_576.0 / size.records() as f64));
        let stateless = STATELESS.contains(&name.engine.as_str());
        let each = if stateless { "holds no records".into() } else { each.unwrap_or_default() };
        table.add(&name, &Size::ALL.map(|size| cell(&size)), &each);
    }
    table.text
}

/// Single checks over HTTP.
pub fn http(rows: &Rows) -> String {
    let columns = ["64 connections".to_owned(), "1 connection".to_owned()];
    let mut table = Table::new("Over HTTP: a second (p99)", &columns, "of the echo, 64 and 1");
    for (world, name) in [
        ("http", Name::new("echo", "")),
        ("http", Name::new("rolecall", "")),
        ("plain", Name::new("cerbos", "all cores")),
    ] {
        let find = |connections| rows.find("S", world, &name, &format!("http {connections}"));
        let cell = |connections| match find(connections) {
            Some(Row { per_second: Some(per_second), p99_ns: Some(p99), .. }) => {
                format!("{per_second:.0} ({})", duration(*p99))
            }
            _ => "-".into(),
        };
        let share =
            |connections| find(connections).and_then(|row| Some(format!("{:.0} %", row.ratio? * 100.0)));
        let shares: Vec<String> = [64, 1].into_iter().filter_map(share).collect();
        table.add(&name, &[64, 1].map(cell), &shares.join(", "));
    }
    table.text
}

/// What only Rolecall answers, and the second world.
pub fn own(rows: &Rows) -> String {
    let mut table = Table::new("Rolecall alone: p50 (p99)", &sizes(), "");
    let elsewhere = |figure: &str| ["load", "http"].iter().any(|kind| figure.starts_with(kind));
    for (figure, name) in rows.figures_of("rolecall") {
        for world in ["plain", "rich"] {
            let shared = ["check", "list"].iter().any(|kind| figure.starts_with(kind));
            let find = |size: &Size| rows.find(&size.to_string(), world, &name, &figure);
            if elsewhere(&figure)
                || (world == "plain" && shared)
                || Size::ALL.iter().all(|s| find(s).is_none())
            {
                continue;
            }
            let cell = |size: &Size| match find(size) {
                Some(Row { p50_ns: Some(p50), p99_ns, .. }) => {
                    let p99 = p99_ns.map(|p99| format!(" ({})", duration(p99))).unwrap_or_default();
                    duration(*p50) + &p99
                }
                _ => "-".into(),
            };
            let shown = Name::new(&format!("{figure}, {world} world"), &name.variant);
            table.add(&shown, &Size::ALL.map(|size| cell(&size)), "");
        }
    }
    table.text
}

fn sizes() -> [String; 3] {
    Size::ALL.map(|size| size.to_string())
}

/// How many times as much as another one's.
fn ratio(rows: &Rows, name: &Name, figure: &str, of: &Name) -> String {
    let p50 = |name: &Name| rows.find("S", "plain", name, figure)?.p50_ns;
    match (p50(name), p50(of)) {
        (Some(_), Some(_)) if name == of => "1".into(),
        (Some(mine), Some(theirs)) => format!("{:.2}", mine / theirs),
        _ => String::new(),
    }
}

struct Table {
    text: String,
}

impl Table {
    fn new(title: &str, columns: &[String], last: &str) -> Self {
        let mut text = format!("| {title} | {} | {last} |\n", columns.join(" | "));
        text += &"|---".repeat(columns.len() + 2);
        text += "|\n";
        Self { text }
    }

    fn add(&mut self, name: &Name, cells: &[String], last: &str) {
        writeln!(self.text, "| {name} | {} | {last} |", cells.join(" | ")).expect("written");
    }
}
