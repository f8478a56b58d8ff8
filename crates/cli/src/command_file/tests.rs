use super::names;

#[test]
fn every_command_has_its_name() {
    let names = names();
    assert!(names.contains(&"organization.rename".to_owned()), "the first: {names:?}");
    assert!(names.contains(&"record.assign_owner".to_owned()), "the last: {names:?}");
    assert!(names.iter().all(|name| name.contains('.')), "{names:?}");
}
