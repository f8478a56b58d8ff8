//! Tokens, and the boundary between organizations: the routes are those of the description, so that a new one is looked at
//! by itself.

use serde_json::{Value, json};

use crate::{
    contract::{Operation, described, operations},
    routes::cast::{done, member, zylker},
    world::{Reply, World},
};

const SCOPES: [&str; 4] = ["decide", "manage", "read", "records"];

/// Lists of what the asking member may see: to one who may see nothing they are empty.
const PICKED: [&str; 2] = ["containers_list", "records_list"];

/// What every member sees: the organization, its plan.
const COMMON: [&str; 2] = ["organizations_get", "organizations_limits"];

/// An organization in which every address leads somewhere, and tokens of all sorts.
struct Border {
    world: World,
    rule: String,
    kept: String,
}

impl Border {
    async fn new() -> Self {
        let world = World::start().await;
        drop(zylker(&world).await);
        world.found("acmeco", "zoho-crm").await;
        world.found("projex", "zoho-projects").await;
        for name in ["rita", "omar"] {
            done(&world, "POST", "/v1/organizations/projex/members", member("projex", name, "Employee"))
                .await;
        }
        world.found("deskco", "zoho-creator").await;
        for name in ["rita", "omar"] {
            done(&world, "POST", "/v1/organizations/deskco/members", member("deskco", name, "User")).await;
        }
        let apollo = json!({ "kind": "project", "id": "apollo", "name": "Apollo" });
        done(&world, "POST", "/v1/organizations/projex/containers", apollo).await;
        let org = "/v1/organizations/zylker";
        let group = json!({ "name": "Team", "members": ["rita"] });
        world.call("POST", &format!("{org}/groups"), Some(group)).await.of(201);
        let form = json!({ "module": "deals", "from": { "position": "CEO" }, "to": { "group": "Team" }, "level": "read" });
        let rule = world.call("POST", &format!("{org}/sharing-rules"), Some(form)).await.of(201);
        let deal = json!({ "records": [{ "module": "deals", "id": "d", "owner": "rita" }] });
        world.call("PUT", &format!("{org}/records"), Some(deal)).await.of(200);
        let kept = world.call("POST", "/v1/tokens", Some(json!({ "name": "kept" }))).await.of(201);
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        Self { rule: id(&rule), kept: id(&kept), world }
    }

    fn path(&self, operation: &Operation, organization: &str) -> String {
        let parts = [
            ("{org}", organization),
            ("{member}", "rita"),
            ("{role}", "Standard"),
            ("{position}", "Manager"),
            ("{group}", "Team"),
            ("{rule}", &self.rule),
            ("{container}", "apollo"),
            ("{module}", "deals"),
            ("{id}", "d"),
            ("{token}", &self.kept),
        ];
        let path = parts.iter().fold(operation.path.clone(), |path, (name, value)| path.replace(name, value));
        assert!(!path.contains('{'), "{path} names what this test does not know");
        if described(operation)["operationId"] == "records_list" { path + "?module=deals" } else { path }
    }

    async fn send(
        &self,
        operation: &Operation,
        path: &str,
        token: Option<&str>,
        actor: Option<&str>,
    ) -> Reply {
        let mut request = self.world.request(&operation.method, path);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(actor) = actor {
            request = request.header("rolecall-actor", actor);
        }
        let example = &described(operation)["requestBody"]["content"]["application/json"]["example"];
        if !example.is_null() {
            request = request.header("content-type", "application/json").body(example.to_string());
        }
        World::send(request).await
    }

    /// What must not change.
    async fn state(&self) -> (Vec<(u64, u64)>, Value) {
        let mut ledgers = Vec::new();
        for slug in ["zylker", "acmeco", "projex", "deskco"] {
            ledgers.push(self.world.state(slug).await);
        }
        let tokens = self.world.call("GET", "/v1/tokens", None).await.of(200);
        let standing = |token: &Value| json!([token["id"], token["revoked_at"]]);
        let tokens = tokens["items"].as_array().unwrap().iter().map(standing).collect();
        (ledgers, tokens)
    }
}

/// The operations that ask for a token.
fn guarded() -> Vec<Operation> {
    let open = |operation: &Operation| described(operation)["security"] == json!([{}]);
    let guarded: Vec<Operation> = operations().into_iter().filter(|operation| !open(operation)).collect();
    assert!(guarded.len() > 55, "{}", guarded.len());
    guarded
}

/// Where an operation has something to be about: projects and direct permissions are in catalogs of their own.
fn home(operation: &Operation) -> &'static str {
    match operation.path.as_str() {
        path if path.contains("/containers") || path.ends_with("/transfer-ownership") => "projex",
        path if path.ends_with("/permissions") => "deskco",
        _ => "zylker",
    }
}

fn of_organization(operation: &Operation) -> bool {
    operation.path.starts_with("/v1/organizations/{org}")
}

