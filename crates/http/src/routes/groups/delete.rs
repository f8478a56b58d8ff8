//! `DELETE …/groups/{group}`

use rolecall::organization::Command;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::names::GroupPath;

/// Deletes a group. Sharing rules left one-sided go with it.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/groups/{group}",
    operation_id = "groups_delete",
    tag = "groups",
    responses((status = 200, description = "Deleted. `lost` names what went with it.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(GroupPath { group }): UrlPath<GroupPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::DeleteGroup { group };
    access.change(&command, &sent.options, |_, _| None).await
}
