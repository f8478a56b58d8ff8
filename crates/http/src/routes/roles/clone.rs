//! `POST …/roles/{role}/clone`

use rolecall::organization::{Command, RoleView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, view_of};
use crate::routes::names::RolePath;

/// What the clone is called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleClone {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
}

/// Makes a custom role from another. Grants of reserved modules are left out, and listed.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/roles/{role}/clone",
    operation_id = "roles_clone",
    tag = "roles",
    request_body(content = RoleClone, example = json!({"name": "Standard without export"})),
    responses((status = 201, description = "Made. `left_out` lists the permissions that are reserved to built-in roles.", body = RoleView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(RolePath { role }): UrlPath<RolePath>,
    sent: Sent<RoleClone>,
) -> Result<Answer, Problem> {
    let RoleClone { name, description } = sent.body;
    let command = Command::CloneRole { role, name, description };
    let show = |view: &rolecall::View, id: &str| {
        view.organization.find_role(id).map(|role| view_of(view.organization.role_view(&role)))
    };
    access.make(&command, &sent.options, "roles", show).await
}
