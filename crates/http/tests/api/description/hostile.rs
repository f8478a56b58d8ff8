//! What nobody should send, sent to every operation.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    contract::{Operation, described, operations, resolved},
    world::{Reply, World},
};

fn path(operation: &Operation) -> String {
    let parts = [("{org}", "zylker"), ("{member}", "ada"), ("{module}", "deals")];
    let path = parts.iter().fold(operation.path.clone(), |path, (name, value)| path.replace(name, value));
    path.replace('{', "").replace('}', "")
}

async fn world() -> World {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    world
}

async fn send(world: &World, operation: &Operation, path: &str, body: impl Into<Vec<u8>>) -> Reply {
    let request = world.request(&operation.method, path).bearer_auth(&world.platform);
    World::send(request.header("content-type", "application/json").body(body.into())).await
}

/// The operations that read a body, with its schema and example.
fn reading() -> Vec<(Operation, &'static Value, Value)> {
    let read = |operation: Operation| {
        let body = &described(&operation)["requestBody"]["content"]["application/json"];
        (!body.is_null()).then(|| (operation, resolved(&body["schema"]), body["example"].clone()))
    };
    operations().into_iter().filter_map(read).collect()
}

#[tokio::test]
async fn a_field_of_another_type_is_a_fault_of_the_sender() {
    let world = world().await;
    for (operation, schema, example) in reading() {
        let described = schema["properties"]
            .as_object()
            .map(|fields| fields.keys().cloned().collect())
            .unwrap_or_default();
        let fields: Vec<String> = if example.is_object() { described } else { Vec::new() };
        for field in fields {
            for wrong in [
                json!(7),
                json!(-1.5),
                json!("x"),
                json!([[]]),
                json!({ "x": { "y": 1 } }),
                json!(true),
                Value::Null,
            ] {
                let mut body = example.clone();
                body[&field] = wrong;
                let path = format!("{}?dry_run=true", path(&operation));
                let reply = send(&world, &operation, &path, body.to_string()).await;
                assert!(reply.status < 500, "{operation:?} {body}: {}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn a_field_that_is_needed_is_asked_for_by_name() {
    let world = world().await;
    for (operation, schema, example) in reading() {
        for field in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut body = example.clone();
            body.as_object_mut().unwrap().remove(field);
            let reply = send(&world, &operation, &path(&operation), body.to_string()).await;
            assert!([400, 422].contains(&reply.status), "{operation:?} without {field}: {}", reply.text);
            assert!(reply.text.contains(field), "{operation:?} without {field}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn bodies_that_are_no_json_of_ours_are_refused() {
    let world = world().await;
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let objects = "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000);
    for (operation, _, example) in reading() {
        let text = example.to_string();
        let doubled = format!(
            "{{{},{}",
            text.trim_start_matches('{').trim_end_matches('}'),
            text.trim_start_matches('{')
        );
        let bad: [(&str, Vec<u8>); 9] = [
            ("twice", doubled.into_bytes()),
            ("deep", deep.clone().into_bytes()),
            ("deep objects", objects.clone().into_bytes()),
            ("bad UTF-8", vec![b'{', b'"', 0xff, 0xfe, b'"', b':', b'1', b'}']),
            ("lone surrogate", br#"{"\ud800":1}"#.to_vec()),
            ("huge number", br#"{"name":1e400}"#.to_vec()),
            ("trailing", b"{} {}".to_vec()),
            ("list", b"[]".to_vec()),
            ("text", b"\"x\"".to_vec()),
        ];
        for (what, body) in bad {
            let reply = send(&world, &operation, &path(&operation), body).await;
            assert!(
                [400, 422].contains(&reply.status),
                "{operation:?} {what}: {} {}",
                reply.status,
                reply.text
            );
        }
        let long = json!({ "name": 123_456_789_012_345_678_901_234_567_890_f64, "revision": -1, "x": "y".repeat(100_000) });
        let reply = send(&world, &operation, &path(&operation), long.to_string()).await;
        assert!(reply.status < 500, "{operation:?}: {}", reply.text);
    }
    assert_eq!(world.state("zylker").await.0, 1, "something was changed");
}

#[tokio::test]
async fn another_media_type_is_told() {
    let world = world().await;
    for (operation, _, example) in reading() {
        for kind in ["text/plain", "application/xml", "application/jsonx", "application/scim+json", ""] {
            let request = world.request(&operation.method, &path(&operation)).bearer_auth(&world.platform);
            let reply = World::send(request.header("content-type", kind).body(example.to_string())).await;
            let expected = if operation.path.contains("/access/v1/") { 400 } else { 415 };
            assert_eq!(reply.status, expected, "{operation:?} {kind}: {}", reply.text);
        }
    }
    assert_eq!(world.state("zylker").await.0, 1, "something was changed");
}

#[tokio::test]
async fn strange_parts_of_an_address_lead_nowhere() {
    let world = world().await;
    let long = "x".repeat(8_000);
    let parts = [
        "%00",
        "a%2Fb",
        "%2e%2e",
        "%FF",
        "%ff%fe",
        "..%2F..",
        "%20",
        "%0A",
        "mem_",
        "org_",
        "0",
        "ünï",
        "%",
        long.as_str(),
    ];
    for operation in operations().iter().filter(|operation| operation.path.contains('{')) {
        for part in parts {
            let names: Vec<&str> = operation.path.split(['{', '}']).skip(1).step_by(2).collect();
            let path = operation
                .path
                .replace(&format!("{{{}}}", names.last().unwrap()), part)
                .replace("{org}", "zylker");
            let path = path.replace('{', "").replace('}', "");
            let reply = send(&world, operation, &path, "{}").await;
            assert!(reply.status < 500, "{} {path}: {}", operation.method, reply.text);
        }
    }
    assert_eq!(world.call("GET", "/v1/organizations/zylker", None).await.status, 200);
}

#[tokio::test]
async fn strange_queries_and_headers_are_answered() {
    let world = world().await;
    for operation in operations() {
        for query in [
            "?x=1",
            "?limit=-1",
            "?limit=99999999999999999999",
            "?limit=1&limit=2",
            "?cursor=%FF",
            "?%",
            "?cursor=",
            "?dry_run=1",
            "?=&&=",
        ] {
            let reply = send(&world, &operation, &format!("{}{query}", path(&operation)), "{\"x\":1}").await;
            assert!(reply.status < 500, "{operation:?} {query}: {}", reply.text);
        }
        for (name, value) in [
            ("if-match", "W/\"x\""),
            ("if-match", "99999999999999999999999"),
            ("rolecall-actor", ""),
            ("rolecall-actor", "ü"),
            ("authorization", "Bearer"),
        ] {
            let request = world.request(&operation.method, &path(&operation));
            let request =
                if name == "authorization" { request } else { request.bearer_auth(&world.platform) };
            let reply = World::send(request.header(name, value)).await;
            assert!(reply.status < 500, "{operation:?} {name}: {value}: {}", reply.text);
        }
    }
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let world = world().await;
    for (operation, ..) in reading() {
        let mut stream = TcpStream::connect(world.address).await.unwrap();
        let head = format!(
            "{} {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            operation.method,
            path(&operation),
            world.platform,
            64 << 20
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let (mut read, mut write) = stream.into_split();
        let pour = tokio::spawn(async move {
            let block = vec![b' '; 1 << 20];
            // Whoever is refused half-way cannot send the rest.
            for _ in 0..64 {
                if write.write_all(&block).await.is_err() {
                    break;
                }
            }
        });
        let mut answer = vec![0; 1024];
        let told = tokio::time::timeout(std::time::Duration::from_secs(10), read.read(&mut answer)).await;
        let told = told.unwrap_or_else(|_| panic!("{operation:?} hangs")).unwrap_or_default();
        let answer = String::from_utf8_lossy(&answer[..told]).into_owned();
        let expected = if operation.path.contains("/access/v1/") { "HTTP/1.1 400" } else { "HTTP/1.1 413" };
        assert!(
            answer.starts_with(expected) || answer.starts_with("HTTP/1.1 403"),
            "{operation:?}: {answer}"
        );
        pour.abort();
    }
}
