//! How invitations get to those who are invited.

use std::{path::PathBuf, time::Duration};

use rolecall::{
    Rolecall,
    identity::{Folder, InvalidSender, Post, Sender, Smtp},
};
use tokio::task::JoinHandle;

use crate::{Failure, data::Storage};

/// How mail leaves.
#[derive(Clone, Default)]
pub struct Mail {
    /// The mail server's URL, which may hold a password; without it, mails lie in a folder.
    pub smtp: Option<String>,
    /// Whom mails come from.
    pub sender: Option<Sender>,
}

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// What mails come from where nobody says.
const SENDER: &str = "Rolecall <no-reply@localhost>";

/// Starts to send what waits in the outbox: the one spot that knows how mail leaves. Without a mail server, mails lie in the
/// folder `outbox` of the data.
///
/// # Errors
/// Where the mail server's URL is none.
pub fn start(rolecall: &Rolecall, mail: &Mail, storage: &Storage) -> Result<JoinHandle<()>, Failure> {
    let post = post(mail, storage)?;
    let rolecall = rolecall.clone();
    Ok(tokio::spawn(async move {
        loop {
            match rolecall.deliver(post.as_ref()).await {
                Ok(delivery) if delivery.is_full() => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the outbox cannot be read"),
            }
            tokio::time::sleep(LOOK).await;
        }
    }))
}

fn post(mail: &Mail, storage: &Storage) -> Result<Box<dyn Post>, Failure> {
    let sender = match &mail.sender {
        Some(sender) => sender.clone(),
        None => SENDER.parse().map_err(|error: InvalidSender| Failure::new(error.to_string()))?,
    };
    let Some(url) = &mail.smtp else {
        let folder = match storage {
            Storage::Folder(folder) => folder.join("outbox"),
            Storage::Database(_) => PathBuf::from("outbox"),
        };
        return Ok(Box::new(Folder::new(folder, sender)));
    };
    let smtp = Smtp::new(url, sender).map_err(|error| {
        Failure::new(error.to_string()).help("write it as `smtp://user:password@mail.example.com:587`")
    })?;
    Ok(Box::new(smtp))
}
