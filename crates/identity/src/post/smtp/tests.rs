use super::*;

fn chosen(address: &str) -> Result<Tls, InvalidSmtp> {
    tls(&Url::parse(address).map_err(|_| InvalidSmtp::Form)?)
}

#[test]
fn mails_go_out_in_plain_to_the_same_machine_only_unless_it_is_said() {
    for (address, expected) in [
        ("smtp://localhost", Tls::None),
        ("smtp://LOCALHOST:2525", Tls::None),
        ("smtp://127.0.0.1:2525", Tls::None),
        ("smtp://127.1.2.3:2525/", Tls::None),
        ("smtp://[::1]:2525", Tls::None),
        ("smtp://mail.example.com", Tls::Required),
        ("smtp://192.0.2.1", Tls::Required),
        ("smtp://localhost.example.com", Tls::Required),
        ("smtp://127.0.0.1.example.com", Tls::Required),
        ("smtp://mail.example.com?tls=none", Tls::None),
        ("smtp://mail.example.com?tls=opportunistic", Tls::Opportunistic),
        ("smtp://localhost?tls=required", Tls::Required),
        ("smtps://localhost", Tls::Whole),
    ] {
        assert_eq!(chosen(address), Ok(expected), "{address}");
    }
}

#[tokio::test]
async fn an_address_of_a_server_is_taken_or_told_what_is_wrong_without_being_repeated() {
    let new = |address: &str| Smtp::new(address, "no-reply@acme.example".parse().unwrap());
    for address in [
        "smtp://localhost",
        "smtps://acme:a%40b@mail.example.com",
        "smtp://acme:secret@mail.example.com:2525?tls=required",
        "smtp://[::1]:25",
    ] {
        assert!(new(address).is_ok(), "{address}");
    }
    let refused = [
        ("mail.example.com", InvalidSmtp::Form),
        ("https://acme:secret@mail.example.com", InvalidSmtp::Form),
        ("smtp:acme", InvalidSmtp::Form),
        ("smtp://", InvalidSmtp::Form),
        ("smtp://localhost/helo", InvalidSmtp::Form),
        ("smtp://localhost?tls=maybe", InvalidSmtp::Option("tls=maybe".into())),
        ("smtp://localhost?password=secret", InvalidSmtp::Option("password".into())),
        ("smtps://localhost?tls=none", InvalidSmtp::Encrypted),
        ("smtp://acme@localhost", InvalidSmtp::Credentials),
        ("smtp://:secret@localhost", InvalidSmtp::Credentials),
    ];
    for (address, expected) in refused {
        let error = new(address).unwrap_err();
        assert_eq!(error, expected, "{address}");
        assert!(!error.to_string().contains("secret"));
    }
    assert!(!format!("{:?}", new("smtp://acme:secret@localhost").unwrap()).contains("secret"));
}

#[test]
fn only_a_refusal_of_the_address_is_final() {
    let cases = [
        (550, "5.1.1 no such user", true),
        (550, "No such user here", true),
        (552, "5.2.2 mailbox full", true),
        (554, "5.1.1 unknown", true),
        (553, "5.1.3 bad address", true),
        (550, "5.1.8 bad sender", false),
        (550, "5.7.1 relaying denied", false),
        (554, "no service here", false),
        (535, "5.7.8 wrong password", false),
        (535, "wrong password", false),
        (530, "must issue STARTTLS", false),
        (501, "syntax", false),
    ];
    for (code, words, expected) in cases {
        assert_eq!(concerns_the_address(code, detail(words)), expected, "{code} {words}");
    }
}

#[test]
fn an_enhanced_code_is_read_where_there_is_one() {
    assert_eq!(detail("5.1.1 <rita@example.com> unknown"), Some((5, 1, 1)));
    for words in ["", "5.1", "5.1.1.1 x", "rita.meier.x unknown", "192.0.2.1 blocked"] {
        assert_eq!(detail(words), None, "{words}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_in_time() {
    for place in ["127.0.0.1:0", "[::1]:0"] {
        let silent = std::net::TcpListener::bind(place).unwrap();
        let error = refusal_of(&format!("smtp://{}", silent.local_addr().unwrap())).await;
        assert_eq!(error, PostError::Later(TOO_LATE.into()), "{place}");
    }
}

async fn refusal_of(address: &str) -> PostError {
    let sender = "no-reply@acme.example".parse().unwrap();
    let post = Smtp::with_patience(address, sender, Duration::from_millis(100)).unwrap();
    let mail = Mail {
        id: "a".into(),
        to: "rita@example.com".parse().unwrap(),
        to_name: None,
        subject: "Hello".into(),
        text: "Hello\n".into(),
        date: "2026-11-22T12:00:00Z".parse().unwrap(),
    };
    post.send(&mail).await.unwrap_err()
}

#[test]
fn user_and_password_are_decoded() {
    let of = |address: &str| credentials(&Url::parse(address).unwrap());
    assert_eq!(of("smtp://localhost"), Ok(None));
    let expected = Credentials::new("acme@example.com".into(), "a+b/c".into());
    assert_eq!(of("smtp://acme%40example.com:a+b%2Fc@localhost"), Ok(Some(expected)));
}
