//! What a catalog's TOML says, key by key, before any name in it is looked up. The doc comments here are what the
//! JSON Schema tells an author about each key.

mod plans;
mod roles;
mod values;

pub(crate) use plans::{RawDirect, RawEdition, RawFeature, RawLimit};
pub(crate) use roles::{RawGrant, RawMatrix, RawRole};
pub(crate) use values::{Counts, Need, OneOrMany, OwnerWord, RawCommands, Shareable};

use crate::model::{AccessClass, OnEnd, Reach, RolesPerMember};
use crate::read::{At, Named, Text, tables};

tables! {
    /// A catalog: what one product has to protect, and who may do what in it.
    RawCatalog: "a catalog" {
        /// The product's id: `zoho-crm`. Every version of its catalog keeps it.
        #[schemars(required)]
        catalog: Option<Text>,
        /// The product's name for people.
        #[schemars(required)]
        name: Option<Text>,
        /// How far a grant that names no reach goes over records: `all` (as usual), `shared` or `assigned`. Modules
        /// that live in containers have `shared`.
        default_reach: Option<At<Reach>>,
        /// What the first member of an organization gets.
        founder: Option<RawFounder>,
        /// Whether a member holds exactly `one` role in the organization (as usual), or `any` number.
        roles_per_member: Option<At<RolesPerMember>>,
        /// The role of a member for whom none is named.
        default_role: Option<Text>,
        /// How members are added.
        invite: Option<RawInvite>,
        /// What the product calls things: `position = "Role"`.
        labels: Option<Named<Text>>,
        /// The standard actions of every module with what each does to a record, in place of the usual
        /// `view = "read"`, `create = "write"`, `edit = "write"`, `delete = "delete"`.
        actions: Option<Named<At<AccessClass>>>,
        /// The kinds of records.
        modules: Option<Named<RawModule>>,
        /// The dimensions that cut access by value, such as location or audience.
        segments: Option<Named<RawSegment>>,
        /// The kinds of members, the usual one first. Left out: one kind, `user`.
        kinds: Option<Named<RawKind>>,
        /// The kinds of containers, such as projects, that hold records and have members of their own.
        containers: Option<Named<RawContainer>>,
        /// The built-in places of the reporting tree. Left out: the product has no such tree.
        positions: Option<Named<RawPosition>>,
        /// The built-in roles.
        roles: Option<Named<RawRole>>,
        /// Short words for sets of actions, used in the cells of `[matrix]`.
        levels: Option<Named<Vec<Text>>>,
        /// Grants as a table: `roles` names the columns, every other key is a module with one level per role.
        matrix: Option<RawMatrix>,
        /// Permissions that may be given to a member without a role.
        direct: Option<RawDirect>,
        /// What an organization may have or lack.
        features: Option<Named<RawFeature>>,
        /// The plans, the default one first. Left out: nothing is limited.
        editions: Option<Named<RawEdition>>,
        /// What editions limit, where the name alone does not say it.
        limits: Option<Named<RawLimit>>,
        /// The permission that each command and reading asks for, where it is not the usual one.
        commands: Option<RawCommands>,
        /// Ids of an earlier version that are given up on purpose.
        retired: Option<RawRetired>,
    }

    /// What the first member of an organization gets.
    RawFounder: "a table with `role` and `position`" {
        /// The founder's role in the organization.
        role: Option<Text>,
        /// The founder's place in the reporting tree.
        position: Option<Text>,
    }

    /// How members are added.
    RawInvite: "a table" {
        /// Whether an invitation is mailed (as usual). Without mail a new member is active at once.
        mail: Option<At<bool>>,
        /// What must be given of a new member: `email` (always), `name`.
        needs: Option<Vec<At<Need>>>,
        /// How long an invitation works: `7 days`, `12 hours`, `30 minutes`.
        valid_for: Option<Text>,
    }

    /// A kind of record that the product protects.
    RawModule: "a table" {
        /// The name for people. Left out: made from the id.
        label: Option<Text>,
        /// The heading it stands under; grants name all modules of it as `@group`.
        group: Option<Text>,
        /// Which of the standard actions it has. Left out: all.
        actions: Option<Vec<Text>>,
        /// Actions beyond the standard ones, each with what it does to a record: `export = "read"`.
        more: Option<Named<At<AccessClass>>>,
        /// Modules whose records may be the parent of a record here. Parents nest two levels at most.
        parents: Option<Vec<Text>>,
        /// Whose owner a record has: its `own` (as usual), or its `parent`'s.
        owner: Option<At<OwnerWord>>,
        /// The property under which a caller that asks about an unregistered record names its owner, among the
        /// `resource.properties` that it sends. Left out: `owner`.
        owner_property: Option<Text>,
        /// The record follows its parent altogether: for each action here the action it asks of the parent.
        follows: Option<Named<Text>>,
        /// The container kind that records live in.
        r#in: Option<Text>,
        /// Segments that records carry.
        segments: Option<Vec<Text>>,
        /// Whether records are shared by default or by rule. A level is what a new organization starts with; `true`
        /// is `private`.
        shareable: Option<At<Shareable>>,
        /// Whether permissions here are held through built-in roles only.
        reserved: Option<At<bool>>,
        /// Whether a role whose every grant here is `assigned` reaches the records below only so, too.
        caps_children: Option<At<bool>>,
        /// The id this module had in the version before.
        renamed_from: Option<Text>,
        /// Actions that had another id in the version before: `new = "old"`.
        renamed_actions: Option<Named<Text>>,
    }

    /// A dimension that cuts access by value.
    RawSegment: "a table" {
        /// The name for people.
        label: Option<Text>,
        /// The values there are. Left out: any text.
        values: Option<Vec<Text>>,
        /// The id this segment had in the version before.
        renamed_from: Option<Text>,
    }

    /// A kind of member.
    RawKind: "a table" {
        /// The name for people.
        label: Option<Text>,
        /// The built-in roles of the organization that such a member may hold. Left out: all of them for the first
        /// kind, none for the others.
        roles: Option<Vec<Text>>,
        /// Whether such a member may hold custom roles. Where no kind says so, the first one may.
        custom: Option<At<bool>>,
        /// Whether such a member signs in (as usual).
        sign_in: Option<At<bool>>,
        /// Whether such a member belongs to a client company.
        company: Option<At<bool>>,
        /// The id this kind had in the version before.
        renamed_from: Option<Text>,
    }

    /// A kind of container.
    RawContainer: "a table" {
        /// The module that such a container is itself a record of.
        module: Text,
        /// The name for people.
        label: Option<Text>,
        /// Whether who makes a container becomes a member of it.
        creator_joins: Option<At<bool>>,
        /// The roles in the container of a member for whom none is named.
        default_roles: Option<Vec<Text>>,
        /// What happens at the end of a membership's period: it ends (`end`, as usual), or somebody is reminded
        /// (`remind`).
        on_end: Option<At<OnEnd>>,
        /// The id this kind had in the version before.
        renamed_from: Option<Text>,
    }

    /// A built-in place in the reporting tree.
    RawPosition: "a table" {
        /// The position above. Exactly one position has none.
        reports_to: Option<Text>,
        /// Whether members of this position reach each other's records.
        share_with_peers: Option<At<bool>>,
        /// What it is for.
        description: Option<Text>,
        /// The name this position had in the version before.
        renamed_from: Option<Text>,
    }

    /// Ids of an earlier version that are given up on purpose.
    RawRetired: "a table of lists" {
        /// Modules.
        modules: Option<Vec<Text>>,
        /// Actions, each as `module:action`.
        actions: Option<Vec<Text>>,
        /// Built-in roles.
        roles: Option<Vec<Text>>,
        /// Built-in positions.
        positions: Option<Vec<Text>>,
        /// Member kinds.
        kinds: Option<Vec<Text>>,
        /// Container kinds.
        containers: Option<Vec<Text>>,
        /// Segments.
        segments: Option<Vec<Text>>,
        /// Values of segments, each as `segment=value`.
        segment_values: Option<Vec<Text>>,
        /// Features.
        features: Option<Vec<Text>>,
        /// Editions.
        editions: Option<Vec<Text>>,
        /// Permissions that could be given without a role, each as `module:action`.
        direct: Option<Vec<Text>>,
    }
}

impl RawCatalog {
    /// Reads a whole file; problems are noted, and what could be read is kept.
    pub(crate) fn of_file(
        table: &toml::Spanned<toml::de::DeTable<'_>>,
        problems: &mut crate::problem::Problems<'_>,
    ) -> Option<Self> {
        let table = crate::read::Keys::of_table(table.get_ref(), 0..0, Self::KEYS, problems);
        Self::from_keys(&table, problems)
    }

    /// Whether an action or a module could not be read, so that looking for it would tell the same thing twice.
    pub(crate) fn lost_actions(&self) -> bool {
        fn lost<T>(named: Option<&Named<T>>) -> bool {
            named.is_some_and(|named| named.names.len() > named.entries.len())
        }
        let modules = self.modules.iter().flat_map(|named| &named.entries);
        let mut more = modules.map(|(_, module)| module.more.as_ref());
        lost(self.actions.as_ref()) || lost(self.modules.as_ref()) || more.any(lost)
    }

    /// Where problems of the whole catalog are told: at its id, else at the top of the file.
    pub(crate) fn place(&self) -> crate::problem::Span {
        self.catalog.as_ref().map_or(0..0, |id| id.span.clone())
    }
}
