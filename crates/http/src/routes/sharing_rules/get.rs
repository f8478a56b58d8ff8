//! `GET …/sharing-rules/{rule}`

use rolecall::Reading;
use rolecall::organization::SharingRuleView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::RulePath;

/// A sharing rule.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/sharing-rules/{rule}",
    operation_id = "sharing_rules_get",
    tag = "sharing",
    responses((status = 200, description = "As it is.", body = SharingRuleView)),
)]
pub async fn handle(
    access: In<Read>,
    UrlPath(RulePath { rule }): UrlPath<RulePath>,
) -> Result<Answer, Problem> {
    access.show(&Reading::SharingRule { rule })
}
