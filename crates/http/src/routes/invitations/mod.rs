//! Invitations: what their holder does with them. One file an endpoint.

pub mod accept;
