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

use jiff::Timestamp;
use rolecall::{Done, View};
use serde_json::Value;

use crate::edge::view_of;

/// Shows a member, removed or not, as it stands with a change.
fn shown(member: &str, now: Timestamp) -> impl FnOnce(&View, &Done) -> Option<Value> {
    move |view, _| {
        let found = view.organization.find_owner(member)?;
        view.organization.member_view(found, now).map(view_of)
    }
}
