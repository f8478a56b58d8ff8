//! `serve`: it listens, tells how to begin, keeps what it acknowledged, and ends when told.

use crate::{
    run::{demo, empty, run},
    server::Server,
};

#[test]
fn a_store_without_tokens_is_served_with_a_hint_that_works() {
    let folder = empty();
    let mut server = Server::start(folder.path(), "serve --listen 127.0.0.1:0", &[]);
    assert!(server.said[0].starts_with("listening on http://127.0.0.1:"), "{:?}", server.said);
    let hint = server.next_line();
    assert!(hint.contains("`rolecall token create --platform --data data`"), "{hint}");
    assert_eq!(server.end("-TERM"), (String::new(), Some(0)));
    let made = run(folder.path(), "token create --platform --data data");
    let token = made.out.split_whitespace().last().unwrap();
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0", &[]);
    assert_eq!(server.ask_with(folder.path(), "organizations", token).out, "none\n");
    assert_eq!(server.end("-INT"), (String::new(), Some(0)), "no hint where there is a token");
}

#[test]
fn what_was_acknowledged_is_there_after_sigterm() {
    let folder = demo();
    let server = Server::of(folder.path());
    let made = server
        .ask(folder.path(), "token create --organization zylker --scope read --name kept --json")
        .json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(server.ask_with(folder.path(), "show zylker members", token).code, 0);
    assert_eq!(server.end("-TERM").1, Some(0));
    let listed = run(folder.path(), "token list --organization zylker --json").lines();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["id"], made["id"]);
    assert!(listed[0]["last_used_at"].is_string(), "its use is written at the end: {}", listed[0]);
}

#[test]
fn the_log_holds_no_token_no_address_and_no_name() {
    let folder = demo();
    let server = Server::of(folder.path());
    for line in
        ["show zylker member rita.okafor@zylker.example", "check zylker rita view deals", "token list"]
    {
        assert_eq!(server.ask(folder.path(), line).code, 0, "{line}");
    }
    let token = server.token.clone();
    server.end("-TERM");
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("route=\"/v1/organizations/{org}/members/{member}\""), "{log}");
    for secret in [token.as_str(), "rita", "Okafor", "zylker"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn the_shipped_catalogs_are_stored_and_those_of_ones_own() {
    let folder = empty();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogs/starter.toml");
    let own = std::fs::read_to_string(root).unwrap().replace("catalog = \"starter\"", "catalog = \"shop\"");
    std::fs::write(folder.path().join("shop.toml"), own).unwrap();
    let server = Server::with(folder.path(), "--catalog shop.toml");
    let made = run_found(&server, "shop");
    assert!(made.contains("\"slug\":\"s-shop\""), "{made}");
    let made = run_found(&server, "billwerk");
    assert!(made.contains("\"slug\":\"s-billwerk\""), "{made}");
    std::fs::write(folder.path().join("shop.toml"), "id = 1").unwrap();
    drop(server);
    let ran = run(folder.path(), "serve --listen 127.0.0.1:0 --catalog shop.toml");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("shop.toml:1"), "{}", ran.err);
}

/// Founds an organization with a catalog, by `curl`.
fn run_found(server: &Server, catalog: &str) -> String {
    let body = format!(
        r#"{{"slug": "s-{catalog}", "name": "S", "catalog": "{catalog}", "owner": {{"email": "a@b.example", "name": "A"}}}}"#
    );
    let mut curl = std::process::Command::new("curl");
    curl.args(["-sS", "--noproxy", "*", "-H", "content-type: application/json", "-d", &body, "-H"]);
    curl.arg(format!("authorization: Bearer {}", server.token))
        .arg(format!("{}/v1/organizations", server.address));
    String::from_utf8(curl.output().unwrap().stdout).unwrap()
}

#[test]
fn figures_are_counted_in_buckets() {
    let folder = demo();
    let server = Server::of(folder.path());
    assert_eq!(server.ask(folder.path(), "check zylker rita view deals").code, 0);
    let address = format!("{}/metrics", server.address);
    let told = std::process::Command::new("curl").args(["-sS", "--noproxy", "*", &address]).output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("rolecall_request_seconds_bucket{"), "{told}");
    assert!(told.contains("rolecall_decisions_total{outcome=\"allow\"} 1"), "{told}");
}

#[test]
fn a_folder_that_is_served_is_locked_and_the_way_around_is_told() {
    let folder = demo();
    let server = Server::of(folder.path());
    for line in ["check zylker rita view deals", "token create --platform", "serve --listen 127.0.0.1:0"] {
        let ran = run(folder.path(), line);
        assert_eq!(ran.code, 2, "{line}");
        assert!(ran.err.contains("in use by another process"), "{}", ran.err);
        assert!(
            ran.err.contains("ask it with --server URL and a platform token in ROLECALL_TOKEN"),
            "{}",
            ran.err
        );
    }
    assert_eq!(server.ask(folder.path(), "check zylker rita view deals").code, 0);
}

#[test]
fn a_port_that_is_taken_is_told_as_such() {
    let folder = empty();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let ran = run(folder.path(), &format!("serve --listen {address}"));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(&format!("cannot listen on `{address}`")), "{}", ran.err);
    assert!(ran.err.contains("--listen"), "{}", ran.err);
}
