//! `/positions`

use serde_json::json;

use crate::{routes::cast::zylker, world::World};

#[tokio::test]
async fn positions_are_made_moved_and_deleted() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.get("/positions").await;
    let east = json!({ "name": "Manager East", "reports_to": "Manager", "share_with_peers": true, "description": "The east" });
    talk.done("POST", "/positions", east).await;
    talk.get("/positions/Manager%20East").await;
    talk.done("PATCH", "/positions/Manager%20East", json!({ "reports_to": null, "description": null })).await;
    talk.done("PATCH", "/positions/Manager%20East", json!({ "name": "East", "share_with_peers": false }))
        .await;
    talk.done("PATCH", "/members/omar", json!({ "position": "East" })).await;
    talk.refused("transfer_required", "DELETE", "/positions/East", None).await;
    talk.done("DELETE", "/positions/East?transfer_to=Manager", None).await;
    talk.refused("not_found", "GET", "/positions/East", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn the_tree_stays_a_tree() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("POST", "/positions", json!({ "name": "East", "reports_to": "Manager" })).await;
    talk.refused("cycle", "PATCH", "/positions/Manager", json!({ "reports_to": "East" })).await;
    talk.refused("transfer_required", "DELETE", "/positions/Manager", None).await;
    talk.refused("transfer_required", "DELETE", "/positions/Manager?transfer_to=East", None).await;
    talk.refused("role_built_in", "DELETE", "/positions/CEO", None).await;
    talk.refused("name_missing", "POST", "/positions", json!({})).await;
    talk.refused("name_taken", "POST", "/positions", json!({ "name": "ceo" })).await;
    talk.refused("name_missing", "PATCH", "/positions/East", json!({ "name": null })).await;
    talk.refused("invalid", "POST", "/positions", json!({ "name": "X", "reports_to": "nowhere" })).await;
    talk.refused("not_found", "PATCH", "/positions/nowhere", json!({})).await;
    talk.refused("not_found", "DELETE", "/positions/nowhere", None).await;
    talk.refused(
        "invalid",
        "POST",
        "/positions",
        json!({ "name": [], "reports_to": 7, "share_with_peers": "yes", "x": 1 }),
    )
    .await;
    talk.acting_for("omar");
    talk.refused("forbidden", "GET", "/positions", None).await;
    talk.refused("forbidden", "POST", "/positions", json!({ "name": "X" })).await;
    talk.acting_for_nobody();
    talk.refused("limit_reached", "PATCH", "", json!({ "edition": "free" })).await;
    insta::assert_snapshot!(talk.text());
}
