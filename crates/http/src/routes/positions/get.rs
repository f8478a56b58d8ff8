//! `GET …/positions/{position}`

use rolecall::Reading;
use rolecall::organization::PositionView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::PositionPath;

/// A position.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/positions/{position}",
    operation_id = "positions_get",
    tag = "positions",
    responses((status = 200, description = "As it is.", body = PositionView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<PositionPath>) -> Result<Answer, Problem> {
    access.show(&Reading::Position { position: path.position })
}
