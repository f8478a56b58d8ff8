//! Roles. One file an endpoint.

pub mod clone;
pub mod create;
pub mod delete;
pub mod edit;
pub mod get;
pub mod list;
