//! Commands with an id: the same one twice is one change.

use std::sync::Arc;

use rolecall_organization::{CommandId, Revision};

use super::{
    build::{add, at, found, head, named, org, policy, try_add},
    list,
};
use crate::{Conflict, Hash, NewCommand, NewEntry, Store, StoreError, StoredCommand};

list!(
    a_command_is_remembered_with_its_outcome,
    the_same_command_twice_is_a_conflict_and_changes_nothing,
    the_same_command_id_serves_two_organizations,
    a_command_whose_append_failed_is_not_remembered,
    of_many_with_one_command_id_one_wins,
    a_command_kept_until_a_time_makes_room_then,
    a_command_that_makes_room_is_told_until_another_comes,
    a_command_kept_for_ever_makes_no_room,
    an_organization_is_found_by_the_command_that_founded_it,
    a_later_command_founds_nothing,
    of_organizations_with_one_founding_command_the_latest_is_found,
);

pub(super) fn with_command(id: &str, entry: NewEntry) -> NewEntry {
    let id = CommandId::new(id).unwrap();
    let digest = Hash::of(id.as_str().as_bytes());
    let command = NewCommand { digest, id, outcome: b"done".to_vec(), kept_until: None };
    NewEntry { command: Some(command), ..entry }
}

/// `cmd_1`, kept until a second.
fn kept_until(second: i64, outcome: &str, entry: NewEntry) -> NewEntry {
    let id = CommandId::new("cmd_1").unwrap();
    let (digest, outcome) = (Hash::of(outcome.as_bytes()), outcome.as_bytes().to_vec());
    let command = NewCommand { digest, id, outcome, kept_until: Some(at(second)) };
    NewEntry { command: Some(command), ..entry }
}

async fn a_command_is_remembered_with_its_outcome(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
    let stored = store.command(&a, &CommandId::new("cmd_1").unwrap()).await.unwrap();
    let (digest, outcome) = (Hash::of(b"cmd_1"), b"done".to_vec());
    let command = StoredCommand { revision: Revision(2), digest, outcome, kept_until: None };
    assert_eq!(stored, Some(command));
    assert_eq!(store.command(&a, &CommandId::new("cmd_2").unwrap()).await.unwrap(), None);
    let entry = store.entry(&a, Revision(2)).await.unwrap().unwrap();
    assert_eq!(entry.header.command, Some(CommandId::new("cmd_1").unwrap()));
}

async fn the_same_command_twice_is_a_conflict_and_changes_nothing(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let before = add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
    let again = try_add(&store, &a, with_command("cmd_1", policy(2, "y"))).await;
    assert_eq!(again, Err(StoreError::Conflict(Conflict::Command(CommandId::new("cmd_1").unwrap()))));
    assert_eq!(head(&store, &a).await, before);
}

async fn the_same_command_id_serves_two_organizations(store: Arc<dyn Store>) {
    for name in ["a", "b"] {
        let organization = found(&store, name).await;
        add(&store, &organization, with_command("mine", policy(1, "x"))).await;
    }
}

async fn a_command_whose_append_failed_is_not_remembered(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let late = store.append(&a, Revision(0), vec![named(1, "b")]).await;
    assert!(late.is_err());
    let late = store.append(&a, Revision(7), vec![with_command("cmd_1", policy(1, "x"))]).await;
    assert!(late.is_err());
    assert_eq!(store.command(&a, &CommandId::new("cmd_1").unwrap()).await.unwrap(), None);
    add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
}

async fn of_many_with_one_command_id_one_wins(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let (store, a) = (Arc::clone(&store), a.clone());
        // Each believes to know where the ledger stands, so that only the command's id tells them apart.
        let entry = with_command("cmd_1", policy(1, "x"));
        tasks.spawn(async move { store.append(&a, Revision(1 + number % 2), vec![entry]).await });
    }
    let results = tasks.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(head(&store, &a).await.revision, Revision(2));
}

async fn a_command_kept_until_a_time_makes_room_then(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let id = CommandId::new("cmd_1").unwrap();
    let before = add(&store, &a, kept_until(10, "first", policy(1, "x"))).await;
    let early = try_add(&store, &a, kept_until(20, "second", policy(9, "y"))).await;
    assert_eq!(early, Err(StoreError::Conflict(Conflict::Command(id.clone()))));
    assert_eq!(head(&store, &a).await, before);
    add(&store, &a, kept_until(20, "second", policy(10, "y"))).await;
    let (digest, outcome) = (Hash::of(b"second"), b"second".to_vec());
    let second = StoredCommand { revision: Revision(3), digest, outcome, kept_until: Some(at(20)) };
    assert_eq!(store.command(&a, &id).await.unwrap(), Some(second));
    let early = try_add(&store, &a, kept_until(30, "third", policy(19, "z"))).await;
    assert_eq!(early, Err(StoreError::Conflict(Conflict::Command(id))));
}

async fn a_command_that_makes_room_is_told_until_another_comes(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, kept_until(10, "first", policy(1, "x"))).await;
    add(&store, &a, policy(99, "y")).await;
    let stored = store.command(&a, &CommandId::new("cmd_1").unwrap()).await.unwrap().unwrap();
    assert_eq!((stored.revision, stored.kept_until), (Revision(2), Some(at(10))));
}

async fn a_command_kept_for_ever_makes_no_room(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
    let id = CommandId::new("cmd_1").unwrap();
    let late = try_add(&store, &a, kept_until(1_000_000_001, "late", policy(1_000_000_000, "y"))).await;
    assert_eq!(late, Err(StoreError::Conflict(Conflict::Command(id))));
}

async fn an_organization_is_found_by_the_command_that_founded_it(store: Arc<dyn Store>) {
    found(&store, "a").await;
    let founding = kept_until(10, "founded", named(0, "b"));
    store.append(&org("b"), Revision(0), vec![founding]).await.unwrap();
    let (id, command) = store.founded_by(&CommandId::new("cmd_1").unwrap()).await.unwrap().unwrap();
    assert_eq!(id, org("b"));
    assert_eq!(Some(command), store.command(&id, &CommandId::new("cmd_1").unwrap()).await.unwrap());
    assert_eq!(store.founded_by(&CommandId::new("cmd_2").unwrap()).await.unwrap(), None);
}

async fn a_later_command_founds_nothing(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
    assert_eq!(store.founded_by(&CommandId::new("cmd_1").unwrap()).await.unwrap(), None);
}

async fn of_organizations_with_one_founding_command_the_latest_is_found(store: Arc<dyn Store>) {
    for name in ["m", "z", "a"] {
        let founding = with_command("cmd_1", named(0, name));
        store.append(&org(name), Revision(0), vec![founding]).await.unwrap();
    }
    let found = store.founded_by(&CommandId::new("cmd_1").unwrap()).await.unwrap();
    assert_eq!(found.unwrap().0, org("a"));
}
