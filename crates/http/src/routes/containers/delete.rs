//! `DELETE …/containers/{container}`

use rolecall::organization::Command;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::names::ContainerPath;

/// Deletes a container.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/containers/{container}",
    operation_id = "containers_delete",
    tag = "containers",
    responses((status = 200, description = "Deleted. `lost` names what went with it.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(ContainerPath { container }): UrlPath<ContainerPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::DeleteContainer { container };
    access.change(&command, &sent.options, |_, _| None).await
}
