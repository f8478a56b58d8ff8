//! `/explain`, `/members/{member}/access`, and `AuthZEN` as one of the routes; its own tests stand by themselves.

use serde_json::json;

use crate::{routes::cast::zylker, world::World};

#[tokio::test]
async fn a_decision_is_explained() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("PUT", "/records", json!({ "records": [{ "module": "deals", "id": "d", "owner": "rita" }] }))
        .await;
    let ask = |member: &str, action: &str| json!({ "member": member, "action": action, "module": "deals", "record": "d" });
    talk.done("POST", "/explain", ask("rita", "edit")).await;
    talk.done("POST", "/explain", ask("omar", "edit")).await;
    talk.done("POST", "/explain", ask("nobody", "edit")).await;
    talk.done("POST", "/explain", ask("rita", "eat")).await;
    talk.done("POST", "/explain", json!({ "member": "rita", "action": "create", "module": "deals" })).await;
    let sent = json!({ "id": "unheard-of", "owner": "omar", "parent": null });
    talk.done(
        "POST",
        "/explain",
        json!({ "member": "omar", "action": "edit", "module": "deals", "record": sent }),
    )
    .await;
    talk.done(
        "POST",
        "/explain",
        json!({ "member": "rita", "action": "edit", "module": "deals", "record": "d", "revision": 2 }),
    )
    .await;
    talk.refused(
        "not_found",
        "POST",
        "/explain",
        json!({ "member": "rita", "action": "edit", "module": "deals", "revision": 99 }),
    )
    .await;
    let early =
        json!({ "member": "rita", "action": "edit", "module": "deals", "at": "2020-01-01T00:00:00Z" });
    talk.refused("not_found", "POST", "/explain", early).await;
    let both = json!({ "member": "rita", "action": "edit", "module": "deals", "at": "2026-03-02T09:00:00Z", "revision": 1 });
    talk.refused("invalid", "POST", "/explain", both).await;
    talk.refused("invalid", "POST", "/explain", json!({})).await;
    talk.refused(
        "invalid",
        "POST",
        "/explain",
        json!({ "member": 1, "action": "Ö", "module": [], "record": 7, "x": 1 }),
    )
    .await;
    talk.acting_for("omar");
    talk.done("POST", "/explain", ask("omar", "view")).await;
    talk.refused("forbidden", "POST", "/explain", ask("rita", "view")).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn what_a_member_may_do_is_listed() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.get("/members/omar/access").await;
    talk.refused("not_found", "GET", "/members/nobody/access", None).await;
    talk.acting_for("omar");
    talk.refused("forbidden", "GET", "/members/rita/access", None).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn authzen_answers_at_its_addresses() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    talk.done("PUT", "/records", json!({ "records": [{ "module": "deals", "id": "d", "owner": "rita" }] }))
        .await;
    let (rita, edit) = (json!({ "type": "user", "id": "rita" }), json!({ "name": "edit" }));
    let deal = json!({ "type": "deals", "id": "d" });
    let one = json!({ "subject": rita, "action": edit, "resource": deal });
    talk.done("POST", "/access/v1/evaluation", one).await;
    let several = json!({ "subject": rita, "action": edit, "evaluations": [{ "resource": deal }, {}] });
    talk.done("POST", "/access/v1/evaluations", several).await;
    talk.done(
        "POST",
        "/access/v1/search/subject",
        json!({ "subject": { "type": "user" }, "action": edit, "resource": deal }),
    )
    .await;
    talk.done(
        "POST",
        "/access/v1/search/resource",
        json!({ "subject": rita, "action": edit, "resource": { "type": "deals" } }),
    )
    .await;
    talk.done("POST", "/access/v1/search/action", json!({ "subject": rita, "resource": deal })).await;
    talk.send("POST", "/access/v1/evaluation", Some(json!({})), &[]).await;
    insta::assert_snapshot!(talk.text());
}

#[tokio::test]
async fn a_filter_says_on_which_rows_a_member_may_act() {
    let world = World::start().await;
    let mut talk = zylker(&world).await;
    let ask = |member: &str, action: &str| json!({ "member": member, "action": action, "module": "deals" });
    let with = |key: &str, value: serde_json::Value| {
        let mut question = ask("rita", "edit");
        question[key] = value;
        question
    };
    talk.done("POST", "/filter", ask("rita", "edit")).await;
    talk.done("POST", "/filter", ask("nobody", "edit")).await;
    talk.done("POST", "/filter", ask("rita", "eat")).await;
    talk.done("POST", "/filter", json!({ "member": "rita", "action": "view", "module": "notes" })).await;
    talk.done("POST", "/filter", with("dialect", json!("sqlite"))).await;
    talk.done(
        "POST",
        "/filter",
        with("columns", json!({ "owner": { "name": "d.owner_id", "array": false } })),
    )
    .await;
    talk.done("POST", "/filter", with("columns", json!(null))).await;
    talk.refused("column_required", "POST", "/filter", with("columns", json!({ "id": "id" }))).await;
    let faults = json!({ "owners": "a", "owner": { "name": "b", "array": true }, "parent.id": "c..d" });
    talk.refused("invalid", "POST", "/filter", with("columns", faults)).await;
    talk.refused("invalid", "POST", "/filter", with("columns", json!({ "owner": 7 }))).await;
    talk.refused("invalid", "POST", "/filter", with("dialect", json!("mysql"))).await;
    talk.refused("invalid", "POST", "/filter", json!({ "x": 1 })).await;
    talk.acting_for("omar");
    talk.done("POST", "/filter", ask("omar", "view")).await;
    talk.refused("forbidden", "POST", "/filter", ask("rita", "view")).await;
    insta::assert_snapshot!(talk.text());
}

/// Every question takes `at_least`: what is there is answered, what is not there is said not to be, and what contradicts
/// itself is told so.
#[tokio::test]
async fn every_question_answers_as_fresh_as_it_is_asked() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let base = "/v1/organizations/zylker";
    let (subject, action) = (json!({ "type": "user", "id": "ada" }), json!({ "name": "view" }));
    let resource = json!({ "type": "deals", "id": "d" });
    let authzen = |needed: u64| json!({ "subject": subject, "action": action, "resource": resource, "context": { "at_least": needed } });
    let explain = |needed: u64| json!({ "member": "ada", "action": "view", "module": "deals", "record": "d", "at_least": needed });
    for (needed, status) in [(1, 200), (2, 409)] {
        for what in ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"] {
            let path = format!("{base}/access/v1/{what}");
            let reply = world.call("POST", &path, Some(authzen(needed))).await;
            assert_eq!(reply.status, status, "{what}: {}", reply.text);
        }
        let reply = world.call("POST", &format!("{base}/explain"), Some(explain(needed))).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        let reply = world.call("GET", &format!("{base}/members/ada/access?at_least={needed}"), None).await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
    let mut contradiction = explain(1);
    contradiction["revision"] = json!(1);
    assert_eq!(world.call("POST", &format!("{base}/explain"), Some(contradiction.clone())).await.status, 200);
    contradiction["at_least"] = json!(2);
    let reply = world.call("POST", &format!("{base}/explain"), Some(contradiction)).await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "invalid"), "{}", reply.text);
}
