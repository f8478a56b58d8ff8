//! The register of records. One file an endpoint.

pub mod assign_owner;
pub mod delete;
pub mod get;
pub mod list;
pub mod put;
mod stream;
