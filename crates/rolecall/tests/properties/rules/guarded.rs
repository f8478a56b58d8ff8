//! `last_admin` and `sole_holder`.

use std::collections::BTreeMap;

use rolecall::catalog::{Holders, RoleId};
use rolecall::organization::{MemberId, Organization};

use crate::held::Held;

/// Who keeps each guarded role alive: active, registered, without an end date.
pub fn keepers(organization: &Organization) -> BTreeMap<RoleId, Vec<MemberId>> {
    let mut keepers: BTreeMap<RoleId, Vec<MemberId>> = BTreeMap::new();
    for (role, declared) in &organization.catalog().roles {
        if declared.holders.is_none() {
            continue;
        }
        let kept = keepers.entry(role.clone()).or_default();
        for (id, member) in &organization.policy().members {
            let signs_in = organization.catalog().kinds[&member.kind].sign_in;
            let active = member.status.as_str() == "active";
            if active && signs_in && member.ends_at.is_none() && member.roles.contains(role) {
                kept.push(id.clone());
            }
        }
    }
    keepers
}

/// A role with `holders = [N]` keeps at least N; where there never were so many, it loses none of those it had.
pub fn holders_are_kept(organization: &Organization, most: &BTreeMap<RoleId, usize>) -> Held {
    let keepers = keepers(organization);
    for (role, declared) in &organization.catalog().roles {
        let Some(Holders::AtLeast(needed)) = declared.holders else { continue };
        let there = keepers[role].len();
        let ever = most.get(role).copied().unwrap_or_default();
        let needed = usize::try_from(needed).unwrap_or(usize::MAX).min(ever);
        ensure!(there >= needed, "last_admin: `{role}` is kept by {there}, and needs {needed}");
    }
    Ok(())
}

/// A role with `holders = [1, 1]` has one holder, who is active, registered and not dated.
pub fn exactly_one_is_the_sole_holder(organization: &Organization) -> Held {
    let keepers = keepers(organization);
    for (role, declared) in &organization.catalog().roles {
        if declared.holders != Some(Holders::ExactlyOne) {
            continue;
        }
        let holders: Vec<&MemberId> = organization
            .policy()
            .members
            .iter()
            .filter(|(_, member)| member.roles.contains(role))
            .map(|(id, _)| id)
            .collect();
        ensure!(holders.len() == 1, "sole_holder: `{role}` is held by {holders:?}");
        ensure!(
            keepers[role].len() == 1,
            "sole_holder: {holders:?} holds `{role}` and is not active, or is dated"
        );
    }
    Ok(())
}
