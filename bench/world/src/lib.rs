//! What every engine is measured with: one deterministic world (members, a tree of positions, grants, sharing rules, records), what
//! the right answers are, the clock, and the rows that a run writes.
//!
//! [`World`] is the plain world that every peer can express; [`rich::World`] adds what only some can: segments, containers, parents
//! and nested groups. Both are data; the oracles beside them are slow and obvious.

mod bench;
mod checks;
pub mod http;
pub mod measure;
pub mod memory;
pub mod oracle;
mod random;
pub mod rich;
mod row;
mod size;
mod tree;
mod world;
pub mod writing;
pub mod wrk;

pub use bench::{Bench, size};
pub use checks::Check;
pub use random::Random;
pub use row::{Row, duration};
pub use size::Size;
pub use tree::Tree;
pub use world::{
    ACTIONS, MODULES, Manager, VIEW, World, member_name, module_name, position_name, record_name,
    write_record_name,
};
