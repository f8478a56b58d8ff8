use super::config;

fn refusal(url: &str) -> String {
    config(url).map(drop).unwrap_err().to_string()
}

#[test]
fn a_url_that_asks_for_tls_is_told_that_there_is_none() {
    for mode in ["require", "verify-ca", "verify-full"] {
        let message = refusal(&format!("postgres://ann:secret@db.example.com/rolecall?sslmode={mode}"));
        assert!(message.contains("asks for TLS (`sslmode`), which this release does not speak"), "{message}");
    }
    for mode in ["?sslmode=disable", "?sslmode=prefer", ""] {
        assert!(config(&format!("postgres://ann@localhost/rolecall{mode}")).is_ok());
    }
}

#[test]
fn a_url_that_makes_no_sense_is_told_so_without_its_password() {
    for url in [
        "postgres://ann:secret@localhost:port/x",
        "postgres://ann:secret@localhost/x?sslmode=secret",
        "secret",
    ] {
        let message = refusal(url);
        assert!(
            message.starts_with("the store is unavailable: the database URL cannot be read"),
            "{message}"
        );
        assert!(!message.contains("secret"), "{message}");
    }
}
