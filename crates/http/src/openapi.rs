//! The API's description, `OpenAPI` 3.1: generated from the endpoints, then completed with what holds for all of them - the parts
//! of addresses, the headers of a change, every problem with an example.

#![expect(clippy::indexing_slicing, reason = "a document of our own making: what is not there reads as null")]

use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use crate::{edge, router};

/// The document, as it is served and committed.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let mut text = serde_json::to_string_pretty(document()).unwrap_or_default();
        text.push('\n');
        text
    })
}

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| complete(serde_json::to_value(router::endpoints().1).unwrap_or_default()))
}

const ABOUT: &str = "Users and roles of a product's customer organizations: members, invitations, roles, a reporting tree, sharing, \
projects, limits, an audit log - and whether a member may do something to a record, and why.\n\nErrors are RFC 9457 problems with a \
stable `code`. A member is addressed by id, e-mail address or the product's own `external_id`; roles, positions, groups and containers \
by id or name. Every change answers with `Rolecall-Revision` and takes `Idempotency-Key`, `If-Match` and `?dry_run=true`.";

/// What an address may name, in words.
const PARTS: &[(&str, &str)] = &[
    ("org", "The organization, by id or slug."),
    ("member", "The member, by id, e-mail address or the product's own id."),
    ("role", "The role, by id or name."),
    ("position", "The position, by id or name."),
    ("group", "The group, by id or name."),
    ("rule", "The sharing rule, by id."),
    ("container", "The container, by id or name."),
    ("module", "The module of the record."),
    ("id", "The product's own id of the record."),
    ("token", "The token, by id."),
];

fn complete(mut document: Value) -> Value {
    document["info"] = json!({
        "title": "Rolecall",
        "version": "1",
        "description": ABOUT,
        "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["security"] = json!([{ "bearer": [] }]);
    document["tags"] = tags();
    let components = &mut document["components"];
    components["securitySchemes"] = json!({ "bearer": { "type": "http", "scheme": "bearer",
        "description": "A platform token, or one of the organization." } });
    components["parameters"] = parameters();
    components["responses"] = problems();
    if let Some(schemas) = components["schemas"].as_object_mut() {
        schemas.insert("Problem".to_owned(), problem_schema());
        schemas.insert("Rehearsal".to_owned(), rehearsal_schema());
    }
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, methods) in paths {
            for (method, operation) in methods.as_object_mut().into_iter().flatten() {
                finish(path, method, operation);
            }
        }
    }
    document
}

fn tags() -> Value {
    json!([
        { "name": "organizations", "description": "Customers of the product." },
        { "name": "members", "description": "People in an organization, and their invitations." },
        { "name": "roles", "description": "What one may do." },
        { "name": "positions", "description": "The reporting tree: whose records one reaches." },
        { "name": "groups", "description": "Members, positions and other groups as one." },
        { "name": "sharing", "description": "Sharing defaults and rules." },
        { "name": "containers", "description": "Projects and applications, with members of their own." },
        { "name": "records", "description": "What the product protects." },
        { "name": "decisions", "description": "May this member do this to that record? OpenID AuthZEN 1.0, and explanations." },
        { "name": "audit", "description": "The ledger." },
        { "name": "tokens", "description": "API tokens." },
        { "name": "operations", "description": "For whoever runs it." },
    ])
}

/// Whether an operation belongs to an organization, writes, or is `AuthZEN`'s.
#[expect(clippy::struct_excessive_bools, reason = "five properties that have nothing to do with each other")]
struct Class {
    of_organization: bool,
    writes: bool,
    authzen: bool,
    open: bool,
    rehearses: bool,
}

impl Class {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let authzen = path.contains("/access/v1/") || path.contains("authzen-configuration");
        let asks = authzen || ["/explain", "/filter", "/preview"].iter().any(|end| path.ends_with(end));
        let writes = method != "get" && !asks;
        Self {
            of_organization: path.starts_with("/v1/organizations/{org}"),
            writes,
            rehearses: writes && path.starts_with("/v1/organizations"),
            authzen,
            open: operation.get("security").is_some(),
        }
    }

    /// The problems that it may answer with.
    fn statuses(&self) -> &'static [u16] {
        match self {
            Self { open: true, writes: true, .. } => {
                &[400, 403, 404, 408, 409, 410, 413, 415, 422, 429, 500, 503]
            }
            Self { open: true, .. } => &[400, 408, 500, 503],
            Self { writes: true, .. } => &[400, 401, 403, 404, 408, 409, 410, 412, 413, 415, 422, 500, 503],
            _ => &[400, 401, 403, 404, 408, 409, 413, 415, 422, 500, 503],
        }
    }
}

