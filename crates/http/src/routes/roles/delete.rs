//! `DELETE …/roles/{role}`

use rolecall::organization::Command;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath, UrlQuery};
use crate::routes::names::RolePath;

/// What becomes of those who have it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReassignQuery {
    /// The role that its holders get in the same step.
    pub reassign_to: Option<String>,
}

/// Deletes a custom role. One that is held goes only with `reassign_to`.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/roles/{role}",
    operation_id = "roles_delete",
    tag = "roles",
    params(ReassignQuery),
    responses((status = 200, description = "Deleted. `lost` names what went with it.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(RolePath { role }): UrlPath<RolePath>,
    UrlQuery(query): UrlQuery<ReassignQuery>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::DeleteRole { role, reassign_to: query.reassign_to };
    access.change(&command, &sent.options, |_, _| None).await
}
