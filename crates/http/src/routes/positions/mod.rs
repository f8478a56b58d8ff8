//! The reporting tree. One file an endpoint.

pub mod create;
pub mod delete;
pub mod edit;
pub mod get;
pub mod list;
