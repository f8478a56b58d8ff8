//! `Idempotency-Key`: whose it is, how long it counts, and that only one of many at once is carried out.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{routes::cast::zylker, world::World};

fn keyed(world: &World, token: &str, path: &str, body: &Value) -> RequestBuilder {
    let request = world.request("POST", path).bearer_auth(token).header("idempotency-key", "same");
    request.header("content-type", "application/json").body(body.to_string())
}

fn founding(slug: &str) -> Value {
    let owner = json!({ "email": "ada@first.example" });
    json!({ "slug": slug, "name": "First", "catalog": "billwerk", "owner": owner })
}

#[tokio::test]
async fn an_organization_is_founded_once() {
    let world = World::start().await;
    let first = World::send(keyed(&world, &world.platform, "/v1/organizations", &founding("first"))).await;
    let again = World::send(keyed(&world, &world.platform, "/v1/organizations", &founding("first"))).await;
    assert_eq!((first.status, again.status, &first.text), (201, 201, &again.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = World::send(keyed(&world, &world.platform, "/v1/organizations", &founding("second"))).await;
    assert_eq!((other.status, other.code().as_str()), (422, "idempotency_mismatch"));
    world.clock.pass(25);
    let late = World::send(keyed(&world, &world.platform, "/v1/organizations", &founding("second"))).await;
    assert_eq!(late.status, 201, "{}", late.text);
}

#[tokio::test]
async fn a_rehearsed_founding_leaves_nothing_behind() {
    let world = World::start().await;
    let rehearsed =
        world.call("POST", "/v1/organizations?dry_run=true", Some(founding("first"))).await.of(200);
    assert_eq!((&rehearsed["dry_run"], &rehearsed["would_create"]), (&json!(true), &json!(2)));
    assert_eq!(rehearsed["preview"]["gaining"], 1, "the founder: {rehearsed}");
    assert_eq!(world.call("GET", "/v1/organizations/first", None).await.status, 404);
    let before = world.rolecall.catalogs().len();
    let mut form = founding("first");
    let path = format!("{}/../../catalogs/billwerk.toml", env!("CARGO_MANIFEST_DIR"));
    form["catalog"] = format!("{}\n# another\n", std::fs::read_to_string(path).unwrap()).into();
    world.call("POST", "/v1/organizations?dry_run=true", Some(form)).await.of(200);
    assert_eq!(world.rolecall.catalogs().len(), before, "a rehearsal stored a catalog");
}

#[tokio::test]
async fn a_rehearsed_adoption_leaves_nothing_behind() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let (before, path) = (world.rolecall.catalogs().len(), "/v1/organizations/zylker/catalog?dry_run=true");
    let file = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap();
    let changed = json!({ "catalog": text.replace("Works with records", "Works with the records") });
    let rehearsed = world.call("POST", path, Some(changed)).await.of(200);
    assert_eq!((&rehearsed["dry_run"], &rehearsed["would_create"]), (&json!(true), &json!(0)));
    assert_eq!(rehearsed["preview"]["members"], 0, "only words changed: {rehearsed}");
    let without = json!({ "catalog": text.replace("Standard", "Regular") });
    assert_eq!(world.call("POST", path, Some(without)).await.code(), "catalog_in_use");
    assert_eq!(world.rolecall.catalogs().len(), before, "a rehearsal stored a catalog");
    assert_eq!(world.state("zylker").await.0, 4);
}

#[tokio::test]
async fn a_key_is_its_tokens_and_its_organizations_own() {
    let world = World::start().await;
    drop(zylker(&world).await);
    world.found("acme", "zoho-crm").await;
    let other = world.token("zylker", &["manage"]).await;
    let role = json!({ "name": "First" });
    let zylker = "/v1/organizations/zylker/roles";
    World::send(keyed(&world, &world.platform, zylker, &role)).await.of(201);
    let another = World::send(keyed(&world, &other, zylker, &json!({ "name": "Second" }))).await;
    assert_eq!(another.status, 201, "{}", another.text);
    world.call("PATCH", "/v1/organizations/acme", Some(json!({ "edition": "enterprise" }))).await.of(200);
    let elsewhere = World::send(keyed(&world, &world.platform, "/v1/organizations/acme/roles", &role)).await;
    assert_eq!(elsewhere.status, 201, "{}", elsewhere.text);
    let acted = keyed(&world, &world.platform, zylker, &role).header("rolecall-actor", "ada");
    assert_eq!(World::send(acted).await.code(), "idempotency_mismatch");
    world.clock.pass(25);
    let late = World::send(keyed(&world, &world.platform, zylker, &json!({ "name": "Third" }))).await;
    assert_eq!(late.status, 201, "{}", late.text);
}

#[tokio::test]
async fn of_many_at_once_one_is_carried_out_and_the_others_are_told() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let mut told = false;
    for round in 0..20 {
        told |= at_once(&world, round).await;
        if told {
            break;
        }
    }
    assert!(told, "nobody was told that another is under way");
}

