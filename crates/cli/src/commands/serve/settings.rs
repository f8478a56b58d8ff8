//! The settings that hold: a flag, else its variable, else the file, else what is usual.

use std::{fmt::Display, num::NonZero, path::PathBuf, str::FromStr, time::Duration};

use rolecall::identity::{PasswordPolicy, Sender};

use super::{Arguments, file::File};
use crate::{
    Failure,
    data::Storage,
    environment,
    serving::{LogFormat, Mail},
};

/// Where to listen where nobody says.
const LISTEN: &str = "127.0.0.1:8080";

/// The settings that hold.
pub struct Settings {
    pub storage: Storage,
    pub listen: String,
    pub public_url: Option<String>,
    pub catalogs: Vec<PathBuf>,
    pub mail: Mail,
    pub log_format: LogFormat,
    pub passwords: PasswordPolicy,
    body_limit: Option<NonZero<usize>>,
    timeout: Option<NonZero<u64>>,
}

impl Settings {
    /// Reads the variables and the file behind the flags.
    ///
    /// # Errors
    /// Where one of them cannot be what it stands for.
    pub fn of(flags: &Arguments) -> Result<Self, Failure> {
        let config = pick(flags.config.as_ref(), "ROLECALL_CONFIG", None)?;
        let file = config.as_deref().map(File::read).transpose()?.unwrap_or_default();
        let storage = flags.data.named()?.or_else(|| file.storage()).unwrap_or_default();
        let public_url = pick(flags.public_url.as_ref(), "ROLECALL_PUBLIC_URL", file.public_url)?;
        let sender = pick(flags.mail_from.as_ref(), "ROLECALL_MAIL_FROM", file.mail_from)?;
        let minimum =
            pick(flags.password_minimum.as_ref(), "ROLECALL_PASSWORD_MINIMUM", file.password_minimum)?;
        Ok(Self {
            storage,
            listen: pick(flags.listen.as_ref(), "ROLECALL_LISTEN", file.listen)?
                .unwrap_or_else(|| LISTEN.to_owned()),
            public_url: public_url.map(|url| absolute(&url)).transpose()?,
            catalogs: catalogs(&flags.catalogs, file.catalogs)?,
            mail: Mail {
                smtp: pick(flags.smtp.as_ref(), "ROLECALL_SMTP", file.smtp)?,
                sender: sender.map(|text| parsed::<Sender>(&text)).transpose()?,
            },
            log_format: pick(flags.log_format.as_ref(), "ROLECALL_LOG_FORMAT", file.log_format)?
                .unwrap_or_default(),
            passwords: minimum.map_or_else(|| Ok(PasswordPolicy::default()), policy)?,
            body_limit: pick(flags.body_limit.as_ref(), "ROLECALL_BODY_LIMIT", file.body_limit)?,
            timeout: pick(flags.timeout.as_ref(), "ROLECALL_TIMEOUT", file.timeout)?,
        })
    }

    /// The API's own.
    pub fn api(&self, public_url: String) -> rolecall_http::Settings {
        let usual = rolecall_http::Settings::default();
        rolecall_http::Settings {
            public_url,
            body_limit: self.body_limit.map_or(usual.body_limit, NonZero::get),
            timeout: self.timeout.map_or(usual.timeout, |seconds| Duration::from_secs(seconds.get())),
        }
    }
}

fn pick<T>(flag: Option<&T>, variable: &str, file: Option<T>) -> Result<Option<T>, Failure>
where
    T: Clone + FromStr<Err: Display>,
{
    match flag {
        Some(flag) => Ok(Some(flag.clone())),
        None => Ok(environment::value(variable)?.or(file)),
    }
}

fn catalogs(flags: &[PathBuf], file: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    if !flags.is_empty() {
        return Ok(flags.to_vec());
    }
    let listed = environment::text("ROLECALL_CATALOG")?;
    Ok(listed.map_or(file, |listed| std::env::split_paths(&listed).collect()))
}

fn policy(minimum: usize) -> Result<PasswordPolicy, Failure> {
    PasswordPolicy::new(minimum).map_err(|error| Failure::new(error.to_string()))
}

fn parsed<T: FromStr<Err: Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error: T::Err| Failure::new(error.to_string()))
}

/// What links begin with: an address of its own, without a slash at its end.
fn absolute(url: &str) -> Result<String, Failure> {
    crate::remote::base(url)
        .map_err(|failure| failure.with_message(&format!("the public URL `{url}` is no address of a server")))
}
