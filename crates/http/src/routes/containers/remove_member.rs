//! `DELETE …/containers/{container}/members/{member}`

use rolecall::organization::Command;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::names::ContainerMemberPath;

/// Removes a member from a container.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/containers/{container}/members/{member}",
    operation_id = "containers_remove_member",
    tag = "containers",
    responses((status = 200, description = "Removed.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(ContainerMemberPath { container, member }): UrlPath<ContainerMemberPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    access.change(&Command::RemoveContainerMember { container, member }, &sent.options, |_, _| None).await
}
