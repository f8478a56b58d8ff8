//! The main road, end to end: found, invite, register records, ask, look back.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn a_product_founds_an_organization_invites_registers_and_asks() {
    let world = World::start().await;
    let made = world.found("zylker", "zoho-crm").await;
    assert_eq!(made["slug"], "zylker");
    let edition = json!({ "edition": "enterprise" });
    world.call("PATCH", "/v1/organizations/zylker", Some(edition)).await.of(200);
    let rita = json!({ "email": "rita@zylker.example", "name": "Rita Okafor", "external_id": "u-17", "invite": false,
        "roles": ["Standard"], "position": "Manager" });
    let rita = world.call("POST", "/v1/organizations/zylker/members", Some(rita)).await.of(201);
    assert_eq!(rita["status"], "active");
    let records = json!({ "records": [{ "module": "deals", "id": "gigafactory", "owner": "u-17" }] });
    let written = world.call("PUT", "/v1/organizations/zylker/records", Some(records)).await.of(200);
    assert_eq!(written, json!({ "written": 1 }));
    let ask = json!({ "subject": { "type": "user", "id": "u-17" }, "action": { "name": "edit" },
        "resource": { "type": "deals", "id": "gigafactory" } });
    let answer = world.call("POST", "/v1/organizations/zylker/access/v1/evaluation", Some(ask)).await.of(200);
    assert_eq!(answer["decision"], true, "{answer}");
    let audit = world.call("GET", "/v1/organizations/zylker/audit", None).await.of(200);
    assert_eq!(audit["items"].as_array().unwrap().len(), 4, "{audit}");
    let proof = world.call("GET", "/v1/organizations/zylker/audit/verify", None).await.of(200);
    assert_eq!(proof["holds"], true, "{proof}");
}

#[tokio::test]
async fn the_api_describes_itself() {
    let world = World::start().await;
    let document = World::send(world.request("GET", "/openapi.json")).await.of(200);
    assert!(document["paths"].as_object().unwrap().len() > 40);
    let page = World::send(world.request("GET", "/docs")).await;
    assert!(page.text.contains("/v1/organizations/{org}/members"));
}
