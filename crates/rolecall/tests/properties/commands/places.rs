//! Commands about positions, groups and sharing.

use rolecall::catalog::{ModuleId, SharingLevel};
use rolecall::organization::{Command, PrincipalForm, RuleLevel};

use super::names::{self, change, member, one_of};
use crate::{pick::Picks, world::Scene};

const LEVELS: &[RuleLevel] = &[RuleLevel::Read, RuleLevel::ReadWrite, RuleLevel::ReadWriteDelete];
const DEFAULTS: &[SharingLevel] = &[
    SharingLevel::Private,
    SharingLevel::PublicRead,
    SharingLevel::PublicReadWrite,
    SharingLevel::PublicReadWriteDelete,
];

fn position(scene: &Scene<'_>, picks: &mut Picks) -> String {
    one_of(picks, &names::positions(scene.organization), "pos_absent")
}

fn group(scene: &Scene<'_>, picks: &mut Picks) -> String {
    one_of(picks, &names::groups(scene.organization), "grp_absent")
}

fn position_name(scene: &Scene<'_>, picks: &mut Picks) -> String {
    let all = names::positions(scene.organization);
    let taken: Vec<String> = all.into_iter().flat_map(|(id, name)| [id, name]).collect();
    names::name(picks, &taken)
}

fn group_name(scene: &Scene<'_>, picks: &mut Picks) -> String {
    names::name(picks, &names::taken(&names::groups(scene.organization)))
}

pub fn create_position(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::CreatePosition {
        name: position_name(scene, picks),
        reports_to: picks.perhaps(2, |picks| position(scene, picks)),
        share_with_peers: picks.seldom(2),
        description: picks.perhaps(4, |_| "made up".to_owned()),
    }
}

pub fn edit_position(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::EditPosition {
        position: position(scene, picks),
        reports_to: change(picks, |picks| position(scene, picks)),
        name: change(picks, |picks| position_name(scene, picks)),
        share_with_peers: picks.perhaps(3, |picks| picks.seldom(2)),
        description: change(picks, |_| "edited".to_owned()),
    }
}

pub fn delete_position(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::DeletePosition {
        position: position(scene, picks),
        transfer_to: picks.perhaps(2, |picks| position(scene, picks)),
    }
}

pub fn create_group(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::CreateGroup {
        name: group_name(scene, picks),
        members: several(scene, picks, member),
        positions: several(scene, picks, position),
        positions_and_below: several(scene, picks, position),
        groups: several(scene, picks, group),
    }
}

/// None, one or two.
fn several(
    scene: &Scene<'_>,
    picks: &mut Picks,
    one: impl Fn(&Scene<'_>, &mut Picks) -> String,
) -> Vec<String> {
    let many = picks.of(&[0, 0, 1, 1, 2]).unwrap_or_default();
    let named = (0..many).map(|_| one(scene, picks));
    // Where there is nothing yet to name, nothing is named, so that the rest of the command counts.
    named.filter(|text| !text.ends_with("_absent") || scene.organization.policy().groups.len() > 3).collect()
}

pub fn edit_group(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    if scene.organization.policy().groups.is_empty() {
        return create_group(scene, picks);
    }
    Command::EditGroup {
        group: group(scene, picks),
        groups: picks.perhaps(2, |picks| several(scene, picks, group)).into(),
        members: picks.perhaps(3, |picks| several(scene, picks, member)).into(),
        positions: picks.perhaps(3, |picks| several(scene, picks, position)).into(),
        positions_and_below: picks.perhaps(3, |picks| several(scene, picks, position)).into(),
        name: change(picks, |picks| group_name(scene, picks)),
    }
}

pub fn delete_group(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::DeleteGroup { group: group(scene, picks) }
}

/// A module that is shared, seldom any.
fn shareable(scene: &Scene<'_>, picks: &mut Picks) -> ModuleId {
    let catalog = scene.organization.catalog();
    let shared = catalog.modules.iter().filter(|(_, module)| module.sharing_default.is_some());
    let shared: Vec<ModuleId> = shared.map(|(id, _)| id.clone()).collect();
    match picks.of(&shared).filter(|_| !picks.seldom(10)) {
        Some(module) => module,
        None => names::module(catalog, picks),
    }
}

pub fn set_defaults(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let many = 1 + picks.below(2);
    let one = |_| (shareable(scene, picks), picks.of(DEFAULTS).unwrap_or(SharingLevel::Private));
    Command::SetSharingDefaults { defaults: (0..many).map(one).collect() }
}

fn principal(scene: &Scene<'_>, picks: &mut Picks) -> PrincipalForm {
    let by_group = picks.seldom(3) && !scene.organization.policy().groups.is_empty();
    PrincipalForm {
        group: by_group.then(|| group(scene, picks)),
        position: if by_group {
            picks.perhaps(20, |picks| position(scene, picks))
        } else {
            Some(position(scene, picks))
        },
        and_below: !by_group && picks.seldom(2),
    }
}

pub fn create_rule(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::CreateSharingRule {
        module: shareable(scene, picks),
        from: principal(scene, picks),
        to: principal(scene, picks),
        level: picks.of(LEVELS).unwrap_or(RuleLevel::Read),
        superiors_allowed: picks.seldom(2),
    }
}

fn rule(scene: &Scene<'_>, picks: &mut Picks) -> String {
    let all: Vec<(String, String)> =
        scene.organization.policy().sharing_rules.keys().map(|id| (id.to_string(), id.to_string())).collect();
    one_of(picks, &all, "shr_absent")
}

pub fn edit_rule(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    if scene.organization.policy().sharing_rules.is_empty() {
        return create_rule(scene, picks);
    }
    Command::EditSharingRule {
        rule: rule(scene, picks),
        module: picks.perhaps(3, |picks| shareable(scene, picks)),
        from: picks.perhaps(2, |picks| principal(scene, picks)),
        to: picks.perhaps(2, |picks| principal(scene, picks)),
        level: picks.perhaps(2, |picks| picks.of(LEVELS)).flatten(),
        superiors_allowed: picks.perhaps(3, |picks| picks.seldom(2)),
    }
}

pub fn delete_rule(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::DeleteSharingRule { rule: rule(scene, picks) }
}
