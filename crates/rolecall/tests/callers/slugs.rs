//! A slug leads to whose it is now.

use rolecall::{
    Options,
    organization::{Actor, Command},
};

use crate::world::{Clock, catalog, founded, node};

#[tokio::test]
async fn a_slug_leads_to_whose_it_is_now_whichever_node_gave_it_away() {
    let (store, clock) = (rolecall::store_in_memory().unwrap(), Clock::new());
    let there = node(&store, &clock).await;
    let small = catalog(&there).await;
    let here = node(&store, &clock).await;
    let tenant = founded(&there, &small, "corner").await;
    let first = tenant.id().clone();
    assert_eq!(here.organization("corner").await.unwrap().id(), &first);
    let renamed = Command::EditOrganization {
        name: None,
        slug: Some("mill".into()),
        edition: None,
        features: [].into(),
    };
    tenant.execute(&Actor::Platform, &renamed, &Options::default()).await.unwrap();
    let second = founded(&there, &small, "corner").await;
    assert_eq!(here.organization("corner").await.unwrap().id(), second.id());
    assert_eq!(here.organization("mill").await.unwrap().id(), &first);
    assert_eq!(here.organization(first.as_str()).await.unwrap().id(), &first);
}
