//! What a catalog says of the version before it: ids that have another name now, and ids given up on purpose.

mod translate;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Catalog, ContainerKindId, EditionId, FeatureId, KindId, ModuleId, Permission, PositionId, RoleId,
    SegmentId, SegmentValue,
};

/// What ids of the version before are called now: old to new.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Renames {
    /// Modules.
    pub modules: BTreeMap<ModuleId, ModuleId>,
    /// Actions: the old permission, with the old module's name, to the new one.
    pub actions: BTreeMap<Permission, Permission>,
    /// Built-in roles.
    pub roles: BTreeMap<RoleId, RoleId>,
    /// Built-in positions.
    pub positions: BTreeMap<PositionId, PositionId>,
    /// Member kinds.
    pub kinds: BTreeMap<KindId, KindId>,
    /// Container kinds.
    pub container_kinds: BTreeMap<ContainerKindId, ContainerKindId>,
    /// Segments.
    pub segments: BTreeMap<SegmentId, SegmentId>,
    /// Features.
    pub features: BTreeMap<FeatureId, FeatureId>,
    /// Editions.
    pub editions: BTreeMap<EditionId, EditionId>,
}

macro_rules! renamed {
    ($($(#[$doc:meta])* $method:ident in $field:ident: $id:ty;)*) => {
        impl Renames {$(
            $(#[$doc])*
            pub fn $method<'a>(&'a self, old: &'a $id) -> &'a $id {
                self.$field.get(old).unwrap_or(old)
            }
        )*}
    };
}

renamed! {
    /// What a module of the version before is called now.
    module in modules: ModuleId;
    /// What a built-in role of the version before is called now.
    role in roles: RoleId;
    /// What a member kind of the version before is called now.
    kind in kinds: KindId;
    /// What a container kind of the version before is called now.
    container_kind in container_kinds: ContainerKindId;
    /// What a segment of the version before is called now.
    segment in segments: SegmentId;
    /// What a feature of the version before is called now.
    feature in features: FeatureId;
    /// What an edition of the version before is called now.
    edition in editions: EditionId;
}

impl Renames {
    /// What a permission of the version before is called now, whether its module, its action or both were renamed.
    pub fn permission(&self, old: &Permission) -> Permission {
        let moved = || Permission::new(self.module(&old.module).clone(), old.action.clone());
        self.actions.get(old).cloned().unwrap_or_else(moved)
    }

    /// The renames that apply to a version: of ids that it has, to ids that it does not have. A `renamed_from` stays in the
    /// file for organizations that have not come so far; for the others it says nothing any more.
    #[must_use]
    pub fn effective(&self, old: &Catalog) -> Self {
        Self {
            modules: applying(&self.modules, |id| old.modules.contains_key(id)),
            actions: applying(&self.actions, |permission| old.has(permission)),
            roles: applying(&self.roles, |id| old.roles.contains_key(id)),
            positions: applying(&self.positions, |id| old.positions.contains_key(id)),
            kinds: applying(&self.kinds, |id| old.kinds.contains_key(id)),
            container_kinds: applying(&self.container_kinds, |id| old.container_kinds.contains_key(id)),
            segments: applying(&self.segments, |id| old.segments.contains_key(id)),
            features: applying(&self.features, |id| old.features.contains_key(id)),
            editions: applying(&self.editions, |id| old.editions.contains_key(id)),
        }
    }
}

fn applying<I: Ord + Clone>(renames: &BTreeMap<I, I>, had: impl Fn(&I) -> bool) -> BTreeMap<I, I> {
    let applying = renames.iter().filter(|(from, to)| had(from) && !had(to));
    applying.map(|(from, to)| (from.clone(), to.clone())).collect()
}

/// Ids of the version before that are given up on purpose.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Retired {
    /// Modules.
    pub modules: BTreeSet<ModuleId>,
    /// Actions.
    pub actions: BTreeSet<Permission>,
    /// Built-in roles.
    pub roles: BTreeSet<RoleId>,
    /// Built-in positions.
    pub positions: BTreeSet<PositionId>,
    /// Member kinds.
    pub kinds: BTreeSet<KindId>,
    /// Container kinds.
    pub container_kinds: BTreeSet<ContainerKindId>,
    /// Segments.
    pub segments: BTreeSet<SegmentId>,
    /// Values of segments.
    pub segment_values: BTreeSet<(SegmentId, SegmentValue)>,
    /// Features.
    pub features: BTreeSet<FeatureId>,
    /// Editions.
    pub editions: BTreeSet<EditionId>,
    /// Permissions that could be given without a role.
    pub direct: BTreeSet<Permission>,
}
