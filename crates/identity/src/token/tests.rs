#![allow(clippy::string_slice, reason = "a test fails loudly")]

use proptest::prelude::*;

use super::*;
use crate::Scope;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-11-22T12:00:00Z")
}

fn platform() -> NewToken {
    NewToken {
        organization: None,
        scopes: Scopes::default(),
        name: "nightly import".into(),
        expires_at: None,
    }
}

fn organization() -> NewToken {
    let organization = Some("org_acme".parse().unwrap());
    NewToken { organization, scopes: [Scope::Records, Scope::Decide].into_iter().collect(), ..platform() }
}

fn refusal(token: NewToken) -> String {
    token.make([7; 32], now()).unwrap_err().to_string()
}

#[test]
fn a_token_has_the_form_that_scanners_know() {
    let (_, platform) = platform().make([0; 32], now()).unwrap();
    let (_, organization) = organization().make([255; 32], now()).unwrap();
    // The last six characters were computed with another program (zlib's crc32).
    let zeros = "A".repeat(43);
    assert_eq!(platform.expose(), format!("rolecall_pt_{zeros}2MjfMh"));
    assert_eq!(organization.expose(), format!("rolecall_ot_{}84AuTyI", "_".repeat(42)));
    assert_eq!(platform.expose().len(), 12 + 43 + 6);
}

#[test]
fn a_token_is_read_and_found_by_its_hash() {
    for (token, kind) in [(platform(), TokenKind::Platform), (organization(), TokenKind::Organization)] {
        let (row, secret) = token.make([7; 32], now()).unwrap();
        let parsed = parse(secret.expose()).unwrap();
        assert_eq!(parsed.kind, kind);
        assert_eq!(parsed.hash(), row.secret);
        assert_eq!(row.secret, Hash::of(secret.expose().as_bytes()));
    }
}

#[test]
fn what_is_not_a_token_is_told_apart_from_one_that_was_mistyped() {
    let (_, secret) = platform().make([7; 32], now()).unwrap();
    let text = secret.expose();
    let relabelled = text.replace("_pt_", "_ot_");
    let newline = format!("{text}\n");
    let cases = [
        ("", InvalidToken::Foreign),
        ("ghp_0000", InvalidToken::Foreign),
        ("rolecall_inv_", InvalidToken::Foreign),
        (&text[..60], InvalidToken::Misshapen),
        (&newline, InvalidToken::Misshapen),
        ("rolecall_pt_", InvalidToken::Misshapen),
        ("rolecall_pt_ääääääääääääääääääääääääääääääääää", InvalidToken::Misshapen),
        (&relabelled, InvalidToken::Mistyped),
    ];
    for (text, error) in cases {
        assert_eq!(parse(text).unwrap_err(), error, "{text}");
    }
}

proptest! {
    #[test]
    fn one_wrong_character_is_always_noticed(random: [u8; 32], place in 0_usize..61, letter in "[ -~]") {
        let (_, secret) = platform().make(random, now()).unwrap();
        let mut text = secret.expose().to_owned();
        text.replace_range(place..=place, &letter);
        prop_assert_eq!(parse(&text).is_ok(), text == secret.expose());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(rolecall_[po]t_)?\\PC{0,60}") {
        prop_assert!(parse(&text).is_err());
    }
}

#[test]
fn a_secret_is_shown_by_no_format() {
    let (row, secret) = platform().make([7; 32], now()).unwrap();
    let parsed = parse(secret.expose()).unwrap();
    let shown = format!("{secret} {secret:?} {parsed:?} {row:?}");
    let body = &secret.expose()[12..];
    assert!(!shown.contains(body) && !shown.contains(&body[..8]), "{shown}");
}

#[test]
fn a_row_holds_what_was_asked_for_and_no_secret() {
    let expires_at = Some(at("2026-12-22T12:00:00Z"));
    let name = "  nightly import ".to_owned();
    let (row, secret) = NewToken { name, expires_at, ..organization() }.make([7; 32], now()).unwrap();
    assert_eq!(row.scopes, ["decide", "records"]);
    assert_eq!(row.name, "nightly import");
    assert_eq!((row.created_at, row.expires_at), (now(), expires_at));
    assert_eq!((row.last_used_at, row.revoked_at), (None, None));
    assert!(!secret.expose().contains(&row.id[4..]));
}

