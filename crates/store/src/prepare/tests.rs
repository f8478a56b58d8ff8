use jiff::Timestamp;
use rolecall_organization::{Facts, MemberId, OrganizationId, RecordChange, RecordKey, Revision};

use super::PreparedAppend;
use crate::{EntryKind, Field, NewEntry, PersonValue, RecordSummer, Salt, StoreError, encode_facts};

fn entry() -> NewEntry {
    NewEntry::new(Timestamp::UNIX_EPOCH, EntryKind::Records, 1, Vec::new())
}

fn prepare(entries: Vec<NewEntry>) -> Result<PreparedAppend, StoreError> {
    PreparedAppend::new(&OrganizationId::new("org_a").unwrap(), Revision(1), entries)
}

fn refusal(entries: Vec<NewEntry>) -> String {
    prepare(entries).unwrap_err().to_string()
}

fn key(id: &str) -> RecordKey {
    RecordKey::new("deals".parse().unwrap(), id.parse().unwrap())
}

#[test]
fn the_order_in_which_records_are_given_does_not_matter() {
    let change = |id| RecordChange { key: key(id), facts: Some(Facts::default()) };
    let given = |ids: [&'static str; 3]| {
        prepare(vec![NewEntry { records: ids.map(change).into(), ..entry() }]).unwrap()
    };
    assert_eq!(given(["1", "2", "3"]).entries[0].envelope, given(["3", "1", "2"]).entries[0].envelope);
}

#[test]
fn the_sum_is_over_the_rows_as_stored() {
    let removed = RecordChange { key: key("1"), facts: None };
    let changed = RecordChange { key: key("2"), facts: Some(Facts { version: Some(9), ..Facts::default() }) };
    let append = prepare(vec![NewEntry { records: vec![changed.clone(), removed], ..entry() }]).unwrap();
    let mut summer = RecordSummer::default();
    summer.add(&key("1"), None);
    summer.add(&key("2"), Some(&encode_facts(&changed.facts.unwrap()).unwrap()));
    assert_eq!(append.entries[0].header.records, Some(summer.sum()));
}

/// Where one part ends and the next begins is part of the sum.
#[test]
fn rows_that_read_alike_have_different_sums() {
    let sum = |rows: &[(&str, Option<&[u8]>)]| {
        let mut summer = RecordSummer::default();
        for (id, facts) in rows {
            summer.add(&key(id), *facts);
        }
        summer.sum().sha256
    };
    let sums = [
        sum(&[("1", Some(b"23"))]),
        sum(&[("12", Some(b"3"))]),
        sum(&[("1", Some(b""))]),
        sum(&[("1", None)]),
        sum(&[("1", None), ("2", None)]),
        sum(&[]),
    ];
    assert_eq!(std::collections::BTreeSet::from(sums).len(), sums.len());
}

#[test]
fn revisions_count_on_from_what_the_caller_knows() {
    let append = prepare(vec![entry(), entry()]).unwrap();
    let revisions: Vec<_> = append.entries.iter().map(|entry| entry.header.revision.0).collect();
    assert_eq!(revisions, [2, 3]);
}

#[test]
fn what_contradicts_itself_is_refused_in_words() {
    let value = PersonValue {
        member: MemberId::new("mem_ann").unwrap(),
        field: Field::Name,
        salt: Salt::new([1; 32]),
        value: "Ann".to_owned(),
    };
    let slug = Some("a".parse().unwrap());
    let twice = RecordChange { key: key("1"), facts: None };
    let late = Timestamp::from_second(5).unwrap();
    let cases = [
        (vec![], "an append without entries"),
        (vec![NewEntry { people: vec![value.clone(), value], ..entry() }], "the name of `mem_ann` twice"),
        (
            vec![NewEntry { records: vec![twice.clone(), twice], ..entry() }],
            "the record `deals/1` twice in one entry",
        ),
        (
            vec![NewEntry { slug, delete: true, ..entry() }],
            "an entry that deletes the organization and gives it a slug",
        ),
        (
            vec![NewEntry { at: late, ..entry() }, entry()],
            "an entry of `1970-01-01T00:00:00Z` after one of `1970-01-01T00:00:05Z`; use `next_instant`",
        ),
    ];
    for (entries, what) in cases {
        assert_eq!(refusal(entries), format!("the store cannot take this: {what}"));
    }
}
