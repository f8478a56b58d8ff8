//! The demo's API: its organizations over HTTP, and commands to paste.

use std::{io::Write, path::Path};

use jiff::SignedDuration;
use rolecall::{Rolecall, Secret, TokenForm, store::TokenRow};
use serde_json::json;

use super::{KEEP, NEXT, write_commands, write_title};
use crate::{
    Failure, Session,
    data::Storage,
    serving::{self, LogFormat, Mail, Stop},
};

/// The port that is taken first.
const PORT: u16 = 8080;

/// How long the demo's token works. It is revoked at the end; one that was killed does not leave it behind for ever.
const VALID: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What to ask the API: what for, and the command.
const CURLS: &[(&str, &str, &str)] = &[
    (
        "May Rita edit this deal?",
        "/v1/organizations/zylker/access/v1/evaluation",
        r#"{"subject": {"type": "user", "id": "rita"}, "action": {"name": "edit"}, "resource": {"type": "deals", "id": "gigafactory"}}"#,
    ),
    (
        "Why may Clara not view this task, and what would open it?",
        "/v1/organizations/brightwork/explain",
        r#"{"member": "clara", "action": "view", "module": "tasks", "record": "cost-review"}"#,
    ),
    ("Who is in there?", "/v1/organizations/zylker/members", ""),
    (
        "Invite somebody",
        "/v1/organizations/zylker/members",
        r#"{"email": "nora.lind@zylker.example", "name": "Nora Lind", "roles": ["Standard"], "position": "Manager"}"#,
    ),
];

/// Serves until told to stop.
pub async fn run(
    rolecall: Rolecall,
    folder: Option<&Path>,
    session: &mut Session<'_>,
) -> Result<(), Failure> {
    serving::start_log(LogFormat::Text, "warn")?;
    let stop = Stop::listen()?;
    let listener = serving::listen_here(PORT).await?;
    let here = serving::address_of(&listener)?;
    // Where nothing is kept, mails go with the demo.
    let scratch = tempfile::Builder::new().prefix("rolecall-demo-").tempdir()?;
    let data = folder.unwrap_or(scratch.path()).to_owned();
    let mail = serving::start_mail(&rolecall, &Mail::default(), &Storage::Folder(data.clone()))?;
    let metrics = serving::install_metrics()?;
    let (token, secret) = token(&rolecall).await?;
    if session.json {
        session.json(&json!({ "listening": here, "token": secret.expose() }))?;
    } else {
        write_next(session.out, &here, &secret, &data, folder.is_some())?;
    }
    session.out.flush()?;
    let settings = rolecall_http::Settings { public_url: here, ..rolecall_http::Settings::default() };
    let served = serving::serve(listener, rolecall.clone(), settings, metrics, stop).await;
    mail.abort();
    rolecall.revoke_token(&token.id).await?;
    served
}

async fn token(rolecall: &Rolecall) -> Result<(TokenRow, Secret), Failure> {
    let expires_at = rolecall.now().checked_add(VALID).ok();
    let form = TokenForm { name: "demo".to_owned(), expires_at, ..TokenForm::default() };
    Ok(rolecall.create_token(&form).await?)
}

fn write_next(
    out: &mut dyn Write,
    here: &str,
    secret: &Secret,
    data: &Path,
    kept: bool,
) -> Result<(), Failure> {
    write_title(out, "The API is served; Ctrl-C ends it. In another terminal:")?;
    writeln!(out, "  export ROLECALL_SERVER={here}")?;
    writeln!(out, "  export ROLECALL_TOKEN={}", secret.expose())?;
    for (what, path, body) in CURLS {
        writeln!(out, "\n  # {what}\n  {}", curl(path, body))?;
    }
    writeln!(out, "\n  # Mails lie in {}", data.join("outbox").display())?;
    writeln!(out, "\n  # The whole API: {here}/docs\n")?;
    write_commands(out, (!kept).then_some(KEEP).into_iter().chain(NEXT.iter().copied()))
}

/// A command on one line, with address and token in variables of the shell.
fn curl(path: &str, body: &str) -> String {
    let asked = format!(r#"curl -sS "$ROLECALL_SERVER{path}" -H "Authorization: Bearer $ROLECALL_TOKEN""#);
    match body {
        "" => asked,
        body => format!("{asked} -H 'Content-Type: application/json' -d '{body}'"),
    }
}
