//! What a member holds in the organization: roles and direct permissions.

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, Permission};

use super::{Draft, draft::feature_off};
use crate::{Event, Refusal};

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
    if permissions.is_empty() {
        return Ok(());
    }
    let catalog = draft.before.catalog_in_force();
    let direct = catalog.direct.as_ref();
    let unlisted = permissions.iter().find(|p| direct.is_none_or(|direct| !direct.permissions.contains(*p)));
    if let Some(permission) = unlisted {
        let detail = format!("`{permission}` is not given to members directly");
        return Err(Refusal::invalid("permissions", detail).help("give a role that has it"));
    }
    let feature = direct.and_then(|direct| direct.feature.as_ref());
    if let Some(feature) = feature.filter(|feature| !draft.before.has_feature(feature)) {
        let label = catalog.features.get(feature).map_or("", |declared| declared.label.as_str());
        draft.refuse(feature_off(feature.as_str(), label));
    }
    Ok(())
}
