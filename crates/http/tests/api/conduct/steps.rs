//! One request to every route, each of which succeeds when they are sent in order.

use serde_json::{Value, json};

use crate::world::World;

/// A request. `{made}` in an address is the id of what was made last.
pub struct Step {
    /// Its method.
    pub method: &'static str,
    /// Where to.
    pub path: String,
    /// Its body.
    pub body: Option<Value>,
    /// Whether it changes an organization.
    pub changes: bool,
    /// Whether it writes records, where no revision is in the way.
    pub of_records: bool,
}

/// Shorthand for a step.
fn step(method: &'static str, path: &str, body: impl Into<Option<Value>>) -> Step {
    let asks = path.contains("/access/v1/")
        || ["/explain", "/filter", "/preview"].iter().any(|end| path.ends_with(end));
    let changes = method != "GET" && !asks && path.starts_with("/v1/organizations/");
    Step { method, path: path.to_owned(), body: body.into(), changes, of_records: path.contains("/records") }
}

/// A step about an organization of Zoho CRM, `zylker`.
fn crm(method: &'static str, path: &str, body: impl Into<Option<Value>>) -> Step {
    step(method, &format!("/v1/organizations/zylker{path}"), body)
}

/// A step about an organization of Zoho Projects, `acme`.
fn projects(method: &'static str, path: &str, body: impl Into<Option<Value>>) -> Step {
    step(method, &format!("/v1/organizations/acme{path}"), body)
}

/// What is asked beside any organization.
pub fn outside() -> Vec<Step> {
    let mut steps: Vec<Step> =
        ["/healthz", "/readyz", "/metrics", "/openapi.json", "/v1/organizations", "/v1/tokens"]
            .iter()
            .map(|path| step("GET", path, None))
            .collect();
    steps.push(step("GET", "/.well-known/authzen-configuration/v1/organizations/zylker", None));
    let owner = json!({ "email": "ada@other.example" });
    steps.push(step(
        "POST",
        "/v1/organizations",
        json!({ "slug": "other", "name": "O", "catalog": "billwerk", "owner": owner }),
    ));
    steps.push(step(
        "POST",
        "/v1/tokens",
        json!({ "name": "shop", "organization": "zylker", "scopes": ["read"] }),
    ));
    steps.push(step("DELETE", "/v1/tokens/{made}", None));
    steps
}

/// The organization, its members, what they are asked about.
pub fn people() -> Vec<Step> {
    let lena = json!({ "email": "lena@zylker.example", "roles": ["Standard"] });
    let marc = json!({ "members": [{ "email": "marc@zylker.example", "roles": ["Standard"], "external_id": "marc" }] });
    vec![
        crm("GET", "", None),
        crm("PATCH", "", json!({ "name": "Zylker Inc." })),
        crm("GET", "/limits", None),
        crm("POST", "/members", lena),
        crm("POST", "/members/lena@zylker.example/resend-invitation", None),
        crm("POST", "/members/bulk", marc),
        crm("GET", "/members", None),
        crm("GET", "/members/rita", None),
        crm("PATCH", "/members/rita", json!({ "name": "Rita Okafor" })),
        crm("POST", "/members/rita/deactivate", None),
        crm("POST", "/members/rita/activate", None),
        crm("PUT", "/members/rita/roles", json!({ "roles": ["Administrator"] })),
        crm("GET", "/members/rita/access", None),
        crm("GET", "/audit", None),
        crm("GET", "/audit/verify", None),
        crm("POST", "/explain", json!({ "member": "rita", "action": "view", "module": "deals" })),
        crm("POST", "/filter", json!({ "member": "rita", "action": "view", "module": "deals" })),
        crm("POST", "/preview", json!({ "command": { "do": "member.deactivate", "member": "rita" } })),
    ]
}