#[tokio::test]
async fn without_a_valid_token_nothing_is_told_and_nothing_changes() {
    let border = Border::new().await;
    let form = json!({ "name": "short", "expires_at": "2026-03-02T10:00:00Z" });
    let short = border.world.call("POST", "/v1/tokens", Some(form)).await.of(201);
    let gone = border.world.call("POST", "/v1/tokens", Some(json!({ "name": "gone" }))).await.of(201);
    border.world.call("DELETE", &format!("/v1/tokens/{}", gone["id"].as_str().unwrap()), None).await.of(200);
    // Known a moment before its time: the server has it at hand.
    let near = border.world.request("GET", "/v1/organizations").bearer_auth(short["token"].as_str().unwrap());
    World::send(near).await.of(200);
    border.world.clock.pass(2);
    let mistyped = border.world.platform[..border.world.platform.len() - 1].to_owned() + "!";
    let tokens =
        [None, Some("garbage"), Some(mistyped.as_str()), short["token"].as_str(), gone["token"].as_str()];
    let before = border.state().await;
    for operation in guarded() {
        for token in tokens {
            let reply =
                border.send(&operation, &border.path(&operation, home(&operation)), token, None).await;
            assert_eq!(reply.status, 401, "{operation:?} {token:?}: {}", reply.text);
            assert!(reply.headers.contains_key("www-authenticate"), "{operation:?}");
        }
    }
    assert_eq!(border.state().await, before);
}

#[tokio::test]
async fn another_organization_answers_like_one_that_does_not_exist() {
    let border = Border::new().await;
    let acme = border.world.token("acmeco", &SCOPES).await;
    let before = border.state().await;
    for operation in guarded() {
        let reply =
            border.send(&operation, &border.path(&operation, home(&operation)), Some(&acme), None).await;
        if !of_organization(&operation) {
            assert_eq!(reply.status, 403, "{operation:?}: {}", reply.text);
            continue;
        }
        assert_eq!(reply.status, 404, "{operation:?}: {}", reply.text);
        let nowhere = border.send(&operation, &border.path(&operation, "nowher"), Some(&acme), None).await;
        assert_eq!(reply.text.replace(home(&operation), "nowher"), nowhere.text, "{operation:?}");
        assert_eq!(reply.status, nowhere.status);
        let told = |reply: &Reply| {
            let mut names: Vec<String> = reply.headers.keys().map(ToString::to_string).collect();
            names.sort();
            (names, reply.headers["content-type"].clone(), reply.headers["content-length"].clone())
        };
        assert_eq!(told(&reply), told(&nowhere), "{operation:?}");
        let acted = border
            .send(&operation, &border.path(&operation, home(&operation)), Some(&acme), Some("rita"))
            .await;
        assert_eq!(acted.text, reply.text, "{operation:?} in somebody's name");
    }
    assert_eq!(border.state().await, before);
}

#[tokio::test]
async fn a_member_without_the_permission_gets_nowhere() {
    let border = Border::new().await;
    let before = border.state().await;
    for operation in guarded() {
        for actor in ["omar", "nobody"] {
            let path = border.path(&operation, home(&operation));
            let reply = border.send(&operation, &path, Some(&border.world.platform), Some(actor)).await;
            let id = described(&operation)["operationId"].as_str().unwrap();
            if COMMON.contains(&id) && actor == "omar" {
                assert_eq!(reply.status, 200, "{operation:?}: {}", reply.text);
                continue;
            }
            let picked = PICKED.contains(&id);
            if picked && actor == "omar" {
                assert_eq!(reply.of(200)["items"], json!([]), "{operation:?}");
                continue;
            }
            assert_eq!(reply.status, 403, "{operation:?} as {actor}: {}", reply.text);
        }
    }
    assert_eq!(border.state().await, before);
}

#[tokio::test]
async fn a_token_does_what_one_scope_gives_and_no_other() {
    let border = Border::new().await;
    let before = border.state().await.0;
    let mut tokens = Vec::new();
    for scope in SCOPES {
        let mut by_home = Vec::new();
        for organization in ["zylker", "projex", "deskco"] {
            by_home.push((organization, border.world.token(organization, &[scope]).await));
        }
        tokens.push(by_home);
    }
    for operation in guarded() {
        let path = border.path(&operation, home(&operation));
        let with = if path.contains('?') { '&' } else { '?' };
        let path = if operation.method == "GET" { path } else { format!("{path}{with}dry_run=true") };
        let mut lacking = 0;
        for by_home in &tokens {
            let (_, token) = by_home.iter().find(|(home_of, _)| *home_of == home(&operation)).unwrap();
            let reply = border.send(&operation, &path, Some(token), None).await;
            let refused = reply.status == 403 && !reply.text.contains("is for the platform alone");
            lacking += usize::from(refused);
        }
        let expected = if of_organization(&operation) { 3 } else { 4 };
        assert_eq!(lacking, expected, "{operation:?}");
    }
    assert_eq!(border.state().await.0, before);
}
