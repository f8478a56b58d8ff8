//! API tokens: found by their secret, listed, revoked, and when they were last used.

use std::sync::Arc;

use super::{
    build::{at, found, org},
    list,
};
use crate::{Hash, Store, StoreError, TokenRow};

list!(
    a_token_is_found_by_its_secret_with_all_it_holds,
    a_token_of_a_known_id_or_secret_is_refused,
    a_token_of_nobody_is_refused,
    tokens_are_listed_by_organization_and_all_together,
    tokens_are_listed_page_by_page,
    a_revoked_token_keeps_the_time_of_its_first_revocation,
    revoking_what_is_not_there_finds_nothing,
    the_time_a_token_was_used_never_goes_back,
);

/// A token whose secret is its id.
fn token(id: &str, organization: Option<&str>) -> TokenRow {
    TokenRow {
        id: id.to_owned(),
        secret: Hash::of(id.as_bytes()),
        organization: organization.map(org),
        scopes: Vec::new(),
        name: format!("token {id}"),
        created_at: at(1),
        expires_at: None,
        last_used_at: None,
        revoked_at: None,
    }
}

async fn put(store: &Arc<dyn Store>, id: &str, organization: Option<&str>) {
    store.put_token(&token(id, organization)).await.unwrap();
}

async fn read(store: &Arc<dyn Store>, id: &str) -> TokenRow {
    store.token(&Hash::of(id.as_bytes())).await.unwrap().unwrap()
}

fn ids(tokens: Vec<TokenRow>) -> Vec<String> {
    tokens.into_iter().map(|token| token.id).collect()
}

async fn a_token_is_found_by_its_secret_with_all_it_holds(store: Arc<dyn Store>) {
    found(&store, "a").await;
    let full = TokenRow {
        scopes: vec!["records:write".to_owned(), "\"ä\", {}".to_owned(), "access:read".to_owned()],
        expires_at: Some(at(3)),
        last_used_at: Some(at(2)),
        revoked_at: Some(at(4)),
        ..token("tok_2", Some("a"))
    };
    for token in [token("tok_1", None), full] {
        store.put_token(&token).await.unwrap();
        assert_eq!(store.token(&token.secret).await.unwrap(), Some(token));
    }
    assert_eq!(store.token(&Hash::of(b"tok_3")).await.unwrap(), None);
}

async fn a_token_of_a_known_id_or_secret_is_refused(store: Arc<dyn Store>) {
    put(&store, "tok_1", None).await;
    let same_id = TokenRow { secret: Hash::of(b"another"), ..token("tok_1", None) };
    let same_secret = TokenRow { secret: Hash::of(b"tok_1"), ..token("tok_2", None) };
    for again in [same_id, same_secret] {
        assert!(matches!(store.put_token(&again).await, Err(StoreError::Refused { .. })));
    }
    assert_eq!(store.tokens(None, None, 9).await.unwrap(), [token("tok_1", None)]);
}

async fn a_token_of_nobody_is_refused(store: Arc<dyn Store>) {
    let refused = store.put_token(&token("tok_1", Some("nobody"))).await;
    assert!(matches!(refused, Err(StoreError::Refused { .. })));
    assert_eq!(store.tokens(None, None, 9).await.unwrap(), []);
}

async fn tokens_are_listed_by_organization_and_all_together(store: Arc<dyn Store>) {
    let (a, b) = (found(&store, "a").await, found(&store, "b").await);
    for (id, organization) in [("4", Some("a")), ("3", None), ("2", Some("b")), ("1", Some("a"))] {
        put(&store, id, organization).await;
    }
    assert_eq!(ids(store.tokens(Some(&a), None, 9).await.unwrap()), ["1", "4"]);
    assert_eq!(ids(store.tokens(Some(&b), None, 9).await.unwrap()), ["2"]);
    assert_eq!(ids(store.tokens(Some(&org("nobody")), None, 9).await.unwrap()), [""; 0]);
    assert_eq!(ids(store.tokens(None, None, 9).await.unwrap()), ["1", "2", "3", "4"]);
}

async fn tokens_are_listed_page_by_page(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    // By bytes, not by the rules of a language.
    for id in ["B", "a", "ä", "a_b", "a-b", "a1"] {
        put(&store, id, Some("a")).await;
        put(&store, &format!("{id}!"), None).await;
    }
    assert_eq!(ids(store.tokens(Some(&a), None, 2).await.unwrap()), ["B", "a"]);
    assert_eq!(ids(store.tokens(Some(&a), Some("a"), 3).await.unwrap()), ["a-b", "a1", "a_b"]);
    assert_eq!(ids(store.tokens(Some(&a), Some("a_b"), 9).await.unwrap()), ["ä"]);
    assert_eq!(ids(store.tokens(None, Some("a_b"), 9).await.unwrap()), ["a_b!", "ä", "ä!"]);
    assert_eq!(ids(store.tokens(None, Some("ä!"), 9).await.unwrap()), [""; 0]);
}

async fn a_revoked_token_keeps_the_time_of_its_first_revocation(store: Arc<dyn Store>) {
    put(&store, "tok_1", None).await;
    put(&store, "tok_2", None).await;
    let revoked = TokenRow { revoked_at: Some(at(5)), ..token("tok_1", None) };
    for second in [5, 9, 2] {
        assert_eq!(store.revoke_token("tok_1", at(second)).await.unwrap().as_ref(), Some(&revoked));
    }
    assert_eq!(read(&store, "tok_1").await, revoked);
    assert_eq!(read(&store, "tok_2").await, token("tok_2", None));
}

async fn revoking_what_is_not_there_finds_nothing(store: Arc<dyn Store>) {
    assert_eq!(store.revoke_token("tok_1", at(5)).await.unwrap(), None);
}

async fn the_time_a_token_was_used_never_goes_back(store: Arc<dyn Store>) {
    for id in ["tok_1", "tok_2", "tok_3"] {
        put(&store, id, None).await;
    }
    let used = |uses: &[(&str, i64)]| -> Vec<_> {
        uses.iter().map(|(id, second)| ((*id).to_owned(), at(*second))).collect()
    };
    store.tokens_used(&used(&[("tok_1", 60), ("tok_2", 120), ("nobody", 60)])).await.unwrap();
    store.tokens_used(&used(&[("tok_1", 120), ("tok_2", 60)])).await.unwrap();
    store.tokens_used(&used(&[("tok_1", 180), ("tok_1", 100)])).await.unwrap();
    store.tokens_used(&[]).await.unwrap();
    for (id, last) in [("tok_1", Some(180)), ("tok_2", Some(120)), ("tok_3", None)] {
        assert_eq!(read(&store, id).await.last_used_at, last.map(at), "{id}");
    }
}
