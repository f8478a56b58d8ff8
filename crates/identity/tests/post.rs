//! Mails to a real mail server on this machine: `tests/post/server.py`, which needs Debian's package `python3-aiosmtpd`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails loudly"
)]

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rolecall_identity::{Mail, Post, PostError, Smtp};
use tempfile::TempDir;

/// A mail server that runs as long as this is held.
struct Server {
    home: TempDir,
    port: u16,
    child: Child,
}

impl Server {
    /// A server that answers recipients so; with a certificate, if there is one.
    fn start(answer: &str, certificate: Option<(String, String)>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(python());
        command.arg(script()).arg(home.path()).arg(answer);
        if let Some((certificate, key)) = certificate {
            for (name, text) in [("certificate.pem", certificate), ("key.pem", key)] {
                fs::write(home.path().join(name), text).unwrap();
                command.arg(home.path().join(name));
            }
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse().expect("the mail server prints its port");
        Self { home, port, child }
    }

    fn taking_all() -> Self {
        Self::start("250", None)
    }

    fn post(&self) -> Smtp {
        self.post_with("", "")
    }

    fn post_with(&self, user: &str, options: &str) -> Smtp {
        smtp(&format!("smtp://{user}localhost:{}{options}", self.port))
    }

    /// What it took, in the order of taking.
    fn taken(&self) -> Vec<String> {
        let paths = fs::read_dir(self.home.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
        paths.sort();
        paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its standard input; killing makes sure.
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/post/server.py")
}

/// A Python that has aiosmtpd: the one of the path, or Debian's own.
fn python() -> &'static str {
    let has = |python: &&str| {
        let tried = Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"].into_iter().find(has).expect(
        "these tests need a mail server: install Debian's package `python3-aiosmtpd`, or `pip install aiosmtpd`",
    )
}

fn smtp(address: &str) -> Smtp {
    Smtp::new(address, "Acme <no-reply@acme.example>".parse().unwrap()).unwrap()
}

fn mail(id: &str) -> Mail {
    Mail {
        id: id.into(),
        to: "rita@example.com".parse().unwrap(),
        to_name: Some("Rita Meier".into()),
        subject: "Grüße".into(),
        text: "Hello,\n\n.a line that begins with a dot\ntoken: rolecall_inv_abc\n".into(),
        date: "2026-11-22T12:00:00Z".parse().unwrap(),
    }
}

/// The reason of trouble that may pass.
fn later(result: Result<(), PostError>) -> String {
    match result {
        Err(PostError::Later(reason)) => reason,
        other => panic!("{other:?} is no trouble that may pass"),
    }
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let server = Server::taking_all();
    server.post().send(&mail("a")).await.unwrap();
    let taken = server.taken();
    let (envelope, eml) = taken[0].split_once("\n\n").unwrap();
    assert_eq!(envelope, "MAIL no-reply@acme.example\nRCPT rita@example.com\nTLS False");
    let written = mail("a").eml(&"Acme <no-reply@acme.example>".parse().unwrap()).unwrap();
    assert_eq!(eml.trim_end(), String::from_utf8(written).unwrap().trim_end());
    assert!(eml.contains("\r\n.a line that begins with a dot\r\ntoken: rolecall_inv_abc\r\n"), "{eml}");
}

#[tokio::test]
async fn many_mails_go_out_at_once() {
    let server = Server::taking_all();
    let post = server.post();
    let sending = (0..12).map(|number| {
        let post = post.clone();
        tokio::spawn(async move { post.send(&mail(&number.to_string())).await })
    });
    for task in sending.collect::<Vec<_>>() {
        task.await.unwrap().unwrap();
    }
    assert_eq!(server.taken().len(), 12);
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_with_the_same_mail() {
    let server = Server::start("451", None);
    let post = server.post();
    assert_eq!(later(post.send(&mail("a")).await), "the mail server answered 451 4.3.0");
    assert_eq!(server.taken().len(), 0);
    post.send(&mail("a")).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn an_address_that_the_server_does_not_know_is_final_and_not_repeated() {
    let server = Server::start("550", None);
    let error = server.post().send(&mail("a")).await.unwrap_err();
    assert_eq!(error, PostError::Never("the mail server answered 550 5.1.1".into()));
    assert!(!error.to_string().contains("rita"));
}

#[tokio::test]
async fn the_right_password_opens_and_a_wrong_one_is_trouble_that_may_pass() {
    let server = Server::start("auth", None);
    server.post_with("acme:s%40cret@", "").send(&mail("a")).await.unwrap();
    let wrong = later(server.post_with("acme:secret@", "").send(&mail("b")).await);
    assert_eq!(wrong, "the mail server answered 535 5.7.8");
    let none = later(server.post().send(&mail("c")).await);
    assert_eq!(none, "the mail server answered 530 5.7.0");
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_server_without_encryption_gets_nothing_where_encryption_is_required() {
    let server = Server::taking_all();
    let reason = later(server.post_with("", "?tls=required").send(&mail("a")).await);
    assert!(reason.starts_with("the mail server does not offer what is needed: "), "{reason}");
    assert_eq!(server.taken().len(), 0);
    server.post_with("", "?tls=opportunistic").send(&mail("a")).await.unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_told_as_that() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let server = Server::start("250", Some((made.cert.pem(), made.signing_key.serialize_pem())));
    for options in ["?tls=required", "?tls=opportunistic"] {
        let reason = later(server.post_with("", options).send(&mail("a")).await);
        assert_eq!(reason, "no connection to the mail server: invalid peer certificate: UnknownIssuer");
    }
    assert_eq!(server.taken().len(), 0);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_trouble_that_may_pass() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let reason = later(smtp(&format!("smtp://127.0.0.1:{free}")).send(&mail("a")).await);
    assert!(reason.starts_with("no connection to the mail server: "), "{reason}");
}

#[tokio::test]
async fn an_address_that_mail_does_not_allow_is_not_even_tried() {
    let server = Server::taking_all();
    let mail = Mail { to: "a<b>c@example.com".parse().unwrap(), ..mail("a") };
    let error = server.post().send(&mail).await.unwrap_err();
    assert_eq!(error, PostError::Never("the address cannot be written into a mail".into()));
}
