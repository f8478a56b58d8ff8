//! `/healthz`, `/readyz`, `/metrics`, `/openapi.json`, and addresses where nothing is.

use serde_json::json;

use crate::{talk::Talk, world::World};

#[tokio::test]
async fn whoever_runs_it_sees_that_it_runs() {
    let world = World::start().await;
    let mut talk = Talk::at(&world, "");
    talk.with_token("");
    for path in ["/healthz", "/readyz", "/metrics"] {
        let reply = talk.send("GET", path, None, &[]).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["cache-control"], "no-store");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn where_nothing_is_a_problem_says_so() {
    let world = World::start().await;
    let mut talk = Talk::at(&world, "");
    talk.refused("not_found", "GET", "/v2/organizations", None).await;
    talk.refused("not_found", "GET", "/v1/organizations/nowhere", None).await;
    talk.refused("not_found", "GET", "/v1/organizations/nowhere/members/x", None).await;
    talk.refused("method_not_allowed", "PUT", "/v1/organizations", json!({})).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_request_id_comes_back_and_one_is_made_where_none_was_sent() {
    let world = World::start().await;
    let sent = world.request("GET", "/v1/organizations/nowhere").header("x-request-id", "abc-1");
    assert_eq!(World::send(sent).await.headers["x-request-id"], "abc-1");
    let (one, other) = (world.request("GET", "/healthz"), world.request("GET", "/healthz"));
    let ids = (World::send(one).await, World::send(other).await);
    assert_ne!(ids.0.headers["x-request-id"], ids.1.headers["x-request-id"]);
}
