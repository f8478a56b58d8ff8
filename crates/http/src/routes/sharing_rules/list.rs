//! `GET …/sharing-rules`

use rolecall::Reading;
use rolecall::organization::SharingRuleView;
use utoipa::ToSchema;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// A page.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct SharingRulePage {
    /// The items.
    pub items: Vec<SharingRuleView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The sharing rules.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/sharing-rules",
    operation_id = "sharing_rules_list",
    tag = "sharing",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = SharingRulePage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let read = access.read(&Reading::SharingRules {})?;
    access.page(&read, &page, |_| true)
}
