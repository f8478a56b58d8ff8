//! One measured figure: a line of JSON on standard output, the same in words on standard error.

use serde::{Deserialize, Serialize};

use crate::measure::Timing;

/// One figure of one engine. Absent is what that figure does not have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// `S`, `L` or `XL`.
    pub size: String,
    /// `plain`, `rich` or `http`.
    pub world: String,
    pub engine: String,
    /// How the engine is used, where there are several ways.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub variant: String,
    /// What was measured: `check`, `list top`, `load`, `http 64`, ...
    pub figure: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p50_ns: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_ns: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p99_ns: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<usize>,
    /// Answers that are not the oracle's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mismatches: Option<usize>,
    /// Rows that a list returned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// Whether a list was stopped, and its time computed from the part that was done.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub extrapolated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// By how much the process grew, and by how much at its peak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_mib: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_mib: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_second: Option<f64>,
    /// What was to be reached or not exceeded, as a share: of the echo's requests per second, of the idle p99.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Row {
    pub fn timed(self, timing: Timing) -> Self {
        let Timing { p50, mean, p99, samples } = timing;
        Self { p50_ns: Some(p50), mean_ns: Some(mean), p99_ns: Some(p99), samples: Some(samples), ..self }
    }

    /// Writes the line.
    pub fn print(&self) {
        let line = serde_json::to_string(self).expect("a row is JSON");
        println!("{line}");
        let took = self.p50_ns.map(|p50| format!(" p50 {}", duration(p50))).unwrap_or_default();
        let wrong = self.mismatches.map(|count| format!(", {count} mismatches")).unwrap_or_default();
        eprintln!("{} {} {} [{}]{took}{wrong}", self.size, self.engine, self.figure, self.variant);
    }
}

/// Nanoseconds, as people write them.
pub fn duration(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    if value < 100.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}
