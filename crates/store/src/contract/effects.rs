//! Snapshots and catalogs.

use std::sync::Arc;

use rolecall_catalog::CatalogHash;
use rolecall_organization::Revision;

use super::{
    build::{add, found, org, policy},
    list,
};
use crate::{NewEntry, NewSnapshot, Snapshot, Store, StoreError};

list!(
    the_latest_snapshot_up_to_a_revision_is_found,
    a_snapshot_of_nobody_is_refused,
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
