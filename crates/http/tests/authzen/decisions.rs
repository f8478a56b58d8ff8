//! One evaluation: what counts, what does not, and when.

use serde_json::{Value, json};

use crate::{scene::Scene, world::World};

const CERT: &str = "authzen-certification";

fn question(subject: &str, action: &str, record: &str) -> Value {
    json!({ "subject": { "type": "user", "id": subject }, "action": { "name": action }, "resource": { "type": "record", "id": record } })
}

async fn decide(scene: &Scene, question: &Value) -> bool {
    let body = scene.ask(CERT, "/evaluation", question).await.of(200);
    body["decision"].as_bool().unwrap()
}

#[tokio::test]
async fn facts_registered_win_over_facts_sent() {
    let scene = Scene::start().await;
    let mut archived = question("alice", "write", "record-2");
    archived["resource"]["properties"] = json!({ "segments": { "status": "active" }, "owner": "alice" });
    assert!(!decide(&scene, &archived).await);
    archived["resource"]["id"] = "never-registered".into();
    assert!(decide(&scene, &archived).await, "of an unregistered record what is sent counts");
    archived["resource"]["properties"]["segments"]["status"] = "archived".into();
    assert!(!decide(&scene, &archived).await);
}

#[tokio::test]
async fn what_a_caller_says_of_a_subject_or_an_action_grants_nothing() {
    let scene = Scene::start().await;
    let mut asked = question("alice", "write", "record-2");
    asked["subject"]["properties"] =
        json!({ "role": "admin", "roles": ["admin"], "permissions": ["record:write"] });
    asked["action"]["properties"] = json!({ "soft": true, "role": "admin" });
    asked["context"] = json!({ "role": "admin" });
    asked["nonsense"] = json!([1]);
    assert!(!decide(&scene, &asked).await);
}

#[tokio::test]
async fn what_nobody_knows_is_a_deny() {
    let scene = Scene::start().await;
    for (pointer, value) in [
        ("/subject/id", "mallory"),
        ("/subject/type", "robot"),
        ("/subject/id", "mem_x"),
        ("/action/name", "eat"),
        ("/action/name", "Not An Action!"),
        ("/resource/type", "planet"),
        ("/resource/type", "Ö"),
        ("/resource/id", " "),
        ("/subject/id", "\u{0}"),
        ("/resource/id", "\u{1f}"),
    ] {
        let mut asked = question("alice", "read", "record-1");
        *asked.pointer_mut(pointer).unwrap() = value.into();
        let reply = scene.ask(CERT, "/evaluation", &asked).await;
        let body = reply.of(200);
        assert_eq!(body["decision"], false, "{asked}");
        assert!(!body["context"]["sentence"].as_str().unwrap().is_empty(), "{body}");
        assert!(body["context"]["revision"].is_u64());
    }
}

#[tokio::test]
async fn the_past_is_asked_by_a_time_or_an_entry() {
    let scene = Scene::start().await;
    let before = scene.world.state(CERT).await.0;
    scene.world.clock.pass(1);
    let inactive = format!("/v1/organizations/{CERT}/members/alice/deactivate");
    scene.world.call("POST", &inactive, None).await.of(200);
    assert!(!decide(&scene, &question("alice", "read", "record-1")).await);
    let mut then = question("alice", "read", "record-1");
    then["context"] = json!({ "revision": before });
    let reply = scene.ask(CERT, "/evaluation", &then).await;
    assert_eq!((reply.revision(), &reply.json()["decision"]), (before, &json!(true)));
    then["context"] = json!({ "at": "2026-03-02T09:30:00Z" });
    assert!(decide(&scene, &then).await);
    then["context"] = json!({ "at": "2030-01-01T00:00:00Z" });
    assert!(!decide(&scene, &then).await, "as it is now, at a time to come");
    for (context, status) in [
        (json!({ "revision": 999 }), 404),
        (json!({ "revision": 0 }), 404),
        (json!({ "at": "2020-01-01T00:00:00Z" }), 404),
        (json!({ "at": "yesterday" }), 400),
        (json!({ "at": 7 }), 400),
        (json!({ "revision": "1" }), 400),
        (json!({ "revision": 1, "at": "2026-03-02T09:30:00Z" }), 400),
        (json!([]), 400),
        (json!(null), 400),
    ] {
        then["context"] = context.clone();
        let reply = scene.ask(CERT, "/evaluation", &then).await;
        assert_eq!(reply.status, status, "{context}: {}", reply.text);
        assert!(reply.json().is_string(), "{}", reply.text);
    }
}

#[tokio::test]
async fn in_a_members_name_one_asks_about_oneself() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let form = json!({ "email": "omar@zylker.example", "external_id": "omar", "roles": ["Standard"], "invite": false });
    world.call("POST", "/v1/organizations/zylker/members", Some(form)).await.of(201);
    let about = |who: &str| json!({ "subject": { "type": "user", "id": who }, "action": { "name": "view" }, "resource": { "type": "deals", "id": "d" } });
    let base = "/v1/organizations/zylker/access/v1";
    let one = format!("{base}/evaluation");
    call_as(&world, "omar", "POST", &one, Some(about("omar"))).await.of(200);
    call_as(&world, "omar", "POST", &one, Some(about("omar@zylker.example"))).await.of(200);
    for who in ["ada", "nobody"] {
        let reply = call_as(&world, "omar", "POST", &one, Some(about(who))).await;
        assert_eq!((reply.status, reply.json().is_string()), (403, true), "{}", reply.text);
    }
    let mut several = about("omar");
    several["evaluations"] = json!([{}, { "subject": { "type": "user", "id": "ada" } }]);
    assert_eq!(
        call_as(&world, "omar", "POST", &format!("{base}/evaluations"), Some(several)).await.status,
        403
    );
    let everyone = json!({ "subject": { "type": "user" }, "action": { "name": "view" }, "resource": { "type": "deals", "id": "d" } });
    assert_eq!(
        call_as(&world, "omar", "POST", &format!("{base}/search/subject"), Some(everyone)).await.status,
        403
    );
    call_as(&world, "ada", "POST", &one, Some(about("omar"))).await.of(200);
}

/// Asks in a member's name.
async fn call_as(
    world: &World,
    actor: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> crate::world::Reply {
    let request = world.request(method, path).bearer_auth(&world.platform).header("rolecall-actor", actor);
    let request = request.header("content-type", "application/json");
    World::send(request.body(body.map(|body| body.to_string()).unwrap_or_default())).await
}
