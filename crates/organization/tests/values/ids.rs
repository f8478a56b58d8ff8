//! Ids: what is one and what is none.

use std::fmt::Debug;
use std::str::FromStr;

use rolecall_organization::{
    CommandId, Company, ContainerId, Email, ExternalId, GroupId, InvitationId, MemberId, OrganizationId,
    RESERVED_PREFIXES, RecordId, Revision, SharingRuleId, Slug, is_reserved,
};
use serde::de::DeserializeOwned;
use serde_json::json;

/// Holds each text against a kind of id, parsed and read from JSON.
#[track_caller]
fn check<T: FromStr<Err: Debug> + DeserializeOwned + AsRef<str>>(right: &[&str], wrong: &[&str]) {
    for text in right {
        assert_eq!(text.parse::<T>().unwrap().as_ref(), *text);
        assert!(serde_json::from_value::<T>(json!(text)).is_ok());
    }
    for text in wrong {
        assert!(text.parse::<T>().is_err(), "`{text}` parses");
        assert!(serde_json::from_value::<T>(json!(text)).is_err());
    }
}

#[test]
fn a_slug_is_lowercase_letters_digits_and_hyphens() {
    let (longest, too_long) = ("a".repeat(63), "a".repeat(64));
    check::<Slug>(
        &["a", "acme", "acme-2", "2-acme", "a--b", &longest],
        &["", "-", "-acme", "acme-", "Acme", "ac me", "acme_2", "äcme", "acme.eu", &too_long],
    );
}

#[test]
fn generated_ids_begin_with_their_prefix() {
    check::<OrganizationId>(&["org_1"], &["", "mem_1", "1", "org_\n"]);
    check::<MemberId>(&["mem_1"], &["", "org_1", "mem 1", "mem_1 "]);
    check::<GroupId>(&["grp_1"], &["", "mem_1", "group"]);
    check::<SharingRuleId>(&["shr_1"], &["", "mem_1"]);
    check::<InvitationId>(&["inv_1"], &["", "mem_1"]);
}

#[test]
fn the_products_own_ids_are_short_printable_texts() {
    let (longest, too_long) = ("x".repeat(255), "x".repeat(256));
    let right = ["1", "a b", "42/7", "ä", "con_1", "a@b", longest.as_str()];
    let wrong = ["", " ", " a", "a ", "a\nb", "a\u{7f}", too_long.as_str()];
    check::<ContainerId>(&right, &wrong);
    check::<RecordId>(&right, &wrong);
    check::<CommandId>(&right, &wrong);
    check::<Company>(&right, &wrong);
}

#[test]
fn an_external_id_can_pass_neither_for_an_address_nor_for_a_generated_id() {
    check::<ExternalId>(
        &["u-17", "member 4", "memory", "xmem_1"],
        &["", "a@b", "@", "mem_1", "org_x", "inv_", " u"],
    );
    for prefix in RESERVED_PREFIXES {
        assert!(is_reserved(&format!("{prefix}x")));
        assert!(ExternalId::new(prefix).is_err());
    }
    assert!(!is_reserved("memo") && !is_reserved("_mem_"));
}

#[test]
fn an_address_has_one_at_sign_between_two_parts() {
    let local = |length: usize| format!("{}@example.com", "a".repeat(length - "@example.com".len()));
    let (longest, too_long) = (local(254), local(255));
    check::<Email>(
        &["a@b", "rita.r+x@example.com", "RITA@Example.com", "mem_1@example.com", "ü@example.com", &longest],
        &["", "@", "a@", "@b", "a", "a@b@c", "a b@c", "a@b c", "a@.b", "a@b.", "a\n@b", &too_long],
    );
}

#[test]
fn addresses_are_compared_without_regard_to_case() {
    let comparable = |text: &str| Email::new(text).unwrap().comparable();
    assert_eq!(comparable("RITA@Example.COM"), comparable("rita@example.com"));
    assert_eq!(Email::new("RITA@example.com").unwrap().as_str(), "RITA@example.com");
}

#[test]
fn what_is_wrong_is_said_with_what_would_be_right() {
    let error = MemberId::new("rita").unwrap_err();
    assert_eq!(error.to_string(), "`rita` is no member id: it begins with `mem_`");
    let error = Email::new("rita").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`rita` is no e-mail address: write it as `name@example.com`, at most 254 characters"
    );
}

#[test]
fn an_id_is_written_as_its_text() {
    let id = MemberId::new("mem_1").unwrap();
    assert_eq!((id.to_string().as_str(), format!("{id:?}").as_str()), ("mem_1", "\"mem_1\""));
    assert_eq!(serde_json::to_value(&id).unwrap(), json!("mem_1"));
    assert_eq!(String::from(id), "mem_1");
}

#[test]
fn revisions_count_up() {
    assert_eq!(Revision::default().next(), Revision(1));
    assert_eq!(Revision(41).next().to_string(), "42");
}
