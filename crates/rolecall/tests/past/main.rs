//! The past, the present of several nodes, and one that is still being loaded, by what they read and what they know.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod cost;
mod counting;
mod loading;
mod nodes;
mod world;
