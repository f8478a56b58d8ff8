//! PATCH tells absent from null.

use rolecall_organization::{Change, EditMember};
use serde_json::json;

#[test]
fn absent_null_and_a_value_are_three_things() {
    let read = |text: serde_json::Value| serde_json::from_value::<EditMember>(text).unwrap().name;
    assert_eq!(read(json!({ "member": "ada" })), Change::Keep);
    assert_eq!(read(json!({ "member": "ada", "name": null })), Change::Clear);
    assert_eq!(read(json!({ "member": "ada", "name": "Ada" })), Change::Set("Ada".to_owned()));
    assert!(serde_json::from_value::<EditMember>(json!({ "member": "ada", "name": 1 })).is_err());
}

#[test]
fn they_are_written_as_they_were_read() {
    for text in [
        json!({ "member": "ada" }),
        json!({ "member": "ada", "name": null }),
        json!({ "member": "ada", "name": "Ada" }),
    ] {
        let form: EditMember = serde_json::from_value(text.clone()).unwrap();
        assert_eq!(serde_json::to_value(&form).unwrap(), text);
    }
}

#[test]
fn a_change_says_what_is_there_after_it() {
    assert_eq!(Change::Keep.after(Some(1)), Some(1));
    assert_eq!(Change::Keep.after(None::<i32>), None);
    assert_eq!(Change::Clear.after(Some(1)), None);
    assert_eq!(Change::Set(2).after(Some(1)), Some(2));
    assert_eq!(Change::Set(2).after(None), Some(2));
}

#[test]
fn the_change_between_two_values_makes_the_one_into_the_other() {
    assert_eq!(Change::between(Some(&1), Some(1)), Change::Keep);
    assert_eq!(Change::between(None::<&i32>, None), Change::Keep);
    assert_eq!(Change::between(Some(&1), Some(2)), Change::Set(2));
    assert_eq!(Change::between(None, Some(2)), Change::Set(2));
    assert_eq!(Change::between(Some(&1), None), Change::Clear);
}

#[test]
fn a_value_is_turned_and_nothing_else() {
    let turn = |change: Change<&str>| change.try_map(str::parse::<i32>);
    assert_eq!(turn(Change::Keep), Ok(Change::Keep));
    assert_eq!(turn(Change::Clear), Ok(Change::Clear));
    assert_eq!(turn(Change::Set("7")), Ok(Change::Set(7)));
    assert!(turn(Change::Set("x")).is_err());
    assert!(Change::<i32>::default().is_kept());
    assert!(!Change::<i32>::Clear.is_kept() && !Change::Set(1).is_kept());
}

#[test]
fn a_list_that_is_cleared_is_empty() {
    let list = |change: Change<Vec<i32>>| change.as_list().map(<[i32]>::to_vec);
    assert_eq!(list(Change::Keep), None);
    assert_eq!(list(Change::Clear), Some(Vec::new()));
    assert_eq!(list(Change::Set(vec![1])), Some(vec![1]));
}
