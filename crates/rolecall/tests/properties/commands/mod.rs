//! Commands made up from numbers, each relative to the organization as it is: what exists, what was removed, what never was.

mod contents;
mod names;
mod people;
mod places;
mod roles;
mod settled;
mod whole;

pub use names::VALUES;
pub use settled::settled;

use std::ops::Range;

use jiff::SignedDuration;
use proptest::prelude::*;
use rolecall::catalog::{Catalog, CommandName, Requirement, RoleId};
use rolecall::organization::{Actor, Command, MemberId};

use crate::{
    pick::Picks,
    world::{Scene, everyone},
};

/// A step before it meets an organization: which command, who gives it, and all that is chosen in it.
pub type Abstract = (u16, u8, u128);

/// A sequence of steps, and whether the organization was just founded or has been going for a while.
pub type Sequence = (bool, Vec<Abstract>);

/// Sequences of steps; three in four on a settled organization.
pub fn sequences(steps: Range<usize>) -> impl Strategy<Value = Sequence> {
    let step = (any::<u16>(), any::<u8>(), any::<u128>());
    (prop::bool::weighted(0.75), prop::collection::vec(step, steps))
}

type Maker = fn(&Scene<'_>, &mut Picks) -> Command;

/// How often, what the product must have for it, and which command.
const MAKERS: &[(u16, CommandName, Maker)] = &[
    (10, CommandName::MemberInvite, people::invite),
    (3, CommandName::MemberInvite, people::invite_all),
    (7, CommandName::MemberInvite, people::accept),
    (3, CommandName::MemberResend, people::resend),
    (9, CommandName::MemberEdit, people::edit),
    (2, CommandName::MemberActivate, people::activate),
    (3, CommandName::MemberDeactivate, people::deactivate),
    (8, CommandName::MemberRoles, people::set_roles),
    (3, CommandName::MemberPermissions, people::set_permissions),
    (4, CommandName::MemberRemove, people::remove),
    (2, CommandName::MemberRemove, people::erase),
    (8, CommandName::RoleCreate, roles::create),
    (2, CommandName::RoleClone, roles::clone),
    (5, CommandName::RoleEdit, roles::edit),
    (3, CommandName::RoleDelete, roles::delete),
    (5, CommandName::PositionCreate, places::create_position),
    (4, CommandName::PositionEdit, places::edit_position),
    (2, CommandName::PositionDelete, places::delete_position),
    (4, CommandName::GroupCreate, places::create_group),
    (4, CommandName::GroupEdit, places::edit_group),
    (2, CommandName::GroupDelete, places::delete_group),
    (2, CommandName::SharingDefaultEdit, places::set_defaults),
    (4, CommandName::SharingRuleCreate, places::create_rule),
    (2, CommandName::SharingRuleEdit, places::edit_rule),
    (2, CommandName::SharingRuleDelete, places::delete_rule),
    (6, CommandName::ContainerCreate, contents::create_container),
    (3, CommandName::ContainerEdit, contents::edit_container),
    (1, CommandName::ContainerDelete, contents::delete_container),
    (9, CommandName::ContainerMemberAdd, contents::put_member),
    (3, CommandName::ContainerMemberRemove, contents::remove_member),
    (8, CommandName::OrganizationRename, contents::put_records),
    (1, CommandName::OrganizationRename, contents::delete_records),
    (4, CommandName::OrganizationRename, contents::assign_owner),
    (1, CommandName::OrganizationRename, whole::rename),
    (2, CommandName::OrganizationSlug, whole::slug),
    (4, CommandName::OrganizationEdition, whole::edition),
    (4, CommandName::OrganizationFeatures, whole::features),
    (5, CommandName::OrganizationCatalog, whole::adopt),
    (2, CommandName::OrganizationTransfer, whole::transfer),
];

/// A step as it is in an organization: how long it waits, who gives it, what is commanded. Deleting the organization comes
/// once in a thousand.
pub fn concrete(scene: &Scene<'_>, step: &Abstract) -> (SignedDuration, Actor, Command) {
    let (which, who, choices) = step;
    let mut picks = Picks::new(*choices);
    let command = if which % 1000 == 999 {
        Command::DeleteOrganization {}
    } else {
        maker(scene.organization.catalog(), *which)(scene, &mut picks)
    };
    let waits = match picks.below(16) {
        0..8 => SignedDuration::ZERO,
        8..12 => SignedDuration::from_secs(1),
        12..14 => SignedDuration::from_mins(50),
        14 => SignedDuration::from_hours(26),
        _ => SignedDuration::from_hours(24 * 5),
    };
    (waits, actor(scene, *who), command)
}

/// Seldom one of something that the product does not have.
fn maker(catalog: &Catalog, which: u16) -> Maker {
    let has = |name: CommandName| catalog.requirement(name, None) != Requirement::Off;
    let sensible = |name: CommandName| has(name) || which % 29 == 28;
    let all = || MAKERS.iter().filter(|(_, name, _)| sensible(*name));
    let mut rest = which % all().map(|(often, _, _)| often).sum::<u16>();
    for (often, _, maker) in all() {
        if rest < *often {
            return *maker;
        }
        rest -= often;
    }
    people::invite
}

/// The platform in half; else somebody who runs the organization, who holds a custom role, or anyone active, seldom anyone, seldom nobody.
fn actor(scene: &Scene<'_>, who: u8) -> Actor {
    let organization = scene.organization;
    let everyone = everyone(organization);
    let active = |id: &&MemberId| organization.member(id).is_some_and(|m| m.status.as_str() == "active");
    let acting: Vec<MemberId> = everyone.iter().filter(active).cloned().collect();
    let guarded = |role: &RoleId| organization.catalog().roles.get(role).is_some_and(|r| r.holders.is_some());
    let runs = |id: &&MemberId| organization.member(id).is_some_and(|m| m.roles.iter().any(guarded));
    let running: Vec<MemberId> = acting.iter().filter(runs).cloned().collect();
    let custom = |role: &RoleId| organization.policy().custom_roles.contains_key(role);
    let special = |id: &&MemberId| organization.member(id).is_some_and(|m| m.roles.iter().any(custom));
    let special: Vec<MemberId> = acting.iter().filter(special).cloned().collect();
    let mut picks = Picks::new(u128::from(who / 8));
    let chosen = match who % 8 {
        0..4 => None,
        4 => picks.of(&running),
        5 => picks.of(&special).or_else(|| picks.of(&acting)),
        _ if who > 252 => "mem_absent".parse().ok(),
        _ if who > 240 => picks.of(&everyone),
        _ => picks.of(&acting),
    };
    chosen.map_or(Actor::Platform, Actor::Member)
}
