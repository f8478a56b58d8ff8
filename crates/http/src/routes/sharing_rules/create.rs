//! `POST …/sharing-rules`

use rolecall::catalog::ModuleId;
use rolecall::organization::{Command, SharingRuleView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

use crate::routes::forms::{LevelOf, PrincipalOf};

/// A sharing rule to be: records of the module owned by `from` are shared with `to`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSharingRule {
    /// The module.
    #[schema(value_type = String)]
    pub module: ModuleId,
    /// Whose records.
    pub from: PrincipalOf,
    /// With whom.
    pub to: PrincipalOf,
    /// How far.
    pub level: LevelOf,
    /// Whether superiors of those in `to` reach the records, too.
    #[serde(default)]
    pub superiors_allowed: bool,
}

/// Makes a sharing rule.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/sharing-rules",
    operation_id = "sharing_rules_create",
    tag = "sharing",
    request_body(content = NewSharingRule, example = json!({"module": "deals", "from": {"position": "Account Manager East"}, "to": {"group": "Gigafactory team"}, "level": "read_write"})),
    responses((status = 201, description = "Made.", body = SharingRuleView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewSharingRule>) -> Result<Answer, Problem> {
    let form = sent.body;
    let command = Command::CreateSharingRule {
        module: form.module,
        from: form.from.into(),
        to: form.to.into(),
        level: form.level.into(),
        superiors_allowed: form.superiors_allowed,
    };
    let show =
        |view: &rolecall::View, id: &str| view.organization.sharing_rule_view(&id.parse().ok()?).map(view_of);
    access.make(&command, &sent.options, "sharing-rules", show).await
}
