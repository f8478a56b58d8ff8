//! `[roles]`: the built-in roles with all their grants.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::grants::{Granting, joined};
use super::names::{Names, entries, find_all, once};
use super::{labels, matrix, role_rules};
use crate::RoleId;
use crate::model::{BuiltInRole, Holders};
use crate::problem::Problems;
use crate::raw::{RawCatalog, RawRole};
use crate::read::At;

/// All built-in roles.
pub(super) fn roles(
    raw: &RawCatalog,
    granting: &Granting<'_>,
    problems: &mut Problems<'_>,
) -> IndexMap<RoleId, BuiltInRole> {
    let mut from_matrix = matrix::grants(raw, granting, problems);
    let mut found = IndexMap::new();
    for (key, role) in entries(raw.roles.as_ref()) {
        let parsed = key.value.parse::<RoleId>().ok();
        let Some(id) = parsed.and_then(|id| granting.names.roles.get(&id)) else { continue };
        let mut resolved = fixed(id, role, granting.names, problems);
        let mut grants = Vec::new();
        for grant in role.grants.iter().flatten() {
            grants.extend(granting.expand(grant, resolved.container.as_ref(), problems));
        }
        grants.extend(from_matrix.remove(id).into_iter().flatten());
        resolved.grants = joined(grants);
        found.insert(id.clone(), resolved);
    }
    make_mutual(&mut found);
    role_rules::check(raw, &found, problems);
    found
}

/// A role without its grants.
fn fixed(id: &RoleId, raw: &RawRole, names: &Names, problems: &mut Problems<'_>) -> BuiltInRole {
    let yes = |flag: &Option<At<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
    let only_with: BTreeSet<RoleId> = once(raw.only_with.as_ref(), problems)
        .into_iter()
        .filter_map(|text| names.organization_role(text, problems))
        .collect();
    BuiltInRole {
        description: labels::description(raw.description.as_ref(), problems),
        container: names.role_places.get(id).cloned(),
        holders: raw.holders.as_ref().and_then(|holders| self::holders(holders, problems)),
        former_becomes: raw.former_becomes.as_ref().and_then(|text| names.organization_role(text, problems)),
        locked: yes(&raw.locked),
        alone: yes(&raw.alone),
        exclusive_with: find_all(raw.exclusive_with.as_ref(), &names.roles, problems).into_iter().collect(),
        only_with,
        grants: Vec::new(),
    }
}

/// `[N]` or `[1, 1]`.
fn holders(written: &At<Vec<At<u64>>>, problems: &mut Problems<'_>) -> Option<Holders> {
    let numbers: Vec<u64> = written.value.iter().map(|number| number.value).collect();
    let found = match numbers.as_slice() {
        [1, 1] => Some(Holders::ExactlyOne),
        [least] => u32::try_from(*least).ok().filter(|least| *least > 0).map(Holders::AtLeast),
        _ => None,
    };
    if found.is_none() {
        let message = format!("`{}` is no number of holders", problems.quote(&written.span));
        problems.add(&written.span, message, "write [1] for at least one holder, [1, 1] for exactly one");
    }
    found
}

/// Two roles exclude each other, whichever of them says so.
fn make_mutual(roles: &mut IndexMap<RoleId, BuiltInRole>) {
    let pairs: Vec<(RoleId, RoleId)> = roles
        .iter()
        .flat_map(|(id, role)| role.exclusive_with.iter().map(|other| (other.clone(), id.clone())))
        .collect();
    for (role, other) in pairs {
        if let Some(role) = roles.get_mut(&role) {
            role.exclusive_with.insert(other);
        }
    }
}
