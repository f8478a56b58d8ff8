//! What takes a forger who keeps the chain whole. Plain tampering is tested against a real database, in the store
//! crates.

use jiff::Timestamp;
use rolecall_organization::{MemberId, OrganizationId, RecordChange, RecordKey, Revision};

use super::{LedgerCheck, VerifyReport, What};
use crate::{
    EntryKind, Field, Hash, Head, NewEntry, PersonRow, PersonValue, PreparedAppend, PreparedEntry, RecordRow,
    Salt, StoredEntry,
};

fn org() -> OrganizationId {
    OrganizationId::new("org_a").unwrap()
}

fn policy(second: i64) -> NewEntry {
    NewEntry::new(Timestamp::from_second(second).unwrap(), EntryKind::Policy, 1, Vec::new())
}

fn founding() -> NewEntry {
    NewEntry { slug: Some("a".parse().unwrap()), ..policy(0) }
}

/// Prepares an entry by itself, past the checks that entries appended together pass.
fn prepared(ahead: u64, entry: NewEntry) -> PreparedEntry {
    PreparedAppend::new(&org(), Revision(ahead), vec![entry]).unwrap().entries.remove(0)
}

fn stored(entry: &PreparedEntry, previous: &Hash) -> StoredEntry {
    let header = &entry.header;
    StoredEntry {
        revision: header.revision,
        at: header.at.as_microsecond(),
        kind: header.kind.as_str().to_owned(),
        actor: header.actor.as_ref().map(ToString::to_string),
        members: header.members.iter().map(ToString::to_string).collect(),
        previous: previous.as_bytes().to_vec(),
        hash: entry.hash(previous).as_bytes().to_vec(),
        envelope: entry.envelope.clone(),
    }
}

/// Checks entries that form a whole chain, with the rows that `rows` makes of those written.
fn check(
    entries: Vec<NewEntry>,
    people: Vec<PersonRow>,
    rows: fn(Vec<RecordRow>) -> Vec<RecordRow>,
) -> VerifyReport {
    let mut head = Head::founding(&org(), entries[0].at);
    let mut check = LedgerCheck::new(org(), Revision(entries.len() as u64), people);
    for (ahead, entry) in (0..).zip(entries) {
        let entry = prepared(ahead, entry);
        let row = |record: &crate::PreparedRecord| RecordRow {
            key: record.key.clone(),
            revision: entry.header.revision,
            facts: record.facts.clone(),
        };
        let written = entry.records.iter().map(row).collect();
        check.entry(&stored(&entry, &head.hash), &rows(written));
        head.advance(&entry);
    }
    check.finish(Some(&head))
}

fn whats(report: VerifyReport) -> Vec<(u64, What)> {
    report.findings.into_iter().map(|finding| (finding.revision.0, finding.what)).collect()
}

fn key(id: &str) -> RecordKey {
    RecordKey::new("deals".parse().unwrap(), id.parse().unwrap())
}

fn records(ids: &[&str]) -> NewEntry {
    let records = ids.iter().map(|id| RecordChange { key: key(id), facts: None }).collect();
    NewEntry { records, ..policy(0) }
}

fn email(name: &str) -> PersonValue {
    let member = MemberId::new(&format!("mem_{name}")).unwrap();
    PersonValue {
        member,
        field: Field::Email,
        salt: Salt::new([1; 32]),
        value: format!("{name}@example.com"),
    }
}

#[test]
fn an_entry_dated_before_the_one_ahead_is_named() {
    let report = check(vec![founding(), policy(9), policy(8), policy(9)], Vec::new(), |rows| rows);
    assert_eq!(whats(report), [(3, What::TimeBackwards)]);
}

#[test]
fn rows_in_another_order_are_named() {
    let swapped = |mut rows: Vec<RecordRow>| {
        rows.reverse();
        rows
    };
    let report = check(vec![founding(), records(&["1", "2"])], Vec::new(), swapped);
    assert_eq!(whats(report), [(2, What::RecordsForged)]);
}

#[test]
fn a_row_gone_and_another_added_is_a_changed_one() {
    let replaced = |rows: Vec<RecordRow>| {
        let mut rows: Vec<_> = rows.into_iter().filter(|row| row.key != key("2")).collect();
        rows.extend(rows.last().cloned().map(|row| RecordRow { key: key("9"), ..row }));
        rows
    };
    let report = check(vec![founding(), records(&["1", "2", "3"])], Vec::new(), replaced);
    assert_eq!(whats(report), [(2, What::RecordChanged(key("9")))]);
}

#[test]
fn a_row_twice_is_added_once() {
    let doubled = |rows: Vec<RecordRow>| rows.iter().flat_map(|row| [row.clone(), row.clone()]).collect();
    let report = check(vec![founding(), records(&["1"])], Vec::new(), doubled);
    assert_eq!(whats(report), [(2, What::RecordAdded(key("1")))]);
}

#[test]
fn a_value_given_after_an_erasure_is_no_erased_one() {
    let again = NewEntry { people: vec![email("ann")], ..policy(2) };
    let erasing = NewEntry { erase: vec![email("ann").member], ..policy(1) };
    let entries = vec![founding(), NewEntry { people: vec![email("ann")], ..policy(0) }, erasing, again];
    let present = PersonRow { value: email("ann"), revision: Revision(4) };
    let report = check(entries.clone(), vec![present], |rows| rows);
    assert!(report.holds(), "{report}");
    assert_eq!((report.commitments_checked, report.commitments_erased), (1, 1));
    let report = check(entries, Vec::new(), |rows| rows);
    assert_eq!(whats(report), [(4, What::ValueMissing(email("ann").member, Field::Email))]);
}

#[test]
fn findings_without_end_are_counted_not_listed() {
    let stray = RecordRow { key: key("1"), revision: Revision(7), facts: None };
    let mut check = LedgerCheck::new(org(), Revision(0), Vec::new());
    (0..1500).for_each(|_| check.stray_row(&stray));
    let report = check.finish(Some(&Head::founding(&org(), Timestamp::UNIX_EPOCH)));
    assert_eq!(report.findings.len(), VerifyReport::MOST);
    assert!(report.to_string().ends_with("and 502 more"), "{}", report.omitted);
}
