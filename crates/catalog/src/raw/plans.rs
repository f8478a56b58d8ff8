//! `[direct]`, `[features]`, `[editions]` and `[limits]` as the TOML says them.

use super::Counts;
use crate::model::{CountedStatus, SetBy};
use crate::read::{At, Named, Text, tables};

tables! {
    /// Permissions that may be given to a member without a role.
    RawDirect: "a table with `permissions`" {
        /// Which, each as `module:action`.
        permissions: Vec<Text>,
        /// Only while the organization has this feature.
        feature: Option<Text>,
    }

    /// What an organization may have or lack.
    RawFeature: "a table" {
        /// The name for people.
        label: Option<Text>,
        /// Whether an organization has it where neither its edition nor a switch says so.
        default: Option<At<bool>>,
        /// Who decides: the product's operator by a switch (`platform`, as usual), or the `edition` alone.
        set_by: Option<At<SetBy>>,
        /// What cannot be done without it: `customers@assigned` (grants of that reach in that module and below),
        /// `sharing_rule.*` (commands).
        gates: Option<Vec<Text>>,
        /// The id this feature had in the version before.
        renamed_from: Option<Text>,
    }

    /// A plan.
    RawEdition: "a table" {
        /// The name for people.
        label: Option<Text>,
        /// How many of each: `members = 10`. What is not named is not limited.
        limits: Option<Named<At<u64>>>,
        /// The features it brings.
        features: Option<Vec<Text>>,
        /// The id this edition had in the version before.
        renamed_from: Option<Text>,
    }

    /// Something an edition counts.
    RawLimit: "a table" {
        /// The name for people.
        label: Option<Text>,
        /// What is counted. Not needed by the limits named `members`, `roles`, `positions`, `groups`,
        /// `sharing_rules` or as a container kind.
        counts: Option<At<Counts>>,
        /// With members: the kinds that count. Left out: all that sign in.
        kinds: Option<Vec<Text>>,
        /// With members: the states that count. Left out: all three.
        statuses: Option<Vec<At<CountedStatus>>>,
        /// With containers: the kind that counts.
        container: Option<Text>,
    }
}
