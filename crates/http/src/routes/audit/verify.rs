//! `GET …/audit/verify`

use crate::edge::{Answer, In, Problem, Read};

/// Whether the chain holds: every entry, record row and commitment as it was written.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/audit/verify",
    operation_id = "audit_verify",
    tag = "audit",
    responses((status = 200, description = "`holds`, `revision`, `findings`.", body = Object)),
)]
pub async fn handle(access: In<Read>) -> Result<Answer, Problem> {
    let report = access.tenant.proof(&access.actor).await?;
    Ok(Answer::shown(crate::routes::forms::proof(&report), access.view.revision))
}
