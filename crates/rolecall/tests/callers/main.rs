//! Callers that leave, whose token is lost, who name an organization that another node gave away.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

mod leaving;
mod slugs;
mod tokens;
mod world;
