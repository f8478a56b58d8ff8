//! Containers and their members. One file an endpoint.

pub mod create;
pub mod delete;
pub mod edit;
pub mod get;
pub mod list;
pub mod members;
pub mod put_member;
pub mod remove_member;
