//! An organization through its public face: commands in, events or a refusal out. `rooms` tests what commands make of each
//! part of an organization; `rules` tests section 3 of the design, one file a rule or two; `values` tests what commands and
//! events are made of.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::redundant_closure_for_method_calls,
    reason = "what is written out reads as a sentence"
)]

mod common;
mod rooms;
mod rules;
mod values;
