//! `GET /readyz`

use axum::extract::State;

use crate::{Api, edge::Problem};

/// The store answers: requests can be served.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "operations_readyz",
    tag = "operations",
    security(()),
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain")),
)]
pub async fn handle(State(api): State<Api>) -> Result<&'static str, Problem> {
    api.rolecall().organizations(None, 1).await?;
    Ok("ready\n")
}
