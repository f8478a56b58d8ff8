//! `GET …/positions`

use rolecall::Reading;
use rolecall::organization::PositionView;
use utoipa::ToSchema;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// A page.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct PositionPage {
    /// The items.
    pub items: Vec<PositionView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The reporting tree.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/positions",
    operation_id = "positions_list",
    tag = "positions",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = PositionPage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let read = access.read(&Reading::Positions {})?;
    access.page(&read, &page, |_| true)
}
