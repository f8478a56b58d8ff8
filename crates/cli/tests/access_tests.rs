//! The runner of access tests, held against fixtures that hold, that fail and that are faulty: what it prints is part of
//! what it does.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use rolecall_cli::access_test::{Outcome, TestOptions, run};

/// Runs the fixtures of a folder; paths in what is printed begin there.
fn tell(folder: &str, options: &TestOptions) -> (Outcome, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access_fixtures");
    let mut out = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let outcome = runtime.block_on(run(&root.join(folder), options, &mut out)).unwrap();
    let told = String::from_utf8(out).unwrap();
    (outcome, told.replace(&format!("{}/", root.display()), ""))
}

fn plain(folder: &str) -> (Outcome, String) {
    tell(folder, &TestOptions::default())
}

fn filtered(folder: &str, filter: &str) -> (Outcome, String) {
    tell(folder, &TestOptions { filter: Some(filter.to_owned()), json: false })
}

fn is_success(outcome: Outcome) -> bool {
    format!("{:?}", outcome.exit_code()) == format!("{:?}", std::process::ExitCode::SUCCESS)
}

#[test]
fn what_holds_is_summed_up_in_one_line() {
    let (outcome, told) = plain("holds");
    assert!(is_success(outcome), "{told}");
    insta::assert_snapshot!(told);
}

#[test]
fn lines_that_do_not_hold_are_shown_with_the_decision_and_its_reason() {
    let (outcome, told) = plain("fails/a-lines.toml");
    assert_eq!((outcome.passed, outcome.failed, outcome.faults), (1, 1, 7));
    assert!(!is_success(outcome));
    insta::assert_snapshot!(told);
}

#[test]
fn steps_that_go_otherwise_are_shown_with_the_refusals_words() {
    let (outcome, told) = plain("fails/b-steps.toml");
    assert!(!is_success(outcome));
    insta::assert_snapshot!(told);
}

#[test]
fn a_world_that_cannot_be_built_fails_its_cases() {
    let (outcome, told) = plain("fails/c-unbuilt.toml");
    assert_eq!((outcome.passed, outcome.failed), (0, 1));
    insta::assert_snapshot!(told);
}

#[test]
fn a_cell_that_does_not_hold_is_shown_in_its_row() {
    let (outcome, told) = plain("fails/d-matrix.toml");
    assert_eq!(outcome.faults, 1);
    insta::assert_snapshot!(told);
}

#[test]
fn a_file_that_is_no_toml_is_shown_where_it_breaks() {
    insta::assert_snapshot!(plain("faulty/a-not-toml.toml").1);
}

#[test]
fn every_key_that_nobody_knows_is_shown() {
    insta::assert_snapshot!(plain("faulty/b-keys.toml").1);
}

#[test]
fn every_word_that_cannot_be_meant_is_shown() {
    insta::assert_snapshot!(plain("faulty/c-lines.toml").1);
}

#[test]
fn a_file_does_not_pass_by_containing_nothing() {
    let (outcome, told) = plain("faulty/d-empty.toml");
    assert!(!is_success(outcome));
    insta::assert_snapshot!(told);
}

#[test]
fn a_matrix_that_does_not_fit_is_shown_at_its_cells() {
    insta::assert_snapshot!(plain("faulty/e-matrix.toml").1);
}

#[test]
fn files_that_are_not_there_are_named() {
    insta::assert_snapshot!(plain("faulty/f-elsewhere.toml").1);
}

#[test]
fn a_faulty_catalog_is_shown_in_its_own_file() {
    insta::assert_snapshot!(plain("faulty/g-catalog.toml").1);
}

#[test]
fn a_faulty_file_does_not_keep_others_from_running() {
    let (outcome, told) = tell("", &TestOptions::default());
    assert!(!is_success(outcome));
    assert!(outcome.passed >= 5, "{told}");
    assert!(told.contains("error: the world cannot be built"), "{told}");
}

#[test]
fn a_folder_without_a_test_is_no_success() {
    let (outcome, told) = plain("nothing");
    assert!(!is_success(outcome));
    insta::assert_snapshot!(told);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let mut out = Vec::new();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let missing = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/access_fixtures/no-such");
    let error = runtime.block_on(run(&missing, &TestOptions::default(), &mut out)).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    assert!(out.is_empty());
}

#[test]
fn a_filter_picks_files_by_path_and_cases_by_name() {
    assert_eq!(filtered("holds", "rule-03").0.passed, 3);
    assert_eq!(filtered("holds", "begins anew").0.passed, 1);
    let (outcome, told) = filtered("holds", "no such words");
    assert!(!is_success(outcome));
    insta::assert_snapshot!(told);
}

#[test]
fn programs_get_one_object_a_line() {
    let (_, told) = tell("fails", &TestOptions { json: true, filter: None });
    for line in told.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    insta::assert_snapshot!(told);
}
