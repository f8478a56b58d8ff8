//! `PUT …/records`

use axum::{
    extract::{FromRequest, Request},
    http::header,
    response::{IntoResponse, Response},
};
use rolecall::{
    Options,
    organization::{Command, RecordForm},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use crate::{
    Api,
    edge::{In, Problem, Records, Sent, UrlQuery, dry_run},
    routes::records::stream::{self, Resync},
};

/// Records to be registered or changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordForms {
    /// At most 10,000: one entry in the ledger. Each is `{module, id, owner?, parent?: {module, id}, container?, segments?,
    /// version?}`.
    #[schema(value_type = Vec<Object>)]
    pub records: Vec<RecordForm>,
}

/// How a stream is taken.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// With `mode=replace`: the module that is resynchronised.
    pub module: Option<String>,
    /// `replace`: after a stream of NDJSON, records of the module that were registered when it began and were not in it are
    /// taken off the register.
    pub mode: Option<String>,
}

impl StreamQuery {
    fn resync(&self, access: &In<Records>) -> Result<Option<Resync>, Problem> {
        let bad = |field: &str, detail: &str| Problem::of_fields(vec![(field.to_owned(), detail.to_owned())]);
        match (self.mode.as_deref(), self.module.as_deref()) {
            (None, _) => Ok(None),
            (Some("replace"), Some(module)) => {
                let known = access.view.organization.catalog().modules.get_key_value(module);
                let (module, _) = known.ok_or_else(|| bad("module", "there is no such module"))?;
                Ok(Some(Resync::new(module.clone())))
            }
            (Some("replace"), None) => Err(bad("module", "name the module to be resynchronised")),
            (Some(_), _) => Err(bad("mode", "use `replace`, or leave it out")),
        }
    }
}

/// Registers records or changes them. JSON: one entry, at most 10,000. NDJSON (`application/x-ndjson`), of any size: batches of
/// 5,000, each an entry; the answer is NDJSON, too, a line for each batch.
#[utoipa::path(
    put,
    path = "/v1/organizations/{org}/records",
    operation_id = "records_put",
    tag = "records",
    params(StreamQuery),
    request_body(content(
        (RecordForms = "application/json", example = json!({"records": [{"module": "deals", "id": "gigafactory", "owner": "u-17", "version": 3}]})),
        (String = "application/x-ndjson", example = "{\"module\": \"deals\", \"id\": \"gigafactory\", \"owner\": \"u-17\"}\n"),
    )),
    responses((status = 200, description = "`written` and `ignored`: how many were changed, and how many were so already, or newer. Of a stream, a \
        line for each batch (`through_line`, `revision`, `written`, `ignored`), then one with `done`, or with the `line` at which it stopped and the `problem`.",
        content((Object = "application/json"), (String = "application/x-ndjson")))),
)]
pub async fn handle(
    access: In<Records>,
    UrlQuery(query): UrlQuery<StreamQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let resync = query.resync(&access)?;
    if is_stream(&request) {
        may_write(&access).await?;
        not_as_one(&request)?;
        return Ok(stream::take(access, request.into_body(), resync));
    }
    if resync.is_some() {
        let detail = "`mode=replace` takes a stream: send `Content-Type: application/x-ndjson`";
        return Err(Problem::new("malformed", detail));
    }
    let api: Api = access.api.clone();
    let sent = Sent::<RecordForms>::from_request(request, &api).await?;
    let command = Command::PutRecords { records: sent.body.records };
    let answer = access
        .change(&command, &sent.options, |_, done| Some(json!({ "written": done.answer.written })))
        .await?;
    Ok(answer.into_response())
}

/// Whoever may write no record is told so before a line is read.
async fn may_write(access: &In<Records>) -> Result<(), Problem> {
    let rehearsal = Options { dry_run: true, ..Options::default() };
    access.execute(&Command::PutRecords { records: Vec::new() }, &rehearsal).await.map(drop)
}

/// A stream is many changes: it is not rehearsed, and has no key as a whole. Sent again it writes nothing twice.
fn not_as_one(request: &Request) -> Result<(), Problem> {
    let detail =
        "a stream takes neither `dry_run` nor `Idempotency-Key`: sent again it changes nothing twice";
    if request.headers().contains_key("idempotency-key") || dry_run(request.uri())? {
        return Err(Problem::new("malformed", detail));
    }
    Ok(())
}

fn is_stream(request: &Request) -> bool {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = sent.and_then(|sent| sent.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/x-ndjson"))
}
