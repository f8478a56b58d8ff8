//! The API: version 1, `AuthZEN`, `OpenAPI`. A handler reads the request, calls one use case of the library, renders; the rules
//! live further below.
#![deny(missing_docs)]
#![allow(unused_qualifications, reason = "what `utoipa::path` makes of an endpoint's parameters")]

mod api;
mod edge;
mod figures;
mod guard;
mod observe;
pub mod openapi;
mod round;
mod router;
mod routes;
mod serve;

pub use api::{Api, Settings};
pub use router::router;
pub use serve::serve;
