//! Mails as files in a folder: where there is no mail server.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use tokio::task::spawn_blocking;

use crate::{Mail, Post, PostError, Sender};

/// Writes each mail into a folder, as `001-...eml` and so on. A file is whole as soon as it is there, and only its owner
/// can read it: it may hold a token.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    sender: Sender,
    /// One file at a time, so that two mails do not take the same number.
    turn: Arc<Mutex<()>>,
}

impl Folder {
    /// A folder, which is made with the first mail if it is missing.
    pub fn new(path: impl Into<PathBuf>, sender: Sender) -> Self {
        Self { path: path.into(), sender, turn: Arc::default() }
    }
}

#[async_trait]
impl Post for Folder {
    async fn send(&self, mail: &Mail) -> Result<(), PostError> {
        let (eml, tag) = (mail.eml(&self.sender)?, mail.tag());
        let folder = self.clone();
        let written = spawn_blocking(move || {
            let _turn = folder.turn.lock().unwrap_or_else(PoisonError::into_inner);
            write(&folder.path, &tag, &eml)
        });
        let trouble = |error: &dyn std::fmt::Display| {
            PostError::Later(format!("the folder of mails cannot be written: {error}"))
        };
        written.await.map_err(|error| trouble(&error))?.map_err(|error| trouble(&error))
    }
}

fn write(folder: &Path, tag: &str, eml: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let number = next_number(folder)?;
    let unfinished = folder.join(format!(".{tag}.part"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(eml)?;
    file.sync_all()?;
    // The beginning of the tag is enough to tell mails apart at a glance.
    let short: String = tag.chars().take(8).collect();
    fs::rename(&unfinished, folder.join(format!("{number:03}-{short}.eml")))
}

/// One more than the highest number there.
fn next_number(folder: &Path) -> io::Result<u64> {
    let mut highest = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.split_once('-')).map(|(number, _)| number.parse());
        if let Some(Ok(number)) = number {
            highest = highest.max(number);
        }
    }
    Ok(highest + 1)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mail(id: &str) -> Mail {
        Mail {
            id: id.into(),
            to: "rita@example.com".parse().unwrap(),
            to_name: None,
            subject: "Hello".into(),
            text: "token: abc\n".into(),
            date: "2026-11-22T12:00:00Z".parse().unwrap(),
        }
    }

    fn folder(path: &Path) -> Folder {
        Folder::new(path, "no-reply@acme.example".parse().unwrap())
    }

    fn names(path: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn numbers(path: &Path) -> Vec<String> {
        names(path).iter().map(|name| name.split('-').next().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn mails_lie_in_the_folder_in_the_order_of_sending() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("data/outbox");
        for id in ["b", "a", "c"] {
            folder(&path).send(&mail(id)).await.unwrap();
        }
        assert_eq!(numbers(&path), ["001", "002", "003"]);
        let first = fs::read(path.join(&names(&path)[0])).unwrap();
        assert_eq!(first, mail("b").eml(&"no-reply@acme.example".parse().unwrap()).unwrap());
        assert!(names(&path).iter().all(|name| name.len() == "001-12345678.eml".len()), "{:?}", names(&path));
    }

    #[tokio::test]
    async fn only_the_owner_can_read_the_files() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("outbox");
        folder(&path).send(&mail("a")).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&path.join(&names(&path)[0])), 0o600);
    }

    #[tokio::test]
    async fn mails_that_are_sent_at_once_take_numbers_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path());
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let folder = folder.clone();
                tokio::spawn(async move { folder.send(&mail(&number.to_string())).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let expected: Vec<String> = (1..=20).map(|number| format!("{number:03}")).collect();
        assert_eq!(numbers(home.path()), expected);
    }

    #[tokio::test]
    async fn what_an_interruption_left_is_written_over() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(format!(".{}.part", mail("a").tag())), "x".repeat(5_000)).unwrap();
        fs::write(home.path().join("notes.txt"), "").unwrap();
        folder(home.path()).send(&mail("a")).await.unwrap();
        assert_eq!(names(home.path()).len(), 2);
        let eml = fs::read_to_string(home.path().join(&names(home.path())[0])).unwrap();
        assert!(eml.ends_with("token: abc\r\n"), "{eml}");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_trouble_that_may_pass() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("outbox");
        fs::write(&file, "").unwrap();
        let error = folder(&file).send(&mail("a")).await.unwrap_err();
        assert!(
            matches!(&error, PostError::Later(reason) if reason.starts_with("the folder of mails")),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_mail_to_an_address_that_no_mail_can_have_never_leaves() {
        let home = tempfile::tempdir().unwrap();
        let mail = Mail { to: "a,b@example.com".parse().unwrap(), ..mail("a") };
        let error = folder(home.path()).send(&mail).await.unwrap_err();
        assert_eq!(error, PostError::Never("the address cannot be written into a mail".into()));
        assert_eq!(names(home.path()).len(), 0);
    }
}
