//! `audit show` and `audit verify`.

use insta::assert_snapshot;

use crate::run::{demo, pipe, run, session};

#[test]
fn the_ledger_is_told_entry_by_entry() {
    let folder = demo();
    let lines = ["audit show zylker", "audit show brightwork", "audit show larkspur"];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn entries_are_found_by_who_did_what_to_whom_and_when() {
    let folder = demo();
    let lines = [
        "audit show zylker --actor zoe",
        "audit show zylker --command position. --limit 2",
        "audit show brightwork --member clara",
        "audit show brightwork --until 2020-01-01",
        "audit show brightwork --since 2020-01-01 --command record.put",
        "audit show zylker --actor zo",
        "audit show zylker --since monday",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn every_kind_of_change_is_told_in_words() {
    let folder = demo();
    let commands = r#"
        {"do": "group.create", "name": "Key accounts", "members": ["marc"]}
        {"do": "group.edit", "group": "Key accounts", "name": "Large accounts"}
        {"do": "role.clone", "role": "Standard", "name": "Trainee"}
        {"do": "role.edit", "role": "Trainee", "description": "Learns"}
        {"do": "member.roles", "member": "wen", "roles": ["Trainee"]}
        {"do": "role.delete", "role": "Trainee", "reassign_to": "Standard"}
        {"do": "sharing_default.edit", "defaults": {"leads": "public_read"}}
        {"do": "member.edit", "member": "marc", "position": "Manager", "ends_at": "2031-01-01T00:00:00Z"}
        {"do": "member.deactivate", "member": "lena"}
        {"do": "member.remove", "member": "marc", "transfer_records_to": "rita"}
        {"do": "position.delete", "position": "Account Manager East", "transfer_to": "Manager"}
        {"do": "record.delete", "records": [{"module": "leads", "id": "grid-operator"}]}
        {"do": "organization.rename", "name": "Zylker Charging"}
    "#;
    let ran = pipe(folder.path(), "apply - zylker", commands);
    assert_eq!(ran.code, 0, "{}", ran.told());
    assert_snapshot!(
        session(folder.path(), &["audit show zylker --since 2026-01-01"]).split_once("    9  ").unwrap().1
    );
}

#[test]
fn programs_get_an_entry_a_line() {
    let entries = run(demo().path(), "audit show zylker --json").lines();
    assert_eq!(entries.len(), 8);
    let last = &entries[7];
    assert_eq!(last["command"], "sharing_rule.create");
    assert_eq!(last["actor_name"], "Zoe Lindqvist");
    assert_eq!(last["events"][0]["event"], "sharing_rule_set");
    assert_eq!(last["hash"].as_str().unwrap().len(), 64);
}

#[test]
fn an_untouched_ledger_holds() {
    let folder = demo();
    assert_snapshot!(session(
        folder.path(),
        &["audit verify", "audit verify larkspur", "audit verify nobody"]
    ));
}

#[test]
fn a_changed_entry_is_named() {
    let folder = demo();
    let file = folder.path().join("data/rolecall.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The name in the first entry of one organization, in as many letters.
    let (was, is) = (b"\"name\":\"Larkspur Hosting\"", b"\"name\":\"Larkspur Housing\"");
    let at: Vec<usize> =
        (0..bytes.len() - was.len()).filter(|at| &bytes[*at..at + was.len()] == was).collect();
    assert!(!at.is_empty());
    at.iter().for_each(|at| bytes[*at..at + is.len()].copy_from_slice(is));
    std::fs::write(&file, bytes).unwrap();
    assert_snapshot!(session(folder.path(), &["audit verify", "audit verify larkspur"]));
    let report = run(folder.path(), "audit verify larkspur --json").json();
    assert_eq!((&report["holds"], &report["findings"][0]["revision"]), (&false.into(), &1.into()));
}
