//! Mail of a server: into its folder, or through a real mail server; the token in it makes a member.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{run::demo, server::Server};

#[test]
fn an_invitation_lies_in_the_outbox_and_makes_a_member() {
    let folder = demo();
    let server = Server::of(folder.path());
    invite(&server);
    let mail = awaited(|| newest(&folder.path().join("data/outbox"), "eml"));
    accepted(&server, &mail);
}

#[test]
fn an_invitation_goes_through_a_mail_server() {
    let folder = demo();
    let taken = tempfile::tempdir().unwrap();
    let smtp = MailServer::start(taken.path());
    let arguments = format!("--smtp smtp://localhost:{} --mail-from users@shop.example", smtp.port);
    let server = Server::with(folder.path(), &arguments);
    invite(&server);
    let mail = awaited(|| newest(taken.path(), "txt"));
    assert!(mail.contains("From: users@shop.example"), "{mail}");
    accepted(&server, &mail);
    assert!(!folder.path().join("data/outbox").exists(), "nothing lies about");
}

#[test]
fn a_mail_server_that_is_none_is_told_at_the_start() {
    let folder = demo();
    let ran = crate::run::run(folder.path(), "serve --listen 127.0.0.1:0 --smtp mail.example.com");
    assert_eq!(ran.code, 2, "{}", ran.told());
    assert!(ran.err.contains("smtp://"), "{}", ran.err);
}

fn invite(server: &Server) {
    let body = r#"{"email": "nora.lind@zylker.example", "name": "Nora Lind", "roles": ["Standard"], "position": "Manager"}"#;
    let said = curl(server, "/v1/organizations/zylker/members", body);
    assert!(said.contains("\"status\":\"invited\""), "{said}");
}

fn accepted(server: &Server, mail: &str) {
    assert!(mail.contains("nora.lind@zylker.example"), "{mail}");
    let token = mail.lines().find_map(|line| line.strip_prefix("token: ")).unwrap().trim();
    let body = format!(r#"{{"token": "{token}", "password": "four words nobody guesses"}}"#);
    let said = curl(server, "/v1/invitations/accept", &body);
    assert!(said.contains("\"status\":\"active\""), "{said}");
}

fn curl(server: &Server, path: &str, body: &str) -> String {
    let mut curl = Command::new("curl");
    curl.args(["-sS", &format!("{}{path}", server.address), "-d", body]);
    curl.args(["-H", "Content-Type: application/json"]);
    curl.args(["-H", &format!("Authorization: Bearer {}", server.token)]);
    String::from_utf8(curl.output().unwrap().stdout).unwrap()
}

/// What is there within ten seconds.
#[expect(clippy::disallowed_methods, reason = "another process puts a file there, and tells nobody")]
fn awaited(look: impl Fn() -> Option<String>) -> String {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(10) {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing came within ten seconds");
}

fn newest(folder: &Path, extension: &str) -> Option<String> {
    let files = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    std::fs::read_to_string(files.pop()?).ok()
}

/// A real mail server, as long as this is held; it puts what it takes into a folder.
struct MailServer {
    child: Child,
    port: u16,
}

impl MailServer {
    fn start(folder: &Path) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../identity/tests/post/server.py");
        // Debian's own Python has Debian's `python3-aiosmtpd`.
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).arg(folder).arg("250").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse();
        Self { child, port: port.unwrap_or_else(|_| panic!("no mail server: install `python3-aiosmtpd`")) }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
