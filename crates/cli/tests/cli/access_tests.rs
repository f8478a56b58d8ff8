//! `test`: access tests are found, run and told; the runner itself is tested beside it.

use crate::run::{empty, run, with_file};

const TEST: &str = r#"
rule = "A viewer changes nothing"
source = "our own"
catalog = "starter"

[members]
vera = { roles = ["Viewer"] }

[records]
"customers/acme" = {}

[[case]]
name = "on a customer"
[[case.step]]
expect = ["vera may view customers/acme", "vera may not edit customers/acme because permission"]
"#;

#[test]
fn access_tests_that_hold_exit_with_0() {
    let folder = with_file("rule-01.toml", TEST);
    let ran = run(folder.path(), "test .");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn access_tests_that_fail_exit_with_1_and_the_line() {
    let wrong = TEST.replace("may view customers", "may delete customers");
    let folder = with_file("rule-01.toml", &wrong);
    let ran = run(folder.path(), "test .");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("vera may delete customers/acme"), "{}", ran.out);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let ran = run(empty().path(), "test nowhere");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (2, "error: there is nothing at `nowhere`\n  = help: name a folder with access tests, or one file\n")
    );
}
