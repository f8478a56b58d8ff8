//! `/v1/organizations` and what belongs to one as a whole.

use serde_json::json;

use crate::{
    routes::cast::{acme, zylker},
    talk::Talk,
    world::World,
};

#[tokio::test]
async fn organizations_are_founded_listed_looked_at_and_deleted() {
    let world = World::start().await;
    let mut talk = Talk::at(&world, "/v1/organizations");
    let owner = json!({ "email": "ada@zylker.example", "name": "Ada Quill", "external_id": "ada" });
    let form = json!({ "slug": "zylker", "name": "Zylker", "catalog": "zoho-crm", "owner": owner });
    talk.done("POST", "", form).await;
    let other = json!({ "slug": "acme", "name": "Acme", "catalog": "billwerk", "owner": { "email": "olga@acme.example" } });
    talk.done("POST", "", other).await;
    talk.get("").await;
    talk.get("?limit=1").await;
    talk.get("/zylker").await;
    talk.get("/zylker/limits").await;
    talk.done("DELETE", "/zylker", None).await;
    talk.refused("not_found", "GET", "/zylker", None).await;
    talk.get("").await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_founding_that_cannot_be_says_everything_that_is_wrong() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let mut talk = Talk::at(&world, "/v1/organizations");
    let owner = json!({ "email": "ada@other.example" });
    talk.refused("invalid", "POST", "", json!({})).await;
    talk.refused("invalid", "POST", "", json!({ "slug": 7, "catalog": null, "owner": "ada", "plan": "x" }))
        .await;
    let taken = json!({ "slug": "zylker", "name": "Z", "catalog": "zoho-crm", "owner": owner });
    talk.refused("name_taken", "POST", "", taken).await;
    let nameless = json!({ "slug": "other", "name": " ", "catalog": "zoho-crm", "owner": owner });
    talk.refused("name_missing", "POST", "", nameless).await;
    let bad = json!({ "slug": "Ö", "name": "O", "catalog": "zoho-crm", "edition": "gold", "owner": { "email": "ada" } });
    talk.refused("invalid", "POST", "", bad).await;
    let strange = json!({ "slug": "other", "name": "O", "catalog": "hubspot", "owner": owner });
    talk.refused("invalid", "POST", "", strange).await;
    let faulty =
        json!({ "slug": "other", "name": "O", "catalog": "catalog = \"x\"\nmodules = 7\n", "owner": owner });
    talk.refused("invalid", "POST", "", faulty).await;
    talk.refused("invalid", "GET", "?limit=0", None).await;
    talk.refused("invalid", "GET", "?cursor=***", None).await;
    talk.refused("malformed", "GET", "?limit=many", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_is_sent_changes_and_nothing_else() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("PATCH", "", json!({ "name": "Zylker Inc." })).await;
    talk.done("PATCH", "", json!({ "features": { "administrators_reach_all": true } })).await;
    talk.done("PATCH", "", json!({})).await;
    talk.done("PATCH", "", json!({ "slug": "zylker-inc", "edition": "enterprise" })).await;
    talk.refused("not_found", "GET", "", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_plan_below_use_and_a_switch_of_the_plan_are_refused() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    world.found("other", "zoho-crm").await;
    talk.done("POST", "/groups", json!({ "name": "Key accounts", "members": ["rita"] })).await;
    talk.refused("feature_off", "PATCH", "", json!({ "edition": "free" })).await;
    talk.refused("invalid", "PATCH", "", json!({ "edition": "gold" })).await;
    talk.refused("name_missing", "PATCH", "", json!({ "name": "" })).await;
    talk.refused("name_taken", "PATCH", "", json!({ "slug": "other" })).await;
    talk.refused("invalid", "PATCH", "", json!({ "features": { "groups": false } })).await;
    talk.refused("invalid", "PATCH", "", json!({ "features": { "warp": true } })).await;
    talk.refused("invalid", "PATCH", "", json!({ "owner": "rita", "name": 4 })).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "PATCH", "", json!({ "name": "Omar's" })).await;
    talk.refused("forbidden", "DELETE", "", None).await;
    talk.get("").await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn ownership_changes_hands() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    talk.refused("invalid", "POST", "/transfer-ownership", json!({ "to": "nobody" })).await;
    talk.refused("invalid", "POST", "/transfer-ownership", json!({})).await;
    talk.acting_for("max");
    talk.refused("forbidden", "POST", "/transfer-ownership", json!({ "to": "max" })).await;
    talk.acting_for("ada");
    talk.done("POST", "/transfer-ownership", json!({ "to": "alan" })).await;
    talk.get("/members/ada").await;
    talk.acting_for_nobody();
    talk.done("POST", "/members/emma/deactivate", None).await;
    talk.refused("not_active", "POST", "/transfer-ownership", json!({ "to": "emma" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn without_a_role_of_one_holder_nothing_changes_hands() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.refused("feature_off", "POST", "/transfer-ownership", json!({ "to": "rita" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_new_version_of_the_catalog_is_adopted_or_says_what_would_be_lost() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let path = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let reached = json!({ "catalog": text.replace("Works with records", "Works with the records") });
    let adopted = world.call("POST", "/v1/organizations/zylker/catalog", Some(reached)).await;
    assert_eq!(adopted.status, 200, "{}", adopted.text);
    talk.refused("invalid", "POST", "/catalog", json!({ "catalog": "hubspot" })).await;
    talk.refused("invalid", "POST", "/catalog", json!({ "catalog": "billwerk" })).await;
    let without = json!({ "catalog": text.replace("Standard", "Regular") });
    let refused = world.call("POST", "/v1/organizations/zylker/catalog", Some(without)).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "catalog_in_use"), "{}", refused.text);
    talk.acting_for("ada");
    talk.refused("forbidden", "POST", "/catalog", json!({ "catalog": "zoho-crm" })).await;
    insta::assert_snapshot!(talk.text());
}
