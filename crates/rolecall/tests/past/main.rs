//! The past and the present of several nodes, by what they read and what they know.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cost;
mod counting;
mod nodes;
mod world;
