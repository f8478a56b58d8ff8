//! Appending entries and reading them.

use std::sync::Arc;

use rolecall_organization::Revision;

use super::{
    build::{add, at, found, head, member, policy, records, revisions, try_add},
    list,
};
use crate::{Conflict, EntryKind, EntryQuery, NewEntry, Store, StoreError, next_instant};

list!(
    entries_come_back_as_they_were_written,
    each_entry_names_the_hash_of_the_one_ahead,
    a_stale_append_is_a_conflict_and_changes_nothing,
    of_many_at_one_revision_one_wins,
    several_entries_are_written_together_or_not_at_all,
    an_append_without_entries_is_refused,
    an_entry_is_never_dated_before_the_one_ahead,
    a_time_finer_than_microseconds_is_refused,
    only_policy_entries_move_the_policy_revision,
    entries_are_read_page_by_page,
    entries_are_found_by_kind_actor_member_and_time,
    the_revision_at_a_time_is_the_last_one_then,
);

async fn entries_come_back_as_they_were_written(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let body: Vec<u8> = (0..=255).collect();
    let entry = NewEntry {
        actor: Some(member("ann")),
        members: vec![member("zoe"), member("bob"), member("zoe")],
        ..NewEntry::new(at(7), EntryKind::Policy, 42, body.clone())
    };
    add(&store, &a, entry).await;
    let entry = store.entry(&a, Revision(2)).await.unwrap().unwrap();
    assert_eq!((entry.body, entry.header.format, entry.header.at), (body, 42, at(7)));
    assert_eq!((entry.header.organization, entry.header.revision), (a, Revision(2)));
    assert_eq!(entry.header.actor, Some(member("ann")));
    assert_eq!(entry.header.members, [member("bob"), member("zoe")]);
}

async fn each_entry_names_the_hash_of_the_one_ahead(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    for second in 1..4 {
        add(&store, &a, policy(second, "x")).await;
    }
    let entries = store.entries(&a, &EntryQuery { limit: 10, ..EntryQuery::default() }).await.unwrap();
    assert_eq!(entries.len(), 4);
    assert!(entries.array_windows().all(|[ahead, entry]| entry.previous == ahead.hash));
    assert_eq!(head(&store, &a).await.hash, entries[3].hash);
}

async fn a_stale_append_is_a_conflict_and_changes_nothing(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let before = add(&store, &a, policy(1, "first")).await;
    let mut late = records(2, &[("deals/1", Some("ann"))]);
    late.snapshot = Some(crate::NewSnapshot { format: 1, state: vec![1] });
    let conflict = Conflict::Revision { expected: Revision(1), actual: Revision(2) };
    assert_eq!(store.append(&a, Revision(1), vec![late]).await, Err(StoreError::Conflict(conflict)));
    assert_eq!(head(&store, &a).await, before);
    assert_eq!(store.record_rows(&a, (Revision(0), None), 9).await.unwrap(), []);
    assert_eq!(store.snapshot_at_most(&a, Revision(9)).await.unwrap(), None);
}

