//! `/v1/tokens`

use serde_json::json;

use crate::{talk::Talk, world::World};

#[tokio::test]
async fn tokens_are_made_listed_and_revoked() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let mut talk = Talk::at(&world, "/v1/tokens");
    world.clock.pass(1);
    let made = talk.done("POST", "", json!({ "name": "shop", "organization": "zylker", "scopes": ["decide", "read"], "expires_at": "2027-01-01T00:00:00Z" })).await;
    world.clock.pass(1);
    talk.done("POST", "", json!({ "name": "second" })).await;
    talk.get("").await;
    talk.get("?organization=zylker").await;
    talk.get("?limit=1").await;
    let id = format!("/{}", made["id"].as_str().unwrap());
    talk.done("DELETE", &id, None).await;
    talk.done("DELETE", &id, None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let mut talk = Talk::at(&world, "/v1/tokens");
    talk.refused("invalid", "POST", "", json!({})).await;
    talk.refused("invalid", "POST", "", json!({ "name": " " })).await;
    talk.refused("invalid", "POST", "", json!({ "name": "x", "scopes": ["read"] })).await;
    talk.refused("invalid", "POST", "", json!({ "name": "x", "organization": "zylker" })).await;
    talk.refused(
        "invalid",
        "POST",
        "",
        json!({ "name": "x", "organization": "zylker", "scopes": ["everything"] }),
    )
    .await;
    talk.refused("invalid", "POST", "", json!({ "name": "x", "expires_at": "2020-01-01T00:00:00Z" })).await;
    talk.refused(
        "not_found",
        "POST",
        "",
        json!({ "name": "x", "organization": "nowhere", "scopes": ["read"] }),
    )
    .await;
    talk.refused("not_found", "GET", "?organization=nowhere", None).await;
    talk.refused("not_found", "DELETE", "/tok_nothing", None).await;
    let keyed = talk.send("POST", "", Some(json!({ "name": "x" })), &[("idempotency-key", "k")]).await;
    assert_eq!(keyed.code(), "malformed");
    talk.refused("malformed", "POST", "?dry_run=true", json!({ "name": "x" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_rehearsal_revokes_nothing() {
    let world = World::start().await;
    let mut talk = Talk::at(&world, "/v1/tokens");
    let made = talk.done("POST", "", json!({ "name": "shop" })).await;
    let id = made["id"].as_str().unwrap();
    talk.refused("malformed", "DELETE", &format!("/{id}?dry_run=true"), None).await;
    let all = world.call("GET", "/v1/tokens", None).await.of(200);
    let kept = all["items"].as_array().unwrap().iter().find(|token| token["id"] == id).unwrap();
    assert_eq!(kept["revoked_at"], json!(null));
}