#[test]
fn ids_differ_and_are_in_the_order_of_making() {
    let id = |random, time| platform().make([random; 32], at(time)).unwrap().0.id;
    let (first, other) = (id(1, "2026-11-22T12:00:00Z"), id(2, "2026-11-22T12:00:00Z"));
    assert_ne!(first, other);
    assert!(first.starts_with("tok_") && first.len() == 30, "{first}");
    assert!(first.max(other) < id(3, "2026-11-22T12:00:00.001Z"));
}

#[test]
fn a_token_without_a_sound_name_is_refused() {
    let named = |name: &str| NewToken { name: name.to_owned(), ..platform() };
    assert_eq!(refusal(named(" \u{3000} ")), "a token needs a name that says what it is for");
    assert_eq!(refusal(named("a\nb")), "the name of a token is one line of printable characters");
    assert_eq!(refusal(named(&"ü".repeat(101))), "the name of a token has at most 100 characters");
    assert!(named(&"ü".repeat(100)).make([7; 32], now()).is_ok());
}

#[test]
fn a_token_that_would_never_work_is_refused() {
    let ending = |end| NewToken { expires_at: Some(end), ..platform() };
    assert_eq!(refusal(ending(now())), "the token would have expired already");
    assert!(ending(at("2026-11-22T12:00:00.001Z")).make([7; 32], now()).is_ok());
}

#[test]
fn scopes_belong_to_tokens_of_an_organization() {
    let without = NewToken { scopes: Scopes::default(), ..organization() };
    assert_eq!(
        refusal(without),
        "a token of an organization needs at least one scope: decide, manage, read or records"
    );
    let with = NewToken { scopes: Scopes::all(), ..platform() };
    assert_eq!(refusal(with), "a platform token may do everything: it takes no scopes");
}

#[test]
fn a_token_stands_until_it_expires_or_is_revoked() {
    let end = at("2026-12-22T12:00:00Z");
    let (mut row, _) = NewToken { expires_at: Some(end), ..platform() }.make([7; 32], now()).unwrap();
    assert_eq!(standing(&row, now()), Standing::Valid);
    assert_eq!(standing(&row, at("2026-12-22T11:59:59.999Z")), Standing::Valid);
    assert_eq!(standing(&row, end), Standing::Expired);
    row.revoked_at = Some(now());
    assert_eq!(standing(&row, now()), Standing::Revoked);
    assert_eq!(standing(&row, end), Standing::Revoked);
}

#[test]
fn a_token_without_an_end_stands_for_ever() {
    let (row, _) = platform().make([7; 32], now()).unwrap();
    assert_eq!(standing(&row, Timestamp::MAX), Standing::Valid);
}

#[test]
fn scopes_are_read_and_printed_in_order() {
    let scopes: Scopes = "records, decide,decide".parse().unwrap();
    assert_eq!(scopes.to_string(), "decide,records");
    assert!(scopes.contains(Scope::Decide) && !scopes.contains(Scope::Manage));
    assert_eq!(Scopes::all().words(), ["decide", "manage", "read", "records"]);
    assert_eq!(Scopes::parse(Scopes::all().words().iter().map(String::as_str)), Ok(Scopes::all()));
    let unknown = "decide,Manage".parse::<Scopes>().unwrap_err();
    assert_eq!(unknown.to_string(), "`Manage` is no scope: there are decide, manage, read and records");
}

#[test]
fn a_kept_scope_that_is_unknown_is_an_error() {
    let (mut row, _) = organization().make([7; 32], now()).unwrap();
    assert_eq!(scopes(&row), Ok([Scope::Decide, Scope::Records].into_iter().collect()));
    row.scopes.push("everything".into());
    assert_eq!(scopes(&row), Err(UnknownScope { word: "everything".into() }));
}
