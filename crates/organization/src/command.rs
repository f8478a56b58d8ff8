//! The commands: what may be asked of an organization, as the API, the console and command files send them. Members,
//! roles, positions and groups are named by id or by what people call them.

mod forms;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rolecall_catalog::{CatalogHash, EditionId, FeatureId, ModuleId, Permission, SharingLevel};
use serde::{Deserialize, Serialize};

use crate::{RecordId, RecordKey, change::Change, policy::RuleLevel};

pub use forms::{EditMember, GrantForm, NewMember, OneOrMany, PrincipalForm, RecordForm};

/// Names a member, role, position, group or container: by id, or by what people call it.
pub type Named = String;

/// A command. Fields that are absent keep their defaults, or, in an edit, what they are. A name that is absent is a rule's to
/// tell (`name_missing`), like one that is blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of the forms in section 6 of the design")]
pub enum Command {
    /// Gives the organization another name.
    #[serde(rename = "organization.rename")]
    RenameOrganization {
        #[serde(default)]
        name: String,
    },
    /// Gives it another slug.
    #[serde(rename = "organization.slug")]
    ChangeSlug { slug: String },
    /// Changes its plan.
    #[serde(rename = "organization.edition")]
    ChangeEdition { edition: EditionId },
    /// Switches features.
    #[serde(rename = "organization.features")]
    SwitchFeatures { features: BTreeMap<FeatureId, bool> },
    /// Changes several of these at once, all or nothing: each asks for what it would ask for alone.
    #[serde(rename = "organization.edit")]
    EditOrganization {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slug: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        edition: Option<EditionId>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        features: BTreeMap<FeatureId, bool>,
    },
    /// Adopts another version of the catalog.
    #[serde(rename = "organization.catalog")]
    AdoptCatalog { catalog: CatalogHash },
    /// Deletes the organization.
    #[serde(rename = "organization.delete")]
    DeleteOrganization {},
    /// Hands over the role that exactly one member holds.
    #[serde(rename = "organization.transfer")]
    TransferOwnership { to: Named },
    /// Adds a member.
    #[serde(rename = "member.invite")]
    InviteMember(NewMember),
    /// Adds members, all or nothing.
    #[serde(rename = "member.invite_all")]
    InviteMembers { members: Vec<NewMember> },
    /// Registers an invited member.
    #[serde(rename = "member.accept")]
    AcceptInvitation {
        invitation: String,
        #[serde(default)]
        name: Option<String>,
    },
    /// Sends an invitation again, voiding the old link.
    #[serde(rename = "member.resend")]
    ResendInvitation { member: Named },
    /// Changes a member's details.
    #[serde(rename = "member.edit")]
    EditMember(Box<EditMember>),
    /// Makes an inactive member active again.
    #[serde(rename = "member.activate")]
    ActivateMember { member: Named },
    /// Makes a member inactive.
    #[serde(rename = "member.deactivate")]
    DeactivateMember { member: Named },
    /// Replaces a member's roles in the organization.
    #[serde(rename = "member.roles")]
    SetRoles { member: Named, roles: Vec<Named> },
    /// Replaces a member's direct permissions.
    #[serde(rename = "member.permissions")]
    SetPermissions { member: Named, permissions: BTreeSet<Permission> },
    /// Removes a member.
    #[serde(rename = "member.remove")]
    RemoveMember {
        member: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transfer_records_to: Option<Named>,
    },
    /// Erases the personal values of a removed member, named by id.
    #[serde(rename = "member.erase")]
    EraseMember { member: Named },
    /// Makes a custom role.
    #[serde(rename = "role.create")]
    CreateRole {
        #[serde(default)]
        name: String,
        #[serde(default)]
        description: Option<String>,
        #[serde(default)]
        grants: Vec<GrantForm>,
        #[serde(default, rename = "in")]
        container: Option<String>,
    },
    /// Makes a custom role from another.
    #[serde(rename = "role.clone")]
    CloneRole {
        role: Named,
        #[serde(default)]
        name: String,
        #[serde(default)]
        description: Option<String>,
    },
    /// Changes a role.
    #[serde(rename = "role.edit")]
    EditRole {
        role: Named,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        name: Change<String>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        description: Change<String>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        grants: Change<Vec<GrantForm>>,
    },
    /// Deletes a custom role.
    #[serde(rename = "role.delete")]
    DeleteRole {
        role: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reassign_to: Option<Named>,
    },
    /// Makes a position.
    #[serde(rename = "position.create")]
    CreatePosition {
        #[serde(default)]
        name: String,
        #[serde(default)]
        reports_to: Option<Named>,
        #[serde(default)]
        share_with_peers: bool,
        #[serde(default)]
        description: Option<String>,
    },
    /// Changes a position.
    #[serde(rename = "position.edit")]
    EditPosition {
        position: Named,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        name: Change<String>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        reports_to: Change<Named>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        share_with_peers: Option<bool>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        description: Change<String>,
    },
    /// Deletes a position, moving its people and children.
    #[serde(rename = "position.delete")]
    DeletePosition {
        position: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transfer_to: Option<Named>,
    },
    /// Makes a group.
    #[serde(rename = "group.create")]
    CreateGroup {
        #[serde(default)]
        name: String,
        #[serde(default)]
        members: Vec<Named>,
        #[serde(default)]
        positions: Vec<Named>,
        #[serde(default)]
        positions_and_below: Vec<Named>,
        #[serde(default)]
        groups: Vec<Named>,
    },
    /// Changes a group; a list sent replaces the list.
    #[serde(rename = "group.edit")]
    EditGroup {
        group: Named,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        name: Change<String>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        members: Change<Vec<Named>>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        positions: Change<Vec<Named>>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        positions_and_below: Change<Vec<Named>>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        groups: Change<Vec<Named>>,
    },
    /// Deletes a group.
    #[serde(rename = "group.delete")]
    DeleteGroup { group: Named },
    /// Changes sharing defaults.
    #[serde(rename = "sharing_default.edit")]
    SetSharingDefaults { defaults: BTreeMap<ModuleId, SharingLevel> },
    /// Makes a sharing rule.
    #[serde(rename = "sharing_rule.create")]
    CreateSharingRule {
        module: ModuleId,
        from: PrincipalForm,
        to: PrincipalForm,
        level: RuleLevel,
        #[serde(default)]
        superiors_allowed: bool,
    },
    /// Changes a sharing rule.
    #[serde(rename = "sharing_rule.edit")]
    EditSharingRule {
        rule: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        module: Option<ModuleId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<PrincipalForm>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PrincipalForm>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        level: Option<RuleLevel>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        superiors_allowed: Option<bool>,
    },
    /// Deletes a sharing rule.
    #[serde(rename = "sharing_rule.delete")]
    DeleteSharingRule { rule: String },
    /// Makes a container.
    #[serde(rename = "container.create")]
    CreateContainer {
        kind: String,
        #[serde(default)]
        id: Option<String>,
        #[serde(default)]
        name: String,
        #[serde(default)]
        company: Option<String>,
    },
    /// Changes a container.
    #[serde(rename = "container.edit")]
    EditContainer {
        container: Named,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        name: Change<String>,
        #[serde(default, skip_serializing_if = "Change::is_kept")]
        company: Change<String>,
    },
    /// Deletes a container.
    #[serde(rename = "container.delete")]
    DeleteContainer { container: Named },
    /// Adds a member to a container, or changes the membership.
    #[serde(rename = "container_member.put")]
    PutContainerMember {
        container: Named,
        member: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        roles: Option<Vec<Named>>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Timestamp>,
    },
    /// Removes a member from a container.
    #[serde(rename = "container_member.remove")]
    RemoveContainerMember { container: Named, member: Named },
    /// Registers records, or changes them.
    #[serde(rename = "record.put")]
    PutRecords { records: Vec<RecordForm> },
    /// Takes records off the register.
    #[serde(rename = "record.delete")]
    DeleteRecords { records: Vec<RecordKey> },
    /// Gives records another owner, or none.
    #[serde(rename = "record.assign_owner")]
    AssignOwner {
        module: ModuleId,
        ids: Vec<RecordId>,
        #[serde(default)]
        owner: Option<Named>,
    },
}

impl Command {
    /// Its name, as command files and the audit log write it.
    pub fn name(&self) -> String {
        let written = serde_json::to_value(self).ok();
        let name = written.as_ref().and_then(|value| value.get("do")).and_then(|name| name.as_str());
        name.unwrap_or_default().to_owned()
    }
}
