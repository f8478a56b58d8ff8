//! The words of every problem: each catalog in `tests/faults` is wrong on purpose, and what is said of it stands beside
//! it. `INSTA_UPDATE=always` writes what is said now.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use rolecall_catalog::Catalog;

/// The faulty catalogs by name, in order.
fn faulty() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults");
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_problem_of_a_file_is_told_at_once_with_place_and_help() {
    for (name, text) in faulty() {
        let problems = Catalog::parse(&format!("{name}.toml"), &text).expect_err(&name);
        let rendered: Vec<String> = problems.iter().map(|problem| problem.render(&text)).collect();
        insta::with_settings!({
            snapshot_path => "faults",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name.clone(), rendered.join("\n"));
        });
    }
}

#[test]
fn problems_name_the_offending_value_and_stand_in_the_order_of_the_text() {
    for (name, text) in faulty() {
        let problems = Catalog::parse("catalog.toml", &text).expect_err(&name);
        let places: Vec<(usize, usize)> =
            problems.iter().map(|problem| (problem.line, problem.column)).collect();
        assert!(places.is_sorted(), "{name}: {places:?}");
        for problem in problems {
            assert!(!problem.help.is_empty(), "{name}: {problem}");
            assert!(!problem.message.ends_with('.'), "{name}: {problem}");
        }
    }
}
