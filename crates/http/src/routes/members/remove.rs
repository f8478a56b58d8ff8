//! `DELETE …/members/{member}`

use rolecall::organization::Command;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath, UrlQuery};
use crate::routes::names::MemberPath;

/// What becomes of the records.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RemovalQuery {
    /// The member who owns them from now on.
    pub transfer_records_to: Option<String>,
}

/// Removes a member; its records keep their owner, or go to another member.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/members/{member}",
    operation_id = "members_remove",
    tag = "members",
    params(RemovalQuery),
    responses((status = 200, description = "Removed. `written`: how many records changed hands.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    UrlQuery(query): UrlQuery<RemovalQuery>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::RemoveMember { member, transfer_records_to: query.transfer_records_to };
    access.change(&command, &sent.options, |_, _| None).await
}
