//! `/groups`

use serde_json::json;

use crate::{routes::cast::zylker, world::World};

#[tokio::test]
async fn groups_are_made_changed_and_deleted() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("POST", "/groups", json!({ "name": "Team", "members": ["rita", "omar@zylker.example"], "positions_and_below": ["Manager"] })).await;
    talk.done("POST", "/groups", json!({ "name": "All", "groups": ["Team"], "positions": ["CEO"] })).await;
    talk.get("/groups").await;
    talk.get("/groups/team").await;
    talk.done("PATCH", "/groups/Team", json!({ "members": ["rita"] })).await;
    talk.done("PATCH", "/groups/Team", json!({ "members": null, "name": "Managers" })).await;
    talk.done("DELETE", "/groups/Managers", None).await;
    talk.get("/groups").await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn groups_hold_each_other_in_no_circle() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("POST", "/groups", json!({ "name": "A", "members": ["rita"] })).await;
    talk.done("POST", "/groups", json!({ "name": "B", "groups": ["A"] })).await;
    talk.refused("cycle", "PATCH", "/groups/A", json!({ "groups": ["B"] })).await;
    talk.refused("name_taken", "POST", "/groups", json!({ "name": "a" })).await;
    talk.refused("name_missing", "POST", "/groups", json!({})).await;
    talk.refused("invalid", "POST", "/groups", json!({ "name": "C", "members": ["nobody"] })).await;
    talk.refused("not_found", "PATCH", "/groups/C", json!({})).await;
    talk.refused("not_found", "DELETE", "/groups/C", None).await;
    talk.refused("not_found", "GET", "/groups/C", None).await;
    talk.refused("invalid", "POST", "/groups", json!({ "name": 1, "members": "rita", "groups": [2] })).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "POST", "/groups", json!({ "name": "C" })).await;
    talk.refused("forbidden", "GET", "/groups", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_plan_without_groups_makes_none() {
    let world = World::start().await;
    world.found("small", "zoho-crm").await;
    let mut talk = crate::talk::Talk::about(&world, "small");
    talk.refused("feature_off", "POST", "/groups", json!({ "name": "A" })).await;
    insta::assert_snapshot!(talk.text());
}
