//! `DELETE …/sharing-rules/{rule}`

use rolecall::organization::Command;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath};
use crate::routes::names::RulePath;

/// Deletes a sharing rule.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/sharing-rules/{rule}",
    operation_id = "sharing_rules_delete",
    tag = "sharing",
    responses((status = 200, description = "Deleted. `lost` names what went with it.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(RulePath { rule }): UrlPath<RulePath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::DeleteSharingRule { rule };
    access.change(&command, &sent.options, |_, _| None).await
}
