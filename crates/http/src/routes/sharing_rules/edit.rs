//! `PATCH …/sharing-rules/{rule}`

use rolecall::catalog::ModuleId;
use rolecall::organization::{Command, SharingRuleView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, sent, view_of};
use crate::routes::names::RulePath;

use crate::routes::forms::{LevelOf, PrincipalOf};

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SharingRuleEdit {
    /// Another module.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String)]
    pub module: Option<ModuleId>,
    /// Others whose records.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = PrincipalOf)]
    pub from: Option<PrincipalOf>,
    /// Others with whom.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = PrincipalOf)]
    pub to: Option<PrincipalOf>,
    /// Another level.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = LevelOf)]
    pub level: Option<LevelOf>,
    /// Whether superiors of those in `to` reach the records, too.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = bool)]
    pub superiors_allowed: Option<bool>,
}

/// Changes a sharing rule.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/sharing-rules/{rule}",
    operation_id = "sharing_rules_edit",
    tag = "sharing",
    request_body(content = SharingRuleEdit, example = json!({"level": "read"})),
    responses((status = 200, description = "As it is now.", body = SharingRuleView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(RulePath { rule }): UrlPath<RulePath>,
    sent: Sent<SharingRuleEdit>,
) -> Result<Answer, Problem> {
    let form = sent.body;
    // By id: the name may be what changes.
    let id = rule;
    let command = Command::EditSharingRule {
        rule: id.clone(),
        module: form.module,
        from: form.from.map(Into::into),
        to: form.to.map(Into::into),
        level: form.level.map(Into::into),
        superiors_allowed: form.superiors_allowed,
    };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = id.as_str();
        view.organization.sharing_rule_view(&id.parse().ok()?).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
