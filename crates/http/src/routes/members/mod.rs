//! Members, their invitations, roles and access. One file an endpoint.

pub mod access;
pub mod activate;
pub mod deactivate;
pub mod edit;
pub mod erase;
pub mod get;
pub mod invite;
pub mod invite_all;
pub mod list;
pub mod remove;
pub mod resend_invitation;
pub mod set_permissions;
pub mod set_roles;
