//! `GET …/groups/{group}`

use rolecall::Reading;
use rolecall::organization::GroupView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::GroupPath;

/// A group.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/groups/{group}",
    operation_id = "groups_get",
    tag = "groups",
    responses((status = 200, description = "As it is.", body = GroupView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<GroupPath>) -> Result<Answer, Problem> {
    access.show(&Reading::Group { group: path.group })
}