/// Eight requests with one key at once: whether some were told that another is under way.
async fn at_once(world: &World, round: usize) -> bool {
    let before = world.state("zylker").await;
    let record = |id: usize| json!({ "module": "deals", "id": format!("{round}-{id}") });
    let body = json!({ "records": (0..500).map(record).collect::<Vec<_>>() }).to_string();
    let sent = (0..8).map(|_| {
        let request = world.request("PUT", "/v1/organizations/zylker/records").bearer_auth(&world.platform);
        let request = request.header("idempotency-key", format!("round {round}"));
        World::send(request.header("content-type", "application/json").body(body.clone()))
    });
    let replies = futures_util::future::join_all(sent).await;
    let (flying, made): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 409);
    assert!(flying.iter().all(|reply| reply.code() == "in_flight"));
    assert!(made.iter().all(|reply| reply.status == 200 && reply.text == made[0].text));
    let first = made.iter().filter(|reply| !reply.headers.contains_key("idempotent-replayed"));
    assert_eq!(first.count(), 1);
    assert_eq!(world.state("zylker").await.0, before.0 + 1);
    !flying.is_empty()
}

#[tokio::test]
async fn the_same_key_in_two_organizations_is_two_requests_under_way() {
    let world = World::start().await;
    for slug in ["one", "two", "three", "four"] {
        world.found(slug, "zoho-crm").await;
    }
    let body = json!({ "email": "x@x.example", "roles": ["Standard"] });
    let paths = ["one", "two", "three", "four"].map(|slug| format!("/v1/organizations/{slug}/members"));
    let sent = paths.iter().map(|path| World::send(keyed(&world, &world.platform, path, &body)));
    for reply in futures_util::future::join_all(sent).await {
        assert_eq!(reply.status, 201, "{}", reply.text);
    }
}

#[tokio::test]
async fn keys_and_revisions_that_are_none_are_told() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let send = async |name: &str, value: &str| {
        let request = world.request("PATCH", "/v1/organizations/zylker").bearer_auth(&world.platform);
        World::send(request.header(name, value)).await
    };
    for (name, value) in [
        ("idempotency-key", ""),
        ("idempotency-key", "ü"),
        ("if-match", "abc"),
        ("if-match", "-1"),
        ("if-match", "*"),
    ] {
        let reply = send(name, value).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "malformed"), "{name}: {value}");
    }
    assert_eq!(send("idempotency-key", &"k".repeat(256)).await.status, 400);
    for query in ["dry_run=yes", "dry_run=", "dry_run", "dry%5Frun=maybe", "dry_run=true&dry_run=false"] {
        let reply = world
            .call("PATCH", &format!("/v1/organizations/zylker?{query}"), Some(json!({ "name": "N" })))
            .await;
        assert!([400, 422].contains(&reply.status), "{query}: {}", reply.text);
    }
    assert_eq!(world.state("zylker").await.0, 4);
}
