//! What is seen from outside: a request id with every answer, a line in the log and a figure for every request. None of them
//! holds a token, an address or a name: a route stands for its requests.

use std::{sync::OnceLock, time::Instant};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use metrics::{counter, gauge, histogram};
use serde_json::Value;

use crate::{Api, edge::Told};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Counts a decision.
pub fn decided(allowed: bool) {
    counter!("rolecall_decisions_total", "outcome" => if allowed { "allow" } else { "deny" }).increment(1);
}

/// Notes how many mails wait.
pub async fn waiting(api: &Api) {
    if let Ok(waiting) = api.rolecall().store().outbox_waiting().await {
        gauge!("rolecall_outbox_waiting").set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
    }
}

/// The sender's request id, where it is a sensible one; else a new one.
fn request_id(request: &Request) -> HeaderValue {
    let sent = request.headers().get(&REQUEST_ID);
    let sound = |value: &&HeaderValue| value.len() <= 200 && value.to_str().is_ok();
    sent.filter(sound).cloned().unwrap_or_else(drawn)
}

/// A request id: the process's own beginning, and a count.
fn drawn() -> HeaderValue {
    static BEGINNING: OnceLock<u64> = OnceLock::new();
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let beginning = BEGINNING.get_or_init(|| {
        use std::hash::{BuildHasher, Hasher, RandomState};
        RandomState::new().build_hasher().finish()
    });
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    HeaderValue::from_str(&format!("{beginning:016x}-{count:08x}")).unwrap_or(HeaderValue::from_static("-"))
}

/// The method as a label of few values: a caller may send any word.
fn method_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Around every request.
pub async fn around(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = request_id(&request);
    let method = method_of(request.method());
    let instance = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let code =
        response.extensions().get::<Told>().and_then(|Told(told)| told["code"].as_str().map(str::to_owned));
    response = with_instance(response, &instance);
    let took = began.elapsed();
    tracing::info!(
        request_id = id.to_str().unwrap_or_default(),
        method,
        route,
        status,
        code,
        micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    counter!("rolecall_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    histogram!("rolecall_request_seconds", "method" => method, "route" => route).record(took.as_secs_f64());
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// A problem says where it occurred.
fn with_instance(response: Response, instance: &str) -> Response {
    let Some(Told(mut document)) = response.extensions().get::<Told>().cloned() else { return response };
    if let Value::Object(fields) = &mut document {
        fields.insert("instance".to_owned(), Value::String(instance.to_owned()));
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(axum::http::header::CONTENT_LENGTH);
    Response::from_parts(parts, document.to_string().into())
}
