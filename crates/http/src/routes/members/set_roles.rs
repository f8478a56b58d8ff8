//! `PUT …/members/{member}/roles`

use rolecall::organization::{Command, MemberView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// The roles from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RolesOfMember {
    /// By id or name.
    pub roles: Vec<Named>,
}

/// Replaces a member's roles in the organization.
#[utoipa::path(
    put,
    path = "/v1/organizations/{org}/members/{member}/roles",
    operation_id = "members_set_roles",
    tag = "members",
    request_body(content = RolesOfMember, example = json!({"roles": ["Administrator"]})),
    responses((status = 200, description = "As it is now.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<RolesOfMember>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::SetRoles { member: member.clone(), roles: sent.body.roles };
    access.change(&command, &sent.options, shown(&member, now)).await
}
