//! `rolecall serve`: the API over the data, until told to stop.

mod file;
mod settings;

use std::{num::NonZero, path::PathBuf, sync::Arc};

use rolecall::{PasswordRules, Rolecall, System};
use serde_json::json;
use settings::Settings;

use crate::{
    Failure, Session, Verdict,
    data::{Data, Storage, open_store},
    serving::{self, LogFormat, Stop},
};

const HELP: &str = "\
A flag wins over its variable, and that over the file. A variable is named as its flag: ROLECALL_PUBLIC_URL;
so are the keys of the file, which is TOML:

  data = \"/var/lib/rolecall\"            # or: database = \"postgres://...\"
  listen = \"127.0.0.1:8080\"
  public_url = \"https://users.example.com\"
  catalogs = [\"/etc/rolecall/shop.toml\"]
  smtp = \"smtps://user:password@mail.example.com\"
  mail_from = \"Shop <users@example.com>\"
  log_format = \"json\"
  body_limit = 8388608
  timeout = 30
  password_minimum = 12

The catalogs that ship with Rolecall are stored at the start, each where none of its id is stored yet.
Ctrl-C and SIGTERM end it: requests under way are finished first.
The log goes to standard error; ROLECALL_LOG says what is in it: error, warn, info (the default), debug.";

/// How to serve.
#[derive(Debug, Default, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// Where to listen; port 0 takes one that is free [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// How it is reached from outside, as its metadata tells [default: where it listens]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// A catalog of your own, to be added or brought up to date; may be repeated
    #[arg(long = "catalog", value_name = "FILE")]
    catalogs: Vec<PathBuf>,
    /// The mail server that invitations leave through
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// Whom mails come from, such as `Shop <users@example.com>`
    #[arg(long, value_name = "SENDER")]
    mail_from: Option<String>,
    /// A file with settings
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How lines of the log are written [default: text]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true, help = LOG_FORMAT)]
    log_format: Option<LogFormat>,
    /// How large a request's body may be [default: 8388608]
    #[arg(long, value_name = "BYTES")]
    body_limit: Option<NonZero<usize>>,
    /// How long a request may take [default: 30]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<NonZero<u64>>,
    /// How many characters a password has at least, 8 to 64 [default: 12]
    #[arg(long, value_name = "NUMBER")]
    password_minimum: Option<usize>,
}

const LOG_FORMAT: &str = "How lines of the log are written: text or json [default: text]";

/// Serves.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let settings = Settings::of(arguments)?;
    serving::start_log(settings.log_format, "info")?;
    let stop = Stop::listen()?;
    let rolecall = open(&settings).await?;
    let listener = serving::listen(&settings.listen).await?;
    let here = serving::address_of(&listener)?;
    let public_url = settings.public_url.clone().unwrap_or_else(|| here.clone());
    let mail = serving::start_mail(&rolecall, &settings.mail, &settings.storage)?;
    let metrics = serving::install_metrics()?;
    announce(&rolecall, &settings.storage, &here, session).await?;
    let served = serving::serve(listener, rolecall, settings.api(public_url), metrics, stop).await;
    mail.abort();
    served.map(|()| Verdict::Yes)
}

/// Opens the data, with every catalog that is to be there.
async fn open(settings: &Settings) -> Result<Rolecall, Failure> {
    let passwords = PasswordRules { policy: settings.passwords, ..PasswordRules::default() };
    let rolecall = Rolecall::with(open_store(&settings.storage).await?, Arc::new(System), passwords).await?;
    serving::store_shipped(&rolecall).await?;
    for file in &settings.catalogs {
        serving::store_catalog(&rolecall, &file.display().to_string()).await?;
    }
    Ok(rolecall)
}

/// Says where it listens, and how to begin where nobody can ask anything yet.
async fn announce(
    rolecall: &Rolecall,
    storage: &Storage,
    here: &str,
    session: &mut Session<'_>,
) -> Result<(), Failure> {
    let is_new = rolecall.tokens(None, None, 1).await?.is_empty();
    if session.json {
        session.json(&json!({ "listening": here, "tokens": !is_new }))?;
        return Ok(session.out.flush()?);
    }
    writeln!(session.out, "listening on {here}")?;
    if is_new {
        writeln!(session.out, "{}", hint(storage))?;
    }
    Ok(session.out.flush()?)
}

/// One process at a time has a folder, so the first token is made while nobody serves.
fn hint(storage: &Storage) -> String {
    match storage {
        Storage::Folder(folder) => format!(
            "there is no API token yet: end this, make one with `rolecall token create --platform --data {}`, begin again",
            folder.display()
        ),
        Storage::Database(_) => {
            "there is no API token yet: `rolecall token create --platform --database URL` makes one"
                .to_owned()
        }
    }
}
