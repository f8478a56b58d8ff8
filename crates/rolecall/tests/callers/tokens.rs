//! A token works no more once it is revoked, whatever the clock and its caller do.

use std::{
    pin::pin,
    task::{Context, Waker},
};

use rolecall::{Rolecall, TokenForm};

use crate::world::{Clock, node};

/// A token's id and its text.
async fn made(rolecall: &Rolecall) -> (String, String) {
    let form = TokenForm { name: "shop".to_owned(), ..TokenForm::default() };
    let (row, secret) = rolecall.create_token(&form).await.unwrap();
    (row.id, secret.expose().to_owned())
}

async fn works(rolecall: &Rolecall, token: &str) -> bool {
    rolecall.authenticate(token).await.unwrap().is_some()
}

#[tokio::test]
async fn what_another_node_revoked_works_no_longer_than_it_is_trusted_though_the_clock_goes_back() {
    let (store, clock) = (rolecall::store_in_memory().unwrap(), Clock::new());
    let (here, there) = (node(&store, &clock).await, node(&store, &clock).await);
    let (id, token) = made(&here).await;
    assert!(works(&here, &token).await);
    there.revoke_token(&id).await.unwrap();
    assert!(works(&here, &token).await, "it is trusted for a few seconds");
    clock.set_on(-3600);
    assert!(!works(&here, &token).await);
}

#[tokio::test]
async fn a_revocation_holds_at_once_though_its_caller_leaves() {
    let (store, clock) = (rolecall::store_in_memory().unwrap(), Clock::new());
    let rolecall = node(&store, &clock).await;
    let (id, token) = made(&rolecall).await;
    assert!(works(&rolecall, &token).await);
    {
        let revoking = pin!(rolecall.revoke_token(&id));
        // Begun, and given up.
        let _ = revoking.poll(&mut Context::from_waker(Waker::noop()));
    }
    while !store.tokens(None, None, 10).await.unwrap().iter().any(|row| row.revoked_at.is_some()) {
        // Meanwhile it may be looked up, as it still is.
        works(&rolecall, &token).await;
        tokio::task::yield_now().await;
    }
    assert!(!works(&rolecall, &token).await);
}
