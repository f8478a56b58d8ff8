//! `GET /.well-known/authzen-configuration/v1/organizations/{org}`

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Api,
    edge::{UrlPath, percent},
    routes::access::authzen::Plainly,
};

/// Which organization. Whether it is there is not told: who knows the address learns where to ask, and nothing else.
#[derive(Debug, Deserialize)]
pub struct OrganizationPath {
    /// By id or slug.
    pub org: String,
}

/// `AuthZEN`: where an organization's decision point is. Needs no token.
#[utoipa::path(
    get,
    path = "/.well-known/authzen-configuration/v1/organizations/{org}",
    operation_id = "access_metadata",
    tag = "decisions",
    security(()),
    responses((status = 200, description = "The addresses of the decision point.", body = Object)),
)]
pub async fn handle(
    State(api): State<Api>,
    Plainly(UrlPath(OrganizationPath { org })): Plainly<UrlPath<OrganizationPath>>,
) -> Response {
    let base = api.settings().public_url.trim_end_matches('/');
    let point = format!("{base}/v1/organizations/{}", percent(&org));
    let body = json!({
        "policy_decision_point": point,
        "access_evaluation_endpoint": format!("{point}/access/v1/evaluation"),
        "access_evaluations_endpoint": format!("{point}/access/v1/evaluations"),
        "search_subject_endpoint": format!("{point}/access/v1/search/subject"),
        "search_resource_endpoint": format!("{point}/access/v1/search/resource"),
        "search_action_endpoint": format!("{point}/access/v1/search/action"),
    });
    let mut response = body.to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    response
}
