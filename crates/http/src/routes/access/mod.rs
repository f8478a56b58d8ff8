//! Decisions: `explain`, `filter`, `preview`, and `OpenID` `AuthZEN` 1.0. One file an endpoint.

mod authzen;
pub mod evaluation;
pub mod evaluations;
pub mod explain;
pub mod filter;
pub mod metadata;
pub mod moment;
pub mod paging;
pub mod preview;
pub mod search_action;
pub mod search_resource;
pub mod search_subject;
