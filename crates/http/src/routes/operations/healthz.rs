//! `GET /healthz`

/// The process runs.
#[utoipa::path(
    get,
    path = "/healthz",
    operation_id = "operations_healthz",
    tag = "operations",
    security(()),
    responses((status = 200, description = "It does.", body = String, content_type = "text/plain")),
)]
pub async fn handle() -> &'static str {
    "ok\n"
}
