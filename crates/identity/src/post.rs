//! How mails leave: into a folder, or to a mail server; and when one that could not leave is tried again.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;

use crate::{Mail, UnfitMail};

mod folder;
mod smtp;

pub use folder::Folder;
pub use smtp::{InvalidSmtp, Smtp};

/// Takes mails away.
#[async_trait]
pub trait Post: Send + Sync {
    /// Sends a mail. A mail whose answer was lost may be sent again: its `Message-ID` stays the same.
    ///
    /// # Errors
    /// Whether to try again, and why it failed.
    async fn send(&self, mail: &Mail) -> Result<(), PostError>;
}

#[async_trait]
impl<P: Post + ?Sized> Post for Arc<P> {
    async fn send(&self, mail: &Mail) -> Result<(), PostError> {
        (**self).send(mail).await
    }
}

/// Why a mail did not leave. The reasons hold no address, so that they can be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Trouble that may pass: with the server, the network, the disk, the configuration.
    #[error("the mail could not be sent yet: {0}")]
    Later(String),
    /// Trouble with this address or this mail: trying again is no use.
    #[error("the mail cannot be sent: {0}")]
    Never(String),
}

impl From<UnfitMail> for PostError {
    fn from(error: UnfitMail) -> Self {
        Self::Never(error.to_string())
    }
}

/// How long to wait after so many failed attempts; `None` says to give up. The first attempt is made at once.
pub fn backoff(failed: u32) -> Option<SignedDuration> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const WAITS: [i64; 9] = [0, 5, 30, 2 * MINUTE, 10 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR];
    let wait = usize::try_from(failed).ok().and_then(|failed| WAITS.get(failed));
    wait.map(|seconds| SignedDuration::from_secs(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_further_and_further_apart_and_end() {
        let waits: Vec<String> = (0..).map_while(backoff).map(|wait| format!("{wait:#}")).collect();
        assert_eq!(waits, ["0s", "5s", "30s", "2m", "10m", "1h", "3h", "6h", "12h"]);
        assert_eq!((backoff(9), backoff(u32::MAX)), (None, None));
    }
}
