//! Properties that hold whatever is commanded: no sequence of random commands on any catalog breaks a rule of section 3 of
//! the design, replaying gives the same state, a refused command changes nothing, what is derived from the access rule
//! agrees with it, and the past stays as it was answered.
//!
//! `PROPTEST_CASES` sets how many sequences each catalog is given, `PROPTEST_RNG_SEED` makes a run repeatable.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[macro_use]
mod held;
mod answers;
mod catalogs;
mod commands;
mod library;
mod pick;
mod regressions;
mod replay;
mod rules;
mod sequences;
mod steps;
mod tally;
mod world;
