//! `GET …/groups`

use rolecall::Reading;
use rolecall::organization::GroupView;
use utoipa::ToSchema;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// A page.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct GroupPage {
    /// The items.
    pub items: Vec<GroupView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The groups.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/groups",
    operation_id = "groups_list",
    tag = "groups",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = GroupPage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let read = access.read(&Reading::Groups {})?;
    access.page(&read, &page, |_| true)
}
