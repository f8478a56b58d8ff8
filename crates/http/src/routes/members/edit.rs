//! `PATCH …/members/{member}`

use jiff::Timestamp;
use rolecall::catalog::{KindId, Limits};
use rolecall::organization::{Change, Command, EditMember, MemberView, Named};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, sent};
use crate::routes::members::shown;
use crate::routes::names::MemberPath;

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberEdit {
    /// Another address. A registered person's is changed by that person alone; an invited one's voids the link.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String, format = Email)]
    pub email: Option<String>,
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Another kind.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String)]
    pub kind: Option<KindId>,
    /// Other roles, by id or name.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Vec<String>)]
    pub roles: Option<Vec<Named>>,
    /// Another position, by id or name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub position: Change<Named>,
    /// Another client company.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub company: Change<String>,
    /// Another id of the product's own.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub external_id: Change<String>,
    /// Another end date.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Change<Timestamp>,
    /// Other values that all access is limited to.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, Vec<String>>>)]
    pub segments: Change<Limits>,
}

/// Changes a member: what is sent changes, `null` clears, a list sent replaces the list.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/members/{member}",
    operation_id = "members_edit",
    tag = "members",
    request_body(content = MemberEdit, example = json!({"position": "Account Manager West", "ends_at": null})),
    responses((status = 200, description = "As it is now.", body = MemberView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(MemberPath { member }): UrlPath<MemberPath>,
    sent: Sent<MemberEdit>,
) -> Result<Answer, Problem> {
    let (now, edit) = (access.tenant.now(), sent.body);
    // By id: the address may be what changes.
    let member = access.view.organization.find_member(&member).map_or(member, ToString::to_string);
    let command = Command::EditMember(Box::new(EditMember {
        member: member.clone(),
        email: edit.email,
        name: edit.name,
        kind: edit.kind,
        roles: edit.roles,
        position: edit.position,
        company: edit.company,
        external_id: edit.external_id,
        ends_at: edit.ends_at,
        segments: edit.segments,
    }));
    access.change(&command, &sent.options, shown(&member, now)).await
}
