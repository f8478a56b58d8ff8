//! `/records`, one by one. Streams are looked at beside this.

use serde_json::json;

use crate::{
    routes::cast::{acme, zylker},
    world::World,
};

#[tokio::test]
async fn records_are_registered_read_assigned_and_taken_off() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let three = json!({ "records": [{ "module": "accounts", "id": "tesla", "owner": "rita" },
        { "module": "deals", "id": "gigafactory", "owner": "rita", "parent": { "module": "accounts", "id": "tesla" }, "version": 3 },
        { "module": "notes", "id": "n/1", "parent": { "module": "deals", "id": "gigafactory" } }] });
    talk.done("PUT", "/records", three.clone()).await;
    talk.done("PUT", "/records", three).await;
    talk.get("/records/deals/gigafactory").await;
    talk.get("/records/notes/n%2F1").await;
    talk.get("/records?module=deals&owner=rita").await;
    talk.get("/records?module=deals&owner=nobody").await;
    talk.done(
        "POST",
        "/records/assign-owner",
        json!({ "module": "deals", "ids": ["gigafactory"], "owner": "omar" }),
    )
    .await;
    talk.done(
        "POST",
        "/records/assign-owner",
        json!({ "module": "deals", "ids": ["gigafactory"], "owner": null }),
    )
    .await;
    talk.done("DELETE", "/records/deals/gigafactory", None).await;
    talk.done("DELETE", "/records/deals/gigafactory", None).await;
    talk.refused("not_found", "GET", "/records/deals/gigafactory", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_cannot_be_a_record_is_refused_with_every_fault() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.refused("invalid", "PUT", "/records", json!({})).await;
    talk.refused("invalid", "PUT", "/records", json!({ "records": [{ "module": "deals" }, { "id": "x" }] }))
        .await;
    let bad = json!({ "records": [{ "module": "planets", "id": "x" }, { "module": "deals", "id": "ok" },
        { "module": "deals", "id": "y", "owner": "nobody" }, { "module": "notes", "id": "z", "owner": "rita" },
        { "module": "deals", "id": "v", "parent": { "module": "leads", "id": "l" } }, { "module": "deals", "id": "s", "segments": { "location": "x" } }] });
    talk.refused("invalid", "PUT", "/records", bad).await;
    talk.refused("not_found", "GET", "/records/deals/ok", None).await;
    talk.refused("not_found", "GET", "/records?module=planets", None).await;
    talk.refused("malformed", "GET", "/records", None).await;
    talk.refused("not_found", "GET", "/records/planets/x", None).await;
    talk.send("DELETE", "/records/planets/x", None, &[]).await;
    talk.refused(
        "not_found",
        "POST",
        "/records/assign-owner",
        json!({ "module": "deals", "ids": ["none"], "owner": "rita" }),
    )
    .await;
    talk.refused("invalid", "POST", "/records/assign-owner", json!({ "module": 1, "ids": "x" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn members_assign_what_they_may_and_write_nothing() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("PUT", "/records", json!({ "records": [{ "module": "deals", "id": "d", "owner": "omar" }, { "module": "deals", "id": "e", "owner": "ada" }] })).await;
    talk.acting_for("omar");
    talk.refused(
        "forbidden",
        "PUT",
        "/records",
        json!({ "records": [{ "module": "deals", "id": "d", "owner": "rita" }] }),
    )
    .await;
    talk.refused("forbidden", "DELETE", "/records/deals/d", None).await;
    talk.get("/records?module=deals").await;
    talk.refused("forbidden", "GET", "/records/deals/e", None).await;
    talk.refused("forbidden", "GET", "/records/deals/unheard-of", None).await;
    talk.refused(
        "forbidden",
        "POST",
        "/records/assign-owner",
        json!({ "module": "deals", "ids": ["d", "e"], "owner": "rita" }),
    )
    .await;
    talk.done("POST", "/records/assign-owner", json!({ "module": "deals", "ids": ["d"], "owner": "rita" }))
        .await;
    talk.acting_for_nobody();
    talk.done("POST", "/members/omar/deactivate", None).await;
    talk.refused(
        "not_active",
        "POST",
        "/records/assign-owner",
        json!({ "module": "deals", "ids": ["d"], "owner": "omar" }),
    )
    .await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn records_live_in_projects_and_carry_values() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    let tasks = json!({ "records": [{ "module": "tasks", "id": "t", "container": "apollo", "owner": "emma", "segments": { "audience": ["internal", "external"] } }] });
    talk.done("PUT", "/records", tasks).await;
    talk.get("/records/tasks/t").await;
    let bad = json!({ "records": [{ "module": "tasks", "id": "u", "container": "nowhere", "segments": { "audience": "public" } }] });
    talk.refused("invalid", "PUT", "/records", bad).await;
    insta::assert_snapshot!(talk.text());
}
