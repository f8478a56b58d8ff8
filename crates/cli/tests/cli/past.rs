//! The past: questions as they were answered then.

use insta::assert_snapshot;

use crate::run::{demo, pipe, run, session};

#[test]
fn before_the_sharing_rule_the_west_saw_nothing_of_the_east() {
    let folder = demo();
    assert_eq!(run(folder.path(), "check zylker omar view deals/gigafactory --at 7").code, 1);
    assert_eq!(run(folder.path(), "check zylker omar view deals/gigafactory --at 8").code, 0);
    assert_eq!(run(folder.path(), "list zylker rita view deals --at 6").out, "none\n");
    assert_eq!(run(folder.path(), "check zylker omar view deals/gigafactory --revision 7").code, 1);
    assert_eq!(
        run(folder.path(), "check zylker omar view deals/gigafactory --revision 8 --at-least 8").code,
        0
    );
    let who = run(folder.path(), "who-can zylker view deals/gigafactory --revision 7 --json").json();
    assert_eq!(who["revision"], 7);
}

#[test]
fn a_time_names_what_was_in_force_then() {
    let folder = demo();
    let entries = run(folder.path(), "audit show zylker --json").lines();
    let at = |index: usize| entries[index]["at"].as_str().unwrap().to_owned();
    assert_eq!(
        run(folder.path(), &format!("check zylker omar view deals/gigafactory --at {}", at(6))).code,
        1
    );
    assert_eq!(
        run(folder.path(), &format!("check zylker omar view deals/gigafactory --at {}", at(7))).code,
        0
    );
    let answer = run(folder.path(), &format!("check zylker omar view deals --json --at {}", at(7))).json();
    assert_eq!(answer["at"], at(7).as_str());
}

#[test]
fn a_removed_member_may_still_be_asked_about_in_the_past() {
    let folder = demo();
    let removed = r#"{"do": "member.remove", "member": "marc", "transfer_records_to": "lena"}"#;
    assert_eq!(pipe(folder.path(), "apply - zylker", removed).code, 0);
    assert_eq!(run(folder.path(), "check zylker lena edit deals/gigafactory").code, 0);
    assert_eq!(run(folder.path(), "check zylker lena edit deals/gigafactory --at 8").code, 1);
    let id = run(folder.path(), "show zylker member lena --json").json()["id"].as_str().unwrap().to_owned();
    assert_eq!(run(folder.path(), &format!("check zylker {id} view deals --at 8")).code, 0);
}

#[test]
fn a_moment_that_there_was_not_is_told_with_those_that_there_are() {
    let folder = demo();
    let lines = [
        "check zylker omar view deals --at 9",
        "check zylker omar view deals --at 0",
        "check zylker omar view deals --at 2020-01-01",
        "check zylker omar view deals --at yesterday",
        "check zylker omar view deals --at-least 9",
        "check zylker omar view deals --revision 7 --at-least 8",
        "show zylker positions --at 3",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}
