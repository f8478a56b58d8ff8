//! `GET …/roles/{role}`

use rolecall::Reading;
use rolecall::organization::RoleView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::RolePath;

/// A role.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/roles/{role}",
    operation_id = "roles_get",
    tag = "roles",
    responses((status = 200, description = "As it is.", body = RoleView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<RolePath>) -> Result<Answer, Problem> {
    access.show(&Reading::Role { role: path.role })
}
