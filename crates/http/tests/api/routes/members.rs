//! `/members`: who is there, and how they come, change and go.

use serde_json::json;

use crate::{
    routes::cast::{acme, zylker},
    world::World,
};

#[tokio::test]
async fn members_come_change_and_go() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let lena = json!({ "email": "lena@zylker.example", "name": "Lena Ortiz", "roles": ["Standard"], "position": "Manager" });
    let lena = talk.done("POST", "/members", lena).await;
    talk.get("/members/lena@zylker.example").await;
    talk.get("/members?status=invited").await;
    talk.get("/members?limit=2").await;
    talk.done("POST", "/members/lena@zylker.example/resend-invitation", None).await;
    talk.done("POST", "/members/rita/deactivate", None).await;
    talk.done("POST", "/members/rita/activate", None).await;
    talk.done("PUT", "/members/rita/roles", json!({ "roles": ["Administrator"] })).await;
    talk.get("/members/rita/access").await;
    talk.done("DELETE", "/members/lena@zylker.example?transfer_records_to=rita", None).await;
    let id = lena["id"].as_str().unwrap();
    talk.get(&format!("/members/{id}")).await;
    talk.done("POST", &format!("/members/{id}/erase"), None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn null_clears_and_what_is_absent_stays() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let all = json!({ "name": "Rita Okafor", "position": "CEO", "external_id": "u-17", "ends_at": "2027-01-01T00:00:00Z" });
    talk.done("PATCH", "/members/rita", all).await;
    talk.done("PATCH", "/members/u-17", json!({ "name": null })).await;
    talk.done("PATCH", "/members/u-17", json!({ "position": null, "ends_at": null })).await;
    talk.done("PATCH", "/members/u-17", json!({ "external_id": null })).await;
    talk.refused("not_found", "PATCH", "/members/u-17", json!({})).await;
    talk.refused("invalid", "PATCH", "/members/omar", json!({ "name": 7, "ends_at": "tomorrow", "age": 3 }))
        .await;
    talk.refused("registered", "PATCH", "/members/omar", json!({ "email": "o@zylker.example" })).await;
    talk.refused(
        "exclusive_role",
        "PATCH",
        "/members/omar",
        json!({ "roles": ["Standard", "Administrator"] }),
    )
    .await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn an_explicit_null_where_nothing_can_be_cleared_is_told() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    for field in ["email", "kind", "roles"] {
        talk.refused("invalid", "PATCH", "/members/omar", json!({ field: null })).await;
    }
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_member_that_cannot_be_says_every_bad_field() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.refused("invalid", "POST", "/members", json!({})).await;
    let bad = json!({ "name": 4, "kind": "Ö!", "roles": "Standard", "ends_at": "soon", "invite": "yes", "extra": true });
    talk.refused("invalid", "POST", "/members", bad).await;
    talk.refused(
        "invalid",
        "POST",
        "/members",
        json!({ "email": "nobody", "external_id": "mem_1", "kind": "robot" }),
    )
    .await;
    talk.refused(
        "name_taken",
        "POST",
        "/members",
        json!({ "email": "RITA@zylker.example", "roles": ["Standard"] }),
    )
    .await;
    talk.refused("role_required", "POST", "/members", json!({ "email": "x@zylker.example", "roles": [] }))
        .await;
    talk.refused("invalid", "POST", "/members", json!({ "email": "x@zylker.example", "roles": ["Emperor"] }))
        .await;
    let past =
        json!({ "email": "x@zylker.example", "roles": ["Standard"], "ends_at": "2020-01-01T00:00:00Z" });
    talk.send("POST", "/members", Some(past), &[]).await;
    talk.refused("not_found", "GET", "/members/nobody", None).await;
    talk.refused("malformed", "GET", "/members?order=name", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn many_come_at_once_or_none() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let two = json!({ "members": [{ "email": "a@zylker.example", "roles": ["Standard"] }, { "email": "b@zylker.example", "roles": ["Standard"] }] });
    talk.done("POST", "/members/bulk", two).await;
    let bad = json!({ "members": [{ "email": "c@zylker.example", "roles": ["Standard"] }, { "email": "a@zylker.example", "roles": ["Standard"] },
        { "email": "d@zylker.example", "roles": [] }] });
    talk.refused("name_taken", "POST", "/members/bulk", bad).await;
    talk.refused("invalid", "POST", "/members/bulk", json!({ "members": [{ "name": "no address" }] })).await;
    talk.refused("not_found", "GET", "/members/c@zylker.example", None).await;
    talk.send("POST", "/members/bulk", Some(json!({ "members": [] })), &[]).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn in_a_members_name_the_rules_apply() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.acting_for("omar");
    talk.refused(
        "forbidden",
        "POST",
        "/members",
        json!({ "email": "x@zylker.example", "roles": ["Standard"] }),
    )
    .await;
    talk.refused("forbidden", "GET", "/members", None).await;
    talk.refused("forbidden", "GET", "/members/rita", None).await;
    talk.refused("forbidden", "DELETE", "/members/rita", None).await;
    talk.get("/members/omar").await;
    talk.done("PATCH", "/members/omar", json!({ "name": "Omar Haddad" })).await;
    talk.acting_for("ada");
    talk.refused("own_account", "DELETE", "/members/ada", None).await;
    talk.refused("own_account", "POST", "/members/ada/deactivate", None).await;
    talk.refused("own_account", "PUT", "/members/ada/roles", json!({ "roles": ["Standard"] })).await;
    talk.refused(
        "forbidden",
        "POST",
        "/members",
        json!({ "email": "y@zylker.example", "roles": ["Standard"], "invite": false }),
    )
    .await;
    talk.acting_for("nobody");
    talk.refused("forbidden", "GET", "/members", None).await;
    talk.acting_for_nobody();
    talk.refused("last_admin", "POST", "/members/ada/deactivate", None).await;
    talk.refused("last_admin", "DELETE", "/members/ada", None).await;
    talk.refused("last_admin", "PATCH", "/members/ada", json!({ "ends_at": "2027-01-01T00:00:00Z" })).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn the_owner_of_a_portal_stays_and_clients_belong_to_a_company() {
    let world = World::start().await;
    let mut talk = acme(&world).await;
    talk.refused("sole_holder", "DELETE", "/members/ada", None).await;
    talk.refused("sole_holder", "PUT", "/members/alan/roles", json!({ "roles": ["Portal Owner"] })).await;
    talk.refused(
        "company_required",
        "POST",
        "/members",
        json!({ "email": "c@b.example", "kind": "client", "roles": ["Client User"] }),
    )
    .await;
    talk.refused("exclusive_role", "PUT", "/members/mark/roles", json!({ "roles": ["Employee"] })).await;
    talk.acting_for("alan");
    talk.refused(
        "escalation",
        "POST",
        "/members",
        json!({ "email": "p@acme.example", "roles": ["Portal Owner"] }),
    )
    .await;
    talk.acting_for_nobody();
    talk.done("PATCH", "", json!({ "edition": "free" })).await;
    talk.done("POST", "/members", json!({ "email": "one@acme.example", "roles": ["Employee"] })).await;
    talk.refused(
        "limit_reached",
        "POST",
        "/members",
        json!({ "email": "two@acme.example", "roles": ["Employee"] }),
    )
    .await;
    let contact = json!({ "email": "dora@b.example", "kind": "contact", "company": "Bowman Furniture" });
    talk.done("POST", "/members", contact).await;
    talk.get("/limits").await;
    insta::assert_snapshot!(talk.text());
}
