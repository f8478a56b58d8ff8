//! `GET /openapi.json`

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

/// This document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "operations_openapi",
    tag = "operations",
    security(()),
    responses((status = 200, description = "OpenAPI 3.1.", body = crate::routes::access::evaluation::Object)),
)]
pub async fn handle() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], crate::openapi::text()).into_response()
}
