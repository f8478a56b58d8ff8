//! Every route, topic by topic: what it answers, what it refuses. The conversations are kept whole as snapshots.

mod access;
mod audit;
pub mod cast;
mod containers;
mod groups;
mod invitations;
mod members;
mod operations;
mod organizations;
mod positions;
mod preview;
mod records;
mod roles;
mod sharing;
mod tokens;
