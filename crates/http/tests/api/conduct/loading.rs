//! While a large organization is being loaded, programs get the answers that need few of its records.

#[path = "../../../../rolecall/tests/past/counting.rs"]
#[allow(dead_code, reason = "what is counted is of no interest here")]
mod counting;

use std::{sync::Arc, time::Duration};

use counting::{Counting, Gate};
use rolecall::{
    Options, PasswordRules, Rolecall,
    identity::{HashCost, PasswordPolicy},
    organization::{Actor, Command, RecordForm},
    store::Store,
};
use serde_json::{Value, json};

use crate::world::{Clock, World};

/// More than a page of the store's.
const LEADS: usize = 10_000;

async fn library(store: &Arc<Counting>, clock: &Clock) -> Rolecall {
    let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
    let store = Arc::clone(store) as Arc<dyn Store>;
    Rolecall::with(store, Arc::new(clock.clone()), rules).await.unwrap()
}

async fn organization(world: &World) {
    let catalog = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    world.rolecall.add_catalog("zoho-crm", &std::fs::read_to_string(catalog).unwrap()).await.unwrap();
    world.found("zylker", "zoho-crm").await;
    let body = json!({ "email": "rep@zylker.example", "external_id": "rep", "roles": ["Standard"], "invite": false });
    world.call("POST", "/v1/organizations/zylker/members", Some(body)).await.of(201);
    let lead = |number: usize| RecordForm {
        module: "leads".parse().unwrap(),
        id: format!("lead-{number}").parse().unwrap(),
        owner: Some(if number.is_multiple_of(2) { "ada" } else { "rep" }.to_owned()),
        parent: None,
        container: None,
        segments: [].into(),
        version: None,
    };
    let records = Command::PutRecords { records: (0..LEADS).map(lead).collect() };
    let tenant = world.rolecall.organization("zylker").await.unwrap();
    tenant.execute(&Actor::Platform, &records, &Options::default()).await.unwrap();
}

fn may_rep_edit(lead: &str) -> Value {
    json!({ "subject": { "type": "user", "id": "rep" }, "action": { "name": "edit" },
        "resource": { "type": "leads", "id": lead } })
}

/// The questions that few records answer, and their answers.
async fn answers(world: &World) -> Vec<Value> {
    let batch = json!({ "subject": { "type": "user", "id": "rep" }, "action": { "name": "view" },
        "evaluations": [{ "resource": { "type": "leads", "id": "lead-1" } }, { "resource": { "type": "leads", "id": "lead-2" } }] });
    let explain = json!({ "member": "rep", "action": "edit", "module": "leads", "record": "lead-2" });
    let filter = json!({ "member": "rep", "action": "edit", "module": "leads" });
    let action = json!({ "subject": { "type": "user", "id": "rep" }, "resource": { "type": "leads", "id": "lead-1" } });
    let questions = [
        ("access/v1/evaluation", may_rep_edit("lead-1")),
        ("access/v1/evaluation", may_rep_edit("lead-2")),
        ("access/v1/evaluations", batch),
        ("access/v1/search/action", action),
        ("explain", explain),
        ("filter", filter),
    ];
    let mut answers = Vec::new();
    for (path, body) in questions {
        let path = format!("/v1/organizations/zylker/{path}");
        let acting =
            world.request("POST", &path).bearer_auth(&world.platform).header("rolecall-actor", "ada");
        let acting = acting.header("content-type", "application/json").body(body.to_string());
        answers.push(World::send(acting).await.of(200));
    }
    answers
}

#[tokio::test]
async fn checks_are_answered_while_an_organization_is_loaded() {
    let store = Arc::new(Counting::new(rolecall::store_in_memory().unwrap()));
    let clock = Clock::default();
    organization(&World::over(library(&store, &clock).await, clock.clone()).await).await;

    store.gate.send_replace(Gate::Shut);
    let world = World::over(library(&store, &clock).await, clock.clone()).await;
    let early = answers(&world).await;
    assert_eq!((&early[0]["decision"], &early[1]["decision"]), (&json!(true), &json!(false)));

    let listed = json!({ "subject": { "type": "user", "id": "rep" }, "action": { "name": "edit" },
        "resource": { "type": "leads" } });
    let list = world.call("POST", "/v1/organizations/zylker/access/v1/search/resource", Some(listed));
    let read = world.call("GET", "/v1/organizations/zylker/records/leads/lead-1", None);
    let (mut list, mut read) = (Box::pin(list), Box::pin(read));
    assert!(tokio::time::timeout(Duration::from_millis(100), &mut list).await.is_err());
    assert!(tokio::time::timeout(Duration::from_millis(100), &mut read).await.is_err());
    store.gate.send_replace(Gate::Open);
    assert_eq!(list.await.of(200)["page"]["total"], json!(LEADS / 2));
    assert_eq!(read.await.of(200)["owner"], json!("rep"));
    assert_eq!(answers(&world).await, early);
}
