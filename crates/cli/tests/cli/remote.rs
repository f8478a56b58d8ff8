//! Commands that ask a server answer as those that work on its data.

use serde_json::Value;

use crate::{
    run::{Ran, demo, redact, run},
    server::Server,
};

/// Runs lines on data, then at a server that serves them: each as it was answered here and there.
fn both(lines: &[&str]) -> Vec<(String, Ran, Ran)> {
    let folder = demo();
    let here: Vec<Ran> = lines.iter().map(|line| run(folder.path(), line)).collect();
    let server = Server::of(folder.path());
    let pairs = lines.iter().zip(here);
    pairs.map(|(line, here)| ((*line).to_owned(), here, server.ask(folder.path(), line))).collect()
}

fn same(lines: &[&str]) {
    for (line, here, there) in both(lines) {
        assert_eq!(there.told(), here.told(), "rolecall {line}");
    }
}

/// The same data, but for what the API does not carry.
fn same_json(lines: &[&str], without: &[&str]) {
    for (line, here, there) in both(lines) {
        let read = |ran: &Ran| {
            let mut read: Vec<Value> = ran.lines();
            for object in &mut read {
                without.iter().for_each(|key| drop(object.as_object_mut().unwrap().remove(*key)));
            }
            read
        };
        assert_eq!(read(&there), read(&here), "rolecall {line}");
        assert_eq!(there.code, here.code, "rolecall {line}");
    }
}

#[test]
fn a_decision_is_the_same() {
    same(&[
        "check zylker rita edit deals/gigafactory",
        "check zylker rita@zylker.example create deals",
        "check zylker lena view deals/gigafactory",
        "check zylker rita view deals --as rita",
        "check zylker omar view deals/gigafactory --at 7",
        "check brightwork priya create tasks --in apollo",
        "check brightwork priya create tasks --in zephyr",
        "check brightwork clara view tasks/draft --in apollo --segment audience=internal --segment audience=external",
        "check larkspur eve view customers/new-one --owner eve",
        "check larkspur eve view invoices/draft --under customers/acme-bakery",
        "check zylker ritta view deals",
        "check zylker rita veiw deals",
        "check zylker rita view dels/gigafactory",
        "check larkspur eve view invoices/x --segment Berlin",
        "check larkspur eve view invoices/x --under acme",
        "check zylker omar view deals --at yesterday",
    ]);
    same_json(
        &[
            "check zylker omar view deals/gigafactory --json",
            "explain brightwork priya view tasks/new-website --json",
        ],
        // The openers' words, and the moment of the answer.
        &["at", "openers"],
    );
}

#[test]
fn an_explanation_begins_with_the_same_sentence_and_names_the_same_reasons() {
    let lines = [
        "explain zylker zoe view deals/gigafactory",
        "explain zylker omar edit deals/gigafactory",
        "explain brightwork clara view tasks/cost-review",
        "explain nordlicht paul write customers_and_contracts",
    ];
    for (line, here, there) in both(&lines) {
        assert_eq!(there.code, here.code, "{line}");
        let sentence = |ran: &Ran| ran.out.split("\n\n").next().unwrap().to_owned();
        assert_eq!(sentence(&there), sentence(&here), "{line}");
        let words = |ran: &Ran| -> Vec<String> {
            let reasons = ran.out.split("\n\n").nth(1).unwrap().lines();
            let first = reasons.filter(|line| !line.starts_with("       "));
            first.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
        };
        assert_eq!(words(&there), words(&here), "{line}: {}", there.out);
        assert_eq!(there.out.lines().last(), here.out.lines().last(), "{line}");
        assert_eq!(redact(&there.out), there.out, "no generated id is shown: {line}");
    }
}

#[test]
fn who_can_and_list_name_the_same() {
    same(&[
        "who-can zylker view deals/gigafactory",
        "who-can zylker create users",
        "who-can brightwork view tasks/other --in apollo --segment audience=external",
        "who-can larkspur edit invoices/INV-1042",
        "who-can zylker view deels",
        "who-can zylker veiw deals",
        "list larkspur eve view invoices",
        "list larkspur nils view invoices --under customers/acme-bakery",
        "list zylker rita edit deals --owner marc",
        "list brightwork theo view tasks --segment audience=internal",
        "list brightwork ines view tasks --in zephyr",
        "list brightwork ines view projects --in apollo",
        "list zylker rita view deals --at 6",
        "list zylker rita view deels",
    ]);
    same_json(
        &["who-can larkspur edit invoices/INV-1042 --json", "list larkspur eve view invoices --json"],
        &[],
    );
}

#[test]
fn readings_show_the_same() {
    same(&[
        "show zylker organization",
        "show zylker members",
        "show zylker member rita",
        "show brightwork access priya",
        "show larkspur role 'Account Executive'",
        "show zylker positions",
        "show zylker position 'Account Manager East'",
        "show zylker groups",
        "show zylker sharing",
        "show zylker rules",
        "show brightwork containers",
        "show brightwork people-of apollo",
        "show brightwork people-of Apollo --ended",
        "show harbour limits",
        "show zylker membres",
        "show brightwork containers --as priya",
    ]);
    same_json(&["show zylker member rita --json", "show zylker members --json"], &[]);
}

