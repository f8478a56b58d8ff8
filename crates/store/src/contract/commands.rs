//! Commands with an id: the same one twice is one change.

use std::sync::Arc;

use rolecall_organization::{CommandId, Revision};

use super::{
    build::{add, found, head, policy, try_add},
    list,
};
use crate::{Conflict, Hash, NewCommand, NewEntry, Store, StoreError, StoredCommand};

list!(
    a_command_is_remembered_with_its_outcome,
    the_same_command_twice_is_a_conflict_and_changes_nothing,
    the_same_command_id_serves_two_organizations,
    a_command_whose_append_failed_is_not_remembered,
    of_many_with_one_command_id_one_wins,
);

fn with_command(id: &str, entry: NewEntry) -> NewEntry {
    let id = CommandId::new(id).unwrap();
    let command = NewCommand { digest: Hash::of(id.as_str().as_bytes()), id, outcome: b"done".to_vec() };
    NewEntry { command: Some(command), ..entry }
}

async fn a_command_is_remembered_with_its_outcome(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, with_command("cmd_1", policy(1, "x"))).await;
    let stored = store.command(&a, &CommandId::new("cmd_1").unwrap()).await.unwrap();
    let command =
        StoredCommand { revision: Revision(2), digest: Hash::of(b"cmd_1"), outcome: b"done".to_vec() };
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
    let late = store.append(&a, Revision(0), vec![super::build::named(1, "b")]).await;
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
