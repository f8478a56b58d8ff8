//! `check`, `explain` and `who-can` on the demo's organizations.

use insta::assert_snapshot;

use crate::run::{demo, empty, redact, run, session};

#[test]
fn the_exit_code_says_allow_or_deny() {
    let folder = demo();
    assert_eq!(run(folder.path(), "check zylker rita edit deals/gigafactory").code, 0);
    assert_eq!(run(folder.path(), "check zylker lena edit deals/gigafactory").code, 1);
    assert_eq!(run(folder.path(), "check nobody lena edit deals/gigafactory").code, 2);
}

#[test]
fn a_decision_is_told_in_one_sentence() {
    let folder = demo();
    let lines = [
        "check zylker rita edit deals/gigafactory",
        "check zylker rita@zylker.example create deals",
        "check zylker lena view deals/gigafactory",
        "check zylker rita view deals --as rita",
        "check larkspur eve view invoices/INV-1042",
        "check brightwork jonas view documents/contract",
        "check brightwork priya create tasks --in apollo",
        "check brightwork priya create tasks --in zephyr",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn an_explanation_tells_every_reason_and_what_would_open_it() {
    let folder = demo();
    let lines = [
        "explain zylker zoe view deals/gigafactory",
        "explain zylker omar edit deals/gigafactory",
        "explain zylker marc create notes --under deals/gigafactory",
        "explain brightwork clara view tasks/cost-review",
        "explain brightwork priya view tasks/new-website",
        "explain nordlicht paul write customers_and_contracts",
        "explain harbour sven edit applications/library",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn who_can_names_the_members_and_how() {
    let folder = demo();
    let lines = [
        "who-can zylker view deals/gigafactory",
        "who-can zylker create users",
        "who-can brightwork view tasks/cost-review",
        "who-can brightwork view tasks/other --in apollo --segment audience=external",
        "who-can larkspur edit invoices/INV-1042",
        "who-can nordlicht write reporting",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn a_record_that_is_not_registered_has_the_facts_given() {
    let folder = demo();
    let lines = [
        "check larkspur eve view customers/new-one --owner eve",
        "check larkspur eve view invoices/draft --under customers/acme-bakery",
        "check larkspur eve view invoices/draft --under customers/orbit-airlines",
        "check brightwork clara view tasks/draft --in apollo --segment audience=internal",
        "check brightwork clara view tasks/draft --in apollo --segment audience=internal --segment audience=external",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn what_was_mistyped_is_told_with_what_was_meant() {
    let folder = demo();
    let lines = [
        "check zylkr rita view deals",
        "check zylker ritta view deals",
        "check zylker rita veiw deals",
        "check zylker rita view dels/gigafactory",
        "check zylker rita view Deals",
        "check zylker rita view deals --as marc",
        "check zylker rita view deals --as marcc",
        "check larkspur eve view invoices/x --segment locaton=Berlin",
        "check larkspur eve view invoices/x --segment Berlin",
        "check larkspur eve view invoices/x --under acme",
        "who-can zylker view deels",
        "who-can zylker veiw deals",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn without_data_nothing_is_begun() {
    let folder = empty();
    let ran = run(folder.path(), "check zylker rita view deals");
    assert_snapshot!(ran.told());
    assert!(!folder.path().join("data").exists());
}

#[test]
fn programs_get_the_decision_as_data() {
    let folder = demo();
    let told = |line: &str| redact(&format!("{:#}\n", run(folder.path(), line).json()));
    assert_snapshot!("json_check", told("check zylker omar view deals/gigafactory --json"));
    assert_snapshot!("json_explain", told("explain brightwork priya view tasks/new-website --json"));
    assert_snapshot!("json_who_can", told("--json who-can larkspur edit invoices/INV-1042"));
    assert_snapshot!("json_error", told("check zylkr omar view deals --json"));
}

#[test]
fn programs_see_a_failure_in_place_of_the_answer() {
    let ran = run(demo().path(), "check zylkr omar view deals --json");
    assert_eq!((ran.code, ran.err.as_str()), (2, ""));
    assert_eq!(ran.json()["error"]["code"], "not_found");
}

#[test]
fn a_filter_is_told_in_a_sentence_and_in_sql() {
    let folder = demo();
    let lines = [
        "filter zylker rita edit deals",
        "filter zylker rita edit deals --dialect sqlite --column owner=d.owner_id",
        "filter zylker rita view notes",
        "filter larkspur eve view invoices",
        "filter brightwork priya view tasks",
        "filter brightwork clara view tasks --container apollo --column container=project --column segments.audience=audience[]",
        "filter harbour sven view applications",
        "filter nordlicht paul write reporting",
        "filter zylker rita edit deals --column id=id",
        "filter zylker rita edit deals --column owners=id",
        "filter zylker rita edit deals --column owner",
        "filter zylker ritta edit deals",
        "filter zylker rita edit dels",
        "filter zylker omar edit deals --as rita --json",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}
