//! `/roles`

use serde_json::json;

use crate::{
    routes::cast::{done, member, zylker},
    talk::Talk,
    world::World,
};

#[tokio::test]
async fn roles_are_made_cloned_changed_and_deleted() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.get("/roles?limit=1").await;
    let grants = json!([{ "module": "deals", "actions": ["view", "edit"], "reach": "shared" }]);
    talk.done(
        "POST",
        "/roles",
        json!({ "name": "Key Accounts", "description": "The large ones", "grants": grants }),
    )
    .await;
    talk.get("/roles/key accounts").await;
    talk.done("PATCH", "/roles/Key%20Accounts", json!({ "description": null })).await;
    talk.done("PATCH", "/roles/Key%20Accounts", json!({ "name": "Large Accounts", "grants": null })).await;
    talk.done("POST", "/roles/Standard/clone", json!({ "name": "Trainee", "description": "Learns" })).await;
    talk.done("PUT", "/members/omar/roles", json!({ "roles": ["Trainee"] })).await;
    talk.refused("role_in_use", "DELETE", "/roles/Trainee", None).await;
    talk.done("DELETE", "/roles/Trainee?reassign_to=Standard", None).await;
    talk.done("DELETE", "/roles/Large%20Accounts", None).await;
    talk.refused("not_found", "GET", "/roles/Trainee", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_cannot_be_a_role_is_refused() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.refused("name_missing", "POST", "/roles", json!({})).await;
    talk.refused("name_taken", "POST", "/roles", json!({ "name": "STANDARD" })).await;
    let bad = json!({ "name": 1, "grants": [{ "module": "Ö", "actions": "all" }], "colour": "red" });
    talk.refused("invalid", "POST", "/roles", bad).await;
    let unknown = json!({ "name": "X", "grants": [{ "module": "planets", "actions": ["view"] }, { "module": "deals", "actions": ["eat"] }] });
    talk.refused("invalid", "POST", "/roles", unknown).await;
    talk.refused(
        "invalid",
        "POST",
        "/roles",
        json!({ "name": "X", "grants": [{ "module": "deals", "actions": ["view"], "reach": "galaxy" }] }),
    )
    .await;
    talk.refused("role_built_in", "PATCH", "/roles/Administrator", json!({ "name": "Boss" })).await;
    talk.refused("role_built_in", "DELETE", "/roles/Standard", None).await;
    talk.refused("not_found", "PATCH", "/roles/nothing", json!({ "name": "x" })).await;
    talk.refused("not_found", "DELETE", "/roles/nothing", None).await;
    talk.refused("not_found", "POST", "/roles/nothing/clone", json!({ "name": "x" })).await;
    talk.refused("name_missing", "POST", "/roles/Standard/clone", json!({})).await;
    talk.refused("name_taken", "POST", "/roles/Standard/clone", json!({ "name": "Administrator" })).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "POST", "/roles", json!({ "name": "X" })).await;
    talk.refused("forbidden", "GET", "/roles", None).await;
    talk.refused("forbidden", "POST", "/roles/Standard/clone", json!({ "name": "X" })).await;
    talk.acting_for_nobody();
    talk.done("PATCH", "", json!({ "edition": "free" })).await;
    talk.refused("limit_reached", "POST", "/roles", json!({ "name": "X" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn reserved_permissions_stay_with_built_in_roles() {
    let world = World::start().await;
    world.found("zilla", "zoho-billing").await;
    let mut talk = Talk::about(&world, "zilla");
    let users = json!({ "name": "HR", "grants": [{ "module": "users", "actions": ["edit"] }] });
    talk.refused("reserved", "POST", "/roles", users).await;
    talk.done("POST", "/roles/Admin/clone", json!({ "name": "Deputy" })).await;
    let own = json!({ "name": "Own", "grants": [{ "module": "customers", "actions": ["view"], "reach": "assigned" }] });
    talk.refused("feature_off", "POST", "/roles", own.clone()).await;
    talk.done("PATCH", "", json!({ "features": { "customer_owner": true } })).await;
    talk.done("POST", "/roles", own).await;
    let east = json!({ "name": "East", "grants": [{ "module": "invoices", "actions": ["view"], "limits": { "location": ["east"] } }] });
    talk.done("POST", "/roles", east).await;
    done(&world, "POST", "/v1/organizations/zilla/members", member("zilla", "sam", "Own")).await;
    talk.get("/members/sam").await;
    talk.refused("feature_off", "PATCH", "", json!({ "features": { "customer_owner": false } })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn several_roles_are_held_where_the_catalog_says_so() {
    let world = World::start().await;
    world.found("flix", "billwerk").await;
    let mut talk = Talk::about(&world, "flix");
    let finn =
        json!({ "email": "finn@flix.example", "roles": ["Finance", "Products"], "external_id": "finn" });
    talk.done("POST", "/members", finn).await;
    talk.done("PUT", "/members/finn/roles", json!({ "roles": ["Operations", "Finance", "Templates"] })).await;
    talk.done("PUT", "/members/finn/roles", json!({ "roles": [] })).await;
    talk.send("POST", "/roles", Some(json!({ "name": "Mine" })), &[]).await;
    talk.acting_for("ada");
    talk.refused("forbidden", "POST", "/roles", json!({ "name": "Mine" })).await;
    talk.refused("own_account", "PUT", "/members/ada/roles", json!({ "roles": ["Finance"] })).await;
    insta::assert_snapshot!(talk.text());
}
