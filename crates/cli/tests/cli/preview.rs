//! `preview`, and `catalog diff --organization`: what would change for whom.

use insta::assert_snapshot;

use crate::run::{demo, pipe, run, session, with_file};

const FOUNDING: &str = r#"
[[command]]
do = "organization.found"
catalog = "starter"
slug = "acme"
name = "Acme"
owner = { email = "zoe@acme.example", name = "Zoe", external_id = "zoe" }

[[command]]
do = "member.invite"
email = "rita@acme.example"
name = "Rita"
external_id = "rita"
roles = ["Member"]
invite = false

[[command]]
do = "record.put"
records = [{ module = "customers", id = "orbit", owner = "rita" }, { module = "customers", id = "moon", owner = "zoe" }]
"#;

const CHANGES: &str = r#"
[[command]]
do = "member.deactivate"
member = "rita"

[[command]]
as = "zoe"
do = "member.deactivate"
member = "zoe"

[[command]]
do = "record.assign_owner"
module = "customers"
ids = ["orbit"]
owner = "zoe"

[[command]]
do = "organization.rename"
name = "Acme and Sons"
"#;

#[test]
fn commands_are_looked_at_one_by_one_and_nothing_is_written() {
    let folder = with_file("acme.toml", FOUNDING);
    std::fs::write(folder.path().join("changes.toml"), CHANGES).unwrap();
    assert_eq!(run(folder.path(), "apply acme.toml").code, 0);
    let before = run(folder.path(), "audit verify acme").out;
    assert_snapshot!(session(folder.path(), &["preview changes.toml acme"]));
    assert_eq!(run(folder.path(), "audit verify acme").out, before);
}

#[test]
fn adopting_a_version_is_looked_at_beside_its_differences() {
    let folder = with_file("acme.toml", FOUNDING);
    assert_eq!(run(folder.path(), "apply acme.toml").code, 0);
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogs/starter.toml")).unwrap();
    std::fs::write(folder.path().join("next.toml"), narrowed(&text)).unwrap();
    assert_snapshot!(session(folder.path(), &["catalog diff starter next.toml --organization acme"]));
    let json = run(folder.path(), "--json catalog diff starter next.toml --organization acme");
    let value = json.json();
    assert_eq!(value["preview"]["members"], 1, "{value}");
}

/// The starter, where a member reaches no more than it owns.
fn narrowed(text: &str) -> String {
    let grant = r#"{ on = ["customers", "invoices", "comments"], can = "*", except = ["invoices:delete"] },
  { on = "users", can = "view" },"#;
    let narrower = grant.replacen("except", "reach = \"assigned\", except", 1);
    assert!(text.contains(grant), "the starter's Member is another");
    text.replacen(grant, &narrower, 1)
}

#[test]
fn a_program_is_told_every_count() {
    let folder = demo();
    let lines = r#"{"do": "member.deactivate", "member": "wen", "organization": "zylker"}"#;
    let told = pipe(folder.path(), "--json preview -", lines);
    let value: serde_json::Value = serde_json::from_str(told.out.lines().next().unwrap()).unwrap();
    assert_eq!(value["preview"]["ends_with_nothing"]["count"], 1, "{value}");
}
