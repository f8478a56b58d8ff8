//! What operators and readers of the API need: health, figures, the API's own description. One file an endpoint.

pub mod docs;
pub mod healthz;
pub mod metrics;
pub mod openapi;
pub mod readyz;