/// Roles, positions, groups, sharing.
pub fn policy() -> Vec<Step> {
    let rule = json!({ "module": "deals", "from": { "position": "CEO" }, "to": { "position": "Manager" }, "level": "read" });
    vec![
        crm("POST", "/roles", json!({ "name": "Key" })),
        crm("GET", "/roles", None),
        crm("GET", "/roles/Key", None),
        crm("PATCH", "/roles/Key", json!({ "description": "Key accounts" })),
        crm("POST", "/roles/Standard/clone", json!({ "name": "Copy" })),
        crm("DELETE", "/roles/Key", None),
        crm("POST", "/positions", json!({ "name": "East" })),
        crm("GET", "/positions", None),
        crm("GET", "/positions/East", None),
        crm("PATCH", "/positions/East", json!({ "share_with_peers": true })),
        crm("DELETE", "/positions/East", None),
        crm("POST", "/groups", json!({ "name": "Team", "members": ["rita"] })),
        crm("GET", "/groups", None),
        crm("GET", "/groups/Team", None),
        crm("PATCH", "/groups/Team", json!({ "members": ["omar"] })),
        crm("DELETE", "/groups/Team", None),
        crm("PUT", "/sharing-defaults", json!({ "deals": "public_read" })),
        crm("GET", "/sharing-defaults", None),
        crm("POST", "/sharing-rules", rule),
        crm("GET", "/sharing-rules", None),
        crm("GET", "/sharing-rules/{made}", None),
        crm("PATCH", "/sharing-rules/{made}", json!({ "level": "read_write" })),
        crm("DELETE", "/sharing-rules/{made}", None),
    ]
}

/// Records, and the questions of `AuthZEN` about them.
pub fn records() -> Vec<Step> {
    let (rita, deal) = (json!({ "type": "user", "id": "rita" }), json!({ "type": "deals", "id": "d" }));
    let view = json!({ "name": "view" });
    let one = json!({ "subject": rita, "action": view, "resource": deal });
    let mut several = one.clone();
    several["evaluations"] = json!([{}]);
    vec![
        crm("PUT", "/records", json!({ "records": [{ "module": "deals", "id": "d", "owner": "rita" }] })),
        crm("GET", "/records?module=deals", None),
        crm("GET", "/records/deals/d", None),
        crm("POST", "/records/assign-owner", json!({ "module": "deals", "ids": ["d"], "owner": "omar" })),
        crm("POST", "/access/v1/evaluation", one),
        crm("POST", "/access/v1/evaluations", several),
        crm(
            "POST",
            "/access/v1/search/subject",
            json!({ "subject": { "type": "user" }, "action": view, "resource": deal }),
        ),
        crm(
            "POST",
            "/access/v1/search/resource",
            json!({ "subject": rita, "action": view, "resource": { "type": "deals" } }),
        ),
        crm("POST", "/access/v1/search/action", json!({ "subject": rita, "resource": deal })),
        crm("DELETE", "/records/deals/d", None),
    ]
}

/// Projects; and the end of what was begun.
pub fn containers_and_ends() -> Vec<Step> {
    let catalog = format!("{}/../../catalogs/zoho-crm.toml", env!("CARGO_MANIFEST_DIR"));
    let text =
        std::fs::read_to_string(catalog).unwrap().replace("Works with records", "Works with the records");
    vec![
        projects("POST", "/containers", json!({ "kind": "project", "id": "zeus", "name": "Zeus" })),
        projects("GET", "/containers", None),
        projects("GET", "/containers/zeus", None),
        projects("PATCH", "/containers/zeus", json!({ "name": "Zeus II" })),
        projects("PUT", "/containers/zeus/members/emma", json!({ "until": "2027-01-01T00:00:00Z" })),
        projects("GET", "/containers/zeus/members", None),
        projects("DELETE", "/containers/zeus/members/emma", None),
        projects("DELETE", "/containers/zeus", None),
        projects("POST", "/transfer-ownership", json!({ "to": "alan" })),
        crm("POST", "/catalog", json!({ "catalog": text })),
        step(
            "PUT",
            "/v1/organizations/desk/members/uma/permissions",
            json!({ "permissions": ["applications:create"] }),
        ),
        crm("DELETE", "/members/omar", None),
        crm("POST", "/members/{omar}/erase", None),
        crm("DELETE", "", None),
    ]
}

/// All of them, in order.
pub fn all() -> Vec<Step> {
    [outside(), people(), policy(), records(), containers_and_ends()].into_iter().flatten().collect()
}

/// The organizations that the steps are about, and the id of a member.
pub async fn scene(world: &World) -> String {
    use crate::routes::cast;
    drop(cast::zylker(world).await);
    drop(cast::acme(world).await);
    world.found("desk", "zoho-creator").await;
    cast::done(world, "POST", "/v1/organizations/desk/members", cast::member("desk", "uma", "User")).await;
    let omar = world.call("GET", "/v1/organizations/zylker/members/omar", None).await.of(200);
    omar["id"].as_str().unwrap().to_owned()
}
