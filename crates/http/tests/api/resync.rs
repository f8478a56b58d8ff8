//! A module is resynchronised: others write meanwhile, it takes its time, its token is lost.

use std::{fmt::Write as _, time::Duration};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::world::World;

const RECORDS: &str = "/v1/organizations/zylker/records";

/// As many lines as the server writes in one go: when they are answered, the stream is under way.
fn batch() -> String {
    (0..5_000).fold(String::new(), |mut text, number| {
        writeln!(text, r#"{{"module":"deals","id":"deal-{number}"}}"#).unwrap();
        text
    })
}

/// Begins to resynchronise the deals with a token: the answer, and where further lines go.
async fn begun(world: &World, token: &str) -> (reqwest::Response, mpsc::UnboundedSender<String>) {
    let (lines, sent) = mpsc::unbounded_channel::<String>();
    let body = futures_util::stream::unfold(sent, |mut sent| async {
        let line = sent.recv().await?;
        Some((Ok::<_, std::convert::Infallible>(line), sent))
    });
    lines.send(batch()).unwrap();
    let request = world.request("PUT", &format!("{RECORDS}?module=deals&mode=replace"));
    let request = request.bearer_auth(token).header("content-type", "application/x-ndjson");
    let mut answer = request.body(reqwest::Body::wrap_stream(body)).send().await.unwrap();
    assert!(answer.chunk().await.unwrap().is_some(), "the first batch is written");
    (answer, lines)
}

/// What is told last.
async fn last(mut answer: reqwest::Response) -> Value {
    let mut rest = Vec::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        rest.extend_from_slice(&chunk);
    }
    let rest = String::from_utf8(rest).unwrap();
    serde_json::from_str(rest.lines().last().unwrap()).unwrap()
}

#[tokio::test]
async fn what_others_register_while_a_module_is_resynchronised_stays() {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let put = |id: &str| json!({ "records": [{ "module": "deals", "id": id }] });
    world.call("PUT", RECORDS, Some(put("gone"))).await.of(200);
    let (answer, lines) = begun(&world, &world.platform).await;
    world.call("PUT", RECORDS, Some(put("meanwhile"))).await.of(200);
    drop(lines);
    last(answer).await;
    world.call("GET", &format!("{RECORDS}/deals/meanwhile"), None).await.of(200);
    world.call("GET", &format!("{RECORDS}/deals/gone"), None).await.of(404);
}

#[tokio::test]
async fn a_stream_may_take_its_time() {
    let timeout = Duration::from_millis(500);
    let world = World::hurried(timeout).await;
    world.found("zylker", "zoho-crm").await;
    let (answer, lines) = begun(&world, &world.platform).await;
    tokio::time::sleep(2 * timeout).await;
    lines.send(r#"{"module":"deals","id":"late"}"#.to_owned()).unwrap();
    drop(lines);
    assert_eq!(last(answer).await["written"], 5_001);
}

/// How a token is lost while a stream is under way.
#[derive(Debug, Clone, Copy)]
enum Lost {
    Revoked,
    Expired,
}

/// A stream whose token is lost after the first batch: how it ends, once so many lines more were sent.
async fn without_a_token(lost: Lost, more: &str) -> (World, Value) {
    let world = World::start().await;
    world.found("zylker", "zoho-crm").await;
    let old = json!({ "records": [{ "module": "deals", "id": "old" }] });
    world.call("PUT", RECORDS, Some(old)).await.of(200);
    let form = json!({ "name": "sync", "organization": "zylker", "scopes": ["records"], "expires_at": "2026-03-02T10:00:00Z" });
    let made = world.call("POST", "/v1/tokens", Some(form)).await.of(201);
    let (answer, lines) = begun(&world, made["token"].as_str().unwrap()).await;
    let id = made["id"].as_str().unwrap();
    match lost {
        Lost::Revoked => drop(world.call("DELETE", &format!("/v1/tokens/{id}"), None).await.of(200)),
        Lost::Expired => world.clock.pass(2),
    }
    lines.send(more.to_owned()).unwrap();
    drop(lines);
    let told = last(answer).await;
    (world, told)
}

#[tokio::test]
async fn a_stream_writes_nothing_more_once_its_token_is_lost() {
    for lost in [Lost::Revoked, Lost::Expired] {
        let (world, told) = without_a_token(lost, r#"{"module":"deals","id":"late"}"#).await;
        assert_eq!(
            (&told["line"], &told["problem"]["code"]),
            (&json!(5_001), &json!("unauthorized")),
            "{lost:?}"
        );
        world.call("GET", &format!("{RECORDS}/deals/late"), None).await.of(404);
    }
}

#[tokio::test]
async fn a_stream_takes_nothing_off_once_its_token_is_lost() {
    for lost in [Lost::Revoked, Lost::Expired] {
        let (world, told) = without_a_token(lost, "\n").await;
        assert_eq!(told["problem"]["code"], "unauthorized", "{lost:?}");
        world.call("GET", &format!("{RECORDS}/deals/old"), None).await.of(200);
    }
}
