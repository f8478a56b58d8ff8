//! What a member holds in the organization: roles and direct permissions.

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, Permission};

use crate::{Event, Refusal};
use crate::{authority::feature_off, draft::Draft};

/// Replaces a member's roles.
pub(super) fn set_roles(draft: &mut Draft<'_>, text: &str, names: &[String]) -> Result<(), Refusal> {
    draft.require(CommandName::MemberRoles)?;
    let member = draft.member(text)?;
    let roles = draft.roles_in("roles", names, None)?;
    if draft.before.member(&member).is_some_and(|before| before.roles != roles) {
        draft.emit(Event::MemberRolesSet { member, roles });
    }
    Ok(())
}

/// Replaces a member's direct permissions.
pub(super) fn set_permissions(
    draft: &mut Draft<'_>,
    text: &str,
    permissions: &BTreeSet<Permission>,
) -> Result<(), Refusal> {
    draft.require(CommandName::MemberPermissions)?;
    let member = draft.member(text)?;
    check_permissions(draft, permissions)?;
    if draft.before.member(&member).is_some_and(|before| before.permissions != *permissions) {
        draft.emit(Event::MemberPermissionsSet { member, permissions: permissions.clone() });
    }
    Ok(())
}

/// Direct permissions are those that the catalog lists, while the organization has the feature.
pub(super) fn check_permissions(
    draft: &mut Draft<'_>,
    permissions: &BTreeSet<Permission>,
) -> Result<(), Refusal> {
    check_listed(draft, permissions)?;
    let catalog = draft.before.catalog_in_force();
    let feature = catalog.direct.as_ref().and_then(|direct| direct.feature.as_ref());
    let missing = feature.filter(|feature| !permissions.is_empty() && !draft.before.has_feature(feature));
    if let Some(feature) = missing {
        let label = catalog.features.get(feature).map_or("", |declared| declared.label.as_str());
        draft.refuse(feature_off(feature.as_str(), label));
    }
    Ok(())
}

/// Direct permissions are those that the catalog lists.
pub(super) fn check_listed(draft: &Draft<'_>, permissions: &BTreeSet<Permission>) -> Result<(), Refusal> {
    let direct = draft.before.catalog.direct.as_ref();
    let unlisted = |p: &&Permission| direct.is_none_or(|direct| !direct.permissions.contains(*p));
    match permissions.iter().find(unlisted) {
        None => Ok(()),
        Some(permission) => {
            let detail = format!("`{permission}` is not given to members directly");
            Err(Refusal::invalid("permissions", detail).help("give a role that has it"))
        }
    }
}
