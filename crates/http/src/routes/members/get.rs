//! `GET …/members/{member}`

use rolecall::Reading;
use rolecall::organization::MemberView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::MemberPath;

/// A member.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/members/{member}",
    operation_id = "members_get",
    tag = "members",
    responses((status = 200, description = "As it is.", body = MemberView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<MemberPath>) -> Result<Answer, Problem> {
    access.show(&Reading::Member { member: path.member })
}
