//! `PATCH …/containers/{container}`

use rolecall::organization::{Change, Command, ContainerView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, view_of};
use crate::routes::names::ContainerPath;

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContainerEdit {
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Another client company.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub company: Change<String>,
}

/// Changes a container.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/containers/{container}",
    operation_id = "containers_edit",
    tag = "containers",
    request_body(content = ContainerEdit, example = json!({"name": "Website"})),
    responses((status = 200, description = "As it is now.", body = ContainerView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(ContainerPath { container }): UrlPath<ContainerPath>,
    sent: Sent<ContainerEdit>,
) -> Result<Answer, Problem> {
    let form = sent.body;
    // By id: the name may be what changes.
    let id =
        access.view.organization.find_container(&container).map_or(container.clone(), ToString::to_string);
    let command = Command::EditContainer { container: id.clone(), name: form.name, company: form.company };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = id.as_str();
        view.organization.container_view(view.organization.find_container(id)?).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
