//! ARCHITECTURE.md is held against the code: what it names exists, what exists is named, and data flows one way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

use std::{collections::BTreeMap, fs, path::PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()
}

/// The words of a text that stand in backticks and look like paths.
fn paths(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    let folders = ["crates/", "catalogs", "tests/", "bench", "docs", ".cargo/", "clippy.toml"];
    quoted
        .filter(|word| !word.contains(' ') && folders.iter().any(|folder| word.starts_with(folder)))
        .collect()
}

#[test]
fn every_path_that_the_architecture_names_exists() {
    let text = architecture();
    let named = paths(&text);
    assert!(named.len() > 20, "{named:?}");
    for path in named {
        assert!(root().join(path).exists(), "ARCHITECTURE.md names `{path}`, which does not exist");
    }
}

/// Each crate in the table of rooms, with what it leans on.
fn rooms() -> BTreeMap<String, Vec<String>> {
    let text = architecture();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `crates/"));
    let read = rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').collect();
        let leans_on = cells.get(2)?.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Some((cells[0].trim().trim_end_matches('`').to_owned(), leans_on))
    });
    read.collect()
}

/// Each crate there is, with the crates of ours that its manifest depends on, tests aside.
fn crates() -> BTreeMap<String, Vec<String>> {
    let folders = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let read = folders.map(|folder| {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
        let ours = dependencies.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours = ours.filter(|name| name.starts_with("rolecall"));
        let short = ours.map(|name| name.strip_prefix("rolecall-").unwrap_or(name).to_owned());
        (folder.file_name().unwrap().to_str().unwrap().to_owned(), short.collect())
    });
    read.collect()
}

#[test]
fn every_crate_is_named_and_leans_on_what_is_said_only() {
    let (rooms, crates) = (rooms(), crates());
    let names = |map: &BTreeMap<String, Vec<String>>| map.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&rooms), names(&crates));
    for (name, dependencies) in &crates {
        let mut allowed: Vec<String> = rooms[name].clone();
        // What a room leans on, it may lean on further down, too.
        let mut seen = 0;
        while seen < allowed.len() {
            let below = rooms[&allowed[seen]].clone();
            allowed.extend(below.into_iter().filter(|room| !allowed.contains(room)).collect::<Vec<_>>());
            seen += 1;
        }
        for dependency in dependencies {
            assert!(
                allowed.contains(dependency),
                "`{name}` depends on `{dependency}`, which ARCHITECTURE.md does not say"
            );
        }
        assert!(!allowed.contains(name), "`{name}` leans on itself in a circle");
    }
}

#[test]
fn the_pure_rooms_lean_on_nothing_that_does_io() {
    for room in ["catalog", "organization", "decision"] {
        let manifest = fs::read_to_string(root().join("crates").join(room).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
        for banned in ["tokio", "rusqlite", "getrandom", "rand", "reqwest", "tempfile"] {
            assert!(!dependencies.contains(&format!("\n{banned}")), "`{room}` depends on `{banned}`");
        }
    }
}

/// Writes the SQL of filters, for tables of the product's own: a text for others to execute.
const WRITES_FILTERS: &str = "crates/decision/src/filter/sql.rs";

#[test]
fn sql_stands_in_store_crates_only() {
    let mut waiting: Vec<PathBuf> = crates()
        .into_keys()
        .filter(|name| !name.starts_with("store-"))
        .map(|name| root().join("crates").join(name).join("src"))
        .collect();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with(WRITES_FILTERS)
        {
            let code = fs::read_to_string(&path).unwrap();
            for word in ["SELECT ", "INSERT INTO", "CREATE TABLE"] {
                assert!(!code.contains(word), "{} holds SQL", path.display());
            }
        }
    }
}
