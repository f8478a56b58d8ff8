//! `PUT …/members/{member}/permissions`

use std::collections::BTreeSet;

use rolecall::catalog::Permission;
use rolecall::organization::{Command, MemberView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// The direct permissions from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionsOfMember {
    /// Each as `module:action`.
    #[schema(value_type = Vec<String>)]
    pub permissions: BTreeSet<Permission>,
}

/// Replaces a member's direct permissions.
#[utoipa::path(
    put,
    path = "/v1/organizations/{org}/members/{member}/permissions",
    operation_id = "members_set_permissions",
    tag = "members",
    request_body(content = PermissionsOfMember, example = json!({"permissions": ["applications:create"]})),
    responses((status = 200, description = "As it is now.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<PermissionsOfMember>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::SetPermissions { member: member.clone(), permissions: sent.body.permissions };
    access.change(&command, &sent.options, shown(&member, now)).await
}
