use proptest::prelude::*;

use super::*;

const RITA: PasswordContext<'static> = PasswordContext {
    email: "rita.meier@example.com",
    name: Some("Rita Meier-Çelik"),
    organization: Some("Nordwind Logistik 24 GmbH"),
};

fn at_least(minimum: usize) -> PasswordPolicy {
    PasswordPolicy::new(minimum).unwrap()
}

fn refusal(text: &str) -> PasswordRefusal {
    accept(text, &RITA, at_least(8)).unwrap_err()
}

#[test]
fn a_long_password_of_any_characters_is_taken() {
    for text in [
        "correct horse battery",
        "aaaaaaaaaaaaaaa bbb",
        "пароль из слов",
        "🦊🦊🐻🐻🐼🐼🐨🐨🐯🐯🦁🦁",
        "  with spaces at the ends  ",
    ] {
        assert!(accept(text, &RITA, PasswordPolicy::default()).is_ok(), "{text}");
    }
}

#[test]
fn length_is_counted_in_characters_after_normalization() {
    let short = PasswordRefusal::TooShort { length: 11, minimum: 12 };
    // Each pair of `e` and a combining accent is one character; a ligature is two.
    assert_eq!(accept(&"e\u{301}".repeat(11), &RITA, PasswordPolicy::default()).unwrap_err(), short);
    assert!(accept(&"e\u{301}".repeat(12), &RITA, PasswordPolicy::default()).is_ok());
    assert!(accept("ﬁﬁﬁﬁﬁﬁ", &RITA, PasswordPolicy::default()).is_ok());
    assert_eq!(short.to_string(), "this password has 11 characters: it needs at least 12");
}

#[test]
fn a_password_of_256_characters_is_taken_and_a_longer_one_is_not() {
    assert!(accept(&"ü".repeat(256), &RITA, PasswordPolicy::default()).is_ok());
    let refused = accept(&"ü".repeat(257), &RITA, PasswordPolicy::default()).unwrap_err();
    assert_eq!(refused.to_string(), "this password is too long: it may have 256 characters");
    assert_ne!(Password::given(&"ü".repeat(256)), Password::given(&"ü".repeat(257)));
}

#[test]
fn the_same_password_from_another_keyboard_is_the_same() {
    assert_eq!(Password::given("Zu\u{308}rich im Nebel"), Password::given("Zürich im Nebel"));
    assert_ne!(Password::given("zürich im Nebel"), Password::given("Zürich im Nebel"));
}

#[test]
fn a_common_password_is_refused_whatever_its_case() {
    for text in ["Password", "QWERTYUIOP", "ｐａｓｓｗｏｒｄ", "1q2w3e4r5t6y", "trustno1"] {
        assert_eq!(refusal(text), PasswordRefusal::Common, "{text}");
    }
    assert_eq!(
        refusal("password").to_string(),
        "this password is one of the most common ones, which are tried first"
    );
    assert!(accept("password of a fox", &RITA, at_least(8)).is_ok());
}

#[test]
fn the_list_of_common_passwords_is_there_in_the_form_that_is_compared() {
    assert!(COMMON.len() > 10_000, "{}", COMMON.len());
    for entry in COMMON.iter() {
        assert!(entry.chars().count() >= 8 && comparable(entry) == *entry, "{entry}");
    }
}

#[test]
fn a_word_close_to_the_account_is_refused_with_whatever_digits_and_punctuation() {
    let cases = [
        (ContextWord::Email, "Rita.Meier@Example.com"),
        (ContextWord::Email, "rita.meier@example.com1"),
        (ContextWord::Email, "rita_meier-2026!"),
        (ContextWord::Email, "2026RITAMEIER"),
        (ContextWord::Name, "rita meier çelik"),
        (ContextWord::Name, "123-Rita-456"),
        (ContextWord::Organization, "nordwind2026"),
        (ContextWord::Organization, "Nordwind Logistik GmbH!"),
        (ContextWord::Product, "R.o.l.e.c.a.l.l."),
        (ContextWord::Product, "rolecall2026!!"),
    ];
    for (word, text) in cases {
        assert_eq!(refusal(text), PasswordRefusal::Context(word), "{text}");
    }
    assert_eq!(
        refusal("rolecall").to_string(),
        "this password is the name of this product, or that with digits and punctuation only, which is tried first"
    );
}

#[test]
fn a_word_close_to_the_account_among_other_words_is_taken() {
    for text in ["rita likes rain", "rolecall and foxes", "Meier+Nordwind"] {
        assert!(accept(text, &RITA, at_least(8)).is_ok(), "{text}");
    }
}

#[test]
fn short_names_and_missing_ones_refuse_nothing_by_chance() {
    let li = PasswordContext { email: "li@example.com", name: Some("Li"), organization: None };
    assert!(accept("4711-0815-li", &li, at_least(8)).is_ok());
    let digits = PasswordContext { email: "4711081512@example.com", name: Some(" "), organization: Some("") };
    assert!(accept("91827364509182", &digits, at_least(8)).is_ok());
    let same = accept("4711081512", &digits, at_least(8)).unwrap_err();
    assert_eq!(same, PasswordRefusal::Context(ContextWord::Email));
}

#[test]
fn a_policy_stays_within_the_standard() {
    assert_eq!(PasswordPolicy::default().minimum(), 12);
    assert!(PasswordPolicy::new(8).is_ok() && PasswordPolicy::new(64).is_ok());
    for minimum in [0, 7, 65] {
        assert_eq!(PasswordPolicy::new(minimum).unwrap_err(), InvalidPolicy(minimum));
    }
}

#[test]
fn a_password_is_shown_by_no_format() {
    assert_eq!(format!("{:?}", Password::given("correct horse")), "Password(..)");
}

#[test]
fn each_refusal_has_an_advice() {
    for text in ["short", "password", "rolecall1234"] {
        assert!(refusal(text).advice().len() > 15, "{text}");
    }
}

proptest! {
    #[test]
    fn no_password_makes_the_rules_panic(text in "\\PC{0,300}", email in "\\PC{0,20}") {
        let context = PasswordContext { email: &email, name: Some(&email), organization: None };
        if let Ok(password) = accept(&text, &context, PasswordPolicy::default()) {
            prop_assert_eq!(&password, &Password::given(&password.0));
            prop_assert!((12..=256).contains(&password.length()));
        }
    }
}
