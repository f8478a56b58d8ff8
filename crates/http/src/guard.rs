//! What holds for every request: it ends in time, an unknown address is a problem like any other, a fault of ours is told as
//! one, and browsers are told to guess nothing.

use std::{any::Any, convert::Infallible, panic::AssertUnwindSafe};

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use rolecall::organization::{Code, Refusal};

use crate::{Api, edge::Problem};

/// There is nothing at this address.
pub async fn no_such_address() -> Problem {
    Refusal::new(Code::NotFound, "there is nothing at this address; see /docs").into()
}

/// The address does not take this method.
pub async fn no_such_method() -> Problem {
    Problem::new("method_not_allowed", "this address does not take this method; see /docs")
}

/// The answer to a request, whatever becomes of it.
pub async fn answered(api: &Api, answering: impl Future<Output = Result<Response, Infallible>>) -> Response {
    // What a request leaves behind when it breaks, others find sound: they read it behind locks that say so.
    let answer = AssertUnwindSafe(in_time(api, answering)).catch_unwind().await;
    let mut response = answer.unwrap_or_else(panicked);
    safe_headers(&mut response);
    response
}

/// An answer begins in time. That of a stream of records begins before the stream is read, so it may take its time all the
/// same; what a request calls itself lifts the bound for none.
async fn in_time(api: &Api, answering: impl Future<Output = Result<Response, Infallible>>) -> Response {
    match tokio::time::timeout(api.settings().timeout, answering).await {
        Ok(Ok(response)) => response,
        Err(_) => {
            Problem::new("timeout", "the request took too long; send it again with the same idempotency key")
                .into_response()
        }
    }
}

/// Something broke: the log tells what, the caller is told that it did.
#[expect(clippy::needless_pass_by_value, reason = "what catching a panic gives")]
fn panicked(error: Box<dyn Any + Send + 'static>) -> Response {
    let said =
        error.downcast_ref::<String>().map(String::as_str).or_else(|| error.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("unknown"), "a request broke");
    Problem::new("internal", "something went wrong here; the log tells more").into_response()
}

/// Answers are not guessed at, framed or kept by whoever passes them on.
fn safe_headers(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ));
}
