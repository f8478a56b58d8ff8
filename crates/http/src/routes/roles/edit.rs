//! `PATCH …/roles/{role}`

use rolecall::organization::{Change, Command, RoleView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, view_of};
use crate::routes::names::RolePath;

use crate::routes::forms::GrantOf;

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleEditForm {
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Another description.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: Change<String>,
    /// Other grants, in place of all it has.
    #[serde(default)]
    #[schema(value_type = Option<Vec<GrantOf>>)]
    pub grants: Change<Vec<GrantOf>>,
}

/// Changes a role.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/roles/{role}",
    operation_id = "roles_edit",
    tag = "roles",
    request_body(content = RoleEditForm, example = json!({"description": "Sees the key accounts"})),
    responses((status = 200, description = "As it is now.", body = RoleView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(RolePath { role }): UrlPath<RolePath>,
    sent: Sent<RoleEditForm>,
) -> Result<Answer, Problem> {
    let form = sent.body;
    // By id: the name may be what changes.
    let id = access.view.organization.find_role(&role).map_or(role.clone(), |found| found.id.to_string());
    let command = Command::EditRole {
        role: id.clone(),
        name: form.name,
        description: form.description,
        grants: match form.grants {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(grants) => Change::Set(grants.into_iter().map(Into::into).collect()),
        },
    };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = id.as_str();
        view.organization.find_role(id).map(|role| view_of(view.organization.role_view(&role)))
    };
    access.change(&command, &sent.options, show).await
}
