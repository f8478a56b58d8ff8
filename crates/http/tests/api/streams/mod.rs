//! Records in large numbers: one write, streams of lines, resynchronisation.

use serde_json::{Value, json};

use crate::{
    routes::cast::zylker,
    world::{Reply, World},
};

const RECORDS: &str = "/v1/organizations/zylker/records";

async fn put(world: &World, query: &str, lines: String) -> Reply {
    let request = world.request("PUT", &format!("{RECORDS}{query}")).bearer_auth(&world.platform);
    World::send(request.header("content-type", "application/x-ndjson").body(lines)).await
}

fn told(reply: &Reply) -> Vec<Value> {
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.headers["content-type"], "application/x-ndjson");
    reply.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn deal(number: usize) -> String {
    json!({ "module": "deals", "id": format!("d{number:05}"), "owner": "rita" }).to_string() + "\n"
}

async fn count(world: &World) -> usize {
    let view = world.rolecall.organization("zylker").await.unwrap().view();
    rolecall::organization::Records::of_module(&view.engine, &"deals".parse().unwrap()).count()
}

#[tokio::test]
async fn ten_thousand_are_one_write_and_one_more_is_too_many() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let all = |number: usize| -> Value {
        let record = |id: usize| json!({ "module": "deals", "id": format!("d{id}") });
        json!({ "records": (0..number).map(record).collect::<Vec<_>>() })
    };
    let refused = world.call("PUT", RECORDS, Some(all(10_001))).await;
    assert_eq!((refused.status, refused.code().as_str(), count(&world).await), (413, "too_many", 0));
    let taken = world.call("PUT", RECORDS, Some(all(10_000))).await;
    assert_eq!((taken.revision(), taken.of(200)), (5, json!({ "written": 10_000 })));
    let same = world.call("PUT", RECORDS, Some(all(10_000))).await;
    assert_eq!((same.revision(), same.of(200)), (5, json!({ "written": 0, "ignored": 10_000 })));
}

#[tokio::test]
async fn a_stream_is_written_in_batches() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let lines = told(&put(&world, "", (1..=12_345).map(deal).collect()).await);
    let expected = [
        json!({ "through_line": 5000, "revision": 5, "written": 5000, "ignored": 0 }),
        json!({ "through_line": 10_000, "revision": 6, "written": 5000, "ignored": 0 }),
        json!({ "through_line": 12_345, "revision": 7, "written": 2345, "ignored": 0 }),
        json!({ "done": true, "lines": 12_345, "written": 12_345, "ignored": 0, "deleted": 0 }),
    ];
    assert_eq!(lines, expected);
    assert_eq!(count(&world).await, 12_345);
}

#[tokio::test]
async fn a_bad_line_stops_a_stream_and_is_named() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let good: String = (1..=5001).map(deal).collect();
    for (bad, code) in [
        ("{\"module\": \"deals\"}\n", "invalid"),
        ("{not json}\n", "malformed"),
        ("{\"module\": \"planets\", \"id\": \"x\"}\n", "invalid"),
    ] {
        let lines = told(&put(&world, "", format!("{good}\n{bad}{}", deal(9000))).await);
        assert_eq!(lines[0]["through_line"], 5000, "{lines:?}");
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(
            (&lines[1]["line"], &lines[1]["problem"]["code"]),
            (&json!(5003), &json!(code)),
            "{lines:?}"
        );
        assert_eq!(count(&world).await, 5000, "what was answered stands, what was not does not");
    }
}

#[tokio::test]
async fn blank_lines_count_as_lines_and_the_last_needs_no_end() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let lines = told(&put(&world, "", format!("\r\n{}\n  \n{}", deal(1).trim(), deal(2).trim())).await);
    assert_eq!(lines.last().unwrap()["lines"], 4, "{lines:?}");
    assert_eq!(lines.last().unwrap()["written"], 2);
    let empty = told(&put(&world, "", String::new()).await);
    assert_eq!(empty, [json!({ "done": true, "lines": 0, "written": 0, "ignored": 0, "deleted": 0 })]);
    let long = format!("{{\"module\":\"deals\",\"id\":\"{}\"}}\n", "x".repeat(70_000));
    assert_eq!(told(&put(&world, "", long).await)[0]["problem"]["code"], "too_large");
}

