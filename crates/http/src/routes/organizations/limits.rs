//! `GET …/limits`

use rolecall::Reading;

use crate::edge::{Answer, In, Problem, Read};

/// Each limit: what is used, what the edition allows.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/limits",
    operation_id = "organizations_limits",
    tag = "organizations",
    responses((status = 200, description = "`items`: `limit`, `label`, `used`, `allowed` (null: not limited).", body = Object)),
)]
pub async fn handle(access: In<Read>) -> Result<Answer, Problem> {
    access.show(&Reading::Limits {})
}
