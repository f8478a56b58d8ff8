//! `/containers` and their members.

use serde_json::json;

use crate::{
    routes::cast::{acme, done, member},
    talk::Talk,
    world::World,
};

#[tokio::test]
async fn projects_are_made_joined_changed_and_deleted() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    talk.done("POST", "/containers", json!({ "kind": "project", "name": "Zeus" })).await;
    talk.done("POST", "/containers", json!({ "kind": "project", "id": "a b/ü", "name": "Hera" })).await;
    talk.get("/containers").await;
    talk.get("/containers/a%20b%2F%C3%BC").await;
    talk.get("/containers/apollo").await;
    talk.done("PATCH", "/containers/apollo", json!({ "name": "Apollo 11" })).await;
    talk.done("PUT", "/containers/apollo/members/emma", json!({ "until": "2027-03-31T00:00:00Z" })).await;
    talk.done("PUT", "/containers/apollo/members/emma", json!({})).await;
    talk.done("PUT", "/containers/apollo/members/mark", json!({})).await;
    talk.get("/containers/apollo/members?limit=1").await;
    talk.get("/containers/apollo/members?ended=true").await;
    talk.done("DELETE", "/containers/apollo/members/emma", None).await;
    talk.done("PATCH", "/containers/Zeus", json!({ "company": "Bowman Furniture" })).await;
    talk.done("PATCH", "/containers/Zeus", json!({ "company": null })).await;
    talk.done("DELETE", "/containers/Zeus", None).await;
    talk.refused("not_found", "GET", "/containers/Zeus", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_cannot_be_in_a_project_is_refused() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    talk.refused("invalid", "POST", "/containers", json!({})).await;
    talk.refused("invalid", "POST", "/containers", json!({ "kind": "planet", "name": "X" })).await;
    talk.refused("invalid", "POST", "/containers", json!({ "kind": "project", "id": " x ", "name": "X" }))
        .await;
    talk.refused("name_missing", "POST", "/containers", json!({ "kind": "project" })).await;
    talk.refused("name_taken", "POST", "/containers", json!({ "kind": "project", "name": "APOLLO" })).await;
    talk.refused(
        "name_taken",
        "POST",
        "/containers",
        json!({ "kind": "project", "id": "apollo", "name": "Other" }),
    )
    .await;
    talk.done("POST", "/containers", json!({ "kind": "project", "id": "inner", "name": "Inner" })).await;
    talk.refused("company_mismatch", "PUT", "/containers/inner/members/mark", json!({})).await;
    talk.refused("not_found", "PUT", "/containers/inner/members/nobody", json!({})).await;
    talk.refused("not_found", "PUT", "/containers/nowhere/members/emma", json!({})).await;
    talk.refused("not_found", "DELETE", "/containers/inner/members/emma", None).await;
    talk.refused("not_found", "DELETE", "/containers/nowhere", None).await;
    talk.refused(
        "invalid",
        "PUT",
        "/containers/inner/members/emma",
        json!({ "roles": "x", "until": 1, "x": 2 }),
    )
    .await;
    talk.done("POST", "/members/emma/deactivate", None).await;
    talk.refused("not_active", "PUT", "/containers/inner/members/emma", json!({})).await;
    talk.acting_for("max");
    talk.get("/containers").await;
    talk.refused("forbidden", "GET", "/containers/inner", None).await;
    talk.refused("forbidden", "GET", "/containers/nowhere", None).await;
    talk.refused("forbidden", "DELETE", "/containers/inner", None).await;
    talk.done("POST", "/containers", json!({ "kind": "project", "id": "own", "name": "Own" })).await;
    talk.get("/containers/own/members").await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn applications_have_roles_of_their_own_and_direct_permissions_make_them() {
    let world = World::start().await;
    world.found("desk", "zoho-creator").await;
    let mut talk = Talk::about(&world, "desk");
    done(&world, "POST", "/v1/organizations/desk/members", member("desk", "uma", "User")).await;
    done(&world, "POST", "/v1/organizations/desk/members", member("desk", "dev", "Developer")).await;
    talk.acting_for("uma");
    talk.refused(
        "forbidden",
        "POST",
        "/containers",
        json!({ "kind": "application", "id": "crm", "name": "CRM" }),
    )
    .await;
    talk.acting_for_nobody();
    talk.done("PUT", "/members/uma/permissions", json!({ "permissions": ["applications:create"] })).await;
    talk.refused("invalid", "PUT", "/members/uma/permissions", json!({ "permissions": ["applications"] }))
        .await;
    talk.refused("invalid", "PUT", "/members/uma/permissions", json!({ "permissions": ["users:edit"] }))
        .await;
    talk.refused("invalid", "PUT", "/members/uma/permissions", json!({})).await;
    talk.acting_for("uma");
    talk.done("POST", "/containers", json!({ "kind": "application", "id": "crm", "name": "CRM" })).await;
    talk.acting_for_nobody();
    talk.done("PUT", "/containers/crm/members/dev", json!({ "roles": ["Application Developer"] })).await;
    talk.done("PUT", "/containers/crm/members/uma", json!({})).await;
    let records = json!([{ "module": "records", "actions": ["view", "edit"] }]);
    talk.done("POST", "/roles", json!({ "name": "Clerk", "in": "application", "grants": records })).await;
    talk.done("PUT", "/containers/crm/members/uma", json!({ "roles": ["Clerk"] })).await;
    talk.get("/containers/crm/members").await;
    talk.refused("feature_off", "PATCH", "", json!({ "features": { "set_permissions": false } })).await;
    talk.done("PUT", "/members/uma/permissions", json!({ "permissions": [] })).await;
    talk.done("PATCH", "", json!({ "features": { "set_permissions": false } })).await;
    talk.refused(
        "feature_off",
        "PUT",
        "/members/dev/permissions",
        json!({ "permissions": ["subscription:view"] }),
    )
    .await;
    insta::assert_snapshot!(talk.text());
}
