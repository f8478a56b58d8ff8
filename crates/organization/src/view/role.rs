//! Roles as readings show them.

use std::collections::BTreeSet;

use rolecall_catalog::{ActionId, Grant, Limits, ModuleId, Reach};
use serde::Serialize;

use crate::{Organization, RoleRef};

/// A role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Role))]
pub struct RoleView {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// The container kind in which it is held.
    #[serde(rename = "in")]
    pub container: Option<String>,
    /// Whether it comes from the catalog.
    pub built_in: bool,
    /// Whether it is not edited.
    pub locked: bool,
    /// How many members hold it.
    pub holders: usize,
    /// What it gives.
    pub grants: Vec<GrantView>,
}

/// A grant, as the form of a role takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Grant))]
pub struct GrantView {
    /// The module.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub module: ModuleId,
    /// The actions in it.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub actions: BTreeSet<ActionId>,
    /// How far over the records.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub reach: Reach,
    /// Values it is limited to.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Vec<String>>))]
    pub limits: Limits,
}

impl From<&Grant> for GrantView {
    fn from(grant: &Grant) -> Self {
        let Grant { module, actions, reach, limits, feature: _ } = grant.clone();
        Self { module, actions, reach, limits }
    }
}

impl Organization {
    /// A role as readings show it.
    pub fn role_view(&self, role: &RoleRef<'_>) -> RoleView {
        RoleView {
            id: role.id.to_string(),
            name: role.name.to_owned(),
            description: role.description.map(str::to_owned),
            container: role.container.map(ToString::to_string),
            built_in: role.built_in.is_some(),
            locked: role.built_in.is_some_and(|built_in| built_in.locked),
            holders: self.holders_anywhere(role.id),
            grants: role
                .grants
                .iter()
                .filter(|grant| self.grant_counts(grant))
                .map(GrantView::from)
                .collect(),
        }
    }
}
