//! `apply`: files of commands.

use std::fmt::Write;

use insta::assert_snapshot;

use crate::run::{demo, empty, pipe, redact, run, session, with_file};

const FOUNDING: &str = r#"
[[command]]
do = "organization.found"
catalog = "starter"
slug = "acme"
name = "Acme"
owner = { email = "zoe@acme.example", name = "Zoe", external_id = "zoe" }

[[command]]
do = "organization.edition"
edition = "business"

[[command]]
as = "zoe"
command_id = "invite-rita"
do = "member.invite"
email = "rita@acme.example"
name = "Rita"
external_id = "rita"
roles = ["Member"]
ends_at = 2031-01-01

[[command]]
do = "record.put"
records = [{ module = "customers", id = "orbit", owner = "rita" }]
"#;

#[test]
fn a_toml_file_founds_and_fills_an_organization() {
    let folder = with_file("acme.toml", FOUNDING);
    let lines = ["apply acme.toml", "check acme zoe edit customers/orbit", "show acme member rita"];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn a_refusal_stops_with_its_line_code_sentence_and_help() {
    let refused = format!(
        "{FOUNDING}\n[[command]]\nas = \"zoe\"\ndo = \"member.remove\"\nmember = \"zoe\"\n\n\
         [[command]]\ndo = \"organization.rename\"\nname = \"Other\"\n"
    );
    let folder = with_file("acme.toml", &refused);
    assert_snapshot!(session(folder.path(), &["apply acme.toml", "show acme organization"]));
    assert_snapshot!("keep_going", session(folder.path(), &["apply acme.toml --keep-going"]));
}

#[test]
fn a_dry_run_keeps_nothing() {
    let folder = with_file("acme.toml", FOUNDING);
    let first = run(folder.path(), "apply acme.toml --dry-run");
    assert_eq!((first.code, run(folder.path(), "organizations").code), (0, 2), "{}", first.told());
    assert!(
        first.out.ends_with("4 commands done; nothing was kept, as this was a dry run\n"),
        "{}",
        first.out
    );

    let folder = demo();
    let rename = r#"{"do": "organization.rename", "name": "Other"}"#;
    assert_eq!(pipe(folder.path(), "apply - zylker --dry-run", rename).code, 0);
    assert_eq!(run(folder.path(), "show zylker organization --json").json()["name"], "Zylker");
    assert!(run(folder.path(), "audit verify").out.starts_with("zylker: holds up to revision 8 "));
}

#[test]
fn the_same_command_id_twice_is_one_change() {
    let folder = with_file("acme.toml", FOUNDING);
    run(folder.path(), "apply acme.toml");
    let again = run(folder.path(), "apply acme.toml --keep-going --json").lines();
    assert_eq!(again[0]["error"]["code"], "name_taken");
    let invited = again.iter().find(|line| line["command"] == "member.invite").unwrap();
    assert_eq!((&invited["repeated"], &invited["revision"]), (&true.into(), &3.into()));
}

#[test]
fn lines_of_records_are_written_together() {
    let folder = demo();
    let mut lines = String::new();
    for number in 1..=7_000 {
        writeln!(lines, r#"{{"do": "record.put", "records": [{{"module": "leads", "id": "lead-{number}", "owner": "wen"}}]}}"#)
            .unwrap();
    }
    lines.push_str("\n{\"do\": \"organization.rename\", \"name\": \"Zylker Charging\"}\n");
    assert_snapshot!(pipe(folder.path(), "apply - zylker", &lines).told());
    let listed = run(folder.path(), "list zylker wen edit leads --json").json();
    assert_eq!(listed["records"].as_array().unwrap().len(), 7_000);
}

#[test]
fn a_line_at_fault_is_told_and_the_others_are_written_where_the_work_goes_on() {
    let lines = concat!(
        "{\"do\": \"record.put\", \"records\": [{\"module\": \"leads\", \"id\": \"1\"}]}\n",
        "\n",
        "{\"do\": \"record.put\", \"records\": [{\"module\": \"leeds\", \"id\": \"2\"}]}\n",
        "{\"do\": \"record.put\", \"records\": [{\"module\": \"notes\", \"id\": \"3\", \"owner\": \"wen\"}]}\n",
        "{\"do\": \"record.put\", \"records\": [{\"module\": \"leads\", \"id\": \"4\"}]}\n",
    );
    let folder = demo();
    std::fs::write(folder.path().join("leads.ndjson"), lines).unwrap();
    assert_snapshot!(session(
        folder.path(),
        &["apply leads.ndjson zylker", "apply leads.ndjson zylker --keep-going"]
    ));
}

#[test]
fn records_of_several_organizations_do_not_mix() {
    let folder = demo();
    let lines = concat!(
        "{\"do\": \"record.put\", \"organization\": \"zylker\", \"records\": [{\"module\": \"leads\", \"id\": \"1\"}]}\n",
        "{\"do\": \"record.put\", \"organization\": \"larkspur\", \"records\": [{\"module\": \"items\", \"id\": \"1\"}]}\n",
        "{\"do\": \"record.put\", \"organization\": \"zylker\", \"as\": \"zoe\", \"records\": [{\"module\": \"leads\", \"id\": \"2\"}]}\n",
    );
    let ran = pipe(folder.path(), "apply -", lines);
    assert_snapshot!(ran.told());
}

#[test]
fn programs_get_a_line_for_each_command() {
    let folder = with_file(
        "acme.toml",
        &format!("{FOUNDING}\n[[command]]\ndo = \"member.remove\"\nmember = \"zoe\"\n"),
    );
    let ran = run(folder.path(), "apply acme.toml --json");
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let told: Vec<String> = ran.lines().iter().map(|line| format!("{line:#}\n")).collect();
    assert_snapshot!(redact(&told.concat()));
}

#[test]
fn a_file_that_cannot_be_meant_is_told_like_a_compiler_tells_it() {
    let folder = empty();
    let files = [
        ("command.toml", "[[command]]\ndo = \"member.invit\"\n"),
        ("field.toml", "[[command]]\ndo = \"member.invite\"\nemial = \"rita@acme.example\"\n"),
        (
            "missing.toml",
            "[[command]]\nemail = \"a\"\ndo = \"member.invite\"\n\n[[command]]\ndo = \"role.delete\"\n",
        ),
        ("nothing.toml", "[[command]]\nemail = \"rita@acme.example\"\n"),
        ("table.toml", "[[comand]]\ndo = \"member.invite\"\n"),
        ("syntax.toml", "[[command]]\ndo = member.invite\n"),
        (
            "catalog.toml",
            "[[command]]\ndo = \"organization.found\"\ncatalog = \"startr\"\nslug = \"a\"\nname = \"A\"\nowner = { email = \"z@a.example\" }\n",
        ),
        ("nobody.toml", "[[command]]\ndo = \"role.delete\"\nrole = \"Viewer\"\n"),
        ("text.jsonl", "not json\n"),
        ("list.jsonl", "[1]\n"),
    ];
    let told = files.map(|(name, text)| {
        std::fs::write(folder.path().join(name), text).unwrap();
        session(folder.path(), &[&format!("apply {name}")])
    });
    assert_snapshot!(told.concat() + &session(folder.path(), &["apply absent.toml"]));
}

#[test]
fn a_catalog_stands_beside_the_file_and_a_new_version_is_adopted() {
    let catalog = include_str!("../../../../catalogs/starter.toml")
        .replace("catalog = \"starter\"", "catalog = \"shop\"");
    let folder = with_file("shop.toml", &catalog);
    std::fs::write(
        folder.path().join("shop-2.toml"),
        catalog.replace("name = \"Starter\"", "name = \"Shop\""),
    )
    .unwrap();
    let file = FOUNDING.replace("\"starter\"", "\"shop.toml\"")
        + "\n[[command]]\ndo = \"organization.catalog\"\ncatalog = \"shop-2.toml\"\n";
    std::fs::write(folder.path().join("acme.toml"), file).unwrap();
    let ran = run(folder.path(), "apply acme.toml");
    assert_eq!(ran.code, 0, "{}", ran.told());
    let view = run(folder.path(), "show acme organization --json").json();
    assert_eq!(view["catalog"], "shop");
    assert!(run(folder.path(), "audit show acme --command organization.catalog").out.contains("catalog "));
}
