//! Two hundred clients at once, all at one organization: whatever they do to each other, every rule of the house holds at the end,
//! and every change that was acknowledged is in the ledger, once. On each store.

use std::{collections::BTreeMap, sync::Arc};

use crate::world::{Clock, World};
use rolecall::{
    PasswordRules, Rolecall, System,
    identity::{Folder, HashCost, PasswordPolicy},
    store::{EntryQuery, Store},
};
use serde_json::{Value, json};

const CLIENTS: usize = 200;
const EACH: usize = 6;
const MEMBERS: usize = 60;
const INVITED: usize = 40;
const ORGANIZATION: &str = "/v1/organizations/zylker";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_clients_break_no_rule_over_the_embedded_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = rolecall::open_store(folder.path()).unwrap();
    storm(store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_clients_break_no_rule_over_postgresql() {
    let Some(url) = rolecall_store_postgres::testing::database() else { return };
    let store = rolecall_store_postgres::PostgresStore::open(&url).await.unwrap();
    storm(Arc::new(store)).await;
}

async fn storm(store: Arc<dyn Store>) {
    let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
    let rolecall = Rolecall::with(store, Arc::new(System), rules).await.unwrap();
    let text = std::fs::read_to_string("../../catalogs/zoho-crm.toml").unwrap();
    rolecall.add_catalog("zoho-crm.toml", &text).await.unwrap();
    let world = Arc::new(World::over(rolecall, Clock::default()).await);
    let tokens = Arc::new(settle(&world).await);
    let clients = (0..CLIENTS).map(|number| {
        let (world, tokens) = (Arc::clone(&world), Arc::clone(&tokens));
        tokio::spawn(async move { client(&world, &tokens, number).await })
    });
    let mut acknowledged = BTreeMap::new();
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for client in clients.collect::<Vec<_>>() {
        for (key, told) in client.await.unwrap() {
            match told {
                Ok(revision) => assert_eq!(
                    *acknowledged.entry(key).or_insert(revision),
                    revision,
                    "one change, one revision"
                ),
                Err(code) => *refused.entry(code).or_default() += 1,
            }
        }
    }
    assert!(acknowledged.len() > 200, "{} acknowledged, refused: {refused:?}", acknowledged.len());
    assert!(refused.contains_key("last_admin"), "they fought: {refused:?}");
    check_rules(&world).await;
    check_ledger(&world, &acknowledged).await;
}

/// The organization, its members and invitations; the tokens of these.
async fn settle(world: &World) -> Vec<String> {
    world.found("zylker", "zoho-crm").await;
    world.call("PATCH", ORGANIZATION, Some(json!({ "edition": "enterprise" }))).await.of(200);
    let member = |number: usize, invite: bool| {
        let role = if number.is_multiple_of(10) && number < 40 { "Administrator" } else { "Standard" };
        json!({ "email": format!("m{number}@zylker.example"), "roles": [role], "position": "Manager", "invite": invite })
    };
    let members = (0..MEMBERS)
        .map(|number| member(number, false))
        .chain((MEMBERS..MEMBERS + INVITED).map(|n| member(n, true)));
    let body = json!({ "members": members.collect::<Vec<Value>>() });
    world.call("POST", &format!("{ORGANIZATION}/members/bulk"), Some(body)).await.of(200);
    let outbox = tempfile::tempdir().unwrap();
    let post = Folder::new(outbox.path(), "no-reply@zylker.example".parse().unwrap());
    world.rolecall.deliver(&post).await.unwrap();
    let files = std::fs::read_dir(outbox.path())
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let token = |text: String| text.lines().find_map(|line| line.strip_prefix("token: ").map(str::to_owned));
    let tokens: Vec<String> = files.filter_map(token).collect();
    assert_eq!(tokens.len(), INVITED);
    tokens
}

type Told = (String, Result<u64, String>);

/// What one client does: the same seed, the same deeds.
async fn client(world: &World, tokens: &[String], number: usize) -> Vec<Told> {
    let mut told = Vec::new();
    for deed in 0..EACH {
        let pick = stirred(number * EACH + deed);
        let key = format!("client-{number}-{deed}");
        let (method, path, body) = deed_of(pick, &key);
        if (pick / 1024).is_multiple_of(8) {
            // Accepting has no key: the token is one.
            let body =
                json!({ "token": tokens[pick % tokens.len()], "password": "four words nobody guesses" });
            world.call("POST", "/v1/invitations/accept", Some(body)).await;
            continue;
        }
        let once = || send(world, &method, &path, &body, &key);
        // Some send twice at once, as a client does that lost its patience.
        let replies = if (pick / 4096).is_multiple_of(4) {
            let (one, other) = tokio::join!(once(), once());
            vec![one, other]
        } else {
            vec![once().await]
        };
        told.extend(replies.into_iter().map(|reply| (key.clone(), reply)));
    }
    told
}

async fn send(world: &World, method: &str, path: &str, body: &Value, key: &str) -> Result<u64, String> {
    let request = world.request(method, path).bearer_auth(&world.platform).header("idempotency-key", key);
    let reply = World::send(request.header("content-type", "application/json").body(body.to_string())).await;
    assert!(reply.status < 500, "{}", reply.text);
    if reply.status < 300 { Ok(reply.revision()) } else { Err(reply.code()) }
}

/// A few administrators whom everybody promotes, demotes and deactivates, members whom everybody removes, and a plan that changes.
fn deed_of(pick: usize, key: &str) -> (String, String, Value) {
    let few = [
        "ada@zylker.example",
        "m0@zylker.example",
        "m10@zylker.example",
        "m20@zylker.example",
        "m30@zylker.example",
    ];
    let admin = format!("{ORGANIZATION}/members/{}", few[pick / 16 % few.len()]);
    let member = format!("{ORGANIZATION}/members/m{}@zylker.example", pick / 16 % MEMBERS);
    let edition = if (pick / 16).is_multiple_of(2) { "professional" } else { "enterprise" };
    let (method, path, body) = match pick % 10 {
        0 => ("PUT", format!("{admin}/roles"), json!({ "roles": ["Administrator"] })),
        1..=3 => ("PUT", format!("{admin}/roles"), json!({ "roles": ["Standard"] })),
        4 => ("POST", format!("{admin}/activate"), json!({})),
        5 => ("POST", format!("{admin}/deactivate"), json!({})),
        6 => ("PATCH", ORGANIZATION.to_owned(), json!({ "edition": edition })),
        7 => {
            let grants = json!([{ "module": "deals", "actions": ["view"] }]);
            ("POST", format!("{ORGANIZATION}/roles"), json!({ "name": key, "grants": grants }))
        }
        8 => ("POST", format!("{member}/deactivate"), json!({})),
        _ => ("DELETE", member, json!({})),
    };
    (method.to_owned(), path, body)
}

/// The same number, well stirred.
fn stirred(number: usize) -> usize {
    let mut word = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    usize::try_from((word ^ (word >> 27)) >> 8).unwrap()
}

/// Every rule that their deeds could have broken (design, section 3).
async fn check_rules(world: &World) {
    let rolecall = &world.rolecall;
    let tenant = rolecall.organization("zylker").await.unwrap();
    let view = tenant.view();
    let members: Vec<Value> = view
        .organization
        .members()
        .map(|(id, _)| {
            serde_json::to_value(view.organization.member_view(id, rolecall.now()).unwrap()).unwrap()
        })
        .collect();
    let admins =
        members.iter().filter(|m| m["status"] == "active" && m["roles"][0] == "Administrator").count();
    assert!(admins >= 1, "last_admin: {members:?}");
    assert!(
        members.iter().all(|member| member["roles"].as_array().unwrap().len() == 1),
        "role_required, exclusive_role"
    );
    for usage in view.organization.usage() {
        assert!(usage.allowed.is_none_or(|allowed| usage.used <= allowed), "limit_reached: {usage:?}");
    }
    let mut addresses: Vec<&str> = members.iter().filter_map(|member| member["email"].as_str()).collect();
    let all = addresses.len();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), all, "an address names one member");
}

/// Every acknowledged change is in the ledger, once, at the revision told; and the ledger holds.
async fn check_ledger(world: &World, acknowledged: &BTreeMap<String, u64>) {
    let tenant = world.rolecall.organization("zylker").await.unwrap();
    let query = EntryQuery { limit: 100_000, ..EntryQuery::default() };
    let entries = world.rolecall.store().entries(tenant.id(), &query).await.unwrap();
    let with_key = entries.iter().filter(|entry| entry.header.command.is_some());
    let mut written: Vec<u64> = with_key.map(|entry| entry.revision().0).collect();
    let mut told: Vec<u64> = acknowledged.values().copied().collect();
    told.sort_unstable();
    written.sort_unstable();
    assert_eq!(told, written, "an entry for each acknowledged change, and no other");
    let report = tenant.verify(&mut |_| {}).await.unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let reopened = tenant.view_at(rolecall::Moment::Revision(tenant.view().revision)).await.unwrap();
    assert_eq!(reopened.revision.0, entries.len() as u64);
}
