//! `POST …/members/bulk`

use rolecall::organization::{Command, MemberView};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

use crate::routes::forms::MemberForm;

/// Members to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberForms {
    /// The members.
    pub members: Vec<MemberForm>,
}

/// The members that were added, in the order sent.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MemberList {
    /// The members.
    pub items: Vec<MemberView>,
}

/// Adds members, all or none; a refusal lists every one that is refused.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/members/bulk",
    operation_id = "members_invite_all",
    tag = "members",
    request_body(content = MemberForms, example = json!({"members": [{"email": "lena@zylker.example"}, {"email": "omar@zylker.example", "roles": ["Standard"]}]})),
    responses((status = 200, description = "Added, in the order sent.", body = MemberList)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<MemberForms>) -> Result<Answer, Problem> {
    let members = sent.body.members.into_iter().map(Into::into).collect();
    let now = access.tenant.now();
    let show = |view: &rolecall::View, done: &rolecall::Done| {
        let ids = done.answer.created.iter().filter_map(|id| id.parse().ok());
        let added: Vec<Value> =
            ids.filter_map(|id| view.organization.member_view(&id, now)).map(view_of).collect();
        Some(json!({ "items": added }))
    };
    access.change(&Command::InviteMembers { members }, &sent.options, show).await
}
