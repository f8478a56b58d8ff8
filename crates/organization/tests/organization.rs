//! An organization through its public face: commands in, events or a refusal out. `rooms` tests what commands make of it,
//! one file a part of the organization; `rules` tests section 3 of the design, one file a rule or two.

mod common;
mod rooms;
mod rules;
