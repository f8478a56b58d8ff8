//! What happened: the events that the ledger keeps and the policy is a fold over. They hold no personal data.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rolecall_catalog::{
    CatalogHash, ContainerKindId, EditionId, FeatureId, Grant, KindId, Limits, ModuleId, Name, Permission,
    SharingLevel,
};
use serde::{Deserialize, Serialize};

use crate::{
    Company, ContainerId, GroupId, GroupParts, MemberId, OrganizationId, PositionId, RoleId, SharingRuleId,
    Slug,
    change::Change,
    policy::{Commitments, Principal, RuleLevel, Status},
};

/// One thing that happened in an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "events come few at a time")]
#[expect(missing_docs, reason = "the fields are the ones of the policy they change, documented there")]
pub enum Event {
    /// The organization was founded; the first of every ledger.
    OrganizationFounded {
        organization: OrganizationId,
        slug: Slug,
        name: Name,
        catalog: CatalogHash,
        edition: Option<EditionId>,
        at: Timestamp,
    },
    /// It got another name.
    OrganizationRenamed { name: Name },
    /// It got another slug.
    SlugChanged { slug: Slug },
    /// It changed its plan.
    EditionChanged { edition: EditionId },
    /// Features were switched.
    FeaturesSwitched { features: BTreeMap<FeatureId, bool> },
    /// Another version of the catalog came into force.
    CatalogAdopted { catalog: CatalogHash },
    /// The organization was deleted.
    OrganizationDeleted {},
    /// A member was added.
    MemberAdded {
        member: MemberId,
        status: Status,
        kind: KindId,
        roles: BTreeSet<RoleId>,
        permissions: BTreeSet<Permission>,
        position: Option<PositionId>,
        company: Option<Company>,
        ends_at: Option<Timestamp>,
        segments: Limits,
        personal: Commitments,
        at: Timestamp,
    },
    /// A member's details changed.
    MemberChanged(Box<MemberChanged>),
    /// A member's state changed: invited again, registered, made active or inactive.
    MemberStatusChanged { member: MemberId, status: Status },
    /// A member was removed.
    MemberRemoved { member: MemberId },
    /// A removed member's personal values were erased.
    MemberErased { member: MemberId },
    /// A member holds these roles in the organization from now on.
    MemberRolesSet { member: MemberId, roles: BTreeSet<RoleId> },
    /// A member holds these direct permissions from now on.
    MemberPermissionsSet { member: MemberId, permissions: BTreeSet<Permission> },
    /// A custom role was made.
    RoleCreated {
        role: RoleId,
        name: Name,
        description: Option<String>,
        container: Option<ContainerKindId>,
        grants: Vec<Grant>,
        cloned_from: Option<RoleId>,
    },
    /// A role changed.
    RoleChanged {
        role: RoleId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        description: Change<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grants: Option<Vec<Grant>>,
    },
    /// Whoever held one role holds another instead, in the organization and in containers.
    RoleReassigned { role: RoleId, to: RoleId },
    /// A custom role was deleted.
    RoleDeleted { role: RoleId },
    /// A position was made.
    PositionCreated {
        position: PositionId,
        name: Name,
        reports_to: PositionId,
        share_with_peers: bool,
        description: Option<String>,
    },
    /// A position changed.
    PositionChanged {
        position: PositionId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reports_to: Option<PositionId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share_with_peers: Option<bool>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        description: Change<String>,
    },
    /// A position was deleted; its people and the positions below it went to another.
    PositionDeleted { position: PositionId, to: PositionId },
    /// A group was made.
    GroupCreated { group: GroupId, name: Name, parts: GroupParts },
    /// A group changed.
    GroupChanged { group: GroupId, name: Name, parts: GroupParts },
    /// A group was deleted.
    GroupDeleted { group: GroupId },
    /// Sharing defaults changed.
    SharingDefaultsSet { defaults: BTreeMap<ModuleId, SharingLevel> },
    /// A sharing rule was made or changed.
    SharingRuleSet {
        rule: SharingRuleId,
        module: ModuleId,
        from: Principal,
        to: Principal,
        level: RuleLevel,
        superiors_allowed: bool,
    },
    /// A sharing rule was deleted.
    SharingRuleDeleted { rule: SharingRuleId },
    /// A container was made.
    ContainerCreated { container: ContainerId, kind: ContainerKindId, name: Name, company: Option<Company> },
    /// A container changed.
    ContainerChanged {
        container: ContainerId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        company: Change<Company>,
    },
    /// A container was deleted, with all memberships in it.
    ContainerDeleted { container: ContainerId },
    /// A member was added to a container, or the membership changed.
    ContainerMemberSet {
        container: ContainerId,
        member: MemberId,
        roles: BTreeSet<RoleId>,
        until: Option<Timestamp>,
    },
    /// A member was removed from a container.
    ContainerMemberRemoved { container: ContainerId, member: MemberId },
    /// Records were written; the entry carries their number and digest.
    RecordsWritten { written: u64, deleted: u64 },
}

/// What changed in a member's details; what did not change is absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberChanged {
    /// Who.
    pub member: MemberId,
    /// Another kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindId>,
    /// Another position, or none.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub position: Change<PositionId>,
    /// Another company, or none.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub company: Change<Company>,
    /// Another end date, or none.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub ends_at: Change<Timestamp>,
    /// Other segment values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Limits>,
    /// Commitments to other personal values, complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personal: Option<Commitments>,
}

impl MemberChanged {
    /// Other personal values, all else as it was.
    pub fn of_personal(member: &MemberId, personal: Commitments) -> Self {
        Self {
            member: member.clone(),
            kind: None,
            position: Change::Keep,
            company: Change::Keep,
            ends_at: Change::Keep,
            segments: None,
            personal: Some(personal),
        }
    }
}
