//! `DELETE …`

use rolecall::organization::Command;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent};

/// Deletes the organization. Its slug becomes free, its ledger stays. Takes a platform token.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}",
    operation_id = "organizations_delete",
    tag = "organizations",
    responses((status = 200, description = "Deleted.", body = Object)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<Empty>) -> Result<Answer, Problem> {
    access.change(&Command::DeleteOrganization {}, &sent.options, |_, _| None).await
}
