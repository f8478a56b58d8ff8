//! `POST …/members/{member}/erase`

use rolecall::organization::{Command, MemberView};

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// Erases the personal values of a removed member, named by id. The ledger stays whole. Takes a platform token.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/members/{member}/erase",
    operation_id = "members_erase",
    tag = "members",
    responses((status = 200, description = "What is left.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::EraseMember { member: member.clone() };
    access.change(&command, &sent.options, shown(&member, now)).await
}
