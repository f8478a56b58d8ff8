//! Organizations. One file an endpoint.

pub mod adopt_catalog;
pub mod create;
pub mod delete;
pub mod edit;
pub mod get;
pub mod limits;
pub mod list;
pub mod transfer_ownership;