async fn of_many_at_one_revision_one_wins(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (store, a) = (Arc::clone(&store), a.clone());
        let entry = policy(1, &number.to_string());
        tasks.spawn(async move { store.append(&a, Revision(1), vec![entry]).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    let conflict = StoreError::Conflict(Conflict::Revision { expected: Revision(1), actual: Revision(2) });
    assert_eq!(results.iter().filter(|result| result.as_ref() == Err(&conflict)).count(), 19);
    assert_eq!(head(&store, &a).await.revision, Revision(2));
}

async fn several_entries_are_written_together_or_not_at_all(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let head =
        store.append(&a, Revision(1), vec![policy(1, "x"), records(1, &[]), policy(2, "y")]).await.unwrap();
    assert_eq!(head.revision, Revision(4));
    found(&store, "taken").await;
    let last = super::build::named(4, "taken");
    let entries = vec![records(3, &[("deals/1", Some("ann"))]), last];
    assert!(matches!(
        store.append(&a, Revision(4), entries).await,
        Err(StoreError::Conflict(Conflict::Slug(_)))
    ));
    assert_eq!(super::build::head(&store, &a).await, head);
    assert_eq!(store.record(&a, &super::build::key("deals/1"), None).await.unwrap(), None);
}

async fn an_append_without_entries_is_refused(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    assert!(matches!(store.append(&a, Revision(1), Vec::new()).await, Err(StoreError::Refused { .. })));
}

async fn an_entry_is_never_dated_before_the_one_ahead(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, policy(10, "x")).await;
    assert!(matches!(try_add(&store, &a, policy(9, "y")).await, Err(StoreError::Refused { .. })));
    let together = vec![policy(12, "y"), policy(11, "z")];
    assert!(matches!(store.append(&a, Revision(2), together).await, Err(StoreError::Refused { .. })));
    let mut entry = policy(0, "y");
    entry.at = next_instant(at(9), Some(head(&store, &a).await.at));
    assert_eq!(add(&store, &a, entry).await.at, at(10));
}

async fn a_time_finer_than_microseconds_is_refused(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let fine = at(1) + jiff::SignedDuration::from_nanos(1_234_567);
    let entry = NewEntry { at: fine, ..policy(1, "x") };
    assert!(matches!(try_add(&store, &a, entry.clone()).await, Err(StoreError::Refused { .. })));
    let whole = NewEntry { at: next_instant(fine, None), ..entry };
    assert_eq!(add(&store, &a, whole).await.at, at(1) + jiff::SignedDuration::from_micros(1_234));
}

async fn only_policy_entries_move_the_policy_revision(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let head = add(&store, &a, records(1, &[("deals/1", Some("ann"))])).await;
    assert_eq!((head.revision, head.policy_revision), (Revision(2), Revision(1)));
    let head = add(&store, &a, policy(2, "x")).await;
    assert_eq!((head.revision, head.policy_revision), (Revision(3), Revision(3)));
}

async fn entries_are_read_page_by_page(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    for second in 1..5 {
        add(&store, &a, policy(second, "x")).await;
    }
    let page = |after, limit| EntryQuery { after: Revision(after), limit, ..EntryQuery::default() };
    assert_eq!(revisions(&store, &a, page(0, 2)).await, [1, 2]);
    assert_eq!(revisions(&store, &a, page(2, 2)).await, [3, 4]);
    assert_eq!(revisions(&store, &a, page(4, 2)).await, [5]);
    assert_eq!(revisions(&store, &a, page(5, 2)).await, [0; 0]);
    let through = EntryQuery { through: Some(Revision(3)), ..page(1, 9) };
    assert_eq!(revisions(&store, &a, through).await, [2, 3]);
}

async fn entries_are_found_by_kind_actor_member_and_time(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let by = |who, entry| NewEntry { actor: Some(member(who)), ..entry };
    let touching = |who, entry| NewEntry { members: vec![member(who)], ..entry };
    add(&store, &a, by("ann", touching("bob", policy(10, "2")))).await;
    add(&store, &a, by("bob", records(20, &[("deals/1", None)]))).await;
    add(&store, &a, by("ann", touching("ann", policy(30, "4")))).await;
    let all = EntryQuery::default;
    assert_eq!(revisions(&store, &a, EntryQuery { kind: Some(EntryKind::Records), ..all() }).await, [3]);
    assert_eq!(revisions(&store, &a, EntryQuery { actor: Some(member("ann")), ..all() }).await, [2, 4]);
    assert_eq!(revisions(&store, &a, EntryQuery { member: Some(member("bob")), ..all() }).await, [2]);
    let time = EntryQuery { since: Some(at(10)), until: Some(at(30)), ..all() };
    assert_eq!(revisions(&store, &a, time).await, [2, 3]);
    let both = EntryQuery { actor: Some(member("ann")), member: Some(member("ann")), ..all() };
    assert_eq!(revisions(&store, &a, both).await, [4]);
}

async fn the_revision_at_a_time_is_the_last_one_then(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, policy(10, "2")).await;
    add(&store, &a, policy(10, "3")).await;
    for (second, revision) in [(-1, None), (0, Some(1)), (9, Some(1)), (10, Some(3)), (99, Some(3))] {
        assert_eq!(store.revision_at(&a, at(second)).await.unwrap(), revision.map(Revision));
    }
}
