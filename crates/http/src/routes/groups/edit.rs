//! `PATCH …/groups/{group}`

use rolecall::organization::{Change, Command, GroupView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, view_of};
use crate::routes::names::GroupPath;

/// What changes; a list sent replaces the list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupEdit {
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Other members.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub members: Change<Vec<Named>>,
    /// Other positions.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub positions: Change<Vec<Named>>,
    /// Other positions with all below.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub positions_and_below: Change<Vec<Named>>,
    /// Other groups.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub groups: Change<Vec<Named>>,
}

/// Changes a group.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/groups/{group}",
    operation_id = "groups_edit",
    tag = "groups",
    request_body(content = GroupEdit, example = json!({"members": ["rita@zylker.example", "marc@zylker.example"]})),
    responses((status = 200, description = "As it is now.", body = GroupView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(GroupPath { group }): UrlPath<GroupPath>,
    sent: Sent<GroupEdit>,
) -> Result<Answer, Problem> {
    let form = sent.body;
    // By id: the name may be what changes.
    let id = access.view.organization.find_group(&group).map_or(group.clone(), ToString::to_string);
    let command = Command::EditGroup {
        group: id.clone(),
        name: form.name,
        members: form.members,
        positions: form.positions,
        positions_and_below: form.positions_and_below,
        groups: form.groups,
    };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = id.as_str();
        view.organization.group_view(view.organization.find_group(id)?).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
