//! Mails to a mail server (RFC 5321), as a rule the one that the operator's mail provider names.

use std::{error::Error as _, iter::successors, time::Duration};

use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        Error,
        authentication::Credentials,
        client::{self, TlsParameters},
    },
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::{Host, Url};

use crate::{Mail, Post, PostError, Sender};

#[cfg(test)]
mod tests;

/// So long a mail may take, from the connection to the last answer.
const PATIENCE: Duration = Duration::from_secs(20);

const TOO_LATE: &str = "the mail server did not answer in time";

/// Why a text names no mail server. It never repeats what may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtp {
    /// It is no address of a mail server.
    #[error(
        "this is no mail server: write it as `smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`, special characters of the password as `%40`"
    )]
    Form,
    /// It asks for something that is not known.
    #[error("`{0}` is not known in the address of a mail server: there is `tls=required|opportunistic|none`")]
    Option(String),
    /// `smtps` is encrypted from the first byte; there is nothing to choose.
    #[error("`smtps` is always encrypted: leave `tls` out, or write `smtp`")]
    Encrypted,
    /// A user without a password, or a password without a user.
    #[error("a mail server takes a user and a password together, or neither")]
    Credentials,
    /// The transport cannot be made.
    #[error("the mail server cannot be used: {0}")]
    Transport(String),
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tls {
    /// From the first byte: `smtps`.
    Whole,
    /// STARTTLS, or nothing is sent.
    Required,
    /// STARTTLS where the server offers it.
    Opportunistic,
    /// Not at all.
    None,
}

/// Sends mails to a mail server, each over a connection of its own: dropping the connection is then all it takes to give up
/// on a server that no longer answers, and no mail meets what was left of another.
#[derive(Clone)]
pub struct Smtp {
    patience: Duration,
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

/// The transport knows the password, so this leaves it out.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Smtp").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A mail server: `smtps://USER:PASSWORD@HOST` (port 465), or `smtp://...?tls=required|opportunistic|none` (port 587; 25 without
    /// TLS). `smtp` without a word on TLS requires it, except to the same machine.
    pub fn new(address: &str, sender: Sender) -> Result<Self, InvalidSmtp> {
        Self::with_patience(address, sender, PATIENCE)
    }

    fn with_patience(address: &str, sender: Sender, patience: Duration) -> Result<Self, InvalidSmtp> {
        let address = Url::parse(address).map_err(|_| InvalidSmtp::Form)?;
        let (tls, host) = (tls(&address)?, host(&address)?);
        let port = address.port().unwrap_or(match tls {
            Tls::Whole => 465,
            Tls::Required | Tls::Opportunistic => 587,
            Tls::None => 25,
        });
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host.clone())
            .port(port)
            .tls(tls.at(host)?)
            .timeout(Some(patience));
        if let Some(credentials) = credentials(&address)? {
            builder = builder.credentials(credentials);
        }
        Ok(Self { patience, transport: builder.build(), sender })
    }
}

impl Tls {
    /// What lettre makes of it; the server has to prove that it is this host.
    fn at(self, host: String) -> Result<client::Tls, InvalidSmtp> {
        let parameters = TlsParameters::new(host);
        let parameters = parameters.map_err(|error| InvalidSmtp::Transport(error.to_string()))?;
        Ok(match self {
            Self::Whole => client::Tls::Wrapper(parameters),
            Self::Required => client::Tls::Required(parameters),
            Self::Opportunistic => client::Tls::Opportunistic(parameters),
            Self::None => client::Tls::None,
        })
    }
}

/// The host as one looks it up: an IPv6 number without its brackets.
fn host(address: &Url) -> Result<String, InvalidSmtp> {
    let host = address.host().filter(|host| !matches!(host, Host::Domain("")));
    host.map(|host| match host {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(number) => number.to_string(),
        Host::Ipv6(number) => number.to_string(),
    })
    .ok_or(InvalidSmtp::Form)
}

fn credentials(address: &Url) -> Result<Option<Credentials>, InvalidSmtp> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| InvalidSmtp::Form)?;
        Ok::<_, InvalidSmtp>(text.into_owned())
    };
    match (decoded(address.username())?, decoded(address.password().unwrap_or_default())?) {
        (user, password) if user.is_empty() && password.is_empty() => Ok(None),
        (user, password) if user.is_empty() || password.is_empty() => Err(InvalidSmtp::Credentials),
        (user, password) => Ok(Some(Credentials::new(user, password))),
    }
}

