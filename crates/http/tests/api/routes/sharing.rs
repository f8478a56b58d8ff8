//! `/sharing-defaults` and `/sharing-rules`

use serde_json::json;

use crate::{routes::cast::zylker, world::World};

#[tokio::test]
async fn defaults_are_replaced_as_a_whole() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.get("/sharing-defaults").await;
    talk.done(
        "PUT",
        "/sharing-defaults",
        json!({ "deals": "public_read", "leads": "public_read_write_delete" }),
    )
    .await;
    talk.done("PUT", "/sharing-defaults", json!({ "deals": "public_read_write" })).await;
    talk.done("PUT", "/sharing-defaults", json!({})).await;
    talk.refused("invalid", "PUT", "/sharing-defaults", json!({ "deals": "open", "Ö": "private" })).await;
    talk.refused("invalid", "PUT", "/sharing-defaults", json!({ "notes": "private", "planets": "private" }))
        .await;
    talk.acting_for("omar");
    talk.refused("forbidden", "PUT", "/sharing-defaults", json!({})).await;
    talk.refused("forbidden", "GET", "/sharing-defaults", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn rules_are_made_changed_and_deleted() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("POST", "/groups", json!({ "name": "Team", "members": ["omar"] })).await;
    let form = json!({ "module": "deals", "from": { "position": "Manager", "and_below": true }, "to": { "group": "Team" }, "level": "read" });
    let rule = talk.done("POST", "/sharing-rules", form).await;
    let rule = format!("/sharing-rules/{}", rule["id"].as_str().unwrap());
    talk.get("/sharing-rules").await;
    talk.get(&rule).await;
    talk.done("PATCH", &rule, json!({ "level": "read_write", "superiors_allowed": true })).await;
    talk.done("PATCH", &rule, json!({ "to": { "position": "CEO" } })).await;
    talk.done("DELETE", &rule, None).await;
    talk.refused("not_found", "GET", &rule, None).await;
    talk.refused("not_found", "PATCH", &rule, json!({})).await;
    talk.refused("not_found", "DELETE", &rule, None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_rule_goes_with_its_group_and_the_answer_says_so() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("POST", "/groups", json!({ "name": "Team", "members": ["omar"] })).await;
    let form = json!({ "module": "deals", "from": { "position": "Manager" }, "to": { "group": "Team" }, "level": "read_write_delete" });
    talk.done("POST", "/sharing-rules", form).await;
    talk.done("DELETE", "/groups/Team", None).await;
    talk.get("/sharing-rules").await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_cannot_be_a_rule_is_refused() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.refused("invalid", "POST", "/sharing-rules", json!({})).await;
    let bad = json!({ "module": 1, "from": "Manager", "to": { "planet": "x" }, "level": "write", "superiors_allowed": "no" });
    talk.refused("invalid", "POST", "/sharing-rules", bad).await;
    let both =
        json!({ "module": "deals", "from": { "position": "CEO", "group": "x" }, "to": {}, "level": "read" });
    talk.refused("invalid", "POST", "/sharing-rules", both).await;
    let notes = json!({ "module": "notes", "from": { "position": "CEO" }, "to": { "position": "Manager" }, "level": "read" });
    talk.refused("invalid", "POST", "/sharing-rules", notes).await;
    let nobody = json!({ "module": "deals", "from": { "position": "CEO" }, "to": { "group": "nobody" }, "level": "read" });
    talk.refused("invalid", "POST", "/sharing-rules", nobody).await;
    let form = json!({ "module": "deals", "from": { "position": "CEO" }, "to": { "position": "Manager" }, "level": "read" });
    talk.acting_for("omar");
    talk.refused("forbidden", "POST", "/sharing-rules", form.clone()).await;
    talk.refused("forbidden", "GET", "/sharing-rules", None).await;
    talk.acting_for_nobody();
    talk.done("PATCH", "", json!({ "edition": "professional" })).await;
    talk.refused("feature_off", "POST", "/sharing-rules", form).await;
    insta::assert_snapshot!(talk.text());
}