fn finish(path: &str, method: &str, operation: &mut Value) {
    let class = Class::of(path, method, operation);
    let Some(operation) = operation.as_object_mut() else { return };
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    if let Some(list) = parameters.as_array_mut() {
        let parts = PARTS.iter().filter(|(name, _)| path.contains(&format!("{{{name}}}")));
        list.splice(0..0, parts.map(|(name, about)| {
            json!({ "name": name, "in": "path", "required": true, "description": about, "schema": { "type": "string" } })
        }));
        let more: &[&str] = match &class {
            Class { authzen: true, open: false, .. } => &["Actor", "RequestId"],
            Class { of_organization: true, writes: true, .. } => {
                &["Actor", "IdempotencyKey", "IfMatch", "DryRun"]
            }
            Class { of_organization: true, .. } => &["Actor"],
            Class { rehearses: true, .. } => &["IdempotencyKey", "DryRun"],
            _ => &[],
        };
        list.extend(more.iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })));
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(responses) = responses.as_object_mut() {
        add_rehearsal(&class, responses);
        add_problems(&class, responses);
        add_headers(&class, responses);
    }
}

fn add_problems(class: &Class, responses: &mut Map<String, Value>) {
    for status in class.statuses() {
        let name = if class.authzen { format!("Plain{status}") } else { format!("Problem{status}") };
        let known = !class.authzen || PLAIN.contains(status);
        if known {
            responses
                .entry(status.to_string())
                .or_insert_with(|| json!({ "$ref": format!("#/components/responses/{name}") }));
        }
    }
}

/// What makes something answers a rehearsal with 200, what changes something with another body.
fn add_rehearsal(class: &Class, responses: &mut Map<String, Value>) {
    if !class.rehearses {
        return;
    }
    let rehearsal = json!({ "$ref": "#/components/schemas/Rehearsal" });
    if responses.contains_key("200") {
        let schema = &mut responses["200"]["content"]["application/json"]["schema"];
        *schema = json!({ "anyOf": [schema.take(), rehearsal] });
    } else {
        let content = json!({ "application/json": { "schema": rehearsal } });
        let about = "With `dry_run=true`: nothing was written.";
        responses.insert("200".to_owned(), json!({ "description": about, "content": content }));
    }
}

fn add_headers(class: &Class, responses: &mut Map<String, Value>) {
    if !class.of_organization {
        return;
    }
    for (status, response) in responses {
        if status.starts_with('2') {
            response["headers"]["Rolecall-Revision"] = json!({
                "description": "The revision that the answer was made at.", "schema": { "type": "integer", "minimum": 1 } });
        }
    }
}

/// What `AuthZEN`'s endpoints answer beside 200.
const PLAIN: &[u16] = &[400, 401, 403, 404, 408, 409, 500, 503];

fn parameters() -> Value {
    let header = |name: &str, about: &str, schema: Value| json!({ "name": name, "in": "header", "required": false, "description": about, "schema": schema });
    json!({
        "Actor": header("Rolecall-Actor", "The member in whose name: every rule applies as if that member had called.", json!({ "type": "string" })),
        "RequestId": header("X-Request-ID", "Comes back with the answer.", json!({ "type": "string" })),
        "IdempotencyKey": header("Idempotency-Key", "The same key twice, within 24 hours, is one change.",
            json!({ "type": "string", "minLength": 1, "maxLength": 255 })),
        "IfMatch": header("If-Match", "A revision: fails if a policy entry came after it.", json!({ "type": "string", "pattern": "^\"?[0-9]{1,19}\"?$" })),
        "DryRun": { "name": "dry_run", "in": "query", "required": false, "description": "All rules run, nothing is written.",
            "schema": { "type": "string", "enum": ["true", "false"] } },
    })
}

