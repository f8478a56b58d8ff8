//! Several evaluations in one request.

use serde_json::{Value, json};

use crate::scene::Scene;

const CERT: &str = "authzen-certification";

/// Alice reads, then writes what is archived, then reads: yes, no, yes.
fn mixed(semantic: Option<&str>) -> Value {
    let mut asked = json!({ "subject": { "type": "user", "id": "alice" }, "action": { "name": "read" },
        "resource": { "type": "record", "id": "record-2" }, "evaluations": [{}, { "action": { "name": "write" } }, {}] });
    if let Some(semantic) = semantic {
        asked["options"] = json!({ "evaluations_semantic": semantic });
    }
    asked
}

async fn decisions(scene: &Scene, asked: &Value) -> Vec<bool> {
    let body = scene.ask(CERT, "/evaluations", asked).await.of(200);
    assert!(body.get("decision").is_none(), "{body}");
    body["evaluations"].as_array().unwrap().iter().map(|one| one["decision"].as_bool().unwrap()).collect()
}

#[tokio::test]
async fn a_batch_goes_as_far_as_it_was_told() {
    let scene = Scene::start().await;
    assert_eq!(decisions(&scene, &mixed(None)).await, [true, false, true]);
    assert_eq!(decisions(&scene, &mixed(Some("execute_all"))).await, [true, false, true]);
    assert_eq!(decisions(&scene, &mixed(Some("deny_on_first_deny"))).await, [true, false]);
    assert_eq!(decisions(&scene, &mixed(Some("permit_on_first_permit"))).await, [true]);
    for options in [
        json!({ "evaluations_semantic": "guess" }),
        json!({ "evaluations_semantic": 1 }),
        json!("execute_all"),
    ] {
        let mut asked = mixed(None);
        asked["options"] = options;
        assert_eq!(scene.ask(CERT, "/evaluations", &asked).await.status, 400);
    }
}

#[tokio::test]
async fn an_item_replaces_a_default_as_a_whole() {
    let scene = Scene::start().await;
    let mut asked = mixed(None);
    asked["resource"] =
        json!({ "type": "record", "id": "new", "properties": { "segments": { "status": "active" } } });
    asked["action"] = json!({ "name": "write" });
    asked["evaluations"] = json!([{}, { "resource": { "type": "record", "id": "new" } }]);
    assert_eq!(
        decisions(&scene, &asked).await,
        [true, false],
        "properties of the default are not those of the item"
    );
}

#[tokio::test]
async fn an_item_that_cannot_be_asked_is_denied_and_says_why() {
    let scene = Scene::start().await;
    let mut asked = mixed(None);
    asked.as_object_mut().unwrap().remove("resource");
    asked["evaluations"] = json!([{ "resource": { "type": "record", "id": "record-1" } }, {}, { "resource": "x" }, { "resource": { "type": "record" } },
        { "resource": { "type": "record", "id": "record-1" }, "context": { "revision": 999 } },
        { "resource": { "type": "record", "id": "record-1" }, "context": { "revision": 1, "at": "2026-03-02T09:30:00Z" } }]);
    let body = scene.ask(CERT, "/evaluations", &asked).await.of(200);
    assert_eq!(body["evaluations"][0]["decision"], true);
    for (item, status) in [(1, 400), (2, 400), (3, 400), (4, 404), (5, 400)] {
        let one = &body["evaluations"][item];
        assert_eq!(one["decision"], false, "{one}");
        assert_eq!(one["context"]["error"]["status"], status, "{one}");
        assert!(!one["context"]["error"]["message"].as_str().unwrap().is_empty());
    }
    asked["evaluations"] = json!([7]);
    assert_eq!(scene.ask(CERT, "/evaluations", &asked).await.status, 400);
}

#[tokio::test]
async fn without_items_it_is_a_single_question() {
    let scene = Scene::start().await;
    for items in [None, Some(json!([]))] {
        let mut asked = mixed(None);
        asked.as_object_mut().unwrap().remove("evaluations");
        if let Some(items) = items {
            asked["evaluations"] = items;
        }
        let body = scene.ask(CERT, "/evaluations", &asked).await.of(200);
        assert_eq!((&body["decision"], body.get("evaluations")), (&json!(true), None));
    }
    assert_eq!(scene.ask(CERT, "/evaluations", &json!({ "evaluations": [] })).await.status, 400);
    assert_eq!(scene.ask(CERT, "/evaluations", &json!({ "evaluations": {} })).await.status, 400);
}

#[tokio::test]
async fn a_thousand_are_answered_at_one_revision_and_one_more_is_too_many() {
    let scene = Scene::start().await;
    let mut asked = mixed(None);
    asked["evaluations"] = vec![json!({}); 1000].into();
    let body = scene.ask(CERT, "/evaluations", &asked).await.of(200);
    let revision = &body["evaluations"][0]["context"]["revision"];
    assert!(
        body["evaluations"].as_array().unwrap().iter().all(|one| one["context"]["revision"] == *revision)
    );
    assert_eq!(body["evaluations"].as_array().unwrap().len(), 1000);
    asked["evaluations"] = vec![json!({}); 1001].into();
    assert_eq!(scene.ask(CERT, "/evaluations", &asked).await.status, 400);
}
