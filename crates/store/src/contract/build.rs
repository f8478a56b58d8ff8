//! The small words in which the cases are written.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_organization::{Facts, MemberId, OrganizationId, RecordChange, RecordId, RecordKey, Revision};

use crate::{
    Address, EntryKind, EntryQuery, Field, Head, NewEntry, PersonValue, Salt, Store, StoreError, VerifyReport,
};

pub(super) fn org(name: &str) -> OrganizationId {
    OrganizationId::new(&format!("org_{name}")).unwrap()
}

pub(super) fn member(name: &str) -> MemberId {
    MemberId::new(&format!("mem_{name}")).unwrap()
}

/// Some second of 2026.
pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

/// A policy entry with a body.
pub(super) fn policy(second: i64, body: &str) -> NewEntry {
    NewEntry::new(at(second), EntryKind::Policy, 1, body.as_bytes().to_vec())
}

/// A policy entry that gives a slug.
pub(super) fn named(second: i64, slug: &str) -> NewEntry {
    NewEntry { slug: Some(slug.parse().unwrap()), ..policy(second, "named") }
}

/// An entry that writes records: `("deals/1", Some("ann"))` has an owner, `None` is gone.
pub(super) fn records(second: i64, changes: &[(&str, Option<&str>)]) -> NewEntry {
    let change = |(key, owner): &(&str, Option<&str>)| RecordChange {
        key: self::key(key),
        facts: owner.map(owned_by),
    };
    let records = changes.iter().map(change).collect();
    NewEntry { records, ..NewEntry::new(at(second), EntryKind::Records, 1, Vec::new()) }
}

pub(super) fn owned_by(owner: &str) -> Facts {
    Facts { owner: Some(member(owner)), ..Facts::default() }
}

/// The key of `deals/1`.
pub(super) fn key(text: &str) -> RecordKey {
    let (module, id) = text.split_once('/').unwrap();
    RecordKey::new(module.parse().unwrap(), RecordId::new(id).unwrap())
}

/// A personal value with a salt that depends on all of it.
pub(super) fn value(name: &str, field: Field, value: &str) -> PersonValue {
    let salt = crate::Hash::of(format!("{name} {field} {value}").as_bytes());
    PersonValue { member: member(name), field, salt: Salt::new(*salt.as_bytes()), value: value.to_owned() }
}

/// Founds an organization under its own name.
pub(super) async fn found(store: &Arc<dyn Store>, name: &str) -> OrganizationId {
    store.append(&org(name), Revision(0), vec![named(0, name)]).await.unwrap();
    org(name)
}

/// Appends behind whatever is there.
pub(super) async fn add(store: &Arc<dyn Store>, organization: &OrganizationId, entry: NewEntry) -> Head {
    try_add(store, organization, entry).await.unwrap()
}

pub(super) async fn try_add(
    store: &Arc<dyn Store>,
    organization: &OrganizationId,
    entry: NewEntry,
) -> Result<Head, StoreError> {
    let head = head(store, organization).await;
    store.append(organization, head.revision, vec![entry]).await
}

pub(super) async fn head(store: &Arc<dyn Store>, organization: &OrganizationId) -> Head {
    store.organization(&Address::Id(organization.clone())).await.unwrap().unwrap()
}

/// Every entry's number.
pub(super) async fn revisions(
    store: &Arc<dyn Store>,
    organization: &OrganizationId,
    query: EntryQuery,
) -> Vec<u64> {
    let query = EntryQuery { limit: if query.limit == 0 { 100 } else { query.limit }, ..query };
    store.entries(organization, &query).await.unwrap().iter().map(|entry| entry.revision().0).collect()
}

pub(super) async fn verify(store: &Arc<dyn Store>, organization: &OrganizationId) -> VerifyReport {
    crate::verify(store.as_ref(), organization, &mut |_| ()).await.unwrap()
}
