//! `POST …/groups`

use rolecall::organization::{Command, GroupView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// A group to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Members.
    #[serde(default)]
    pub members: Vec<Named>,
    /// Positions.
    #[serde(default)]
    pub positions: Vec<Named>,
    /// Positions and all below.
    #[serde(default)]
    pub positions_and_below: Vec<Named>,
    /// Other groups.
    #[serde(default)]
    pub groups: Vec<Named>,
}

/// Makes a group.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/groups",
    operation_id = "groups_create",
    tag = "groups",
    request_body(content = NewGroup, example = json!({"name": "Gigafactory team", "members": ["rita@zylker.example"], "positions_and_below": ["Manager"]})),
    responses((status = 201, description = "Made.", body = GroupView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewGroup>) -> Result<Answer, Problem> {
    let form = sent.body;
    let command = Command::CreateGroup {
        name: form.name,
        members: form.members,
        positions: form.positions,
        positions_and_below: form.positions_and_below,
        groups: form.groups,
    };
    let show = |view: &rolecall::View, id: &str| {
        view.organization.group_view(view.organization.find_group(id)?).map(view_of)
    };
    access.make(&command, &sent.options, "groups", show).await
}
