//! Ids are parsed and normalised once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rolecall_catalog::{CommandPattern, ModuleId, Name, Permission, RoleId, comparable};

#[test]
fn an_identifier_is_lowercase_and_short() {
    for good in ["a", "credit_notes", "zoho-crm", "a1"] {
        assert_eq!(good.parse::<ModuleId>().unwrap().as_str(), good);
    }
    let long = "a".repeat(65);
    for bad in ["", "A", "1a", "_a", "a b", "é", "a:b", long.as_str()] {
        let error = bad.parse::<ModuleId>().unwrap_err();
        let rule = "use a lowercase letter, then lowercase letters, digits, `_` or `-`, at most 64 in all";
        assert_eq!(error.to_string(), format!("`{bad}` is no module: {rule}"));
    }
}

#[test]
fn a_name_is_trimmed_composed_and_its_spaces_folded() {
    assert_eq!("  Client \t User ".parse::<RoleId>().unwrap().as_str(), "Client User");
    assert_eq!("Cafe\u{301}".parse::<Name>().unwrap(), "Café".parse::<Name>().unwrap());
    let longest = "ä".repeat(120);
    assert_eq!(longest.parse::<Name>().unwrap().as_str(), longest);
}

#[test]
fn a_blank_or_overlong_name_or_one_with_control_characters_is_none() {
    let long = "a".repeat(121);
    for bad in ["", "   ", "a\u{7}b", long.as_str()] {
        let error = bad.parse::<Name>().unwrap_err();
        assert_eq!(error.rule, "use 1 to 120 characters, none of them a control character");
    }
}

#[test]
fn names_are_compared_without_case_and_compatibility_forms() {
    assert_eq!(comparable("ＡＤＭＩＮ"), comparable("admin"));
    assert_eq!(comparable("ﬁnance"), comparable("FINANCE"));
    assert_eq!("Cafe\u{301}".parse::<Name>().unwrap().comparable(), comparable("CAFÉ"));
    assert_ne!(comparable("Admin"), comparable("Admins"));
}

#[test]
fn a_permission_is_a_module_and_an_action() {
    let permission: Permission = "invoices:edit".parse().unwrap();
    assert_eq!((permission.module.as_str(), permission.action.as_str()), ("invoices", "edit"));
    assert_eq!(permission.to_string(), "invoices:edit");
    let error = "invoices".parse::<Permission>().unwrap_err();
    assert_eq!(error.to_string(), "`invoices` is no permission: write `module:action`, e.g. `invoices:edit`");
}

#[test]
fn a_command_pattern_ends_at_a_dot_and_covers_something() {
    for good in ["*", "member.*", "member.invite"] {
        assert_eq!(good.parse::<CommandPattern>().unwrap().as_str(), good);
    }
    for bad in ["", "mem*", "member.", "members.*", "**", "*.invite"] {
        assert!(bad.parse::<CommandPattern>().is_err(), "{bad}");
    }
}
