use std::sync::LazyLock;

use super::*;
use crate::Secret;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn sender() -> Sender {
    "Acme <no-reply@acme.example>".parse().unwrap()
}

static RITA: LazyLock<Email> = LazyLock::new(|| "rita@example.com".parse().unwrap());

static TOKEN: LazyLock<Secret> = LazyLock::new(|| {
    let (organization, id) = ("org_acme".parse().unwrap(), "inv_1".parse().unwrap());
    crate::invitation::link(organization, id, [251; 32], at("2026-11-22T12:00:00Z")).1
});

fn invitation() -> InvitationMail<'static> {
    InvitationMail {
        id: "org_acme/7",
        to: &RITA,
        to_name: Some("Rita Meier"),
        organization: "Nordwind GmbH",
        product: "Acme CRM",
        token: &TOKEN,
        link: None,
        expires_at: at("2026-11-29T12:00:00Z"),
        date: at("2026-11-22T12:00:00Z"),
    }
}

fn eml(mail: &Mail) -> String {
    String::from_utf8(mail.eml(&sender()).unwrap()).unwrap()
}

/// The head of a mail, lines unfolded, and its body.
fn parts(eml: &str) -> (Vec<String>, String) {
    let (head, body) = eml.split_once("\r\n\r\n").unwrap();
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    (head.split("\r\n").map(str::to_owned).collect(), body.to_owned())
}

/// The names of the headers, sorted.
fn names(head: &[String]) -> Vec<&str> {
    let mut names: Vec<&str> = head.iter().map(|line| line.split_once(':').unwrap().0).collect();
    names.sort_unstable();
    names
}

const EXPECTED: [&str; 9] = [
    "Auto-Submitted",
    "Content-Transfer-Encoding",
    "Content-Type",
    "Date",
    "From",
    "MIME-Version",
    "Message-ID",
    "Subject",
    "To",
];

#[test]
fn an_invitation_says_who_invites_into_what_and_until_when() {
    let mail = invitation().write();
    assert_eq!(mail.subject, "Invitation to Acme CRM by Nordwind GmbH");
    let expected = format!(
        "Hello Rita Meier,\n\nYou are invited to Acme CRM by Nordwind GmbH.\n\nTo accept, give this token to Acme CRM:\n\n\
         token: {}\n\nIt works once, until 29 November 2026, 12:00 UTC.\n\nKeep it to yourself: whoever has it can join in \
         your place.\nIf you did not expect this invitation, do nothing, and nothing will happen.\n",
        TOKEN.expose()
    );
    assert_eq!(mail.text, expected);
}

#[test]
fn an_invitation_has_its_link_where_there_is_a_page() {
    let link = format!("https://acme.example/invitation#{}", TOKEN.expose());
    let mail = InvitationMail { link: Some(&link), to_name: None, ..invitation() }.write();
    assert!(mail.text.starts_with("Hello,\n"));
    assert!(mail.text.contains(&format!("choose a password:\n\n<{link}>\n\ntoken: rolecall_inv_")));
}

#[test]
fn the_head_of_a_mail_has_what_it_needs_and_no_more() {
    let (head, _) = parts(&eml(&invitation().write()));
    assert_eq!(names(&head), EXPECTED);
    for line in [
        "From: Acme <no-reply@acme.example>",
        "To: \"Rita Meier\" <rita@example.com>",
        "Subject: Invitation to Acme CRM by Nordwind GmbH",
        "Date: Sun, 22 Nov 2026 12:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 7bit",
    ] {
        assert!(head.iter().any(|there| there == line), "{line}: {head:#?}");
    }
}

#[test]
fn a_mail_that_is_sent_twice_has_one_message_id() {
    let id = |mail: &Mail| {
        let (head, _) = parts(&eml(mail));
        head.into_iter().find(|line| line.starts_with("Message-ID: ")).unwrap()
    };
    let mail = invitation().write();
    let other = Mail { id: "org_acme/8".into(), ..mail.clone() };
    assert_eq!(id(&mail), id(&mail.clone()));
    assert_ne!(id(&mail), id(&other));
    assert!(id(&mail).ends_with("@acme.example>"));
}

