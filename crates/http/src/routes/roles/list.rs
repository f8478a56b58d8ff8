//! `GET …/roles`

use rolecall::Reading;
use rolecall::organization::RoleView;
use utoipa::ToSchema;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// A page.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct RolePage {
    /// The items.
    pub items: Vec<RoleView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The roles: built-in ones and those made here.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/roles",
    operation_id = "roles_list",
    tag = "roles",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = RolePage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let read = access.read(&Reading::Roles {})?;
    access.page(&read, &page, |_| true)
}
