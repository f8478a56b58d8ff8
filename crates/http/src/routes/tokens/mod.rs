//! API tokens. One file an endpoint.

pub mod create;
pub mod list;
pub mod revoke;