#[test]
fn the_ledger_reads_the_same_and_proves_the_same() {
    same(&[
        "audit show zylker",
        "audit show brightwork",
        "audit show zylker --actor zoe",
        "audit show zylker --command position. --limit 2",
        "audit show brightwork --until 2020-01-01",
        "audit show zylker --since monday",
        "audit verify",
        "audit verify larkspur",
    ]);
    same_json(&["audit show larkspur --json", "audit verify --json"], &[]);
}

#[test]
fn organizations_are_the_same_as_far_as_the_api_tells() {
    for (_, here, there) in both(&["organizations"]) {
        let slugs = |ran: &Ran| -> Vec<String> {
            ran.out.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
        };
        assert_eq!(slugs(&there), slugs(&here));
        assert_eq!(slugs(&there).len(), 6);
    }
    same_json(&["organizations --json"], &["policy_revision", "changed_at"]);
}

#[test]
fn lists_are_read_to_their_end() {
    let folder = demo();
    let record = |n: u32| {
        format!(
            r#"{{"do": "record.put", "records": [{{"module": "leads", "id": "l-{n:05}", "owner": "wen"}}]}}"#
        )
    };
    let lines: Vec<String> = (0..2_345).map(record).collect();
    assert_eq!(crate::run::pipe(folder.path(), "apply - zylker", &lines.join("\n")).code, 0);
    let here = run(folder.path(), "list zylker wen view leads --owner wen");
    let server = Server::of(folder.path());
    let there = server.ask(folder.path(), "list zylker wen view leads --owner wen");
    assert!(here.out.lines().count() >= 2_345, "{}", here.out.lines().count());
    let sorted = |ran: &Ran| {
        let mut lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&there), sorted(&here));
}

#[test]
fn what_a_server_refuses_is_told_with_its_code() {
    let folder = demo();
    let server = Server::of(folder.path());
    let refused = |line: &str, token: &str| server.ask_with(folder.path(), line, token);
    let wrong = refused("check zylker rita view deals", "rolecall_pat_none");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.starts_with("error[unauthorized]: "), "{}", wrong.err);
    let absent = refused("check nobody rita view deals --json", &server.token);
    assert_eq!((absent.code, &absent.json()["error"]["code"]), (2, &"not_found".into()));
    let actor = refused("show zylker members --as marc", &server.token);
    assert!(actor.err.starts_with("error[forbidden]: "), "{}", actor.err);
    let decide = server.ask(folder.path(), "token create --organization zylker --scope decide --json").json();
    let decide = decide["token"].as_str().unwrap();
    assert_eq!(refused("check zylker rita view deals", decide).code, 0);
    assert_eq!(refused("show zylker members --json", decide).json()["error"]["code"], "forbidden");
    assert_eq!(
        refused("check larkspur eve view invoices --json", decide).json()["error"]["code"],
        "not_found"
    );
}

#[test]
fn a_name_with_a_slash_is_one_name() {
    let folder = demo();
    let role = r#"{"do": "role.create", "name": "Sales/East? 100% ü", "grants": []}"#;
    assert_eq!(crate::run::pipe(folder.path(), "apply - zylker", role).code, 0);
    let line = "show zylker role 'Sales/East? 100% ü'";
    let here = run(folder.path(), line);
    let server = Server::of(folder.path());
    assert_eq!(server.ask(folder.path(), line).told(), here.told());
    assert_eq!(here.code, 0, "{}", here.err);
}

#[test]
fn a_server_that_is_not_there_is_told_as_such() {
    let folder = demo();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = run(folder.path(), &format!("show zylker members --server {nobody} --token x"));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("cannot be asked: "), "{}", ran.err);
    let ran = run(folder.path(), "show zylker members --server nobody --token x");
    assert!(ran.err.contains("`nobody` is no address of a server"), "{}", ran.err);
    let ran = run(folder.path(), &format!("show zylker members --server {nobody}"));
    assert!(ran.err.contains("put it into ROLECALL_TOKEN"), "{}", ran.err);
    let ran = run(folder.path(), &format!("show zylker members --server {nobody} --data data"));
    assert!(ran.err.contains("cannot be used with"), "{}", ran.err);
}

#[test]
fn data_that_is_named_wins_over_a_server_that_is_set() {
    let folder = demo();
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0 --data other", &[]);
    let ran = server.ask(folder.path(), "organizations --data data --json");
    assert_eq!((ran.code, ran.lines().len()), (0, 5));
}

#[test]
fn a_filter_is_the_same() {
    same(&[
        "filter zylker rita edit deals",
        "filter zylker rita edit deals --dialect sqlite --column owner=d.owner_id",
        "filter brightwork clara view tasks --container apollo --column container=project --column segments.audience=audience[]",
        "filter larkspur eve view invoices --json",
        "filter zylker rita edit deals --column id=id",
        "filter zylker rita edit deals --column id=id --json",
        "filter zylker rita edit deals --column owners=id",
        "filter zylker rita edit deals --column owner",
        "filter zylker rita edit dels",
    ]);
}
