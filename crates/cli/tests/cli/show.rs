//! `show`: readings as people see them.

use insta::assert_snapshot;

use crate::run::{demo, redact, run, session};

#[test]
fn an_organization_is_shown_from_every_side() {
    let folder = demo();
    let lines = [
        "show zylker organization",
        "show zylker members",
        "show zylker member rita",
        "show brightwork access priya",
        "show zylker roles",
        "show larkspur role 'Account Executive'",
        "show zylker positions",
        "show zylker position 'Account Manager East'",
        "show zylker groups",
        "show zylker sharing",
        "show zylker rules",
        "show brightwork containers",
        "show brightwork people-of apollo",
        "show brightwork people-of Apollo --ended",
        "show harbour limits",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn what_a_member_may_not_see_is_not_shown_to_it() {
    let folder = demo();
    let lines = [
        "show zylker members --as marc",
        "show zylker member marc --as marc",
        "show brightwork containers --as priya",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn a_reading_that_there_is_not_is_told_with_those_that_there_are() {
    let folder = demo();
    let lines = [
        "show zylker membres",
        "show zylker member",
        "show zylker members rita",
        "show zylker roles --ended",
        "show zylker role Standrd",
    ];
    assert_snapshot!(session(folder.path(), &lines));
}

#[test]
fn programs_get_the_reading_as_it_is() {
    let folder = demo();
    let member = run(folder.path(), "show zylker member.view rita --json").json();
    assert_snapshot!("json_member", redact(&format!("{member:#}\n")));
    let members = run(folder.path(), "show zylker member.list --json").json();
    assert_eq!(members["items"].as_array().unwrap().len(), 6);
}
