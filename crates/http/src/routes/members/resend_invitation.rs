//! `POST …/members/{member}/resend-invitation`

use rolecall::organization::{Command, MemberView};

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// Sends the invitation again. The old link works no more.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/members/{member}/resend-invitation",
    operation_id = "members_resend_invitation",
    tag = "members",
    responses((status = 200, description = "With the new invitation.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::ResendInvitation { member: member.clone() };
    access.change(&command, &sent.options, shown(&member, now)).await
}
