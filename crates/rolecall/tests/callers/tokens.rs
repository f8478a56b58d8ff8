//! A token works no more once it is revoked, whatever the clock and its caller do; and a slug leads to whose it is now.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

use std::{
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Waker},
};

use jiff::{SignedDuration, Timestamp};
use rolecall::{
    Options, Outside, Rolecall, System, TokenForm,
    catalog::CatalogHash,
    organization::{Actor, Command, FoundOrganization, Founder, OrganizationId},
    store::Store,
};

/// A clock that is set by hand.
#[derive(Clone)]
struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap())))
    }

    fn set_on(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn draw(&self) -> Result<[u8; 32], String> {
        System.draw()
    }
}

async fn node(store: &Arc<dyn Store>, clock: &Clock) -> Rolecall {
    Rolecall::over(Arc::clone(store), Arc::new(clock.clone())).await.unwrap()
}

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

const CATALOG: &str = r#"
catalog = "small"
name = "Small"
founder = { role = "Owner" }
[modules]
users = {}
roles = {}
[roles.Owner]
holders = [1]
grants = [{ on = "*", can = "*" }]
"#;

async fn founded(rolecall: &Rolecall, catalog: &CatalogHash, slug: &str) -> OrganizationId {
    let owner = Founder { email: "o@example.com".into(), name: None, external_id: Some("owner".into()) };
    let form = FoundOrganization { slug: slug.into(), name: slug.into(), edition: None, owner };
    rolecall.found(catalog, &form).await.unwrap();
    rolecall.organization(slug).await.unwrap().id().clone()
}

#[tokio::test]
async fn a_slug_leads_to_whose_it_is_now_whichever_node_gave_it_away() {
    let (store, clock) = (rolecall::store_in_memory().unwrap(), Clock::new());
    let there = node(&store, &clock).await;
    let catalog = there.add_catalog("small.toml", CATALOG).await.unwrap();
    let here = node(&store, &clock).await;
    let first = founded(&there, &catalog, "corner").await;
    assert_eq!(here.organization("corner").await.unwrap().id(), &first);
    let renamed = Command::EditOrganization {
        name: None,
        slug: Some("mill".into()),
        edition: None,
        features: [].into(),
    };
    let tenant = there.organization("corner").await.unwrap();
    tenant.execute(&Actor::Platform, &renamed, &Options::default()).await.unwrap();
    let second = founded(&there, &catalog, "corner").await;
    assert_eq!(here.organization("corner").await.unwrap().id(), &second);
    assert_eq!(here.organization("mill").await.unwrap().id(), &first);
    assert_eq!(here.organization(first.as_str()).await.unwrap().id(), &first);
}
