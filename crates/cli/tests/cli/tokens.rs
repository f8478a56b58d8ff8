//! `token`: made, listed and revoked, on data and at a server.

use crate::{
    run::{demo, empty, run},
    server::Server,
};

#[test]
fn the_token_is_the_last_word_and_works() {
    let folder = demo();
    let ran = run(folder.path(), "token create --organization zylker --scope decide,read --name checks");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let token = ran.out.split_whitespace().last().unwrap();
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0", &[]);
    assert_eq!(server.ask_with(folder.path(), "check zylker rita view deals", token).code, 0);
    assert_eq!(server.ask_with(folder.path(), "token list", token).code, 2, "it is no platform token");
}

#[test]
fn tokens_are_listed_alike_here_and_there() {
    let folder = demo();
    run(folder.path(), "token create --platform --name first --expires-at 2031-01-01");
    run(folder.path(), "token create --organization larkspur --scope read --name second");
    let server = Server::of(folder.path());
    let there = server.ask(folder.path(), "token list --organization larkspur");
    let all = server.ask(folder.path(), "token list --json").lines();
    server.end("-TERM");
    let here = run(folder.path(), "token list --organization larkspur");
    assert_eq!(there.told(), here.told());
    assert!(here.out.contains("second") && here.out.contains("larkspur"), "{}", here.out);
    assert_eq!(all.len(), 3);
    let names: Vec<&str> = all.iter().filter_map(|token| token["name"].as_str()).collect();
    assert!(
        names.contains(&"first") && names.contains(&"second") && names.contains(&"platform"),
        "{names:?}"
    );
    assert!(all.iter().all(|token| token.get("token").is_none() && token.get("secret").is_none()));
}

#[test]
fn a_revoked_token_works_no_more() {
    let folder = demo();
    let server = Server::of(folder.path());
    let made = server.ask(folder.path(), "token create --platform --expires-in 90d --json").json();
    let (id, token) = (made["id"].as_str().unwrap(), made["token"].as_str().unwrap());
    assert_eq!(server.ask_with(folder.path(), "organizations", token).code, 0);
    let ran = server.ask(folder.path(), &format!("token revoke {id}"));
    assert_eq!(ran.out, format!("revoked {id}\n"));
    assert!(server.ask_with(folder.path(), "organizations", token).err.contains("[unauthorized]"));
    server.end("-TERM");
    let again = run(folder.path(), &format!("token revoke {id} --json")).json();
    assert!(again["revoked_at"].is_string());
    assert!(run(folder.path(), "token revoke none").err.contains("[not_found]"));
}

#[test]
fn a_token_is_made_where_there_was_no_data() {
    let folder = empty();
    assert_eq!(run(folder.path(), "token create --platform").code, 0);
    assert!(folder.path().join("data").exists());
}

#[test]
fn what_a_token_cannot_be_is_told() {
    let folder = demo();
    let told = |line: &str| {
        let ran = run(folder.path(), line);
        assert_eq!(ran.code, 2, "{line}");
        ran.err
    };
    assert!(told("token create").contains("--platform|--organization"));
    assert!(told("token create --organization zylker").contains("--scope"));
    assert!(told("token create --platform --scope read").contains("cannot be used with"));
    assert!(told("token create --organization zylker --scope everything").contains("everything"));
    assert!(told("token create --organization zylkr --scope read").contains("[not_found]"));
    assert!(told("token create --platform --expires-in soon").contains("`soon` is no duration"));
    assert!(told("token create --platform --expires-in=-1d").contains("`-1d` is no duration"));
    assert!(told("token create --platform --expires-at 2020-01-01").contains("[invalid]"));
}
