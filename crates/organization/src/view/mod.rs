//! What readings show: an organization's things in the words people use, ready to be sent.

mod member;
mod place;
mod role;

pub use member::{InvitationView, MemberView, MembershipView};
pub use place::{ContainerView, GroupView, OrganizationView, PositionView, PrincipalView, SharingRuleView};
pub use role::{GrantView, RoleView};
