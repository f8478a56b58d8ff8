//! `POST …/roles`

use rolecall::organization::{Command, RoleView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

use crate::routes::forms::GrantOf;

/// A role to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// What it gives.
    #[serde(default)]
    pub grants: Vec<GrantOf>,
    /// The kind of container that it is held in; absent: the organization.
    #[serde(default, rename = "in")]
    pub container: Option<String>,
}

/// Makes a custom role.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/roles",
    operation_id = "roles_create",
    tag = "roles",
    request_body(content = NewRole, example = json!({"name": "Key Accounts", "grants": [{"module": "deals", "actions": ["view", "edit"], "reach": "shared"}]})),
    responses((status = 201, description = "Made.", body = RoleView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewRole>) -> Result<Answer, Problem> {
    let form = sent.body;
    let command = Command::CreateRole {
        name: form.name,
        description: form.description,
        grants: form.grants.into_iter().map(Into::into).collect(),
        container: form.container,
    };
    let show = |view: &rolecall::View, id: &str| {
        view.organization.find_role(id).map(|role| view_of(view.organization.role_view(&role)))
    };
    access.make(&command, &sent.options, "roles", show).await
}
