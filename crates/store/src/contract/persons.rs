//! What persons sign in with, and the links by which they come.

use std::sync::Arc;

use rolecall_organization::Revision;

use super::{
    build::{add, at, found, head, named, org, policy, records, try_add, value},
    list,
};
use crate::{Address, Conflict, Credential, Field, Hash, InvitationLink, NewEntry, Store, StoreError};

list!(
    a_credential_comes_with_the_entry_that_registers,
    a_credential_may_come_with_the_founding,
    a_second_credential_of_one_person_is_a_conflict_and_changes_nothing,
    of_many_who_register_one_person_one_wins,
    a_credential_whose_append_failed_is_not_kept,
    a_conflict_of_credentials_names_nobody,
    a_link_is_found_by_its_secret,
    an_invitation_may_have_two_links,
    a_link_of_a_known_secret_is_refused,
    a_link_into_nowhere_is_refused,
);

fn credential(email: &str, password: &str) -> Credential {
    Credential { email: email.to_owned(), password: password.to_owned(), changed_at: at(3) }
}

fn registering(email: &str, password: &str, entry: NewEntry) -> NewEntry {
    NewEntry { credential: Some(credential(email, password)), ..entry }
}

fn link(secret: &str, organization: &str, invitation: &str) -> InvitationLink {
    InvitationLink {
        secret: Hash::of(secret.as_bytes()),
        organization: org(organization),
        invitation: invitation.parse().unwrap(),
        created_at: at(4),
    }
}

async fn a_credential_comes_with_the_entry_that_registers(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, registering("ann@example.com", "$argon2id$1", policy(1, "x"))).await;
    let kept = store.credential("ann@example.com").await.unwrap();
    assert_eq!(kept, Some(credential("ann@example.com", "$argon2id$1")));
    for other in ["bob@example.com", "ANN@example.com", ""] {
        assert_eq!(store.credential(other).await.unwrap(), None);
    }
}

async fn a_credential_may_come_with_the_founding(store: Arc<dyn Store>) {
    let founding = registering("ann@example.com", "$argon2id$1", named(0, "a"));
    store.append(&org("a"), Revision(0), vec![founding]).await.unwrap();
    assert!(store.credential("ann@example.com").await.unwrap().is_some());
}

async fn a_second_credential_of_one_person_is_a_conflict_and_changes_nothing(store: Arc<dyn Store>) {
    let (a, b) = (found(&store, "a").await, found(&store, "b").await);
    add(&store, &a, registering("ann@example.com", "first", policy(1, "x"))).await;
    for organization in [&a, &b] {
        let before = head(&store, organization).await;
        let mut late = registering("ann@example.com", "second", records(2, &[("deals/1", Some("ann"))]));
        late.people = vec![value("ann", Field::Name, "Ann")];
        let people = store.people(organization).await.unwrap();
        let conflict = try_add(&store, organization, late).await;
        assert_eq!(conflict, Err(StoreError::Conflict(Conflict::Credential)));
        assert_eq!(head(&store, organization).await, before);
        assert_eq!(store.record_rows(organization, (Revision(0), None), 9).await.unwrap(), []);
        assert_eq!(store.people(organization).await.unwrap(), people);
    }
    let founding = registering("ann@example.com", "third", named(0, "c"));
    let conflict = store.append(&org("c"), Revision(0), vec![founding]).await;
    assert_eq!(conflict, Err(StoreError::Conflict(Conflict::Credential)));
    assert_eq!(store.organization(&Address::Id(org("c"))).await.unwrap(), None);
    assert_eq!(store.credential("ann@example.com").await.unwrap().unwrap().password, "first");
}

async fn of_many_who_register_one_person_one_wins(store: Arc<dyn Store>) {
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..12 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let name = number.to_string();
            let founding = registering("ann@example.com", &name, named(0, &name));
            store.append(&org(&name), Revision(0), vec![founding]).await
        });
    }
    let results = tasks.join_all().await;
    let conflict = Err(StoreError::Conflict(Conflict::Credential));
    assert_eq!(results.iter().filter(|result| **result == conflict).count(), 11, "{results:?}");
    assert_eq!(store.organizations(None, 99).await.unwrap().len(), 1);
}

async fn a_credential_whose_append_failed_is_not_kept(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let late = store.append(&a, Revision(7), vec![registering("ann@example.com", "x", policy(1, "x"))]).await;
    assert!(late.is_err());
    assert_eq!(store.credential("ann@example.com").await.unwrap(), None);
}

async fn a_conflict_of_credentials_names_nobody(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, registering("ann@example.com", "secret", policy(1, "x"))).await;
    let conflict = try_add(&store, &a, registering("ann@example.com", "secret", policy(2, "y"))).await;
    let told = conflict.unwrap_err();
    assert_eq!(told.to_string(), "a person of this e-mail address has credentials already");
    assert!(!format!("{told:?}").contains("ann"));
}

async fn a_link_is_found_by_its_secret(store: Arc<dyn Store>) {
    found(&store, "a").await;
    found(&store, "b").await;
    for link in [link("1", "b", "inv_1"), link("2", "a", "inv_2")] {
        store.put_invitation_link(&link).await.unwrap();
        assert_eq!(store.invitation_link(&link.secret).await.unwrap(), Some(link));
    }
    assert_eq!(store.invitation_link(&Hash::of(b"3")).await.unwrap(), None);
}

async fn an_invitation_may_have_two_links(store: Arc<dyn Store>) {
    found(&store, "a").await;
    for secret in ["1", "2"] {
        store.put_invitation_link(&link(secret, "a", "inv_1")).await.unwrap();
    }
    for secret in ["1", "2"] {
        let found = store.invitation_link(&Hash::of(secret.as_bytes())).await.unwrap();
        assert_eq!(found, Some(link(secret, "a", "inv_1")));
    }
}

async fn a_link_of_a_known_secret_is_refused(store: Arc<dyn Store>) {
    found(&store, "a").await;
    store.put_invitation_link(&link("1", "a", "inv_1")).await.unwrap();
    let again = store.put_invitation_link(&link("1", "a", "inv_2")).await;
    assert!(matches!(again, Err(StoreError::Refused { .. })));
    let kept = store.invitation_link(&Hash::of(b"1")).await.unwrap();
    assert_eq!(kept, Some(link("1", "a", "inv_1")));
}

async fn a_link_into_nowhere_is_refused(store: Arc<dyn Store>) {
    let refused = store.put_invitation_link(&link("1", "nobody", "inv_1")).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
    assert_eq!(store.invitation_link(&Hash::of(b"1")).await.unwrap(), None);
}
