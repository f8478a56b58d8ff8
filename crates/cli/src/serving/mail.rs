//! How invitations get to those who are invited.

use rolecall::{Rolecall, identity::Sender};

use crate::Failure;

/// How mail leaves.
#[derive(Clone, Default)]
pub struct Mail {
    /// The mail server's URL, which may hold a password; without it, mails lie in a folder.
    pub smtp: Option<String>,
    /// Whom mails come from.
    pub sender: Option<Sender>,
}

/// Starts to send what waits in the outbox: the one spot that knows how mail leaves. Nothing leaves yet; the links that
/// invitations carry stay in the store.
///
/// # Errors
/// Where the mail server's URL is none.
#[expect(clippy::unnecessary_wraps, reason = "a mail server's URL may be none")]
pub fn start(_rolecall: &Rolecall, _mail: &Mail, _public_url: &str) -> Result<(), Failure> {
    Ok(())
}
