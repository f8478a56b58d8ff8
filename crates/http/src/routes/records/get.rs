//! `GET …/records/{module}/{id}`

use crate::edge::{Answer, In, Problem, Read, UrlPath, view_of};
use crate::routes::names::RecordPath;

/// A record as it is registered.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/records/{module}/{id}",
    operation_id = "records_get",
    tag = "records",
    responses((status = 200, description = "As it is registered.", body = rolecall::RecordView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<RecordPath>) -> Result<Answer, Problem> {
    let record = access.view.record(&access.actor, &path.module, &path.id, access.tenant.now())?;
    Ok(Answer::shown(view_of(record), access.view.revision))
}
