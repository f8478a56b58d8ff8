//! Records: what the product protects, as far as a decision needs to know it. They are no part of an organization's
//! policy: they live in a versioned table beside it (design, section 4).

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::{ModuleId, SegmentId, SegmentValue};
use serde::{Deserialize, Serialize};

use crate::{ContainerId, MemberId, RecordId};

/// Which record: its module and its id there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordKey {
    /// The module.
    pub module: ModuleId,
    /// The product's own id.
    pub id: RecordId,
}

impl RecordKey {
    /// A key of its two parts.
    pub fn new(module: ModuleId, id: RecordId) -> Self {
        Self { module, id }
    }
}

impl std::fmt::Display for RecordKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.module, self.id)
    }
}

/// What a decision needs to know of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Facts {
    /// The member who owns it. Always absent in modules that take their parent's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<MemberId>,
    /// The record it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<RecordKey>,
    /// The container it lives in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<ContainerId>,
    /// Its values, by segment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub segments: BTreeMap<SegmentId, BTreeSet<SegmentValue>>,
    /// The product's version of it: an older write is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// A change to one record: its facts from now on, or `None` when it is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// Which.
    pub key: RecordKey,
    /// What it is from now on.
    pub facts: Option<Facts>,
}

/// The records of one organization at one revision, as commands and decisions read them.
pub trait Records {
    /// The facts of a record, where it is registered. Put together when asked for: records may be kept otherwise.
    fn facts(&self, key: &RecordKey) -> Option<Facts>;

    /// Every record of a module, in the order of its own.
    fn of_module<'a>(&'a self, module: &ModuleId) -> Box<dyn Iterator<Item = (RecordId, Facts)> + 'a>;

    /// Up to `limit` records that the member owns, in the order of their keys.
    fn owned_by(&self, owner: &MemberId, limit: usize) -> Vec<RecordKey>;
}
