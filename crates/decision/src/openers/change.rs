//! One thing that somebody who may could change to open a deny.

use std::collections::BTreeSet;

use rolecall_catalog::{FeatureId, ModuleId, Permission, SegmentId, SegmentValue, SharingLevel};
use rolecall_organization::{ContainerId, MemberId, RecordKey, RoleId};
use serde::Serialize;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Makes the member active again.
    Activate {
        /// Who.
        member: MemberId,
    },
    /// The member accepts the invitation.
    AcceptInvitation {
        /// Who.
        member: MemberId,
    },
    /// Moves or clears the member's end date.
    ExtendPeriod {
        /// Who.
        member: MemberId,
    },
    /// Gives a role in the organization.
    GiveRole {
        /// To whom.
        member: MemberId,
        /// Which.
        role: RoleId,
        /// Roles that it takes the place of, as they are not held together.
        #[serde(skip_serializing_if = "BTreeSet::is_empty")]
        instead_of: BTreeSet<RoleId>,
    },
    /// Gives a permission without a role.
    GivePermission {
        /// To whom.
        member: MemberId,
        /// Which.
        permission: Permission,
    },
    /// Makes the member one of a container, or adds a role there, or extends a membership that is over.
    JoinContainer {
        /// Who.
        member: MemberId,
        /// Where.
        container: ContainerId,
        /// The roles held there afterwards.
        roles: BTreeSet<RoleId>,
    },
    /// Makes the member the owner.
    OwnRecord {
        /// Who.
        member: MemberId,
        /// Of which record. `None`: of the record to be.
        record: Option<RecordKey>,
    },
    /// Adds a value to those that the member is limited to.
    AllowMember {
        /// Who.
        member: MemberId,
        /// The segment.
        segment: SegmentId,
        /// The value.
        value: SegmentValue,
    },
    /// Adds a value to those that a role's grants on a module are limited to.
    AllowRole {
        /// The role.
        role: RoleId,
        /// The module.
        module: ModuleId,
        /// The segment.
        segment: SegmentId,
        /// The value.
        value: SegmentValue,
    },
    /// Gives a record a value.
    SetValue {
        /// Which record. `None`: the record to be.
        record: Option<RecordKey>,
        /// The segment.
        segment: SegmentId,
        /// The value.
        value: SegmentValue,
    },
    /// Raises a module's sharing default.
    RaiseDefault {
        /// The module.
        module: ModuleId,
        /// To this.
        level: SharingLevel,
    },
    /// Switches a feature on.
    SwitchOn {
        /// Which.
        feature: FeatureId,
    },
}
