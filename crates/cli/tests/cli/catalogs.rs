//! `catalog check`, `catalog schema` and `catalog diff`.

use insta::assert_snapshot;

use crate::run::{empty, run, session, with_file};

const FAULTY: &str = r#"catalog = "shop"
name = "Shop"
founder = { role = "Admn" }

[modules]
orders = {}
users = {}

[roles.Admin]
holders = [1]
grants = [
  { on = "*", can = "*" },
  { on = "order", can = ["view", "shred"] },
]
"#;

#[test]
fn every_problem_is_told_at_once_with_its_line_and_what_would_be_right() {
    let folder = with_file("shop.toml", FAULTY);
    let ran = run(folder.path(), "catalog check shop.toml");
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.told());
}

#[test]
fn the_shipped_catalogs_are_sound() {
    let folder = empty();
    let lines = ["catalog check starter zoho-crm zoho-projects zoho-billing billwerk zoho-creator"];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn programs_get_each_problem_as_data() {
    let folder = with_file("shop.toml", FAULTY);
    let ran = run(folder.path(), "catalog check shop.toml starter --json");
    assert_eq!(ran.code, 1);
    let [faulty, sound] = ran.lines().try_into().unwrap();
    assert_eq!(faulty["file"], "shop.toml");
    let problems = faulty["problems"].as_array().unwrap();
    let role = problems.iter().find(|problem| problem["message"] == "unknown role `Admn`").unwrap();
    assert_eq!((&role["line"], &role["column"]), (&3.into(), &20.into()));
    assert_eq!(role["help"], "did you mean `Admin`?");
    assert_eq!((&sound["catalog"], &sound["problems"]), (&"starter".into(), &serde_json::json!([])));
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let folder = empty();
    assert_snapshot!(session(folder.path(), &["catalog check shop.toml", "catalog diff zoho-cmr starter"]));
}

#[test]
fn diff_tells_what_a_new_version_means() {
    let starter = include_str!("../../../../catalogs/starter.toml");
    let new = starter
        .replace("comments = {", "remarks = { renamed_from = \"comments\", ")
        .replace("\"comments\"]", "\"remarks\"]")
        .replace("[roles.Viewer]", "[roles.Reader]")
        .replace("limits = { members = 3, roles = 1 }", "limits = { members = 5, roles = 1 }");
    let folder = with_file("new.toml", &new);
    let lines = ["catalog diff starter new.toml", "catalog diff starter starter"];
    assert_snapshot!(session(folder.path(), &lines));
    let answer = run(folder.path(), "catalog diff starter new.toml --json").json();
    assert_eq!(answer["dropped"], serde_json::json!([{ "kind": "role", "id": "Viewer" }]));
}

#[test]
fn the_schema_is_one_of_the_catalog_format() {
    let schema = run(empty().path(), "catalog schema").json();
    assert_eq!(schema["title"], "Rolecall catalog");
    assert!(schema["properties"]["modules"].is_object(), "{schema}");
}
