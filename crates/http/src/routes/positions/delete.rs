//! `DELETE …/positions/{position}`

use rolecall::organization::Command;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::edge::{Answer, Empty, In, Manage, Problem, Sent, UrlPath, UrlQuery};
use crate::routes::names::PositionPath;

/// What becomes of those who have it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransferQuery {
    /// The position that its people and the positions below move to.
    pub transfer_to: Option<String>,
}

/// Deletes a position. One with people or positions below goes only with `transfer_to`.
#[utoipa::path(
    delete,
    path = "/v1/organizations/{org}/positions/{position}",
    operation_id = "positions_delete",
    tag = "positions",
    params(TransferQuery),
    responses((status = 200, description = "Deleted. `lost` names what went with it.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(PositionPath { position }): UrlPath<PositionPath>,
    UrlQuery(query): UrlQuery<TransferQuery>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    let command = Command::DeletePosition { position, transfer_to: query.transfer_to };
    access.change(&command, &sent.options, |_, _| None).await
}
