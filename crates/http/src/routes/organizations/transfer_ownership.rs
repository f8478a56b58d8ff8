//! `POST …/transfer-ownership`

use rolecall::organization::{Command, MemberView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// Who gets it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The member, by id, e-mail address or the product's own id.
    pub to: Named,
}

/// Hands over the role that exactly one member holds.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/transfer-ownership",
    operation_id = "organizations_transfer_ownership",
    tag = "organizations",
    request_body(content = Transfer, example = json!({"to": "marc@zylker.example"})),
    responses((status = 200, description = "Who holds it now.", body = MemberView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<Transfer>) -> Result<Answer, Problem> {
    let to = sent.body.to;
    let command = Command::TransferOwnership { to: to.clone() };
    let now = access.tenant.now();
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = view.organization.find_member(&to)?;
        view.organization.member_view(id, now).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
