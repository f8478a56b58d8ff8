//! The plot: what a check and a list cost as the world grows, on logarithmic axes, as an SVG that reads on light and dark pages.

use std::fmt::Write as _;

use bench_world::{Size, duration};

use crate::rows::{Name, Rows};

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 430.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 150.0;
const TOP: f64 = 46.0;
const BOTTOM: f64 = 52.0;
/// Between two labels, so that both are read.
const LABEL: f64 = 13.0;

/// Whose line, in which colour: middling ones, that stand out from white and from black.
const LINES: [(&str, &str, &str, &str); 15] = [
    ("rolecall", "handles", "Rolecall, handles", "#e0245e"),
    ("rolecall", "string ids", "Rolecall, string ids", "#e0245e"),
    ("floor", "bits", "floor", "#8a8f98"),
    ("floor", "bits, string ids", "floor, string ids", "#8a8f98"),
    ("floor", "by position and module", "floor", "#8a8f98"),
    ("cedar", "one policy", "Cedar", "#2f80ed"),
    ("regorus", "virtual machine", "Regorus", "#9b6ae0"),
    ("opa", "", "OPA", "#7d5fb0"),
    ("casbin", "abac", "Casbin", "#c77d18"),
    ("oso", "methods", "Oso", "#a0652d"),
    ("postgres", "plain SQL", "PostgreSQL", "#1f9d76"),
    ("postgres", "text ids", "PostgreSQL", "#1f9d76"),
    ("postgres", "row-level security", "PostgreSQL, RLS", "#5aa897"),
    ("cerbos", "over HTTP", "Cerbos, HTTP", "#c9a400"),
    ("cerbos", "50 records a request", "Cerbos, HTTP", "#c9a400"),
];

const STYLE: &str = "<style>
text { font: 11px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.grid { stroke: #8a8f98; stroke-opacity: .25 }
.line { fill: none; stroke-width: 2 }
.own { stroke-width: 3.2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
</style>\n";

/// One line: its label, its colour, and nanoseconds by size.
struct Line {
    label: &'static str,
    colour: &'static str,
    own: bool,
    points: Vec<(f64, f64)>,
}

/// Both panels beside each other.
pub fn svg(rows: &Rows) -> String {
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {HEIGHT}\" role=\"img\" \
         aria-label=\"What a check and a list cost over the number of records\">\n{STYLE}",
        2.0 * WIDTH
    );
    for (number, (title, figure)) in
        [("one check, median", "check"), ("list of all that the top manager views", "list top")]
            .iter()
            .enumerate()
    {
        writeln!(text, "<g transform=\"translate({} 0)\">", number as f64 * WIDTH).expect("written");
        panel(&mut text, title, &lines(rows, figure));
        text += "</g>\n";
    }
    text + "</svg>\n"
}

fn lines(rows: &Rows, figure: &str) -> Vec<Line> {
    let line = |(engine, variant, label, colour): &(&str, &str, &'static str, &'static str)| {
        let name = Name::new(engine, variant);
        let point = |size: &Size| {
            let cost = rows.find(&size.to_string(), "plain", &name, figure)?.p50_ns?;
            Some((size.records() as f64, cost))
        };
        let points: Vec<_> = Size::ALL.iter().filter_map(point).collect();
        (!points.is_empty()).then_some(Line { label, colour, own: *engine == "rolecall", points })
    };
    LINES.iter().filter_map(line).collect()
}

fn panel(text: &mut String, title: &str, lines: &[Line]) {
    let costs = || lines.iter().flat_map(|line| line.points.iter().map(|point| point.1.log10()));
    let low = costs().fold(f64::MAX, f64::min).floor();
    let high = costs().fold(f64::MIN, f64::max).ceil().max(low + 1.0);
    let x = |records: f64| LEFT + (records.log10() - 5.0) / 2.0 * (WIDTH - LEFT - RIGHT);
    let y = |log: f64| HEIGHT - BOTTOM - (log - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    writeln!(text, "<text class=\"title\" x=\"{LEFT}\" y=\"24\">{title}</text>").expect("written");
    if lines.is_empty() {
        return;
    }
    axes(text, low as i32..=high as i32, &x, &y);
    for line in lines {
        draw(text, line, &x, &y);
    }
    labels(text, lines, &x, &y);
}

fn axes(
    text: &mut String,
    logs: std::ops::RangeInclusive<i32>,
    x: &dyn Fn(f64) -> f64,
    y: &dyn Fn(f64) -> f64,
) {
    for log in logs {
        let (at, cost) = (y(f64::from(log)), duration(10_f64.powi(log)).replace(".0 ", " "));
        let (end, before) = (WIDTH - RIGHT, LEFT - 6.0);
        writeln!(
            text,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{end}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{before}\" y=\"{:.1}\" text-anchor=\"end\">{cost}</text>",
            at + 4.0
        )
        .expect("written");
    }
    for size in Size::ALL {
        let (at, under) = (x(size.records() as f64), HEIGHT - BOTTOM + 18.0);
        let records = ["100,000", "1 million", "10 million"][size as usize];
        writeln!(
            text,
            "<line class=\"grid\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{}\"/>\
             <text x=\"{at:.1}\" y=\"{under}\" text-anchor=\"middle\">{size}: {records}</text>",
            HEIGHT - BOTTOM
        )
        .expect("written");
    }
    let (middle, under) = ((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14.0);
    writeln!(text, "<text x=\"{middle}\" y=\"{under}\" text-anchor=\"middle\">records</text>")
        .expect("written");
}

fn draw(text: &mut String, line: &Line, x: &dyn Fn(f64) -> f64, y: &dyn Fn(f64) -> f64) {
    let class = if line.own { "line own" } else { "line" };
    let at = |(records, cost): &(f64, f64)| (x(*records), y(cost.log10()));
    let points: Vec<String> = line.points.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let (colour, points) = (line.colour, points.join(" "));
    writeln!(text, "<polyline class=\"{class}\" stroke=\"{colour}\" points=\"{points}\"/>").expect("written");
    for (x, y) in line.points.iter().map(at) {
        writeln!(text, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>").expect("written");
    }
}

/// Each line's name beside its last point, moved so far that none stands on another, with a thin line to where it belongs.
fn labels(text: &mut String, lines: &[Line], x: &dyn Fn(f64) -> f64, y: &dyn Fn(f64) -> f64) {
    let mut ends: Vec<(f64, f64, &Line)> = lines
        .iter()
        .filter_map(|line| line.points.last().map(|(records, cost)| (y(cost.log10()), x(*records), line)))
        .collect();
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut next = TOP;
    let room = HEIGHT - BOTTOM - LABEL * ends.len() as f64;
    for (number, (at, from, line)) in ends.into_iter().enumerate() {
        let place = at.max(next).min(room.max(TOP) + LABEL * number as f64 + LABEL);
        next = place + LABEL;
        let start = WIDTH - RIGHT + 18.0;
        let (colour, label) = (line.colour, line.label);
        writeln!(
            text,
            "<line x1=\"{:.1}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{place:.1}\" stroke=\"{colour}\" stroke-opacity=\".6\" stroke-dasharray=\"2 3\"/>\
             <text x=\"{start}\" y=\"{:.1}\">{label}</text>",
            from + 4.0,
            start - 3.0,
            place + 4.0
        )
        .expect("written");
    }
}
