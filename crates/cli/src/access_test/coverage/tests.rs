use super::lines;

#[test]
fn rules_are_told_as_ranges_and_other_tests_as_a_number() {
    let files = [
        "a/crm/rule-01-x.toml",
        "a/crm/rule-02-x.toml",
        "a/crm/rule-04-x.toml",
        "a/crm/rule-04-y.toml",
        "a/crm/d1.toml",
    ];
    assert_eq!(lines(files.into_iter()), ["crm: rules 1-2, 4 and 1 other test"]);
}

#[test]
fn a_folder_without_numbered_rules_has_other_tests_only() {
    assert_eq!(
        lines(["b/x.toml", "b/y.toml", "c/rule-3.toml"].into_iter()),
        ["b: 2 other tests", "c: rules 3"]
    );
}
