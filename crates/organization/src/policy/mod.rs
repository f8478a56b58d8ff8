//! An organization's policy: everything that decides, but for the records. A fold over the ledger's events (`apply`);
//! maps share their structure when cloned, so that a command works on a copy and readers keep what they hold.

mod container;
mod group;
mod member;
mod position;
mod role;
mod sharing;
mod tally;

use std::{collections::BTreeMap, sync::Arc};

use imbl::{OrdMap, OrdSet};
use jiff::Timestamp;
use rolecall_catalog::{
    Catalog, CatalogHash, ContainerKindId, EditionId, FeatureId, ModuleId, Name, SharingLevel,
};
use serde::{Deserialize, Serialize};

pub use container::{Container, Membership};
pub use group::{Group, GroupParts};
pub use member::{Commitments, Invitation, InvitationState, Member, Status};
pub use position::Position;
pub use role::{CustomRole, HeldGrant, RoleEdit, RoleRef, Source};
pub use sharing::{Principal, PrincipalKind, RuleLevel, SharingRule};
pub(crate) use tally::Tally;

use crate::{
    ContainerId, GroupId, InvitationId, MemberId, OrganizationId, People, PositionId, RoleId, SharingRuleId,
    Slug,
};

/// One organization: its policy, read with the catalog in force, and the personal values of its members.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) policy: Policy,
    pub(crate) people: People,
    pub(crate) tally: Tally,
}

/// What a fold over the ledger yields, and a snapshot stores. Holds no personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// The organization's id.
    pub id: OrganizationId,
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name for people.
    pub name: Name,
    /// The catalog in force.
    pub catalog: CatalogHash,
    /// Its plan, where the catalog has any.
    pub edition: Option<EditionId>,
    /// Features that were switched, on or off.
    pub switches: OrdMap<FeatureId, bool>,
    /// Everyone who ever was a member, removed ones included.
    pub members: OrdMap<MemberId, Arc<Member>>,
    /// Every invitation that was sent, to whom, and what came of it.
    pub invitations: OrdMap<InvitationId, (MemberId, InvitationState)>,
    /// Custom roles.
    pub custom_roles: OrdMap<RoleId, Arc<CustomRole>>,
    /// What was changed in built-in roles that the catalog does not lock.
    pub role_edits: OrdMap<RoleId, Arc<RoleEdit>>,
    /// The reporting tree.
    pub positions: OrdMap<PositionId, Arc<Position>>,
    /// Groups.
    pub groups: OrdMap<GroupId, Arc<Group>>,
    /// Sharing defaults that differ from the catalog's.
    pub sharing_defaults: OrdMap<ModuleId, SharingLevel>,
    /// Sharing rules.
    pub sharing_rules: OrdMap<SharingRuleId, Arc<SharingRule>>,
    /// Containers with their members.
    pub containers: OrdMap<ContainerId, Arc<Container>>,
    /// How many events were folded: generated ids are numbered by it.
    pub folded: u64,
    /// Ids of containers that were deleted: records may still name them, so they are not given again.
    pub deleted_containers: OrdSet<ContainerId>,
    /// When the organization was founded.
    pub founded_at: Timestamp,
    /// Whether the organization was deleted. Nothing is allowed in it, and nothing changes any more.
    pub deleted: bool,
}

impl Organization {
    /// An organization of a policy that was stored, the catalog in force and the people table.
    pub fn new(catalog: Arc<Catalog>, policy: Policy, people: People) -> Self {
        let tally = Tally::of(&policy);
        Self { catalog, policy, people, tally }
    }

    /// The catalog in force.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The catalog in force, to keep.
    pub fn catalog_in_force(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog)
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The personal values of the members.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Gives an organization of the past the personal values of today.
    #[must_use]
    pub fn with_people(mut self, people: People) -> Self {
        self.people = people;
        self
    }

    /// Whether the organization has a feature: a switch says so, else its edition, else the catalog's default.
    pub fn has_feature(&self, feature: &FeatureId) -> bool {
        let Some(declared) = self.catalog.features.get(feature) else { return false };
        let switched = self.policy.switches.get(feature).copied();
        switched.unwrap_or_else(|| declared.default || self.edition_brings(feature))
    }

    fn edition_brings(&self, feature: &FeatureId) -> bool {
        let edition = self.policy.edition.as_ref().and_then(|id| self.catalog.editions.get(id));
        edition.is_some_and(|edition| edition.features.contains(feature))
    }

    /// The level of a module's sharing default. `None`: the module is not shareable.
    pub fn sharing_default(&self, module: &ModuleId) -> Option<SharingLevel> {
        let declared = self.catalog.modules.get(module)?.sharing_default?;
        Some(self.policy.sharing_defaults.get(module).copied().unwrap_or(declared))
    }

    /// The sharing default of every module that can be shared.
    pub fn sharing_defaults(&self) -> BTreeMap<ModuleId, SharingLevel> {
        let modules = self.catalog.modules.keys();
        modules.filter_map(|id| Some((id.clone(), self.sharing_default(id)?))).collect()
    }

    /// The sharing defaults that replace those of now: what is sent, and the catalog's for the other modules.
    pub fn sharing_defaults_replaced(
        &self,
        sent: BTreeMap<ModuleId, SharingLevel>,
    ) -> BTreeMap<ModuleId, SharingLevel> {
        let declared = self.catalog.modules.iter();
        let declared = declared.filter_map(|(id, module)| Some((id.clone(), module.sharing_default?)));
        declared.chain(sent).collect()
    }

    /// The kind of a container; of an unknown one, nothing.
    pub fn container_kind(&self, container: &ContainerId) -> Option<&ContainerKindId> {
        self.policy.containers.get(container).map(|container| &container.kind)
    }
}
