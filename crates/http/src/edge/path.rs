//! The parts of an address, read strictly: what does not fit is a problem like any other.

use axum::{
    extract::{FromRequestParts, Path, Query},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::edge::Problem;

/// The named parts of the path.
#[derive(Debug, Clone)]
pub struct UrlPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for UrlPath<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(path)| Self(path)).map_err(|_| {
            Problem::new("malformed", "a part of the path cannot be read: write it percent-encoded UTF-8")
        })
    }
}

/// The query.
#[derive(Debug, Clone)]
pub struct UrlQuery<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for UrlQuery<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(query)| Self(query)).map_err(|error| {
            let told = error.body_text();
            let told = told.strip_prefix("Failed to deserialize query string: ").unwrap_or(&told);
            Problem::new("malformed", format!("the query cannot be read: {told}"))
        })
    }
}

/// A part of an address, percent-encoded where it needs to be (RFC 3986, section 2.3).
pub fn percent(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.extend(["%".to_owned(), format!("{byte:02X}")]);
        }
    }
    out
}
