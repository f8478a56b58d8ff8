//! What `--help` says.

use insta::assert_snapshot;

use crate::run::{empty, run};

const COMMANDS: [&str; 28] = [
    "",
    "demo",
    "catalog",
    "catalog check",
    "catalog schema",
    "catalog diff",
    "test",
    "check",
    "explain",
    "who-can",
    "list",
    "filter",
    "apply",
    "show",
    "organizations",
    "audit",
    "audit show",
    "audit verify",
    "serve",
    "token",
    "token create",
    "token list",
    "token revoke",
    "backup",
    "restore",
    "copy",
    "export",
    "import",
];

#[test]
fn every_command_tells_how_it_is_used() {
    let folder = empty();
    let told = |command: &&str| {
        format!("$ rolecall {command} --help\n{}\n", run(folder.path(), &format!("{command} --help")).out)
    };
    assert_snapshot!(COMMANDS.iter().map(told).collect::<String>());
}

#[test]
fn no_line_of_help_is_wider_than_a_terminal() {
    let folder = empty();
    for command in COMMANDS {
        for line in run(folder.path(), &format!("{command} --help")).out.lines() {
            assert!(line.chars().count() <= 120, "{command}: {line}");
        }
    }
}

#[test]
fn a_wrong_word_is_told_with_the_right_one_and_exit_code_2() {
    let ran = run(empty().path(), "chekc zylker rita view deals");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("a similar subcommand exists: 'check'"), "{}", ran.err);
}
