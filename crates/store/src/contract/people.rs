//! Personal values: beside the ledger, never in it, and gone when erased.

use std::sync::Arc;

use rolecall_organization::Revision;

use super::{
    build::{add, found, member, policy, value},
    list,
};
use crate::{
    Commitment,
    Field::{Email, ExternalId, Name},
    NewEntry, Store,
};

list!(
    values_come_back_with_their_salts,
    an_entry_lists_commitments_and_no_values,
    a_value_that_changes_keeps_its_past,
    an_erasure_takes_every_value_of_one_member,
);

async fn values_come_back_with_their_salts(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let values = vec![
        value("ann", Name, "Ann Ö."),
        value("ann", Email, "ann@example.com"),
        value("bob", ExternalId, "B7"),
    ];
    add(&store, &a, NewEntry { people: values.clone(), ..policy(1, "x") }).await;
    let people = store.people(&a).await.unwrap();
    assert!(people.iter().all(|row| row.revision == Revision(2)));
    let stored: Vec<_> = people.into_iter().map(|row| row.value).collect();
    assert_eq!(stored.len(), 3);
    assert!(values.iter().all(|value| stored.contains(value)));
    let b = found(&store, "b").await;
    assert_eq!(store.people(&b).await.unwrap(), []);
}

async fn an_entry_lists_commitments_and_no_values(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let email = value("ann", Email, "ann@example.com");
    add(&store, &a, NewEntry { people: vec![email.clone()], ..policy(1, "x") }).await;
    let entry = store.entry(&a, Revision(2)).await.unwrap().unwrap();
    let [committed] = entry.header.commitments.as_slice() else { panic!("one commitment") };
    assert_eq!((&committed.member, committed.field), (&email.member, Email));
    assert_eq!(committed.commitment, Commitment::to(&email.salt, &email.member, Email, &email.value));
    let query = crate::EntryQuery { limit: 9, ..crate::EntryQuery::default() };
    for entry in store.stored_entries(&a, &query).await.unwrap() {
        assert!(!entry.envelope.windows(7).any(|bytes| bytes == b"example"));
    }
}

async fn a_value_that_changes_keeps_its_past(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let (old, new) = (value("ann", Name, "Ann Old"), value("ann", Name, "Ann New"));
    add(&store, &a, NewEntry { people: vec![old.clone()], ..policy(1, "x") }).await;
    add(&store, &a, NewEntry { people: vec![new.clone()], ..policy(2, "y") }).await;
    let people: Vec<_> =
        store.people(&a).await.unwrap().into_iter().map(|row| (row.revision.0, row.value)).collect();
    assert_eq!(people, [(2, old), (3, new)]);
}

async fn an_erasure_takes_every_value_of_one_member(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let bob = value("bob", Name, "Bob");
    let people = vec![value("ann", Name, "Ann"), value("ann", Email, "ann@example.com"), bob.clone()];
    add(&store, &a, NewEntry { people, ..policy(1, "x") }).await;
    add(&store, &a, NewEntry { people: vec![value("ann", Name, "Ann Two")], ..policy(2, "y") }).await;
    add(&store, &a, NewEntry { erase: vec![member("ann")], ..policy(3, "z") }).await;
    let left: Vec<_> = store.people(&a).await.unwrap().into_iter().map(|row| row.value).collect();
    assert_eq!(left, [bob]);
    assert_eq!(store.entry(&a, Revision(4)).await.unwrap().unwrap().header.erased, [member("ann")]);
}
