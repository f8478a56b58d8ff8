//! The ledger, readable. One file an endpoint.

pub mod list;
pub mod verify;
