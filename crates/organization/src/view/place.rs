//! The organization, positions, groups, sharing rules and containers as readings show them.

use std::collections::BTreeMap;

use rolecall_catalog::{FeatureId, ModuleId};
use serde::Serialize;

use crate::{
    ContainerId, GroupId, Organization, PositionId, Principal, PrincipalKind, RuleLevel, SharingRuleId, Usage,
};

/// The organization itself.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Organization))]
pub struct OrganizationView {
    /// The id.
    pub id: String,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// The catalog's id.
    pub catalog: String,
    /// The hash of the catalog in force.
    pub catalog_hash: String,
    /// The plan.
    pub edition: Option<String>,
    /// Every feature, and whether the organization has it.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, bool>))]
    pub features: BTreeMap<FeatureId, bool>,
    /// Every limit: used, allowed.
    pub limits: Vec<Usage>,
}

/// A position.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Position))]
pub struct PositionView {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PositionId,
    /// The name.
    pub name: String,
    /// The name of the position above.
    pub reports_to: Option<String>,
    /// Whether its members reach each other's records.
    pub share_with_peers: bool,
    /// For people.
    pub description: Option<String>,
    /// How many members it has.
    pub members: usize,
}

/// A group; its parts by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Group))]
pub struct GroupView {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: GroupId,
    /// The name.
    pub name: String,
    /// Its members by id; removed ones are left out.
    pub members: Vec<String>,
    /// Positions.
    pub positions: Vec<String>,
    /// Positions and all below.
    pub positions_and_below: Vec<String>,
    /// Other groups.
    pub groups: Vec<String>,
}

/// A sharing rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = SharingRule))]
pub struct SharingRuleView {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: SharingRuleId,
    /// The module.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub module: ModuleId,
    /// Whose records.
    pub from: PrincipalView,
    /// With whom.
    pub to: PrincipalView,
    /// How far.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub level: RuleLevel,
    /// Whether superiors of those in `to` reach the records, too.
    pub superiors_allowed: bool,
}

/// One side of a sharing rule, by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Principal))]
pub struct PrincipalView {
    /// The position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// The group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// For a position: also all below.
    pub and_below: bool,
}

/// A container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Container))]
pub struct ContainerView {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: ContainerId,
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
    /// The client company.
    pub company: Option<String>,
    /// How many members it has.
    pub members: usize,
}

impl Organization {
    /// The organization as readings show it.
    pub fn organization_view(&self) -> OrganizationView {
        let features = self.catalog.features.keys().map(|id| (id.clone(), self.has_feature(id))).collect();
        OrganizationView {
            id: self.policy.id.to_string(),
            slug: self.policy.slug.to_string(),
            name: self.policy.name.to_string(),
            catalog: self.catalog.id.to_string(),
            catalog_hash: self.catalog.hash.to_string(),
            edition: self.policy.edition.as_ref().map(ToString::to_string),
            features,
            limits: self.usage(),
        }
    }

    /// A position as readings show it.
    pub fn position_view(&self, id: &PositionId) -> Option<PositionView> {
        let position = self.position(id)?;
        Some(PositionView {
            id: id.clone(),
            name: position.name.to_string(),
            reports_to: position.reports_to.as_ref().map(|above| self.position_name(above)),
            share_with_peers: position.share_with_peers,
            description: position.description.clone(),
            members: self.members().filter(|(_, member)| member.position.as_ref() == Some(id)).count(),
        })
    }

    /// A group as readings show it.
    pub fn group_view(&self, id: &GroupId) -> Option<GroupView> {
        let group = self.group(id)?;
        let parts = &group.parts;
        let stays = |id: &&crate::MemberId| self.member(id).is_some_and(|member| !member.is_removed());
        Some(GroupView {
            id: id.clone(),
            name: group.name.to_string(),
            members: parts.members.iter().filter(stays).map(ToString::to_string).collect(),
            positions: parts.positions.iter().map(|id| self.position_name(id)).collect(),
            positions_and_below: parts.positions_and_below.iter().map(|id| self.position_name(id)).collect(),
            groups: parts.groups.iter().map(|id| self.group_name(id)).collect(),
        })
    }

    /// A sharing rule as readings show it.
    pub fn sharing_rule_view(&self, id: &SharingRuleId) -> Option<SharingRuleView> {
        let rule = self.sharing_rule(id)?;
        Some(SharingRuleView {
            id: id.clone(),
            module: rule.module.clone(),
            from: self.principal_view(&rule.from),
            to: self.principal_view(&rule.to),
            level: rule.level,
            superiors_allowed: rule.superiors_allowed,
        })
    }

    /// A container as readings show it.
    pub fn container_view(&self, id: &ContainerId) -> Option<ContainerView> {
        let container = self.container(id)?;
        Some(ContainerView {
            id: id.clone(),
            kind: container.kind.to_string(),
            name: container.name.to_string(),
            company: container.company.as_ref().map(ToString::to_string),
            members: container.members.len(),
        })
    }

    fn principal_view(&self, principal: &Principal) -> PrincipalView {
        let (position, group) = match &principal.kind {
            PrincipalKind::Position(id) => (Some(self.position_name(id)), None),
            PrincipalKind::Group(id) => (None, Some(self.group_name(id))),
        };
        PrincipalView { position, group, and_below: principal.and_below }
    }

    fn position_name(&self, id: &PositionId) -> String {
        self.position(id).map_or_else(|| id.to_string(), |position| position.name.to_string())
    }

    fn group_name(&self, id: &GroupId) -> String {
        self.group(id).map_or_else(|| id.to_string(), |group| group.name.to_string())
    }
}
