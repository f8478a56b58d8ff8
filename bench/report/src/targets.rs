//! What was to be reached, and what was: each target is a ratio or a time of this run.

use std::fmt::Write as _;

use bench_world::{Size, duration};

use crate::rows::{Name, Rows};

/// The engines that a product could use instead, in its own process or beside it.
const PEERS: [&str; 7] = ["cedar", "regorus", "opa", "casbin", "oso", "postgres", "cerbos"];

/// How a figure compares with its target.
enum Target {
    AtMost(f64),
    AtLeast(f64),
    Under(f64),
}

/// The table of targets, as far as this run has both sides.
pub fn table(rows: &Rows) -> String {
    let mut text = "| target | size | to reach | measured | |\n|---|---|---|---|---|\n".to_owned();
    for size in Size::ALL {
        for (what, target, measured) in targets(rows, &size.to_string()) {
            let Some(measured) = measured else { continue };
            let (wanted, shown, met) = target.hold(measured);
            let met = if met { "met" } else { "**not met**" };
            writeln!(text, "| {what} | {size} | {wanted} | {shown} | {met} |").expect("written");
        }
    }
    text
}

impl Target {
    fn hold(&self, measured: f64) -> (String, String, bool) {
        match self {
            Self::AtMost(most) => (format!("at most {most}x"), format!("{measured:.2}x"), measured <= *most),
            Self::AtLeast(least) => {
                (format!("at least {least}x"), format!("{measured:.2}x"), measured >= *least)
            }
            Self::Under(limit) => {
                (format!("under {}", duration(*limit)), duration(measured), measured < *limit)
            }
        }
    }
}

type Line = (String, Target, Option<f64>);

fn targets(rows: &Rows, size: &str) -> Vec<Line> {
    let mut lines = checks(rows, size);
    lines.extend(lists(rows, size));
    lines.extend(own(rows, size));
    lines
}

fn p50(rows: &Rows, size: &str, engine: &str, variant: &str, figure: &str) -> Option<f64> {
    rows.find(size, "plain", &Name::new(engine, variant), figure)?.p50_ns
}

fn checks(rows: &Rows, size: &str) -> Vec<Line> {
    let of = |engine, variant| p50(rows, size, engine, variant, "check");
    let (handles, strings) = (of("rolecall", "handles"), of("rolecall", "string ids"));
    let over = |mine: Option<f64>, other: Option<f64>| Some(mine? / other?);
    let peer = rows.best(size, "check", &PEERS).and_then(|row| row.p50_ns);
    let mut lines = vec![
        ("check, handles, to the floor".into(), Target::AtMost(2.0), over(handles, of("floor", "bits"))),
        (
            "check, string ids, to the floor with them".into(),
            Target::AtMost(0.6),
            over(strings, of("floor", "bits, string ids")),
        ),
    ];
    if size != "XL" {
        let least = if size == "S" { 60.0 } else { 30.0 };
        let line = "check, string ids: the best peer takes".into();
        lines.push((line, Target::AtLeast(least), over(peer, strings)));
    }
    let rich = |variant| {
        let rich = rows.find(size, "rich", &Name::new("rolecall", variant), "check")?.p50_ns?;
        Some(rich / p50(rows, size, "rolecall", variant, "check")?)
    };
    for variant in ["handles", "string ids"] {
        let line = format!("check, {variant}: the rich world to the plain one");
        lines.push((line, Target::AtMost(3.0), rich(variant)));
    }
    lines
}

fn lists(rows: &Rows, size: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (manager, least) in [("top", 25.0), ("mid", 50.0), ("leaf", 50.0)] {
        let figure = format!("list {manager}");
        let of = |engine, variant| p50(rows, size, engine, variant, &figure);
        let over = |mine: Option<f64>, other: Option<f64>| Some(mine? / other?);
        let floor = of("floor", "by position and module");
        let line = format!("list, handles, to the static floor, {manager}");
        lines.push((line, Target::AtMost(12.0), over(of("rolecall", "handles"), floor)));
        let line = format!("list, string ids: PostgreSQL takes, {manager}");
        let strings = of("rolecall", "string ids");
        lines.push((line, Target::AtLeast(least), over(of("postgres", "text ids"), strings)));
    }
    lines
}

/// The figures that have a time for a target: the figure's name in the rows, the size, nanoseconds.
const TIMES: [(&str, &str, &str, f64); 13] = [
    ("plain", "explain", "S", 5e3),
    ("plain", "explain", "L", 5e3),
    ("plain", "who-can", "L", 1e6),
    ("plain", "preview of a role edit", "L", 10e6),
    ("rich", "preview of a role edit", "L", 500e6),
    ("plain", "role change seen", "L", 5e6),
    ("plain", "role change seen", "XL", 20e6),
    ("plain", "rule change seen", "L", 5e6),
    ("plain", "rule change seen", "XL", 20e6),
    ("plain", "position change seen", "L", 5e6),
    ("plain", "position change seen", "XL", 20e6),
    ("plain", "record write seen", "L", 200e3),
    ("plain", "record write seen", "XL", 200e3),
];

fn own(rows: &Rows, size: &str) -> Vec<Line> {
    let name = Name::new("rolecall", "");
    let times = TIMES.iter().filter(|(_, _, at, _)| *at == size);
    let mut lines: Vec<Line> = times
        .map(|(world, figure, at, limit)| {
            let measured = rows.find(at, world, &name, figure).and_then(|row| row.p50_ns);
            (format!("{figure}, {world} world"), Target::Under(*limit), measured)
        })
        .collect();
    let beside = rows.find(size, "plain", &name, "beside writes").and_then(|row| row.ratio);
    lines.push(("p99 of checks beside writes, to idle".into(), Target::AtMost(3.0), beside));
    let load = rows.find(size, "plain", &name, "load");
    let limit = if size == "XL" { 10e9 } else { 1e9 };
    let seconds = load.and_then(|row| row.seconds);
    lines.push(("load".into(), Target::Under(limit), seconds.map(|seconds| seconds * 1e9)));
    let share = rows.find(size, "http", &name, "http 64").and_then(|row| row.ratio);
    lines.push(("requests a second, to the echo's".into(), Target::AtLeast(0.6), share));
    lines
}
