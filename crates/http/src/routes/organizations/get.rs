//! `GET …`

use rolecall::Reading;
use rolecall::organization::OrganizationView;

use crate::edge::{Answer, In, Problem, Read};

/// The organization: its edition, features and limits.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}",
    operation_id = "organizations_get",
    tag = "organizations",
    responses((status = 200, description = "As it is.", body = OrganizationView)),
)]
pub async fn handle(access: In<Read>) -> Result<Answer, Problem> {
    access.show(&Reading::Organization {})
}
