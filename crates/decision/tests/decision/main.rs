//! The access rule, held against section 2 of the design line by line: what each line allows and what it forbids. Then what
//! is told about a decision, and what is derived from it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod containers;
mod following;
mod handles;
mod lists;
mod openers;
mod operation;
mod properties;
mod reach;
mod records;
mod rules;
mod segments;
mod sentences;
mod standing;
mod validity;
mod without_record;
mod world;
