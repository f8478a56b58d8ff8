//! The forms that commands carry: new members, edits, grants, principals, records.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use rolecall_catalog::{ActionId, KindId, Limits, ModuleId, Permission, Reach, SegmentId, SegmentValue};
use serde::{Deserialize, Serialize};

use super::Named;
use crate::{RecordId, RecordKey, change::Change};

/// Who is added.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The e-mail address.
    pub email: String,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The kind; absent: the catalog's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindId>,
    /// The roles; absent: the catalog's default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Named>>,
    /// Direct permissions.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub permissions: BTreeSet<Permission>,
    /// The position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Named>,
    /// The client company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The product's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The end date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Values that all access is limited to.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub segments: Limits,
    /// `false`: active and registered at once, without an invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<bool>,
}

/// What changes in a member.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditMember {
    /// Who.
    pub member: Named,
    /// Another address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Another name.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub name: Change<String>,
    /// Another kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<KindId>,
    /// Other roles; a list sent replaces the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Named>>,
    /// Another position.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub position: Change<Named>,
    /// Another company.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub company: Change<String>,
    /// Another id of the product's own.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub external_id: Change<String>,
    /// Another end date.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub ends_at: Change<Timestamp>,
    /// Other segment values.
    #[serde(default, skip_serializing_if = "Change::is_kept")]
    pub segments: Change<Limits>,
}

/// A grant of a custom role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantForm {
    /// The module.
    pub module: ModuleId,
    /// The actions in it.
    pub actions: Vec<ActionId>,
    /// How far over the records; absent: as the catalog says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    /// Values it is limited to.
    #[serde(default, skip_serializing_if = "Limits::is_empty")]
    pub limits: Limits,
}

/// One side of a sharing rule: a position or a group.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrincipalForm {
    /// The position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Named>,
    /// The group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Named>,
    /// For a position: also all below.
    #[serde(default)]
    pub and_below: bool,
}

/// A record as the product sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordForm {
    /// The module.
    pub module: ModuleId,
    /// The product's own id.
    pub id: RecordId,
    /// The member who owns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Named>,
    /// The record it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<RecordKey>,
    /// The container it lives in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
    /// Its values, by segment: one or several.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<SegmentId, OneOrMany>,
    /// The product's version of it: an older write is ignored and counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// One segment value, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(SegmentValue),
    /// Several.
    Many(BTreeSet<SegmentValue>),
}

impl OneOrMany {
    /// The values as a set.
    pub fn into_set(self) -> BTreeSet<SegmentValue> {
        match self {
            Self::One(value) => BTreeSet::from([value]),
            Self::Many(values) => values,
        }
    }
}
