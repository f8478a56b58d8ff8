//! Founding, naming, listing and deleting organizations.

use std::sync::Arc;

use rolecall_organization::Revision;

use super::{
    build::{add, at, found, head, named, org, policy, try_add},
    list,
};
use crate::{Address, Conflict, Hash, NewEntry, Store, StoreError};

list!(
    founding_writes_the_first_entry_and_the_head,
    an_organization_is_found_by_id_and_by_slug,
    a_ledger_without_a_slug_is_refused,
    founding_twice_is_a_conflict,
    a_slug_that_is_taken_is_a_conflict_and_changes_nothing,
    a_slug_moves_with_an_entry,
    deleting_frees_the_slug_and_keeps_the_ledger,
    organizations_are_listed_in_the_order_of_their_founding,
    what_does_not_exist_is_not_found,
);

async fn founding_writes_the_first_entry_and_the_head(store: Arc<dyn Store>) {
    let head = store.append(&org("a"), Revision(0), vec![named(5, "acme")]).await.unwrap();
    assert_eq!((head.revision, head.policy_revision), (Revision(1), Revision(1)));
    assert_eq!((head.created_at, head.at, head.deleted), (at(5), at(5), false));
    let entry = store.entry(&org("a"), Revision(1)).await.unwrap().unwrap();
    assert_eq!((entry.previous, entry.hash), (Hash::genesis(&org("a")), head.hash));
    assert_eq!(entry.body, b"named");
}

async fn an_organization_is_found_by_id_and_by_slug(store: Arc<dyn Store>) {
    let written = store.append(&org("a"), Revision(0), vec![named(0, "acme")]).await.unwrap();
    found(&store, "b").await;
    for address in [Address::Id(org("a")), Address::Slug("acme".parse().unwrap())] {
        assert_eq!(store.organization(&address).await.unwrap().as_ref(), Some(&written));
    }
}

async fn a_ledger_without_a_slug_is_refused(store: Arc<dyn Store>) {
    let refused = store.append(&org("a"), Revision(0), vec![policy(0, "nameless")]).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
    assert_eq!(store.organization(&Address::Id(org("a"))).await.unwrap(), None);
}

async fn founding_twice_is_a_conflict(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let again = store.append(&a, Revision(0), vec![named(1, "other")]).await;
    let conflict = Conflict::Revision { expected: Revision(0), actual: Revision(1) };
    assert_eq!(again, Err(StoreError::Conflict(conflict)));
}

async fn a_slug_that_is_taken_is_a_conflict_and_changes_nothing(store: Arc<dyn Store>) {
    let taken = || Err(StoreError::Conflict(Conflict::Slug("a".parse().unwrap())));
    found(&store, "a").await;
    assert_eq!(store.append(&org("b"), Revision(0), vec![named(0, "a")]).await, taken());
    assert_eq!(store.organization(&Address::Id(org("b"))).await.unwrap(), None);
    let c = found(&store, "c").await;
    let before = head(&store, &c).await;
    assert_eq!(try_add(&store, &c, named(1, "a")).await, taken());
    assert_eq!(head(&store, &c).await, before);
    assert_eq!(store.entry(&c, Revision(2)).await.unwrap(), None);
}

async fn a_slug_moves_with_an_entry(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let moved = add(&store, &a, named(1, "new-name")).await;
    assert_eq!(store.organization(&Address::Slug("new-name".parse().unwrap())).await.unwrap(), Some(moved));
    assert_eq!(store.organization(&Address::Slug("a".parse().unwrap())).await.unwrap(), None);
    found(&store, "b").await;
    add(&store, &org("b"), named(1, "a")).await;
}

async fn deleting_frees_the_slug_and_keeps_the_ledger(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let deleted = add(&store, &a, NewEntry { delete: true, ..policy(1, "deleted") }).await;
    assert!(deleted.deleted);
    assert_eq!(head(&store, &a).await, deleted);
    assert_eq!(store.organization(&Address::Slug("a".parse().unwrap())).await.unwrap(), None);
    let next = store.append(&org("next"), Revision(0), vec![named(2, "a")]).await.unwrap();
    assert_eq!(store.organization(&Address::Slug("a".parse().unwrap())).await.unwrap(), Some(next));
    assert_eq!(store.entry(&a, Revision(2)).await.unwrap().unwrap().body, b"deleted");
}

async fn organizations_are_listed_in_the_order_of_their_founding(store: Arc<dyn Store>) {
    for name in ["m", "z", "a"] {
        found(&store, name).await;
    }
    let ids = |heads: Vec<crate::Head>| heads.into_iter().map(|head| head.id).collect::<Vec<_>>();
    assert_eq!(ids(store.organizations(None, 2).await.unwrap()), [org("m"), org("z")]);
    assert_eq!(ids(store.organizations(Some(&org("z")), 2).await.unwrap()), [org("a")]);
    assert_eq!(ids(store.organizations(Some(&org("a")), 2).await.unwrap()), []);
}

async fn what_does_not_exist_is_not_found(store: Arc<dyn Store>) {
    let nobody = org("nobody");
    assert_eq!(store.organization(&Address::Id(nobody.clone())).await.unwrap(), None);
    assert_eq!(store.entry(&nobody, Revision(1)).await.unwrap(), None);
    assert_eq!(store.people(&nobody).await.unwrap(), []);
    assert_eq!(store.snapshot_at_most(&nobody, Revision(9)).await.unwrap(), None);
    let conflict = Conflict::Revision { expected: Revision(3), actual: Revision(0) };
    let written = store.append(&nobody, Revision(3), vec![policy(0, "x")]).await;
    assert_eq!(written, Err(StoreError::Conflict(conflict)));
}
