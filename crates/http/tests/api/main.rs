//! The API through real HTTP: a server on loopback, over the store in memory, and a client.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

mod conduct;
mod contract;
mod description;
mod redact;
mod resync;
mod routes;
mod smoke;
mod storm;
mod streams;
mod talk;
mod world;
