use jiff::Timestamp;
use rolecall_organization::{MemberId, OrganizationId, Revision};

use super::{next_instant, open_envelope};
use crate::{Commitment, EntryKind, Field, Hash, NewEntry, PersonValue, PreparedAppend, Salt, StoreError};

fn ledger() -> OrganizationId {
    OrganizationId::new("org_a").unwrap()
}

fn prepared(entry: NewEntry) -> PreparedAppend {
    PreparedAppend::new(&ledger(), Revision(6), vec![entry]).unwrap()
}

fn entry() -> NewEntry {
    NewEntry::new(
        Timestamp::from_second(1_767_225_600).unwrap(),
        EntryKind::Policy,
        3,
        b"body\nof\0bytes".to_vec(),
    )
}

/// Anyone may write a program that verifies a ledger: the bytes and their hash are as documented, for ever.
#[test]
fn the_form_of_an_entry_stays() {
    let append = prepared(entry());
    let envelope = &append.entries[0].envelope;
    let expected = "{\"envelope\":1,\"organization\":\"org_a\",\"revision\":7,\"at\":\"2026-01-01T00:00:00Z\",\
                    \"kind\":\"policy\",\"format\":3}\nbody\nof\0bytes";
    assert_eq!(std::str::from_utf8(envelope).unwrap(), expected);
    let by_hand = |parts: &[&[u8]]| Hash::of(&parts.concat());
    let genesis = by_hand(&[b"rolecall ledger 1\0", b"org_a"]);
    assert_eq!(Hash::genesis(&ledger()), genesis);
    assert_eq!(
        append.entries[0].hash(&genesis),
        by_hand(&[b"rolecall entry 1\0", genesis.as_bytes(), envelope])
    );
}

#[test]
fn the_form_of_a_commitment_stays() {
    let (salt, member) = (Salt::new([7; 32]), MemberId::new("mem_ann").unwrap());
    let sized = |text: &str| [&(text.len() as u64).to_be_bytes(), text.as_bytes()].concat();
    let parts = [
        b"rolecall commitment 1\0",
        [7; 32].as_slice(),
        &sized("mem_ann"),
        &sized("email"),
        &sized("ann@example.com"),
    ];
    let made = Commitment::to(&salt, &member, Field::Email, "ann@example.com");
    assert_eq!(made.to_string(), Hash::of(&parts.concat()).to_string());
}

/// No two of these may ever share a commitment, wherever a text ends and the next begins.
#[test]
fn commitments_to_different_things_differ() {
    let salt = Salt::new([7; 32]);
    let member = |name: &str| MemberId::new(name).unwrap();
    let all = [
        Commitment::to(&salt, &member("mem_a"), Field::Name, "x"),
        Commitment::to(&salt, &member("mem_an"), Field::Name, "x"),
        Commitment::to(&salt, &member("mem_a"), Field::Email, "x"),
        Commitment::to(&salt, &member("mem_a"), Field::Name, "nx"),
        Commitment::to(&Salt::new([8; 32]), &member("mem_a"), Field::Name, "x"),
        Commitment::to(&salt, &member("mem_a"), Field::Name, ""),
    ];
    let different: std::collections::BTreeSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}

#[test]
fn any_byte_of_an_envelope_counts() {
    let append = prepared(entry());
    let previous = Hash::of(b"ahead");
    let hash = append.entries[0].hash(&previous);
    let envelope = &append.entries[0].envelope;
    for index in 0..envelope.len() {
        let mut changed = envelope.clone();
        changed[index] ^= 1;
        assert_ne!(Hash::of_entry(&previous, &changed), hash, "byte {index}");
    }
    assert_ne!(append.entries[0].hash(&Hash::of(b"other")), hash);
}

#[test]
fn an_envelope_cut_short_is_damaged() {
    let record = rolecall_organization::RecordKey::new("deals".parse().unwrap(), "1".parse().unwrap());
    let records = vec![rolecall_organization::RecordChange { key: record, facts: None }];
    let append =
        prepared(NewEntry { records, ..NewEntry::new(entry().at, EntryKind::Records, 1, Vec::new()) });
    let envelope = &append.entries[0].envelope;
    assert!(open_envelope(envelope).is_ok());
    for size in 0..envelope.len() {
        assert!(matches!(open_envelope(&envelope[..size]), Err(StoreError::Corrupt { .. })), "{size} bytes");
    }
}

#[test]
fn a_line_feed_in_a_text_does_not_end_the_header() {
    let people = vec![PersonValue {
        member: MemberId::new("mem_ann").unwrap(),
        field: Field::Name,
        salt: Salt::new([1; 32]),
        value: "Ann\nLee".to_owned(),
    }];
    let append = prepared(NewEntry { people, ..entry() });
    let opened = open_envelope(&append.entries[0].envelope).unwrap();
    assert_eq!(opened.header, append.entries[0].header);
    assert_eq!(opened.body, b"body\nof\0bytes");
}

#[test]
fn the_next_instant_is_whole_and_never_behind() {
    let at = |nanosecond| Timestamp::from_nanosecond(nanosecond).unwrap();
    assert_eq!(next_instant(at(5_999), None), at(5_000));
    assert_eq!(next_instant(at(5_999), Some(at(3_000))), at(5_000));
    assert_eq!(next_instant(at(5_999), Some(at(9_000))), at(9_000));
}

#[test]
fn a_value_and_a_salt_do_not_show_in_logs() {
    let salt = Salt::new([0xab; 32]);
    let member = MemberId::new("mem_ann").unwrap();
    let value = PersonValue { member, field: Field::Name, salt, value: "Ann Lee".to_owned() };
    assert_eq!(format!("{value:?} {salt:?}"), "PersonValue(name of mem_ann, ..) Salt(..)");
}

#[test]
fn a_hash_is_written_and_read_as_64_digits() {
    let hash = Hash::of(b"");
    let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!((hash.to_string().as_str(), text.parse()), (text, Ok(hash)));
    let longer = format!("{text}0");
    let upper = text.to_uppercase();
    for wrong in [
        "",
        text.strip_prefix('e').unwrap(),
        text.strip_prefix("e3").unwrap(),
        &longer,
        &upper,
        &text.replace('e', "g"),
    ] {
        let message = format!("`{wrong}` is no hash: it has 64 hexadecimal digits");
        assert_eq!(wrong.parse::<Hash>().unwrap_err().to_string(), message);
    }
}
