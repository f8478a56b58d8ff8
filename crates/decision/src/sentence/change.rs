//! Changes that would open a deny, as people would call them.

use std::collections::BTreeSet;

use rolecall_catalog::{FeatureId, SegmentId, SegmentValue};
use rolecall_organization::{ContainerId, MemberId, Organization, RoleId};

use super::allow::level_words;
use super::words::{container, listed, module, plain, role, thing};
use crate::Change;

/// A change in a few words, to stand before *would*: `role Administrator`, `joining project Apollo`.
pub fn change_words(organization: &Organization, change: &Change) -> String {
    let valued = |segment: &SegmentId, value: &SegmentValue| format!("{} {value}", plain(segment.as_str()));
    match change {
        Change::Activate { member } => format!("activating {}", organization.display_name(member)),
        Change::AcceptInvitation { .. } => "accepting the invitation".to_owned(),
        Change::ExtendPeriod { .. } => "a later end date".to_owned(),
        Change::GiveRole { role: id, .. } => format!("role {}", role(organization, id)),
        Change::GivePermission { permission, .. } => format!("the direct permission {permission}"),
        Change::JoinContainer { member, container, roles } => {
            join_words(organization, member, container, roles)
        }
        Change::OwnRecord { record, .. } => match record {
            Some(key) => format!("owning {}", thing(organization, key)),
            None => "owning it".to_owned(),
        },
        Change::AllowMember { member, segment, value } => {
            format!("{} for {}", valued(segment, value), organization.display_name(member))
        }
        Change::AllowRole { role: id, segment, value, .. } => {
            format!("{} in role {}", valued(segment, value), role(organization, id))
        }
        Change::SetValue { record, segment, value } => {
            let on = record.as_ref().map_or_else(|| "it".to_owned(), |key| thing(organization, key));
            format!("{} on {on}", valued(segment, value))
        }
        Change::RaiseDefault { module: id, level } => {
            format!("a sharing default of {} {}", module(organization, id), level_words(*level))
        }
        Change::SwitchOn { feature } => format!("feature {}", feature_words(organization, feature)),
    }
}

fn feature_words(organization: &Organization, id: &FeatureId) -> String {
    organization.catalog().features.get(id).map_or_else(|| id.to_string(), |feature| feature.label.clone())
}

fn join_words(
    organization: &Organization,
    member: &MemberId,
    place: &ContainerId,
    roles: &BTreeSet<RoleId>,
) -> String {
    let membership = organization.container(place).and_then(|found| found.members.get(member));
    let new = |id: &&RoleId| membership.is_none_or(|membership| !membership.roles.contains(*id));
    let names: Vec<String> = roles.iter().filter(new).map(|id| role(organization, id).to_owned()).collect();
    let (names, place) = (listed(&names, "and"), container(organization, place));
    match (membership.is_some(), names.is_empty()) {
        (true, true) => format!("a longer membership in {place}"),
        (true, false) => format!("role {names} in {place}"),
        (false, true) => format!("joining {place}"),
        (false, false) => format!("joining {place} as {names}"),
    }
}
