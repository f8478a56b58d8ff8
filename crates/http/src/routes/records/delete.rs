//! `DELETE …/records/{module}/{id}`

use rolecall::organization::Command;
use serde_json::json;

use crate::edge::{Answer, Empty, In, Problem, Records, Sent, UrlPath};
use crate::routes::names::RecordPath;

/// Takes a record off the register.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/records/{module}/{id}",
    operation_id = "records_delete",
    tag = "records",
    responses((status = 200, description = "`deleted`: 1, or absent where it was not there.", body = Object)),
)]
pub async fn handle(
    access: In<Records>,
    UrlPath(RecordPath { module, id }): UrlPath<RecordPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let key = crate::routes::names::record_key(&module, &id)?;
    let command = Command::DeleteRecords { records: vec![key] };
    access.change(&command, &sent.options, |_, done| Some(json!({ "deleted": done.answer.deleted }))).await
}
