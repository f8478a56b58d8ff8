//! Small values of the TOML: words out of a fixed few, and values that may be written in two ways.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::Spanned;
use toml::de::DeValue;

use crate::CommandName;
use crate::model::{AccessClass, CountedStatus, OnEnd, Reach, RolesPerMember, SetBy, SharingLevel};
use crate::problem::Problems;
use crate::read::{At, Named, Read, Text, Word};

macro_rules! words {
    ($($type:ty: $what:literal, $plural:literal, { $($word:literal = $value:expr,)* })*) => {$(
        impl Word for $type {
            const WHAT: &'static str = $what;
            const PLURAL: &'static str = $plural;
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $value)),*];
        }
    )*};
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(crate) enum Counts {
    /// Members.
    Members,
    /// Custom roles of the organization.
    Roles,
    /// Positions beyond the built-in ones.
    Positions,
    /// Groups.
    Groups,
    /// Sharing rules.
    SharingRules,
    /// Containers of a kind.
    Containers,
}

/// What must be given of a new member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(crate) enum Need {
    /// The e-mail address.
    Email,
    /// The name.
    Name,
}

/// Whose owner a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "snake_case")]
pub(crate) enum OwnerWord {
    /// Its own.
    Own,
    /// Its parent's.
    Parent,
}

words! {
    Counts: "kind of limit", "kinds of limits", {
        "members" = Self::Members,
        "roles" = Self::Roles,
        "positions" = Self::Positions,
        "groups" = Self::Groups,
        "sharing_rules" = Self::SharingRules,
        "containers" = Self::Containers,
    }
    Need: "detail of a member", "details", { "email" = Self::Email, "name" = Self::Name, }
    OwnerWord: "source of an owner", "sources", { "own" = Self::Own, "parent" = Self::Parent, }
    Reach: "reach", "reaches", { "assigned" = Self::Assigned, "shared" = Self::Shared, "all" = Self::All, }
    AccessClass: "access class", "access classes", {
        "read" = Self::Read,
        "write" = Self::Write,
        "delete" = Self::Delete,
    }
    RolesPerMember: "number of roles", "numbers", { "one" = Self::One, "any" = Self::Any, }
    OnEnd: "end of a membership", "ends", { "end" = Self::End, "remind" = Self::Remind, }
    SetBy: "party that sets a feature", "parties", { "platform" = Self::Platform, "edition" = Self::Edition, }
    CountedStatus: "status of a member", "statuses", {
        "invited" = Self::Invited,
        "active" = Self::Active,
        "inactive" = Self::Inactive,
    }
    SharingLevel: "sharing level", "sharing levels", {
        "private" = Self::Private,
        "public_read" = Self::PublicRead,
        "public_read_write" = Self::PublicReadWrite,
        "public_read_write_delete" = Self::PublicReadWriteDelete,
    }
}

/// `shareable`: `true`, `false`, or the level that a new organization starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shareable(pub(crate) Option<SharingLevel>);

impl Read for At<Shareable> {
    const EXPECTED: &'static str = "`true` or a sharing level";
    const HELP: &'static str = "write shareable = true, or a level such as shareable = \"public_read\"";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let level = match value.get_ref() {
            DeValue::Boolean(yes) => yes.then_some(SharingLevel::Private),
            DeValue::String(_) => Some(At::<SharingLevel>::read(value, problems)?.value),
            _ => return Self::mismatch(value, problems),
        };
        Some(Self { value: Shareable(level), span: value.span() })
    }
}

impl JsonSchema for Shareable {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Shareable".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "boolean" }, generator.subschema_for::<SharingLevel>()] })
    }
}

impl<T> Read for At<Vec<T>>
where
    T: Read,
{
    const EXPECTED: &'static str = Vec::<T>::EXPECTED;
    const HELP: &'static str = Vec::<T>::HELP;

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        Some(Self { value: Vec::read(value, problems)?, span: value.span() })
    }
}

/// One name or a list of them.
#[derive(Debug, Clone)]
pub(crate) struct OneOrMany(pub(crate) Vec<Text>, pub(crate) crate::problem::Span);

impl Read for OneOrMany {
    const EXPECTED: &'static str = "a name or a list of names";
    const HELP: &'static str =
        "write a name in quotes, a list such as [\"customers\", \"deals\"], or \"*\" for all";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(_) => Some(Self(vec![Text::read(value, problems)?], value.span())),
            DeValue::Array(_) => Some(Self(Vec::read(value, problems)?, value.span())),
            _ => Self::mismatch(value, problems),
        }
    }
}

impl JsonSchema for OneOrMany {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OneOrMany".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
    }
}

/// `[commands]`: a rule for a command, or for all whose names begin alike.
#[derive(Debug, Clone)]
pub(crate) struct RawCommands(pub(crate) Named<Text>);

impl Read for RawCommands {
    const EXPECTED: &'static str = "a table";
    const HELP: &'static str = "write [commands] with lines such as \"member.invite\" = \"users:create\"";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        Named::read(value, problems).map(Self)
    }
}

impl JsonSchema for RawCommands {
    fn schema_name() -> Cow<'static, str> {
        "RawCommands".into()
    }

    /// Names every command, so that an editor can offer them.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let rule = |description: &str| serde_json::json!({ "type": "string", "description": description });
        let mut properties = serde_json::Map::new();
        for name in CommandName::ALL {
            properties.insert(name.as_str().to_owned(), rule(name.describe()));
        }
        json_schema!({
            "description": "For each command or reading: `module:action`, `module:*` (the action that fits), \
                `platform` (no member may), `member` (any member may) or `off` (the product has no such command).",
            "type": "object",
            "properties": properties,
            "patternProperties": { r"^([a-z_]+\.)?\*$": rule("All commands whose names begin so.") },
            "additionalProperties": false,
        })
    }
}
