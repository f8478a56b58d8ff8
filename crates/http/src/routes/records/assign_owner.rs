//! `POST …/records/assign-owner`

use rolecall::catalog::ModuleId;
use rolecall::organization::{Command, Named, RecordId};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Problem, Records, Sent};

/// Who owns what from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerAssignment {
    /// The module.
    #[schema(value_type = String)]
    pub module: ModuleId,
    /// The records.
    #[schema(value_type = Vec<String>)]
    pub ids: Vec<RecordId>,
    /// The member; null: nobody.
    #[serde(default)]
    pub owner: Option<Named>,
}

/// Gives records another owner, or none: all of them or none of them.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/records/assign-owner",
    operation_id = "records_assign_owner",
    tag = "records",
    request_body(content = OwnerAssignment, example = json!({"module": "deals", "ids": ["gigafactory"], "owner": "rita@zylker.example"})),
    responses((status = 200, description = "`written`: how many changed hands.", body = Object)),
)]
pub async fn handle(access: In<Records>, sent: Sent<OwnerAssignment>) -> Result<Answer, Problem> {
    let OwnerAssignment { module, ids, owner } = sent.body;
    let command = Command::AssignOwner { module, ids, owner };
    access.change(&command, &sent.options, |_, done| Some(json!({ "written": done.answer.written }))).await
}
