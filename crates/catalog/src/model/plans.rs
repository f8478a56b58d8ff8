//! What an organization may have: features, editions, limits.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Reach;
use crate::{ContainerKindId, FeatureId, KindId, LimitId, ModuleId};

/// What an organization may have or lack.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// For people.
    pub label: String,
    /// Whether an organization has it where neither its edition nor a switch says so.
    pub default: bool,
    /// Who decides.
    pub set_by: SetBy,
    /// What cannot be done without it.
    pub gates: Vec<Gate>,
}

/// Who decides whether an organization has a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// The product's operator, by a switch on the organization; until then the edition, then the default.
    Platform,
    /// The edition alone.
    Edition,
}

/// What cannot be done without a feature.
#[derive(Debug, Clone, PartialEq)]
pub enum Gate {
    /// Grants of this reach in this module and those below it: `customers@assigned`.
    Reach(ModuleId, Reach),
    /// Commands of this name, or whose name starts with it: `sharing_rule.*`.
    Command(crate::CommandPattern),
}

/// A plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edition {
    /// For people.
    pub label: String,
    /// How many of each; a limit that is not named is not limited.
    pub limits: IndexMap<LimitId, u64>,
    /// The features it brings.
    pub features: BTreeSet<FeatureId>,
}

/// Something an edition counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// For people.
    pub label: String,
    /// What is counted.
    pub counts: Counted,
}

/// What a limit counts in an organization. Built-in roles and positions, and removed members, never count.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// Members of these kinds in these states.
    Members {
        /// The kinds; never empty.
        kinds: BTreeSet<KindId>,
        /// The states; never empty.
        statuses: BTreeSet<CountedStatus>,
    },
    /// Custom roles held in the organization.
    Roles,
    /// Positions beyond the built-in ones.
    Positions,
    /// Groups.
    Groups,
    /// Sharing rules.
    SharingRules,
    /// Containers of a kind.
    Containers(ContainerKindId),
}

/// The state of a member, as far as a limit counts it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CountedStatus {
    /// Invited, not yet registered.
    Invited,
    /// Active.
    Active,
    /// Made inactive.
    Inactive,
}
