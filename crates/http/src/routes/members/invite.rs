//! `POST …/members`

use rolecall::organization::{Command, MemberView};

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

use crate::routes::forms::MemberForm;

/// Adds a member: invited by mail, or active and registered at once.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/members",
    operation_id = "members_invite",
    tag = "members",
    request_body(content = MemberForm, example = json!({"email": "rita@zylker.example", "name": "Rita Okafor", "roles": ["Standard"],
        "position": "Account Manager East", "external_id": "u-17"})),
    responses((status = 201, description = "Added.", body = MemberView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<MemberForm>) -> Result<Answer, Problem> {
    let now = access.tenant.now();
    let command = Command::InviteMember(sent.body.into());
    let show =
        |view: &rolecall::View, id: &str| view.organization.member_view(&id.parse().ok()?, now).map(view_of);
    access.make(&command, &sent.options, "members", show).await
}
