//! Sharing defaults. One file an endpoint.

pub mod get;
pub mod put;