fn rehearsal_schema() -> Value {
    json!({
        "type": "object",
        "description": "What a change with `dry_run=true` would come to.",
        "required": ["dry_run", "would_create"],
        "properties": {
            "dry_run": { "type": "boolean", "enum": [true] },
            "would_create": { "type": "integer", "minimum": 0, "description": "How many things would be made." },
            "preview": { "$ref": "#/components/schemas/PreviewReport" },
        },
    })
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "What went wrong (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string", "description": "`urn:rolecall:problem:` and the code." },
            "title": { "type": "string", "description": "The problem in general." },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "This problem, in a sentence." },
            "code": { "type": "string", "description": "Stable: for programs." },
            "instance": { "type": "string", "description": "The address at which it occurred." },
            "help": { "type": "string", "description": "What would make it possible." },
            "fields": { "type": "array", "description": "Every bad field.", "items": { "type": "object",
                "properties": { "field": { "type": "string" }, "detail": { "type": "string" } } } },
        },
    })
}

/// Every status with an example of each of its codes; as `AuthZEN` says them, too.
fn problems() -> Value {
    let mut responses = Map::new();
    for (code, status, title) in edge::codes() {
        let response = responses.entry(format!("Problem{status}")).or_insert_with(|| {
            json!({ "description": "", "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" }, "examples": {} } } })
        });
        let said = response["description"].as_str().unwrap_or_default().to_owned();
        let ahead = if said.is_empty() { said } else { format!("{said} · ") };
        response["description"] = json!(format!("{ahead}`{code}`: {title}"));
        response["content"]["application/problem+json"]["examples"][code] = json!({ "summary": title, "value": {
            "type": format!("urn:rolecall:problem:{code}"), "title": title, "status": status,
            "detail": example_of(code), "code": code, "instance": "/v1/organizations/zylker" } });
    }
    for status in PLAIN {
        let example = edge::codes().find(|(_, its, _)| its == status).map_or("", |(.., title)| title);
        responses.insert(
            format!("Plain{status}"),
            json!({ "description": example, "content": {
            "application/json": { "schema": { "type": "string" }, "example": example } } }),
        );
    }
    Value::Object(responses)
}

/// A sentence such as the code comes with.
fn example_of(code: &str) -> &'static str {
    match code {
        "forbidden" => "this takes users:edit, which the actor does not have",
        "own_account" => "nobody removes their own account",
        "escalation" => "deals:delete is more than the actor holds",
        "last_admin" => "Administrator keeps at least 1 holder, and Ada Quill is the last",
        "sole_holder" => "Portal Owner changes hands by transfer only",
        "role_built_in" => "the role Standard is built in",
        "role_in_use" => "the role Key Accounts is held by 3 members",
        "role_required" => "a member needs a role",
        "exclusive_role" => "a member holds one role at most",
        "reserved" => "permissions of users are held through built-in roles only",
        "transfer_required" => "4 members hold the position Account Manager East",
        "cycle" => "Manager would report to itself",
        "name_taken" => "there is another role of this name",
        "name_missing" => "a name is missing",
        "limit_reached" => "the edition free allows 3 members, and 3 are used",
        "feature_off" => "the edition free does not have sharing rules",
        "not_active" => "Omar Haddad is not active",
        "company_required" => "a client belongs to a client company",
        "company_mismatch" => "the project belongs to another company",
        "invitation_expired" => "this invitation's time is over",
        "invitation_used" => "this invitation was accepted before",
        "stale_revision" => "the policy changed at revision 42, after 41",
        "not_yet" => "entry 42 is not there: the last one is 41",
        "registered" => "a registered person's address is changed by that person alone",
        "catalog_in_use" => "the new version drops the role Auditor, which 2 members hold",
        "too_many" => "one write takes at most 10000 records",
        "idempotency_mismatch" => "the key, or command id, was used for another command",
        "in_flight" => "a request with this idempotency key is being carried out",
        "not_found" => "there is no member `rita`",
        "invalid" => {
            "`email`: `rita` is no e-mail address: write it as `name@example.com`, at most 254 characters"
        }
        "malformed" => "the body is no sound JSON: the key `name` stands twice at line 1 column 28",
        "unauthorized" => "send a valid token: `Authorization: Bearer TOKEN`",
        "column_required" => "the filter looks at `owner`, and no column is named for it",
        "too_large" => "the body is larger than this takes",
        "unsupported_media_type" => "send `Content-Type: application/json`",
        "timeout" => "the request took too long; send it again with the same idempotency key",
        "too_many_requests" => "too many attempts; wait a minute",
        "unavailable" => "the store cannot be reached now; try again with the same idempotency key",
        _ => "something went wrong here; the log tells more",
    }
}
