//! Effects that wait to be carried out: due at once, tried again later, done or given up.

use std::sync::Arc;

use rolecall_organization::{OrganizationId, Revision};

use super::{
    build::{add, at, found, policy},
    list,
};
use crate::{NewEntry, NewOutboxRow, OutboxRow, Store};

list!(
    effects_wait_in_order_until_they_are_done,
    what_is_done_keeps_no_payload,
    what_is_done_stays_done,
    an_effect_that_failed_is_due_when_it_says,
    an_effect_that_waits_holds_up_no_other,
    an_effect_given_up_is_never_handed_out_again,
    an_effect_given_up_may_still_turn_out_done,
    what_waits_is_counted,
    effects_of_an_append_that_failed_do_not_wait,
);

fn mail(payload: &str) -> NewOutboxRow {
    NewOutboxRow { kind: "mail".to_owned(), payload: payload.as_bytes().to_vec() }
}

/// Effects `1`, `2`, ... of one entry.
pub(super) async fn mails(store: &Arc<dyn Store>, organization: &OrganizationId, payloads: &[&str]) {
    let outbox = payloads.iter().map(|payload| mail(payload)).collect();
    add(store, organization, NewEntry { outbox, ..policy(1, "x") }).await;
}

/// What is due at a second, as its payload and how often it was tried.
pub(super) async fn due(store: &Arc<dyn Store>, second: i64) -> Vec<(String, u32)> {
    let payload = |row: &OutboxRow| String::from_utf8(row.payload.clone()).unwrap();
    let rows = store.outbox(at(second), 99).await.unwrap();
    rows.iter().map(|row| (payload(row), row.attempts)).collect()
}

fn rows(expected: &[(&str, u32)]) -> Vec<(String, u32)> {
    expected.iter().map(|(payload, attempts)| ((*payload).to_owned(), *attempts)).collect()
}

async fn effects_wait_in_order_until_they_are_done(store: Arc<dyn Store>) {
    let (a, b) = (found(&store, "a").await, found(&store, "b").await);
    mails(&store, &a, &["1", "2"]).await;
    add(&store, &b, NewEntry { outbox: vec![mail("3")], ..policy(2, "x") }).await;
    let waiting = store.outbox(at(9), 2).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.payload.as_slice()).collect::<Vec<_>>(), [b"1", b"2"]);
    let first = &waiting[0];
    assert_eq!((&first.organization, first.revision, first.kind.as_str()), (&a, Revision(2), "mail"));
    assert_eq!((first.created_at, first.attempts), (at(1), 0));
    store.outbox_done(waiting[1].id, at(9)).await.unwrap();
    let waiting = store.outbox(at(9), 9).await.unwrap();
    assert_eq!(waiting.iter().map(|row| &row.organization).collect::<Vec<_>>(), [&a, &b]);
    assert_eq!(due(&store, 9).await, rows(&[("1", 0), ("3", 0)]));
}

async fn what_is_done_keeps_no_payload(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["secret"]).await;
    let id = store.outbox(at(1), 1).await.unwrap()[0].id;
    store.outbox_done(id, at(2)).await.unwrap();
    store.outbox_done(id, at(3)).await.unwrap();
    assert_eq!(store.outbox(at(9), 9).await.unwrap(), []);
}

async fn what_is_done_stays_done(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["1"]).await;
    let id = store.outbox(at(1), 1).await.unwrap()[0].id;
    store.outbox_done(id, at(2)).await.unwrap();
    store.outbox_failed(id, Some(at(3))).await.unwrap();
    assert_eq!(due(&store, 9).await, rows(&[]));
    assert_eq!(store.outbox_waiting().await.unwrap(), 0);
}

async fn an_effect_that_failed_is_due_when_it_says(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["1"]).await;
    // The first attempt is due at once, whatever the clock of who asks says.
    assert_eq!(due(&store, -1000).await, rows(&[("1", 0)]));
    let id = store.outbox(at(1), 1).await.unwrap()[0].id;
    store.outbox_failed(id, Some(at(60))).await.unwrap();
    assert_eq!(due(&store, 59).await, rows(&[]));
    assert_eq!(due(&store, 60).await, rows(&[("1", 1)]));
    store.outbox_failed(id, Some(at(300))).await.unwrap();
    assert_eq!(due(&store, 299).await, rows(&[]));
    assert_eq!(due(&store, 300).await, rows(&[("1", 2)]));
}

async fn an_effect_that_waits_holds_up_no_other(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["1", "2", "3"]).await;
    for row in store.outbox(at(1), 2).await.unwrap() {
        store.outbox_failed(row.id, Some(at(60))).await.unwrap();
    }
    let waiting = store.outbox(at(2), 2).await.unwrap();
    assert_eq!(waiting.iter().map(|row| row.payload.as_slice()).collect::<Vec<_>>(), [b"3"]);
    assert_eq!(due(&store, 60).await, rows(&[("1", 1), ("2", 1), ("3", 0)]));
}

async fn an_effect_given_up_is_never_handed_out_again(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["1", "2"]).await;
    let id = store.outbox(at(1), 1).await.unwrap()[0].id;
    store.outbox_failed(id, None).await.unwrap();
    assert_eq!(due(&store, 1_000_000_000).await, rows(&[("2", 0)]));
    store.outbox_failed(id, Some(at(2))).await.unwrap();
    assert_eq!(due(&store, 1_000_000_000).await, rows(&[("2", 0)]));
}

async fn an_effect_given_up_may_still_turn_out_done(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    mails(&store, &a, &["1"]).await;
    let id = store.outbox(at(1), 1).await.unwrap()[0].id;
    store.outbox_failed(id, None).await.unwrap();
    store.outbox_done(id, at(5)).await.unwrap();
    assert_eq!(store.outbox_waiting().await.unwrap(), 0);
}

async fn what_waits_is_counted(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    assert_eq!(store.outbox_waiting().await.unwrap(), 0);
    mails(&store, &a, &["done", "later", "given up", "new"]).await;
    let waiting = store.outbox(at(1), 9).await.unwrap();
    store.outbox_done(waiting[0].id, at(2)).await.unwrap();
    store.outbox_failed(waiting[1].id, Some(at(1_000))).await.unwrap();
    assert_eq!(store.outbox_waiting().await.unwrap(), 3);
    store.outbox_failed(waiting[2].id, None).await.unwrap();
    assert_eq!(store.outbox_waiting().await.unwrap(), 2);
}

async fn effects_of_an_append_that_failed_do_not_wait(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let entry = NewEntry { outbox: vec![mail("1")], ..policy(1, "x") };
    assert!(store.append(&a, Revision(7), vec![entry]).await.is_err());
    assert_eq!(store.outbox_waiting().await.unwrap(), 0);
}
