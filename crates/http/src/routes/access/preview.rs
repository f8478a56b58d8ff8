//! `POST …/preview`

use axum::Extension;
use rolecall::{Caller, Done, Options, Scope, decision::PreviewReport, organization::Command};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, fields_of, view_of};

/// A command that is not to be carried out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewForm {
    /// A command as files of commands write it: what is to be done under `do`, and the fields of its form.
    #[schema(value_type = Object)]
    pub command: Map<String, Value>,
}

/// Who would gain and lose which permissions by a command, on how many records each, and whether anybody would end with nothing or
/// with everything. All rules run, nothing is written: what is refused as a command is refused here.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/preview",
    operation_id = "access_preview",
    tag = "decisions",
    request_body(content = PreviewForm, example = json!({"command": {"do": "member.deactivate", "member": "rita@zylker.example"}})),
    responses((status = 200, description = "Who gains and loses what; every list that is cut short says so.", body = PreviewReport)),
)]
pub async fn handle(
    access: In<Manage>,
    Extension(caller): Extension<Caller>,
    sent: Sent<PreviewForm>,
) -> Result<Answer, Problem> {
    let command = sent.body.command;
    if writes_records(&command) && !caller.has(Scope::Records) {
        return Err(Problem::forbidden(format!("the token was not given `{}`", Scope::Records)));
    }
    let options = Options { dry_run: true, ..Options::default() };
    let done = match catalog_of(&command) {
        Some(catalog) => access.tenant.adopt(&access.actor, catalog, &options).await?,
        None => rehearsed(&access, command, &options).await?,
    };
    let preview = done.preview.as_deref().map(view_of).unwrap_or_default();
    Ok(Answer::shown(preview, done.revision))
}

async fn rehearsed(
    access: &In<Manage>,
    command: Map<String, Value>,
    options: &Options,
) -> Result<Done, Problem> {
    #[derive(Deserialize)]
    struct Wrapped {
        command: Command,
    }
    let Wrapped { command } = fields_of(json!({ "command": command }))?;
    Ok(access.tenant.execute(&access.actor, &command, options).await?)
}

/// The catalog that is to be adopted: its text, its hash or its id, as `POST …/catalog` takes it.
fn catalog_of(command: &Map<String, Value>) -> Option<&str> {
    let adopts = command.get("do").is_some_and(|name| name == "organization.catalog");
    command.get("catalog").filter(|_| adopts && command.len() == 2)?.as_str()
}

fn writes_records(command: &Map<String, Value>) -> bool {
    command.get("do").and_then(Value::as_str).is_some_and(|name| name.starts_with("record."))
}
