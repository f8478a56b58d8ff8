//! `GET …/sharing-defaults`

use rolecall::Reading;

use crate::edge::{Answer, In, Problem, Read};

/// The sharing default of each module that can be shared.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/sharing-defaults",
    operation_id = "sharing_defaults_get",
    tag = "sharing",
    responses((status = 200, description = "`{module: level}`.", body = Object)),
)]
pub async fn handle(access: In<Read>) -> Result<Answer, Problem> {
    access.show(&Reading::SharingDefaults {})
}