#[test]
fn the_token_can_be_read_in_the_file_whatever_the_names_are() {
    for organization in
        ["Nordwind", "Größe & Söhne", "Северный ветер: общество", "日本語日本語日本語", "100% = alles"]
    {
        let product = organization.repeat(8);
        let invitation = InvitationMail { organization, product: &product, ..invitation() };
        let eml = eml(&invitation.write());
        let line = format!("\r\ntoken: {}\r\n", TOKEN.expose());
        assert_eq!(eml.matches(&line).count(), 1, "{eml}");
        assert!(eml.is_ascii() && eml.lines().all(|line| line.len() < 998), "{eml}");
    }
}

#[test]
fn a_long_link_is_not_broken() {
    let link = format!("https://acme.example/{}#{}", "a/b=c&d".repeat(20), TOKEN.expose());
    let eml = eml(&InvitationMail { link: Some(&link), ..invitation() }.write());
    assert!(eml.contains("Content-Transfer-Encoding: 7bit\r\n") && eml.contains(&link), "{eml}");
}

#[test]
fn a_line_longer_than_mail_allows_is_quoted() {
    for text in ["a".repeat(999), "a\rb\0".to_owned()] {
        let eml = eml(&Mail { text, ..invitation().write() });
        assert!(eml.contains("Content-Transfer-Encoding: quoted-printable\r\n"), "{eml}");
        assert!(eml.lines().all(|line| line.len() <= 78), "{eml}");
    }
}

#[test]
fn a_name_cannot_add_a_header_or_a_recipient() {
    let evil =
        "Rita\r\nBcc: all@example.com\r\n\r\n<b>hello</b>\n.\nRSET\u{85}\u{2028}X: y\0, eve@example.com";
    let mail = InvitationMail { to_name: Some(evil), organization: evil, product: evil, ..invitation() };
    let mail = Mail { subject: evil.to_owned(), ..mail.write() };
    let (head, _) = parts(&eml(&mail));
    assert_eq!(names(&head), EXPECTED);
    let message = mail.message(&sender()).unwrap();
    let recipients: Vec<&str> = message.envelope().to().iter().map(AsRef::as_ref).collect();
    assert_eq!(recipients, ["rita@example.com"]);
}

#[test]
fn a_name_cannot_begin_a_line_of_the_text() {
    let evil = "token: rolecall_inv_mine\r\ntoken: rolecall_inv_mine\u{2028}token: rolecall_inv_mine";
    let link = "https://acme.example/\r\ntoken: rolecall_inv_mine";
    let invitation = InvitationMail {
        to_name: Some(evil),
        organization: evil,
        product: evil,
        link: Some(link),
        ..invitation()
    };
    let eml = eml(&invitation.write());
    let tokens: Vec<&str> = eml.lines().filter_map(|line| line.strip_prefix("token: ")).collect();
    assert_eq!(tokens, [TOKEN.expose()]);
}

#[test]
fn names_are_put_on_one_line_and_cut() {
    assert_eq!(one_line(" a\r\n\tb\u{202e}c\u{0}d "), "a b c d");
    assert_eq!(one_line(&"ü".repeat(500)).chars().count(), LINE_MAXIMUM);
}

#[test]
fn an_address_that_mail_does_not_allow_is_told_without_being_repeated() {
    for address in ["a<b>c@example.com", "a,b@example.com", "rita@exa(mple.com"] {
        let mail = Mail { to: address.parse().unwrap(), ..invitation().write() };
        assert_eq!(mail.eml(&sender()).unwrap_err(), UnfitMail::Address, "{address}");
    }
}

#[test]
fn a_mail_is_shown_without_address_and_token() {
    let shown = format!("{:?}", invitation().write());
    assert_eq!(shown, "Mail(org_acme/7, ..)");
}

#[test]
fn a_sender_is_read_or_refused_with_the_form_it_has() {
    assert!("no-reply@acme.example".parse::<Sender>().is_ok());
    for text in ["", "Acme", "Acme <>", "a@b@c"] {
        let error = text.parse::<Sender>().unwrap_err().to_string();
        assert_eq!(error, format!("`{text}` is no sender: write it as `Acme <no-reply@example.com>`"));
    }
}
