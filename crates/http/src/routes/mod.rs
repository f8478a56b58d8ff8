//! The endpoints: one file each, in one order - what is sent, how it is documented, the handler. A handler reads the request,
//! calls one use case, renders.

pub mod access;
pub mod audit;
pub mod containers;
pub mod forms;
pub mod groups;
pub mod invitations;
pub mod members;
pub mod names;
pub mod operations;
pub mod organizations;
pub mod positions;
pub mod records;
pub mod roles;
pub mod sharing_defaults;
pub mod sharing_rules;
pub mod tokens;
