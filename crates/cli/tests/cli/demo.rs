//! The demo, word by word.

use insta::assert_snapshot;
use serde_json::Value;

use crate::run::{empty, redact, run};

#[test]
fn five_organizations_and_what_is_decided_in_them() {
    let ran = run(empty().path(), "demo");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out);
}

#[test]
fn the_demo_shows_no_generated_ids_and_fits_a_terminal() {
    let ran = run(empty().path(), "demo");
    assert_eq!(redact(&ran.out), ran.out);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn each_organization_is_asked_three_to_six_questions_some_allowed_and_some_not() {
    let answers = run(empty().path(), "demo --json").lines();
    let mut organizations: Vec<&str> =
        answers.iter().filter_map(|answer| answer["organization"].as_str()).collect();
    organizations.dedup();
    assert_eq!(organizations, ["zylker", "brightwork", "larkspur", "nordlicht", "harbour"]);
    for organization in organizations {
        let of_it = || answers.iter().filter(|answer| answer["organization"] == organization);
        assert!((3..=6).contains(&of_it().count()), "{organization}");
        assert!(of_it().any(|answer| answer["allowed"] == true), "{organization}");
        assert!(of_it().any(|answer| answer["allowed"] == false), "{organization}");
        assert!(of_it().any(|answer| answer["refused"].is_string()), "{organization}");
    }
    let words: Vec<&Value> =
        answers.iter().filter_map(|answer| answer["words"].as_array()).flatten().collect();
    for word in ["superior", "rule", "own", "container", "all", "reach", "segment", "permission", "parent"] {
        assert!(words.contains(&&word.into()), "{word} is shown nowhere");
    }
}

#[test]
fn the_last_administrator_is_not_removed() {
    let answers = run(empty().path(), "demo --json").lines();
    let refusal = answers.iter().find(|answer| answer["refused"] == "last_admin").unwrap();
    assert_eq!(refusal["organization"], "zylker");
}

#[test]
fn kept_organizations_are_asked_again_the_next_time() {
    let folder = empty();
    let first = run(folder.path(), "demo --data data");
    let second = run(folder.path(), "demo --data data");
    assert_eq!(first.out, second.out);
    let listed = run(folder.path(), "organizations --json").lines();
    assert_eq!(listed.len(), 5);
}
