//! The filter: its condition holds of a record exactly where the access rule allows, and it asks for no column in vain.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod agreement;
mod columns;
mod conditions;
mod containers;
mod drawn;
mod following;
mod owners;
mod segments;
mod speed;
mod sql;
mod validity;
#[allow(dead_code, reason = "it serves the tests of single decisions, too")]
#[path = "../decision/world.rs"]
mod world;
