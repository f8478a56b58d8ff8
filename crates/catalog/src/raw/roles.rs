//! `[roles]` and `[matrix]` as the TOML says them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::Spanned;
use toml::de::DeValue;

use super::OneOrMany;
use crate::model::Reach;
use crate::problem::Problems;
use crate::read::{At, Named, Read, Text, tables};

tables! {
    /// A built-in role.
    RawRole: "a table" {
        /// What it is for.
        description: Option<Text>,
        /// The container kind in which it is held. Left out: in the organization.
        r#in: Option<Text>,
        /// How many active members hold it: `[1]` at least one, `[1, 1]` exactly one.
        holders: Option<At<Vec<At<u64>>>>,
        /// With `holders = [1, 1]`: the role of the former holder once the role has changed hands.
        former_becomes: Option<Text>,
        /// Whether organizations may not edit it.
        locked: Option<At<bool>>,
        /// Whether it is held with no other role.
        alone: Option<At<bool>>,
        /// Roles that are not held together with it.
        exclusive_with: Option<Vec<Text>>,
        /// It counts only for a member who also holds one of these in the organization.
        only_with: Option<Vec<Text>>,
        /// What it gives.
        grants: Option<Vec<RawGrant>>,
        /// The name this role had in the version before.
        renamed_from: Option<Text>,
    }

    /// Permissions that a role gives.
    RawGrant: "a grant" {
        /// The modules: `*`, one, `@group`, or a list of these.
        on: OneOrMany,
        /// The actions: `*`, one, or a list.
        can: OneOrMany,
        /// What is left out: modules, `@group`, `module:action`.
        except: Option<Vec<Text>>,
        /// How far over the records: `all`, `shared` or `assigned`. Left out: the catalog's `default_reach`, and
        /// `shared` in modules that live in containers.
        reach: Option<At<Reach>>,
        /// Only records with one of these values, for each segment named.
        limits: Option<Named<At<Vec<Text>>>>,
        /// The grant counts only while the organization has this feature.
        feature: Option<Text>,
    }
}

/// Grants as a table.
#[derive(Debug, Clone)]
pub(crate) struct RawMatrix {
    /// The columns.
    pub(crate) roles: Vec<Text>,
    /// A row per module, a level per column.
    pub(crate) rows: Named<At<Vec<Text>>>,
}

impl Read for RawMatrix {
    const EXPECTED: &'static str = "a table with `roles` and a row per module";
    const HELP: &'static str =
        "write [matrix] with roles = [\"Administrator\"] and a row such as users = [\"rw\"]";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            return Self::mismatch(value, problems);
        };
        let rows = table.iter().filter(|(key, _)| key.get_ref() != "roles");
        let rows = Named::of(rows, problems);
        let Some(roles) = table.get("roles") else {
            problems.add(&value.span(), "`roles` is missing in [matrix]", Self::HELP);
            return None;
        };
        Some(Self { roles: Vec::read(roles, problems)?, rows })
    }
}

impl JsonSchema for RawMatrix {
    fn schema_name() -> Cow<'static, str> {
        "RawMatrix".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Grants as a table.",
            "type": "object",
            "properties": {
                "roles": {
                    "description": "The columns: roles.",
                    "type": "array",
                    "items": { "type": "string" },
                },
            },
            "required": ["roles"],
            "additionalProperties": {
                "description": "A module's row: one of [levels] per role, `-` for nothing.",
                "type": "array",
                "items": { "type": "string" },
            },
        })
    }
}
