//! Personal values, kept apart from the ledger.

use rolecall_organization::{Commitment, Field, MemberId, People, PersonValue, Salt};

use crate::common::id;

fn mem(name: &str) -> MemberId {
    id(&format!("mem_{name}"))
}

/// Rita with an address, an id and a name.
fn people() -> People {
    let mut people = People::default();
    people.set(&mem("rita"), Field::Email, Some("Rita@example.com"));
    people.set(&mem("rita"), Field::ExternalId, Some("r-1"));
    people.set(&mem("rita"), Field::Name, Some("Rita"));
    people
}

#[test]
fn a_person_is_found_by_address_and_external_id() {
    let people = people();
    assert_eq!(people.by_email("rita@EXAMPLE.com"), Some(&mem("rita")));
    assert_eq!(people.by_external_id("r-1"), Some(&mem("rita")));
    assert_eq!(people.by_external_id("R-1"), None);
    let rita = people.person(&mem("rita")).unwrap();
    assert_eq!(rita.email.as_ref().unwrap().as_str(), "Rita@example.com");
    assert_eq!(rita.name.as_deref(), Some("Rita"));
}

#[test]
fn another_value_frees_the_one_before() {
    let mut people = people();
    people.set(&mem("rita"), Field::Email, Some("r@example.com"));
    people.set(&mem("rita"), Field::ExternalId, None);
    assert_eq!(people.by_email("rita@example.com"), None);
    assert_eq!(people.by_email("r@example.com"), Some(&mem("rita")));
    assert_eq!(people.by_external_id("r-1"), None);
}

#[test]
fn who_is_released_is_no_longer_found_and_keeps_the_values() {
    let mut people = people();
    people.release(&mem("rita"));
    assert_eq!((people.by_email("rita@example.com"), people.by_external_id("r-1")), (None, None));
    assert!(people.person(&mem("rita")).unwrap().email.is_some());
}

#[test]
fn what_another_took_over_is_not_lost_by_releasing_or_erasing() {
    let mut people = people();
    people.release(&mem("rita"));
    people.set(&mem("new"), Field::Email, Some("rita@example.com"));
    people.set(&mem("new"), Field::ExternalId, Some("r-1"));
    people.release(&mem("rita"));
    people.erase(&mem("rita"));
    assert_eq!(people.person(&mem("rita")), None);
    assert_eq!(people.by_email("rita@example.com"), Some(&mem("new")));
    assert_eq!(people.by_external_id("r-1"), Some(&mem("new")));
}

#[test]
fn erasing_drops_every_value() {
    let mut people = people();
    people.erase(&mem("rita"));
    assert_eq!(people, People::default());
    people.erase(&mem("nobody"));
    people.release(&mem("nobody"));
}

#[test]
fn a_value_that_parses_no_more_is_left_out() {
    let mut people = people();
    people.set(&mem("rita"), Field::Email, Some("nonsense"));
    assert_eq!(people.by_email("nonsense"), None);
    assert_eq!(people.person(&mem("rita")).unwrap().email, None);
}

#[test]
fn a_commitment_says_who_which_and_what_without_telling() {
    let row = |member: &str, field: Field, salt: u8, value: &str| {
        PersonValue { member: mem(member), field, salt: Salt::new([salt; 32]), value: value.to_owned() }
            .commitment()
    };
    let rita = row("rita", Field::Name, 1, "Rita");
    assert_eq!(rita, row("rita", Field::Name, 1, "Rita"));
    let others = [
        row("marc", Field::Name, 1, "Rita"),
        row("rita", Field::Email, 1, "Rita"),
        row("rita", Field::Name, 2, "Rita"),
        row("rita", Field::Name, 1, "Ritx"),
    ];
    assert!(others.iter().all(|other| *other != rita));
    assert_ne!(
        Commitment::to(&Salt::new([1; 32]), &mem("a"), Field::Name, "bc"),
        Commitment::to(&Salt::new([1; 32]), &mem("ab"), Field::Name, "c"),
        "parts do not run into each other",
    );
}

#[test]
fn salts_and_values_do_not_show_themselves() {
    let salt = Salt::new([1; 32]);
    assert_eq!(format!("{salt:?}"), "Salt(..)");
    let row = PersonValue { member: mem("rita"), field: Field::Name, salt, value: "Rita".to_owned() };
    assert_eq!(format!("{row:?}"), "PersonValue(name of mem_rita, ..)");
}

#[test]
fn a_field_is_known_by_its_name() {
    for field in Field::ALL {
        assert_eq!(Field::parse(field.as_str()), Some(field));
    }
    assert_eq!(Field::parse("phone"), None);
}

#[test]
fn a_commitment_is_written_as_64_digits() {
    let commitment = Commitment::to(&Salt::new([1; 32]), &mem("rita"), Field::Name, "Rita");
    let text = String::from(commitment);
    assert_eq!(text.len(), 64);
    assert!(text.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase()));
    assert_eq!(Commitment::try_from(text.clone()), Ok(commitment));
    assert_eq!(format!("{commitment:?}"), text);
    for wrong in ["", "12", &text[1..], &format!("{text}0"), &text.replace(&text[..1], "g")] {
        assert_eq!(Commitment::try_from(wrong.to_owned()), Err(format!("`{wrong}` is no commitment")));
    }
}
