//! The public scenarios of `tests/authzen` load as their files say, and answer as their texts say (docs/authzen.md).

use tempfile::TempDir;

use crate::run::{Ran, empty, run};

/// A folder whose data are one scenario's organization.
fn loaded(scenario: &str) -> TempDir {
    let folder = empty();
    let file = format!("{}/../../tests/authzen/{scenario}/organization.toml", env!("CARGO_MANIFEST_DIR"));
    let ran = run(folder.path(), &format!("apply '{file}'"));
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    folder
}

fn records(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    json["records"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn members(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let listed = json["members"].as_array().unwrap().iter();
    listed.map(|member| member["external_id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_editor_changes_the_todo_that_names_his_address() {
    let folder = loaded("todo");
    let morty = "CiRmZDE2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs";
    let asked = |owner: &str| {
        run(folder.path(), &format!("check authzen-todo {morty} can_update_todo todo/any --owner {owner}"))
            .code
    };
    assert_eq!((asked("morty@the-citadel.com"), asked("rick@the-citadel.com")), (0, 1));
}

#[test]
fn a_department_opens_its_records_whoever_owns_them() {
    let folder = loaded("search");
    let ran = run(folder.path(), "list authzen-search erin view record --json");
    assert_eq!(records(&ran), ["105", "111", "115", "117"]);
    let ran = run(folder.path(), "who-can authzen-search edit record/110 --json");
    assert_eq!(members(&ran), ["alice", "dan"]);
}

#[test]
fn what_is_archived_is_written_by_the_admin_alone() {
    let folder = loaded("certification");
    let who = |on: &str| members(&run(folder.path(), &format!("who-can authzen-certification {on} --json")));
    assert_eq!(who("read record/record-2"), ["alice", "bob"]);
    assert_eq!(who("write record/record-1"), ["alice"]);
    assert_eq!(who("write record/record-2"), ["bob"]);
    assert!(who("delete record/record-1").is_empty());
}
