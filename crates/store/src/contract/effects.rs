//! Snapshots, the outbox, catalogs.

use std::sync::Arc;

use rolecall_catalog::CatalogHash;
use rolecall_organization::Revision;

use super::{
    build::{add, at, found, org, policy},
    list,
};
use crate::{NewEntry, NewOutboxRow, NewSnapshot, Snapshot, Store, StoreError};

list!(
    the_latest_snapshot_up_to_a_revision_is_found,
    a_snapshot_of_nobody_is_refused,
    effects_wait_in_order_until_they_are_done,
    what_is_done_keeps_no_payload,
    a_catalog_is_kept_by_its_hash,
    a_catalog_under_a_foreign_hash_is_refused,
);

async fn the_latest_snapshot_up_to_a_revision_is_found(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let snapshot = NewSnapshot { format: 3, state: vec![2] };
    add(&store, &a, NewEntry { snapshot: Some(snapshot), ..policy(1, "x") }).await;
    add(&store, &a, policy(2, "y")).await;
    add(&store, &a, policy(3, "z")).await;
    let two = Snapshot { revision: Revision(2), format: 3, state: vec![2] };
    let four = Snapshot { revision: Revision(4), format: 4, state: vec![4; 10_000] };
    store.save_snapshot(&a, Snapshot { state: vec![9], ..four.clone() }).await.unwrap();
    store.save_snapshot(&a, four.clone()).await.unwrap();
    let expected = [(1, None), (2, Some(&two)), (3, Some(&two)), (4, Some(&four)), (99, Some(&four))];
    for (revision, expected) in expected {
        assert_eq!(store.snapshot_at_most(&a, Revision(revision)).await.unwrap().as_ref(), expected);
    }
}

async fn a_snapshot_of_nobody_is_refused(store: Arc<dyn Store>) {
    let snapshot = Snapshot { revision: Revision(1), format: 1, state: Vec::new() };
    assert!(matches!(store.save_snapshot(&org("nobody"), snapshot).await, Err(StoreError::Refused { .. })));
}

fn mail(payload: &str) -> NewOutboxRow {
    NewOutboxRow { kind: "mail".to_owned(), payload: payload.as_bytes().to_vec() }
}

async fn effects_wait_in_order_until_they_are_done(store: Arc<dyn Store>) {
    let (a, b) = (found(&store, "a").await, found(&store, "b").await);
    add(&store, &a, NewEntry { outbox: vec![mail("1"), mail("2")], ..policy(1, "x") }).await;
    add(&store, &b, NewEntry { outbox: vec![mail("3")], ..policy(2, "x") }).await;
    let waiting = store.outbox(2).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.payload.as_slice()).collect::<Vec<_>>(), [b"1", b"2"]);
    let first = &waiting[0];
    assert_eq!((&first.organization, first.revision, first.kind.as_str()), (&a, Revision(2), "mail"));
    assert_eq!((first.created_at, first.attempts), (at(1), 0));
    store.outbox_failed(first.id).await.unwrap();
    store.outbox_done(waiting[1].id, at(9)).await.unwrap();
    let waiting = store.outbox(9).await.unwrap();
    let left: Vec<_> = waiting.iter().map(|row| (row.payload.as_slice(), row.attempts)).collect();
    assert_eq!(left, [(b"1".as_slice(), 1), (b"3".as_slice(), 0)]);
    assert_eq!(waiting[1].organization, b);
}

async fn what_is_done_keeps_no_payload(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, NewEntry { outbox: vec![mail("secret")], ..policy(1, "x") }).await;
    let id = store.outbox(1).await.unwrap()[0].id;
    store.outbox_done(id, at(2)).await.unwrap();
    store.outbox_done(id, at(3)).await.unwrap();
    assert_eq!(store.outbox(9).await.unwrap(), []);
}

async fn a_catalog_is_kept_by_its_hash(store: Arc<dyn Store>) {
    let texts = ["[catalog]\nid = \"z\"", "[catalog]\nid = \"ä\""];
    for text in [texts[0], texts[1], texts[0]] {
        store.put_catalog(&CatalogHash::of(text), text).await.unwrap();
    }
    assert_eq!(store.catalogs().await.unwrap(), texts.map(CatalogHash::of));
    for text in texts {
        assert_eq!(store.catalog(&CatalogHash::of(text)).await.unwrap().as_deref(), Some(text));
    }
    assert_eq!(store.catalog(&CatalogHash::of("other")).await.unwrap(), None);
}

async fn a_catalog_under_a_foreign_hash_is_refused(store: Arc<dyn Store>) {
    let refused = store.put_catalog(&CatalogHash::of("one"), "another").await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
    assert_eq!(store.catalogs().await.unwrap(), []);
}
