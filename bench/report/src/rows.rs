//! The rows of a run, read back from the files that it wrote.

use std::{fs, path::Path};

use anyhow::Context;
use bench_world::Row;

/// All rows, in the order in which the files are named and written.
pub struct Rows(Vec<Row>);

impl Rows {
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .with_context(|| format!("no results at {}", folder.display()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
            .collect();
        files.sort();
        let mut rows = Vec::new();
        for file in files {
            for line in fs::read_to_string(&file)?.lines() {
                let row = serde_json::from_str(line);
                rows.push(row.with_context(|| format!("{} holds rows", file.display()))?);
            }
        }
        Ok(Self(middle(rows)))
    }

    /// The one row of a figure, where it was measured.
    pub fn find(&self, size: &str, world: &str, name: &Name, figure: &str) -> Option<&Row> {
        let is_it = |row: &&Row| {
            row.size == size && row.world == world && row.figure == figure && Name::of(row) == *name
        };
        self.0.iter().find(is_it)
    }

    /// Who has rows of a kind of figure (`check`, `list`, ...), each once, the cheapest first.
    pub fn names(&self, world: &str, kind: &str) -> Vec<Name> {
        let mut names: Vec<(f64, Name)> = Vec::new();
        for row in self.0.iter().filter(|row| row.world == world && row.figure.starts_with(kind)) {
            let cost = row.p50_ns.or(row.seconds).unwrap_or_default();
            if !names.iter().any(|(_, name)| *name == Name::of(row)) {
                names.push((cost, Name::of(row)));
            }
        }
        names.sort_by(|one, other| one.0.total_cmp(&other.0));
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// The cheapest row of a figure among some engines.
    pub fn best(&self, size: &str, figure: &str, engines: &[&str]) -> Option<&Row> {
        let meant = |row: &&Row| {
            row.size == size
                && row.world == "plain"
                && row.figure == figure
                && engines.contains(&row.engine.as_str())
        };
        let cheapest = |one: &&Row, other: &&Row| {
            one.p50_ns.unwrap_or(f64::MAX).total_cmp(&other.p50_ns.unwrap_or(f64::MAX))
        };
        self.0.iter().filter(meant).min_by(cheapest)
    }

    /// How many answers were not the oracle's, over everything, and how many rows were held against it.
    pub fn mismatches(&self) -> (usize, usize) {
        let compared: Vec<usize> = self.0.iter().filter_map(|row| row.mismatches).collect();
        (compared.iter().sum(), compared.len())
    }

    /// The figures of one engine that no other has.
    pub fn figures_of(&self, engine: &str) -> Vec<(String, Name)> {
        let mut found: Vec<(String, Name)> = Vec::new();
        for row in self.0.iter().filter(|row| row.engine == engine) {
            let entry = (row.figure.clone(), Name::of(row));
            if !found.contains(&entry) {
                found.push(entry);
            }
        }
        found
    }
}

/// Of rows that were measured several times the middle one, in the order of the first ones. Wrong answers of any of them stay.
fn middle(rows: Vec<Row>) -> Vec<Row> {
    let same = |one: &Row, other: &Row| {
        (&one.size, &one.world, &one.figure) == (&other.size, &other.world, &other.figure)
            && Name::of(one) == Name::of(other)
    };
    let mut groups: Vec<Vec<Row>> = Vec::new();
    for row in rows {
        match groups.iter_mut().find(|group| same(&group[0], &row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let cost = |row: &Row| row.p50_ns.or(row.seconds).unwrap_or_default();
    let one = |mut group: Vec<Row>| {
        let mismatches = group.iter().filter_map(|row| row.mismatches).max();
        group.sort_by(|one, other| cost(one).total_cmp(&cost(other)));
        let row = group.swap_remove((group.len() - 1) / 2);
        Row { mismatches, ..row }
    };
    groups.into_iter().map(one).collect()
}

/// An engine, used in one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub engine: String,
    pub variant: String,
}

impl Name {
    pub fn new(engine: &str, variant: &str) -> Self {
        Self { engine: engine.into(), variant: variant.into() }
    }

    pub fn of(row: &Row) -> Self {
        Self::new(&row.engine, &row.variant)
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = match self.engine.as_str() {
            "rolecall" => "**Rolecall**",
            "floor" => "hand-written floor",
            "cedar" => "Cedar",
            "regorus" => "Regorus",
            "opa" => "OPA, its C library",
            "casbin" => "Casbin",
            "oso" => "Oso",
            "postgres" => "PostgreSQL",
            "cerbos" => "Cerbos",
            other => other,
        };
        let separator = if self.variant.is_empty() { "" } else { ": " };
        write!(f, "{shown}{separator}{}", self.variant)
    }
}
