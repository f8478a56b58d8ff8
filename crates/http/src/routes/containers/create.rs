//! `POST …/containers`

use rolecall::organization::{Command, ContainerView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// A container to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContainer {
    /// The kind, from the catalog.
    pub kind: String,
    /// The product's own id; absent: one is made.
    #[serde(default)]
    pub id: Option<String>,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// The client company. Without one it takes no clients.
    #[serde(default)]
    pub company: Option<String>,
}

/// Makes a container: a project, an application.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/containers",
    operation_id = "containers_create",
    tag = "containers",
    request_body(content = NewContainer, example = json!({"kind": "project", "id": "website", "name": "Website relaunch", "company": "Brightwork Client"})),
    responses((status = 201, description = "Made.", body = ContainerView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewContainer>) -> Result<Answer, Problem> {
    let form = sent.body;
    let command =
        Command::CreateContainer { kind: form.kind, id: form.id, name: form.name, company: form.company };
    let show = |view: &rolecall::View, id: &str| {
        view.organization.container_view(view.organization.find_container(id)?).map(view_of)
    };
    access.make(&command, &sent.options, "containers", show).await
}
