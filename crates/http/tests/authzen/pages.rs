//! Searches, page by page.

use serde_json::{Value, json};

use crate::scene::Scene;

const SEARCH: &str = "authzen-search";

fn records_of(subject: &str) -> Value {
    json!({ "subject": { "type": "user", "id": subject }, "action": { "name": "view" }, "resource": { "type": "record" } })
}

async fn search(scene: &Scene, asked: &Value, page: Value) -> crate::world::Reply {
    let mut asked = asked.clone();
    asked["page"] = page;
    scene.ask(SEARCH, "/search/resource", &asked).await
}

#[tokio::test]
async fn a_token_is_for_its_question_and_its_limit() {
    let scene = Scene::start().await;
    let first = search(&scene, &records_of("alice"), json!({ "limit": 2 })).await.of(200);
    assert_eq!((first["results"].as_array().unwrap().len(), &first["page"]["count"]), (2, &json!(2)));
    let token = first["page"]["next_token"].as_str().unwrap();
    assert!(!token.is_empty());
    let next = search(&scene, &records_of("alice"), json!({ "token": token })).await.of(200);
    assert_eq!(next["results"].as_array().unwrap().len(), 2, "a limit left out is the first one");
    let same = search(&scene, &records_of("alice"), json!({ "token": token, "limit": 2 })).await.of(200);
    assert_eq!(same, next);
    let refused = [
        (records_of("bob"), json!({ "token": token })),
        (records_of("alice"), json!({ "token": token, "limit": 3 })),
        (records_of("alice"), json!({ "token": "garbage" })),
        (records_of("alice"), json!({ "token": 7 })),
        (records_of("alice"), json!({ "limit": 0 })),
        (records_of("alice"), json!({ "limit": -1 })),
        (records_of("alice"), json!({ "limit": "2" })),
        (records_of("alice"), json!("page")),
    ];
    for (asked, page) in refused {
        let reply = search(&scene, &asked, page.clone()).await;
        assert_eq!((reply.status, reply.json().is_string()), (400, true), "{page}: {}", reply.text);
    }
    let mut other = records_of("alice");
    other["context"] = json!({ "revision": 1 });
    assert_eq!(search(&scene, &other, json!({ "token": token })).await.status, 400);
}

#[tokio::test]
async fn a_token_holds_while_records_come_and_go() {
    let scene = Scene::start().await;
    let all = search(&scene, &records_of("alice"), json!({})).await.of(200);
    assert_eq!((&all["page"]["next_token"], &all["page"]["total"]), (&json!(""), &all["page"]["count"]));
    let all: Vec<Value> = all["results"].as_array().unwrap().clone();
    let first = search(&scene, &records_of("alice"), json!({ "limit": 1 })).await.of(200);
    let gone =
        format!("/v1/organizations/{SEARCH}/records/record/{}", first["results"][0]["id"].as_str().unwrap());
    scene.world.call("DELETE", &gone, None).await.of(200);
    let (mut seen, mut token) = (1, first["page"]["next_token"].clone());
    while token != "" {
        let page = search(&scene, &records_of("alice"), json!({ "token": token })).await.of(200);
        assert_eq!(page["results"][0], all[seen]);
        (seen, token) = (seen + 1, page["page"]["next_token"].clone());
    }
    assert_eq!(seen, all.len());
}

#[tokio::test]
async fn the_id_of_what_is_searched_is_passed_over_and_unknown_things_find_nothing() {
    let scene = Scene::start().await;
    let mut asked = records_of("alice");
    let plain = scene.ask(SEARCH, "/search/resource", &asked).await.of(200);
    asked["resource"]["id"] = "101".into();
    assert_eq!(scene.ask(SEARCH, "/search/resource", &asked).await.of(200)["results"], plain["results"]);
    for (pointer, value) in [
        ("/subject/type", "robot"),
        ("/subject/id", "mallory"),
        ("/action/name", "eat"),
        ("/resource/type", "planet"),
        ("/resource/type", "Ö"),
    ] {
        let mut asked = records_of("alice");
        *asked.pointer_mut(pointer).unwrap() = value.into();
        assert_eq!(
            scene.ask(SEARCH, "/search/resource", &asked).await.of(200)["results"],
            json!([]),
            "{pointer}"
        );
    }
    let mut wrong = json!({ "subject": { "type": "user" }, "action": { "name": "view" }, "resource": { "type": "record", "id": "101", "properties": 7 } });
    assert_eq!(scene.ask(SEARCH, "/search/subject", &wrong).await.status, 400);
    wrong["subject"]["id"] = "alice".into();
    assert_eq!(scene.ask(SEARCH, "/search/action", &wrong).await.status, 400);
    let listed = json!({ "subject": { "type": "user", "id": "alice", "properties": [] }, "action": { "name": "view" }, "resource": { "type": "record" } });
    assert_eq!(scene.ask(SEARCH, "/search/resource", &listed).await.status, 400);
}
