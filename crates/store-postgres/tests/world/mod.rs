//! The small words that the tests share.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Timestamp;
use rolecall_organization::{Facts, MemberId, OrganizationId, RecordChange, RecordId, RecordKey, Revision};
use rolecall_store::{Address, EntryKind, NewEntry, Store, StoreError};
use rolecall_store_postgres::PostgresStore;

pub fn org(name: &str) -> OrganizationId {
    OrganizationId::new(&format!("org_{name}")).unwrap()
}

pub fn member(name: &str) -> MemberId {
    MemberId::new(&format!("mem_{name}")).unwrap()
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

pub fn policy(second: i64, body: &str) -> NewEntry {
    NewEntry::new(at(second), EntryKind::Policy, 1, body.as_bytes().to_vec())
}

pub fn named(slug: &str) -> NewEntry {
    NewEntry { slug: Some(slug.parse().unwrap()), ..policy(0, "founded") }
}

/// An entry that writes deals by number, with their owners.
pub fn deals(second: i64, changes: impl IntoIterator<Item = (u32, Option<&'static str>)>) -> NewEntry {
    let change = |(number, owner): (u32, Option<&str>)| RecordChange {
        key: RecordKey::new("deals".parse().unwrap(), RecordId::new(&number.to_string()).unwrap()),
        facts: owner.map(|owner| Facts { owner: Some(member(owner)), ..Facts::default() }),
    };
    let records = changes.into_iter().map(change).collect();
    NewEntry { records, ..NewEntry::new(at(second), EntryKind::Records, 1, Vec::new()) }
}

/// Where `org_NAME` stands.
pub async fn revision(store: &PostgresStore, name: &str) -> Result<Option<Revision>, StoreError> {
    Ok(store.organization(&Address::Id(org(name))).await?.map(|head| head.revision))
}

pub async fn holds(store: &PostgresStore, name: &str) -> u64 {
    let report = rolecall_store::verify(store, &org(name), &mut |_| ()).await.unwrap();
    assert!(report.holds(), "{report}");
    report.entries
}
