//! The rules of section 3 of the design as predicates over an organization's state: plain, slow, and written without a look
//! at how the code keeps them.

pub mod containers;
pub mod guarded;
pub mod invitations;
pub mod limits;
pub mod names;
pub mod places;
pub mod roles;

use std::collections::BTreeMap;

use rolecall::catalog::RoleId;
use rolecall::organization::Organization;

use crate::held::Held;

/// Every rule that can be read off a state. `most` says how many members ever kept each guarded role alive.
pub fn hold(organization: &Organization, most: &BTreeMap<RoleId, usize>) -> Held {
    guarded::holders_are_kept(organization, most)?;
    guarded::exactly_one_is_the_sole_holder(organization)?;
    roles::members_hold_what_they_may(organization)?;
    roles::removed_members_hold_nothing(organization)?;
    roles::reserved_modules_are_not_in_custom_roles(organization)?;
    roles::built_in_roles_are_there(organization)?;
    places::positions_are_a_tree(organization)?;
    places::groups_are_acyclic(organization)?;
    places::sharing_names_what_exists(organization)?;
    names::names_are_unique(organization)?;
    names::people_are_found_by_what_is_theirs(organization)?;
    limits::nothing_is_above_its_limit(organization)?;
    limits::custom_grants_need_no_absent_feature(organization)?;
    containers::memberships_are_sound(organization)?;
    containers::clients_belong_to_companies(organization)?;
    invitations::at_most_one_is_open(organization)
}
