//! A catalog that is sent as a text: it is kept once nothing forbids what it was sent for.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{routes::cast::zylker, world::World};

const CATALOG: &str = "/v1/organizations/zylker/catalog";

/// Zoho CRM with another word in it, so that it is another catalog of the same id.
fn crm(word: &str) -> String {
    let file = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).unwrap();
    let changed = text.replace("Works with records", &format!("Works with {word}"));
    assert_ne!(changed, text);
    changed
}

fn founding(slug: &str, catalog: &str) -> Value {
    json!({ "slug": slug, "name": slug, "catalog": catalog, "owner": { "email": format!("ada@{slug}.example") } })
}

fn keyed(world: &World, key: &str, body: &Value) -> RequestBuilder {
    let request = world.request("POST", CATALOG).bearer_auth(&world.platform).header("idempotency-key", key);
    request.header("content-type", "application/json").body(body.to_string())
}

#[tokio::test]
async fn what_is_refused_keeps_no_catalog() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let manage = world.token("zylker", &["manage"]).await;
    let (before, named) =
        (world.rolecall.catalogs().len(), world.rolecall.catalog_named("zoho-crm").unwrap());
    let taken = founding("zylker", &crm("all"));
    assert_eq!(world.call("POST", "/v1/organizations", Some(taken)).await.code(), "name_taken");
    let without = json!({ "catalog": crm("all").replace("Standard", "Regular") });
    assert_eq!(world.call("POST", CATALOG, Some(without)).await.code(), "catalog_in_use");
    let sent = json!({ "catalog": crm("all") });
    let by_program =
        world.request("POST", CATALOG).bearer_auth(&manage).header("content-type", "application/json");
    assert_eq!(World::send(by_program.body(sent.to_string())).await.code(), "forbidden");
    let stale = world.request("POST", CATALOG).bearer_auth(&world.platform).header("if-match", "1");
    let stale = stale.header("content-type", "application/json").body(sent.to_string());
    assert_eq!(World::send(stale).await.code(), "stale_revision");
    assert_eq!(world.rolecall.catalogs().len(), before, "a refused request stored a catalog");
    assert_eq!(world.rolecall.catalog_named("zoho-crm").unwrap(), named);
}

#[tokio::test]
async fn what_is_carried_out_makes_it_the_one_that_its_id_names() {
    let world = World::start().await;
    drop(zylker(&world).await);
    for word in ["all", "everything", "all"] {
        let text = crm(word);
        world.call("POST", CATALOG, Some(json!({ "catalog": text }))).await.of(200);
        let named = world.rolecall.catalog_named("zoho-crm").unwrap();
        let adopted = world.rolecall.organization("zylker").await.unwrap().view();
        assert_eq!(adopted.organization.catalog().hash, named, "{word}");
    }
    world.call("POST", "/v1/organizations", Some(founding("acme", &crm("much")))).await.of(201);
    let acme = world.rolecall.organization("acme").await.unwrap().view();
    assert_eq!(acme.organization.catalog().hash, world.rolecall.catalog_named("zoho-crm").unwrap());
}

/// Sent again, an adoption is answered as it was, although the catalog is another one by now that the old one does not fit.
#[tokio::test]
async fn an_adoption_sent_again_is_not_carried_out_again() {
    let world = World::start().await;
    drop(zylker(&world).await);
    let sent = json!({ "catalog": crm("all") });
    let first = World::send(keyed(&world, "once", &sent)).await;
    assert_eq!(first.status, 200, "{}", first.text);
    let wider = format!("{}\n[roles.Helper]\ngrants = [{{ on = \"@Sales\", can = \"view\" }}]\n", crm("all"));
    world.call("POST", CATALOG, Some(json!({ "catalog": wider }))).await.of(200);
    let helper = json!({ "roles": ["Helper"] });
    world.call("PUT", "/v1/organizations/zylker/members/omar/roles", Some(helper)).await.of(200);
    assert_eq!(world.call("POST", CATALOG, Some(sent.clone())).await.code(), "catalog_in_use");
    let (before, named) = (world.state("zylker").await, world.rolecall.catalog_named("zoho-crm").unwrap());
    let again = World::send(keyed(&world, "once", &sent)).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(world.state("zylker").await, before);
    assert_eq!(
        world.rolecall.catalog_named("zoho-crm").unwrap(),
        named,
        "an answer of before named a catalog"
    );
}
