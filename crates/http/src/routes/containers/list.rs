//! `GET …/containers`

use rolecall::Reading;
use rolecall::organization::ContainerView;
use utoipa::ToSchema;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// A page.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct ContainerPage {
    /// The items.
    pub items: Vec<ContainerView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The containers that the actor may see.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/containers",
    operation_id = "containers_list",
    tag = "containers",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = ContainerPage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let read = access.read(&Reading::Containers {})?;
    access.page(&read, &page, |_| true)
}
