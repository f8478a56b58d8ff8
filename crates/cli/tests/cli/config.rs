//! Settings of `serve`: a flag wins over its variable, that over the file.

use std::path::Path;

use crate::{
    run::{demo, empty, finished, run, with_file},
    server::Server,
};

const PORT_0: &str = "listen = \"127.0.0.1:0\"\n";

/// Where the data came to lie under these settings.
fn folders(at: &Path) -> Vec<String> {
    let mut found: Vec<String> = ["flag", "variable", "file", "rolecall-data"]
        .into_iter()
        .filter(|name| at.join(name).exists())
        .map(str::to_owned)
        .collect();
    found.sort();
    found
}

fn served(file: &str, arguments: &str, variable: &str) -> Vec<String> {
    let folder = with_file("rolecall.toml", file);
    let arguments = format!("serve --config rolecall.toml {arguments}");
    let server = Server::start(folder.path(), &arguments, &[("ROLECALL_DATA", variable)]);
    drop(server);
    folders(folder.path())
}

#[test]
fn a_flag_wins_over_its_variable_and_that_over_the_file() {
    let file = format!("data = \"file\"\n{PORT_0}");
    assert_eq!(served(&file, "--data flag", "variable"), ["flag"]);
    assert_eq!(served(&file, "", "variable"), ["variable"]);
    assert_eq!(served(&file, "", ""), ["file"]);
    assert_eq!(served(PORT_0, "", ""), ["rolecall-data"]);
}

#[test]
fn so_do_all_others() {
    let folder = with_file("rolecall.toml", "listen = \"nowhere\"\n");
    let variables = [("ROLECALL_CONFIG", "rolecall.toml"), ("ROLECALL_LISTEN", "127.0.0.1:0")];
    drop(Server::start(folder.path(), "serve", &variables));
    let variables = [("ROLECALL_CONFIG", "rolecall.toml"), ("ROLECALL_LISTEN", "nowhere")];
    drop(Server::start(folder.path(), "serve --listen 127.0.0.1:0", &variables));
}

#[test]
fn every_setting_may_stand_in_the_file() {
    let folder = demo();
    let file = format!(
        "{PORT_0}data = \"data\"\npublic_url = \"https://users.example.com/\"\ncatalogs = []\nsmtp = \"smtp://mail.example.com\"\n\
         mail_from = \"Shop <users@example.com>\"\nlog_format = \"json\"\nbody_limit = 1000\ntimeout = 5\npassword_minimum = 15\n"
    );
    std::fs::write(folder.path().join("rolecall.toml"), file).unwrap();
    let made = run(folder.path(), "token create --platform").out;
    let token = made.split_whitespace().last().unwrap();
    let variables = [("ROLECALL_DATA", ""), ("ROLECALL_CONFIG", "rolecall.toml")];
    let server = Server::start(folder.path(), "serve", &variables);
    let metadata = server.curl(token, "/.well-known/authzen-configuration/v1/organizations/zylker", None);
    assert!(metadata.contains("\"https://users.example.com/v1/organizations/zylker/access/"), "{metadata}");
    let long = format!(r#"{{"name": "{}"}}"#, "x".repeat(1_000));
    let refused = server.curl(token, "/v1/tokens", Some(&long));
    assert!(refused.contains("\"code\":\"too_large\""), "{refused}");
    server.end("-TERM");
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(!log.is_empty() && log.lines().all(|line| line.starts_with('{')), "{log}");
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    let folder = with_file("rolecall.toml", "data = \"d\"\nlisen = \"127.0.0.1:0\"\n");
    let ran = run(folder.path(), "serve --config rolecall.toml");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("unknown field `lisen`") && ran.err.contains("rolecall.toml:2"), "{}", ran.err);
    assert!(ran.err.contains("did you mean `listen`?"), "{}", ran.err);
}

#[test]
fn what_a_setting_cannot_be_is_told_with_where_it_stands() {
    let told = |file: &str, arguments: &str, variables: &[(&str, &str)]| {
        let folder = with_file("rolecall.toml", file);
        let mut command =
            crate::run::command(folder.path(), &format!("serve --config rolecall.toml {arguments}"));
        let ran = finished(command.envs(variables.iter().copied()));
        assert_eq!(ran.code, 2, "{}", ran.told());
        ran.err
    };
    assert!(told("\ntimeout = 0\n", "", &[]).contains("rolecall.toml:2"));
    assert!(told("\n\nlog_format = \"xml\"\n", "", &[]).contains("rolecall.toml:3"));
    assert!(told("data = \"a\"\ndatabase = \"b\"", "", &[]).contains("names `data` and `database`"));
    assert!(told("", "", &[("ROLECALL_TIMEOUT", "soon")]).contains("`ROLECALL_TIMEOUT` is set to `soon`"));
    assert!(told("", "", &[("ROLECALL_LOG_FORMAT", "xml")]).contains("use `text` or `json`"));
    assert!(told("", "", &[("ROLECALL_LOG", "[")]).contains("`ROLECALL_LOG` is set to `[`"));
    assert!(told("", "--timeout 0", &[]).contains("--timeout"));
    assert!(told("", "--password-minimum 7", &[]).contains("minimum length of passwords is 7"));
    assert!(
        told("", "--public-url users.example.com", &[])
            .contains("the public URL `users.example.com` is no address")
    );
    assert!(told("", "--mail-from nobody", &[]).contains("nobody"));
    assert!(told("", "--listen nowhere", &[]).contains("cannot listen on `nowhere`"));
    assert!(told("", "--database postgres://127.0.0.1:1/rolecall", &[]).contains("is unavailable"));
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let ran = run(empty().path(), "serve --config none.toml");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`none.toml` cannot be read"), "{}", ran.err);
}