fn tls(address: &Url) -> Result<Tls, InvalidSmtp> {
    let host = address.host().ok_or(InvalidSmtp::Form)?;
    if !matches!(address.path(), "" | "/") || address.fragment().is_some() {
        return Err(InvalidSmtp::Form);
    }
    let mut said = None;
    for (name, value) in address.query_pairs() {
        said = Some(match (&*name, &*value) {
            ("tls", "required") => Tls::Required,
            ("tls", "opportunistic") => Tls::Opportunistic,
            ("tls", "none") => Tls::None,
            ("tls", other) => return Err(InvalidSmtp::Option(format!("tls={other}"))),
            // What stands behind another name may be a secret that got into the wrong place.
            (other, _) => return Err(InvalidSmtp::Option(other.to_owned())),
        });
    }
    match (address.scheme(), said) {
        ("smtps", None) => Ok(Tls::Whole),
        ("smtps", Some(_)) => Err(InvalidSmtp::Encrypted),
        ("smtp", Some(said)) => Ok(said),
        ("smtp", None) => Ok(if is_loopback(&host) { Tls::None } else { Tls::Required }),
        _ => Err(InvalidSmtp::Form),
    }
}

/// Whether a host is this machine. In an address that begins with `smtp` the host is read as a name, so numbers are
/// looked at here.
fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let number = name.parse::<std::net::IpAddr>();
            name.eq_ignore_ascii_case("localhost") || number.is_ok_and(|number| number.is_loopback())
        }
        Host::Ipv4(number) => number.is_loopback(),
        Host::Ipv6(number) => number.is_loopback(),
    }
}

#[async_trait]
impl Post for Smtp {
    async fn send(&self, mail: &Mail) -> Result<(), PostError> {
        let message = mail.message(&self.sender)?;
        // lettre's own limit is for connecting only.
        match timeout(self.patience, self.transport.send(message)).await {
            Ok(sent) => sent.map(drop).map_err(|error| told(&error)),
            Err(_) => Err(PostError::Later(TOO_LATE.to_owned())),
        }
    }
}

/// What a failure means. The server's own words are left out: they often repeat the address.
fn told(error: &Error) -> PostError {
    let Some(code) = error.status() else { return PostError::Later(without_answer(error)) };
    let code = u16::from(code);
    let detail = error.source().and_then(|words| detail(&words.to_string()));
    let shown = detail.map(|(class, subject, detail)| format!(" {class}.{subject}.{detail}"));
    let answer = format!("the mail server answered {code}{}", shown.unwrap_or_default());
    if error.is_permanent() && concerns_the_address(code, detail) {
        PostError::Never(answer)
    } else {
        PostError::Later(answer)
    }
}

/// Why there was no answer that counts.
fn without_answer(error: &Error) -> String {
    let what = if error.is_timeout() {
        TOO_LATE
    } else if error.is_tls() {
        "no encrypted connection to the mail server"
    } else if error.is_client() {
        "the mail server does not offer what is needed"
    } else {
        "no connection to the mail server"
    };
    let causes = successors(error.source(), |&cause| cause.source());
    let words = causes.last().map(ToString::to_string).filter(|words| !words.contains('@'));
    words.map_or_else(|| what.to_owned(), |words| format!("{what}: {words}"))
}

/// The enhanced status code at the beginning of an answer: class, subject, detail (RFC 3463).
fn detail(words: &str) -> Option<(u16, u16, u16)> {
    let mut numbers = words.split_whitespace().next()?.split('.').map(str::parse);
    let found = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    numbers.next().is_none().then_some(found)
}

/// Whether a permanent refusal is one of the address or its mailbox. Others - of us as the sender, of our password, of the
/// way we speak - are the operator's to mend, and the mail can go out afterwards.
fn concerns_the_address(code: u16, detail: Option<(u16, u16, u16)>) -> bool {
    match detail {
        // X.1.x is about addresses, X.2.x about mailboxes; X.1.7 and X.1.8 are about the sender's address.
        Some((_, subject, detail)) => matches!(subject, 1 | 2) && !matches!((subject, detail), (1, 7 | 8)),
        None => matches!(code, 550 | 551 | 552 | 553 | 556),
    }
}
