//! `list` and `organizations`.

use insta::assert_snapshot;

use crate::run::{demo, run, session};

#[test]
fn list_names_the_records_on_which_a_member_may_do_something() {
    let folder = demo();
    let lines = [
        "list larkspur eve view invoices",
        "list larkspur nils view invoices",
        "list larkspur nils view invoices --under customers/acme-bakery",
        "list zylker rita edit deals --owner marc",
        "list zylker wen view leads",
        "list brightwork theo view tasks --segment audience=internal",
        "list brightwork ines view tasks --in zephyr",
        "list brightwork theo view projects",
        "list brightwork ines view projects --in apollo",
        "list zylker rita view deels",
        "list zylker ritta view deals",
        "list brightwork theo view tasks --in apolo",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn programs_get_the_records_with_the_revision() {
    let answer = run(demo().path(), "list larkspur eve view invoices --json").json();
    assert_eq!(answer["records"], serde_json::json!(["INV-1041", "INV-1042"]));
    assert_eq!(answer["permission"], "invoices:view");
    assert_eq!(answer["revision"], 5);
}

#[test]
fn organizations_are_listed_in_the_order_of_their_founding() {
    let folder = demo();
    assert_snapshot!(session(folder.path(), &["organizations"]));
    let listed = run(folder.path(), "organizations --json").lines();
    let slugs: Vec<&str> = listed.iter().filter_map(|head| head["slug"].as_str()).collect();
    assert_eq!(slugs, ["zylker", "brightwork", "larkspur", "nordlicht", "harbour"]);
    assert_eq!(listed[0]["revision"], 8);
}

#[test]
fn a_deleted_organization_is_listed_on_request_only() {
    let folder = demo();
    let line = r#"{"do": "organization.delete", "organization": "harbour"}"#;
    assert_eq!(crate::run::pipe(folder.path(), "apply -", line).code, 0);
    assert_eq!(run(folder.path(), "organizations --json").lines().len(), 4);
    let all = run(folder.path(), "organizations --deleted --json").lines();
    assert_eq!((all.len(), &all[4]["deleted"], &all[4]["slug"]), (5, &true.into(), &serde_json::Value::Null));
}
