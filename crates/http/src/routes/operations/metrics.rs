//! `GET /metrics`

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use crate::Api;

/// Requests, decisions by outcome, latencies, mails that wait: as Prometheus reads them.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "operations_metrics",
    tag = "operations",
    security(()),
    responses((status = 200, description = "The figures.", body = String, content_type = "text/plain")),
)]
pub async fn handle(State(api): State<Api>) -> Response {
    crate::observe::waiting(&api).await;
    let figures = api.metrics().unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], figures).into_response()
}
