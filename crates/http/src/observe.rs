//! What is seen from outside: a request id with every answer, a line in the log and a figure for every request. None of them
//! holds a token, an address or a name: a route stands for its requests.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, Uri},
    response::Response,
};
use metrics::gauge;
use serde_json::Value;
use tower_layer::Layer;
use tower_service::Service;

use crate::{Api, edge::Told, guard};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

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
    static BEGINNING: OnceLock<String> = OnceLock::new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let beginning = BEGINNING.get_or_init(|| {
        use std::hash::{BuildHasher, Hasher, RandomState};
        format!("{:016x}-", RandomState::new().build_hasher().finish())
    });
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut id = String::with_capacity(beginning.len() + 16);
    id.push_str(beginning);
    // By hand: a format takes several times as long, and this is on the way of every request.
    let digits = (u64::BITS - count.leading_zeros()).div_ceil(4).max(8);
    let digit = |place: u32| u32::try_from((count >> (4 * place)) & 15).ok();
    id.extend((0..digits).rev().filter_map(|place| char::from_digit(digit(place)?, 16)));
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("-"))
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

/// Around every request: all that holds for each of them stands in one layer, since every layer of its own would cost as much
/// as a decision does.
#[derive(Clone)]
pub struct Around(pub Api);

impl<S> Layer<S> for Around {
    type Service = Observed<S>;

    fn layer(&self, inner: S) -> Observed<S> {
        Observed { api: self.0.clone(), inner }
    }
}

/// What answers, with that around it.
#[derive(Clone)]
pub struct Observed<S> {
    api: Api,
    inner: S,
}

impl<S> Service<Request> for Observed<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let seen = Observation::of(&request);
        // A box of its own: what is handed on from future to future lies in each of them.
        let answering = Box::pin(self.inner.call(request));
        let api = self.api.clone();
        Box::pin(async move {
            let response = guard::answered(&api, answering).await;
            Ok(seen.told(&api, response))
        })
    }
}

/// What is told of a request.
struct Observation {
    began: Instant,
    id: HeaderValue,
    method: &'static str,
    uri: Uri,
    matched: Option<MatchedPath>,
}

impl Observation {
    fn of(request: &Request) -> Self {
        Self {
            began: Instant::now(),
            id: request_id(request),
            method: method_of(request.method()),
            uri: request.uri().clone(),
            matched: request.extensions().get::<MatchedPath>().cloned(),
        }
    }

    /// Its line in the log and its figures; the answer says which request it is to.
    fn told(self, api: &Api, response: Response) -> Response {
        let Self { began, id, method, uri, matched } = self;
        let route = matched.as_ref().map_or("none", MatchedPath::as_str);
        let status = response.status().as_u16();
        let told = response.extensions().get::<Told>();
        let code = told.and_then(|Told(told)| told["code"].as_str().map(str::to_owned));
        let mut response = with_instance(response, uri.path());
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
        api.figures().answered(method, route, status, took);
        response.headers_mut().insert(REQUEST_ID, id);
        response
    }
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
