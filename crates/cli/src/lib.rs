//! The `rolecall` program, room by room. `main.rs` hands in the arguments and the places to read and write; nothing here
//! prints by itself.

pub mod access_test;
pub mod catalogs;
pub mod command_file;
pub mod commands;
pub mod data;
pub mod environment;
pub mod failure;
pub mod names;
pub mod question;
pub mod remote;
pub mod scene;
pub mod serving;
pub mod session;
pub mod text;
pub mod watched;

pub use failure::{Failure, Place, Report};
pub use session::{Session, Verdict};
