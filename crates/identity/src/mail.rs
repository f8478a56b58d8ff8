//! Mails: plain text to one person, in a form that every mail program reads and that nobody's name can break.

use std::{fmt, str::FromStr, time::SystemTime};

use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Body, Mailbox, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};
use rolecall_organization::Email;
use rolecall_store::Hash;

mod invitation;
#[cfg(test)]
mod tests;

pub use invitation::InvitationMail;

/// So many characters of a name or a subject go into a mail.
const LINE_MAXIMUM: usize = 200;
/// So many bytes a line of a mail may have, its end aside (RFC 5322, section 2.1.1).
const LENGTH_OF_A_LINE: usize = 998;

/// A mail to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// What makes it the same mail when it is sent a second time, for instance the id of its row in the outbox. Its
    /// `Message-ID` comes of it.
    pub id: String,
    /// To whom.
    pub to: Email,
    /// The name of that person.
    pub to_name: Option<String>,
    /// What it is about, in one line.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it was written.
    pub date: Timestamp,
}

/// A mail holds an address, and often a secret, so this leaves both out.
impl fmt::Debug for Mail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Mail({}, ..)", self.id)
    }
}

/// A mail that cannot be written. Neither says to whom it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitMail {
    /// The address has a form that mail does not allow.
    #[error("the address cannot be written into a mail")]
    Address,
    /// Something else.
    #[error("the mail could not be put together")]
    Form,
}

/// Who sends the mails of an installation, written `Acme <no-reply@example.com>` or `no-reply@example.com`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// A text that names no sender.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no sender: write it as `Acme <no-reply@example.com>`")]
pub struct InvalidSender(pub String);

impl FromStr for Sender {
    type Err = InvalidSender;

    fn from_str(text: &str) -> Result<Self, InvalidSender> {
        let invalid = || InvalidSender(text.to_owned());
        let mailbox: Mailbox = text.parse().map_err(|_| invalid())?;
        let name = mailbox.name.map(|name| one_line(&name));
        Ok(Self(Mailbox::new(name, mailbox.email)))
    }
}

impl Mail {
    /// The mail as bytes, the form of an `.eml` file (RFC 5322).
    pub fn eml(&self, sender: &Sender) -> Result<Vec<u8>, UnfitMail> {
        Ok(self.message(sender)?.formatted())
    }

    /// A short name for the mail, the same whenever it is sent, of letters and digits only.
    pub(crate) fn tag(&self) -> String {
        Hash::of(self.id.as_bytes()).to_string().chars().take(32).collect()
    }

    /// The mail as it is sent.
    pub(crate) fn message(&self, sender: &Sender) -> Result<Message, UnfitMail> {
        let address: Address = self.to.as_str().parse().map_err(|_| UnfitMail::Address)?;
        let name = self.to_name.as_deref().map(one_line).filter(|name| !name.is_empty());
        let id = format!("<{}@{}>", self.tag(), sender.0.email.domain());
        let message = Message::builder()
            .from(sender.0.clone())
            .to(Mailbox::new(name, address))
            .subject(one_line(&self.subject))
            .date(SystemTime::from(self.date))
            .message_id(Some(id))
            .raw_header(automatic());
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(readable(&self.text));
        message.singlepart(text).map_err(|_| UnfitMail::Form)
    }
}

/// Says that no person wrote this, so that no machine answers it (RFC 3834, section 5).
fn automatic() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

/// The text as it is where it is ASCII, else as quoted-printable: so that a token in it can be read and searched for in
/// the file. Never base64, which lettre would choose for many languages; and never broken, as long as RFC 5322 allows.
fn readable(text: &str) -> Body {
    // The end of the last line is added when the mail is formatted.
    let text = text.trim_end_matches('\n');
    let printable = text.bytes().all(|byte| byte == b'\n' || (b' '..=b'~').contains(&byte));
    if printable && text.lines().all(|line| line.len() <= LENGTH_OF_A_LINE) {
        let text = text.replace('\n', "\r\n").into_bytes();
        return Body::dangerous_pre_encoded(text, ContentTransferEncoding::SevenBit);
    }
    let text = text.to_owned();
    let quoted = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable);
    quoted.unwrap_or_else(Body::new)
}

/// A name or a subject: on one line, and no longer than one reads.
fn one_line(text: &str) -> String {
    unbroken(text).chars().take(LINE_MAXIMUM).collect()
}

/// A text on one line: what would break it, or turn the direction in which it is read, becomes a space.
fn unbroken(text: &str) -> String {
    let breaks = |c: char| {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_whitespace() || c.is_control() || turns
    };
    text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
