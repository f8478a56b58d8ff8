//! The program as people run it: the real binary, its output word by word, its exit codes. `INSTA_UPDATE=always` writes
//! what is said now.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod access_tests;
mod apply;
mod audit;
mod catalogs;
mod config;
mod demo;
mod help;
mod list;
mod mail;
mod moving;
mod past;
mod preview;
mod questions;
mod remote;
mod run;
mod scenarios;
mod serve;
mod server;
mod show;
mod tokens;
