//! Pages of one item, to the end, while things come and go: what is there throughout is seen exactly once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    routes::cast::{acme, zylker},
    world::World,
};

/// What is sent between two pages.
type Sent = (&'static str, String, Value);

/// Reads a list page by page; `between` is sent after each page.
async fn read(world: &World, list: &str, mut between: Vec<Sent>) -> BTreeMap<String, usize> {
    let (mut seen, mut cursor) = (BTreeMap::new(), String::new());
    for _ in 0..100 {
        let with = if list.contains('?') { '&' } else { '?' };
        let page = world.call("GET", &format!("{list}{with}limit=1{cursor}"), None).await.of(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= 1);
        for item in items {
            let id = item.get("id").or(item.get("revision")).unwrap();
            *seen.entry(id.to_string()).or_default() += 1;
        }
        if !between.is_empty() {
            let (method, path, body) = between.remove(0);
            let reply = world.call(method, &path, Some(body)).await;
            assert!(reply.status < 300, "{method} {path}: {}", reply.text);
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
    }
    panic!("{list} does not end");
}

/// The ids of a list read at once.
async fn whole(world: &World, list: &str) -> Vec<String> {
    let with = if list.contains('?') { '&' } else { '?' };
    let page = world.call("GET", &format!("{list}{with}limit=1000"), None).await.of(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let id = |item: &Value| item.get("id").or(item.get("revision")).unwrap().to_string();
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn what_is_there_throughout_is_seen_once() {
    let world = World::start().await;
    drop(zylker(&world).await);
    drop(acme(&world).await);
    let org = "/v1/organizations/zylker";
    let records = json!({ "records": [{ "module": "deals", "id": "b" }, { "module": "deals", "id": "d" }, { "module": "deals", "id": "f" }] });
    world.call("PUT", &format!("{org}/records"), Some(records)).await.of(200);
    let member = |name: &str| json!({ "email": format!("{name}@zylker.example"), "roles": ["Standard"] });
    let put = |id: &str| json!({ "records": [{ "module": "deals", "id": id }] });
    let lists: Vec<(String, Vec<Sent>)> = vec![
        (
            format!("{org}/members"),
            vec![
                ("POST", format!("{org}/members"), member("a")),
                ("DELETE", format!("{org}/members/omar"), json!({})),
                ("POST", format!("{org}/members"), member("z")),
            ],
        ),
        (
            format!("{org}/roles"),
            vec![
                ("POST", format!("{org}/roles"), json!({ "name": "A" })),
                ("DELETE", format!("{org}/roles/A"), json!({})),
            ],
        ),
        (
            format!("{org}/positions"),
            vec![
                ("POST", format!("{org}/positions"), json!({ "name": "A" })),
                ("POST", format!("{org}/positions"), json!({ "name": "B" })),
            ],
        ),
        (format!("{org}/groups"), vec![("POST", format!("{org}/groups"), json!({ "name": "A" }))]),
        (
            format!("{org}/records?module=deals"),
            vec![
                ("PUT", format!("{org}/records"), put("a")),
                ("DELETE", format!("{org}/records/deals/d"), json!({})),
                ("PUT", format!("{org}/records"), put("z")),
            ],
        ),
        (format!("{org}/audit"), vec![("POST", format!("{org}/roles"), json!({ "name": "C" }))]),
        (
            "/v1/organizations/acme/containers".to_owned(),
            vec![(
                "POST",
                "/v1/organizations/acme/containers".to_owned(),
                json!({ "kind": "project", "name": "Z" }),
            )],
        ),
        ("/v1/organizations/acme/containers/apollo/members".to_owned(), vec![]),
        ("/v1/tokens".to_owned(), vec![("POST", "/v1/tokens".to_owned(), json!({ "name": "x" }))]),
        ("/v1/organizations".to_owned(), vec![("DELETE", "/v1/organizations/acme".to_owned(), json!({}))]),
    ];
    for (list, between) in lists {
        let before = whole(&world, &list).await;
        let seen = read(&world, &list, between).await;
        let after = whole(&world, &list).await;
        for id in before.iter().filter(|id| after.contains(id)) {
            assert_eq!(seen.get(id), Some(&1), "{list}: {id} of {seen:?}");
        }
        assert!(seen.values().all(|times| *times == 1), "{list}: {seen:?}");
    }
}

#[tokio::test]
async fn no_cursor_holds_a_nul() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    // `a` and a NUL.
    let cursor = "YQA";
    for list in ["/v1/tokens?", "/v1/organizations?", "/v1/organizations/zylker/records?module=deals&"] {
        let reply = world.call("GET", &format!("{list}cursor={cursor}"), None).await;
        assert_eq!((reply.status, reply.code().as_str()), (422, "invalid"), "{list}: {}", reply.text);
    }
}
