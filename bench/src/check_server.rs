//! A server to be asked for single checks over HTTP: `rolecall`, with an organization of 1,000 members and 100,000 records, or
//! `echo`, the floor - the same framework, which parses the same body and returns as many bytes, headers included.
//!
//! `check-server rolecall` prints its port and a token, `check-server echo FILE` its port; the file holds what it answers.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
    routing::post,
};
use rolecall::{
    Options, Rolecall, TokenForm,
    organization::{Actor, Command, FoundOrganization, Founder, NewMember, RecordForm},
};
use rolecall_http::{Api, Settings, router, serve};
use tokio::net::TcpListener;

const CATALOG: &str = include_str!("../../catalogs/zoho-crm.toml");
const MEMBERS: usize = 1_000;
const RECORDS: usize = 100_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let app = match std::env::args().nth(1).as_deref() {
        Some("echo") => {
            println!("{port} -");
            let file = std::env::args().nth(2).expect("the file with the answer");
            echo(std::fs::read_to_string(file).expect("the answer"))
        }
        _ => {
            let (app, token) = real().await;
            println!("{port} {token}");
            app
        }
    };
    serve(listener, app, std::future::pending()).await.expect("served");
}

/// What an answer of Rolecall's comes with, besides its length and the date.
const HEADERS: [(&str, &str); 7] = [
    ("content-type", "application/json"),
    ("rolecall-revision", "12"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    ("x-request-id", "0123456789abcdef-00000000"),
];

fn echo(answer: String) -> Router {
    let answer = Bytes::from(answer.trim_end().to_owned());
    let headers: HeaderMap = HEADERS
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    let answer = async move |body: Bytes| {
        let parsed: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert!(parsed.is_object());
        let mut response = Response::new(Body::from(answer));
        *response.headers_mut() = headers;
        response
    };
    Router::new().route("/v1/organizations/{org}/access/v1/evaluation", post(answer))
}

async fn real() -> (Router, String) {
    let rolecall = Rolecall::in_memory().await.expect("a store");
    let catalog = rolecall.add_catalog("zoho-crm.toml", CATALOG).await.expect("a catalog");
    let owner =
        Founder { email: "m0@example.com".into(), name: Some("M0".into()), external_id: Some("m0".into()) };
    let edition = Some("enterprise".parse().expect("an edition"));
    let form = FoundOrganization { slug: "bench".into(), name: "Bench".into(), edition, owner };
    rolecall.found(&catalog, &form).await.expect("an organization");
    let tenant = rolecall.organization("bench").await.expect("the organization");
    let execute = async |command: Command| {
        tenant.execute(&Actor::Platform, &command, &Options::default()).await.expect("a change");
    };
    let members = (1..MEMBERS).map(|number| NewMember {
        email: format!("m{number}@example.com"),
        name: Some(format!("M{number}")),
        external_id: Some(format!("m{number}")),
        roles: Some(vec!["Standard".into()]),
        position: Some("Manager".into()),
        invite: Some(false),
        ..NewMember::default()
    });
    execute(Command::InviteMembers { members: members.collect() }).await;
    for start in (0..RECORDS).step_by(10_000) {
        execute(Command::PutRecords { records: (start..start + 10_000).map(record).collect() }).await;
    }
    let form = TokenForm {
        organization: Some("bench".into()),
        scopes: vec!["decide".into()],
        name: "bench".into(),
        expires_at: None,
    };
    let (_, secret) = rolecall.create_token(&form).await.expect("a token");
    let api = Api::new(rolecall, Settings::default(), None);
    (router(api), secret.expose().to_owned())
}

fn record(number: usize) -> RecordForm {
    RecordForm {
        module: "deals".parse().expect("a module"),
        id: format!("deal-{number:06}").parse().expect("an id"),
        // Spread without a pattern that a tree of owners would find easy.
        owner: Some(format!("m{}", number.wrapping_mul(7_919) % MEMBERS)),
        parent: None,
        container: None,
        segments: BTreeMap::new(),
        version: None,
    }
}
