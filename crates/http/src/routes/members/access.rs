//! `GET …/members/{member}/access`

use rolecall::Reading;
use utoipa::ToSchema;

use crate::edge::{Answer, Decide, In, Problem, UrlPath};
use crate::routes::names::MemberPath;

/// What a member may do.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct AccessList {
    /// Every permission of the catalog, allowed or not.
    pub items: Vec<rolecall::decision::MayDo>,
}

/// What a member may do, module by module, with reach and why.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/members/{member}/access",
    operation_id = "members_access",
    tag = "members",
    responses((status = 200, description = "Every permission of the catalog.", body = AccessList)),
)]
pub async fn handle(access: In<Decide>, UrlPath(path): UrlPath<MemberPath>) -> Result<Answer, Problem> {
    access.show(&Reading::Access { member: path.member })
}
