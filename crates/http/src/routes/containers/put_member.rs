//! `PUT …/containers/{container}/members/{member}`

use jiff::Timestamp;
use rolecall::organization::{Command, MembershipView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, view_of};
use crate::routes::names::ContainerMemberPath;

/// A membership.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MembershipForm {
    /// The roles there, by id or name; absent: those that the catalog gives.
    #[serde(default)]
    pub roles: Option<Vec<Named>>,
    /// Until when.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

/// Adds a member to a container, or changes the membership.
#[utoipa::path(
    put,
    path = "/v1/organizations/{org}/containers/{container}/members/{member}",
    operation_id = "containers_put_member",
    tag = "containers",
    request_body(content = MembershipForm, example = json!({"until": "2027-03-31T00:00:00Z"})),
    responses((status = 200, description = "As it is now.", body = MembershipView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(ContainerMemberPath { container, member }): UrlPath<ContainerMemberPath>,
    sent: Sent<MembershipForm>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let MembershipForm { roles, until } = sent.body;
    let command =
        Command::PutContainerMember { container: container.clone(), member: member.clone(), roles, until };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let (place, who) =
            (view.organization.find_container(&container)?, view.organization.find_member(&member)?);
        view.organization.membership_view(place, who, now).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
