//! `POST …/members/{member}/deactivate`

use rolecall::organization::{Command, MemberView};

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// Makes a member inactive.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/members/{member}/deactivate",
    operation_id = "members_deactivate",
    tag = "members",
    responses((status = 200, description = "As it is now.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::DeactivateMember { member: member.clone() };
    access.change(&command, &sent.options, shown(&member, now)).await
}
