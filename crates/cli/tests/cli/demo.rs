//! The demo, word by word.

use insta::assert_snapshot;
use serde_json::Value;

use std::process::Command;

use crate::{
    run::{empty, redact, run},
    server::Server,
};

#[test]
fn five_organizations_and_what_is_decided_in_them() {
    let ran = run(empty().path(), "demo --no-serve");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_snapshot!(ran.out);
}

#[test]
fn the_demo_shows_no_generated_ids_and_fits_a_terminal() {
    let ran = run(empty().path(), "demo --no-serve");
    assert_eq!(redact(&ran.out), ran.out);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn each_organization_is_asked_three_to_six_questions_some_allowed_and_some_not() {
    let answers = run(empty().path(), "demo --no-serve --json").lines();
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
    let answers = run(empty().path(), "demo --no-serve --json").lines();
    let refusal = answers.iter().find(|answer| answer["refused"] == "last_admin").unwrap();
    assert_eq!(refusal["organization"], "zylker");
}

#[test]
fn kept_organizations_are_asked_again_the_next_time() {
    let folder = empty();
    let first = run(folder.path(), "demo --no-serve --data data");
    let second = run(folder.path(), "demo --no-serve --data data");
    assert_eq!(first.out, second.out);
    let listed = run(folder.path(), "organizations --json").lines();
    assert_eq!(listed.len(), 5);
}

/// Lines that a shell is given, as they were said.
fn pasted(server: &Server, lines: &[String]) -> Value {
    let exported = server.said.iter().filter(|line| line.trim_start().starts_with("export ")).cloned();
    let script: Vec<String> = exported.chain(lines.iter().cloned()).collect();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script.join("\n")).env("NO_PROXY", "*").env("no_proxy", "*");
    let output = shell.output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(&told)
        .unwrap_or_else(|error| panic!("{error}: {told}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_demo_serves_and_what_it_says_works_when_pasted() {
    let folder = empty();
    let server = Server::demo(folder.path(), "demo");
    let curls: Vec<String> =
        server.said.iter().filter(|line| line.trim_start().starts_with("curl ")).cloned().collect();
    let answers: Vec<Value> = curls.iter().map(|line| pasted(&server, std::slice::from_ref(line))).collect();
    let [evaluation, explained, members, invited] = &answers[..] else { panic!("{curls:?}") };
    assert_eq!(evaluation["decision"], true, "{evaluation}");
    assert_eq!(explained["decision"]["allowed"], false, "{explained}");
    assert_eq!(members["items"].as_array().unwrap().len(), 6, "{members}");
    assert_eq!(invited["status"], "invited", "{invited}");
    let said = server.said.join("");
    for line in said.lines().filter(|line| line.trim_start().starts_with("rolecall ")) {
        let line = line.trim_start().split("  ").next().unwrap().trim_start_matches("rolecall ").to_owned();
        if !line.starts_with("demo") {
            assert_ne!(server.ask(folder.path(), &line).code, 2, "{line}");
        }
    }
    let (_, code) = server.end("-INT");
    assert_eq!(code, Some(0));
}

#[test]
fn a_second_demo_takes_the_next_port_and_a_kept_one_leaves_no_token() {
    let folder = empty();
    let first = Server::demo(folder.path(), "demo --data data");
    let second = Server::demo(folder.path(), "demo --json");
    assert_ne!(first.address, second.address);
    assert_eq!(second.end("-TERM").1, Some(0));
    assert!(run(folder.path(), "organizations").err.contains("in use by another process"));
    assert_eq!(first.end("-TERM").1, Some(0));
    let tokens = run(folder.path(), "token list --json").lines();
    assert_eq!(tokens.len(), 1);
    assert!(tokens[0]["revoked_at"].is_string(), "{}", tokens[0]);
}