#[tokio::test]
async fn a_resynchronised_module_holds_what_was_sent() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let more = json!({ "records": [{ "module": "leads", "id": "l" }] });
    world.call("PUT", RECORDS, Some(more)).await.of(200);
    told(&put(&world, "", (1..=7000).map(deal).collect()).await);
    let lines = told(&put(&world, "?module=deals&mode=replace", (6999..=7003).map(deal).collect()).await);
    let last = json!({ "done": true, "lines": 5, "written": 3, "ignored": 2, "deleted": 6998 });
    assert_eq!(lines.last().unwrap(), &last, "{lines:?}");
    assert_eq!(count(&world).await, 5);
    world.call("GET", &format!("{RECORDS}/leads/l"), None).await.of(200);
    let other = told(
        &put(&world, "?module=deals&mode=replace", "{\"module\":\"leads\",\"id\":\"m\"}\n".to_owned()).await,
    );
    assert_eq!(other[0]["problem"]["code"], "invalid");
    assert_eq!(count(&world).await, 5, "a stream that stops takes nothing off");
}

#[tokio::test]
async fn how_a_stream_cannot_be_taken_is_told_before_it_is_read() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let refused = [
        ("?mode=replace", "invalid"),
        ("?mode=mirror&module=deals", "invalid"),
        ("?mode=replace&module=Ö", "invalid"),
        ("?mode=replace&module=planets", "invalid"),
        ("?dry_run=true", "malformed"),
        ("?mode=replace&module=deals&dry_run=true", "malformed"),
    ];
    for (query, code) in refused {
        let reply = put(&world, query, deal(1)).await;
        assert!(reply.status >= 400, "{query}: {}", reply.text);
        assert_eq!(reply.code(), code, "{query}");
    }
    let keyed = world.request("PUT", RECORDS).bearer_auth(&world.platform).header("idempotency-key", "k");
    let keyed = World::send(keyed.header("content-type", "application/x-ndjson").body(deal(1))).await;
    assert_eq!((keyed.status, keyed.code().as_str()), (400, "malformed"));
    let json = world
        .call("PUT", &format!("{RECORDS}?mode=replace&module=deals"), Some(json!({ "records": [] })))
        .await;
    assert_eq!((json.status, json.code().as_str()), (400, "malformed"));
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn an_older_version_is_ignored_and_counted() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let version = |version: u64, owner: &str| json!({ "records": [{ "module": "deals", "id": "d", "owner": owner, "version": version }] });
    world.call("PUT", RECORDS, Some(version(7, "rita"))).await.of(200);
    let older = world.call("PUT", RECORDS, Some(version(6, "omar"))).await.of(200);
    assert_eq!(older, json!({ "written": 0, "ignored": 1 }));
    let stream = "{\"module\":\"deals\",\"id\":\"d\",\"owner\":\"omar\",\"version\":5}\n".to_owned();
    assert_eq!(told(&put(&world, "", stream).await)[0]["ignored"], 1);
    let kept = world.call("GET", &format!("{RECORDS}/deals/d"), None).await.of(200);
    assert_eq!((&kept["owner"], &kept["version"]), (&json!("rita"), &json!(7)));
}

#[tokio::test]
async fn nobody_streams_in_a_members_name_or_with_another_scope() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let request = world.request("PUT", RECORDS).bearer_auth(&world.platform).header("rolecall-actor", "ada");
    let acted = World::send(request.header("content-type", "application/x-ndjson").body(deal(1))).await;
    assert_eq!((acted.status, acted.code().as_str()), (403, "forbidden"), "{}", acted.text);
    let token = world.token("zylker", &["manage", "read", "decide"]).await;
    let request = world.request("PUT", RECORDS).bearer_auth(&token);
    let lacking = World::send(request.header("content-type", "application/x-ndjson").body(deal(1))).await;
    assert_eq!(lacking.status, 403);
    assert_eq!(count(&world).await, 0);
}

#[tokio::test]
async fn an_actor_resynchronises_nothing() {
    let world = World::start().await;
    drop(zylker(&world).await);
    told(&put(&world, "", deal(1)).await);
    let request =
        world.request("PUT", &format!("{RECORDS}?mode=replace&module=deals")).bearer_auth(&world.platform);
    let request = request.header("rolecall-actor", "ada").header("content-type", "application/x-ndjson");
    let reply = World::send(request.body(String::new())).await;
    assert!(reply.text.contains("forbidden"), "{}", reply.text);
    assert_eq!(count(&world).await, 1);
}
