//! What members with the same roles, direct permissions, limits and class hold, as one row: for each permission the reaches as
//! bits, and the set of owners whose records they open. Grants that limits cut stand beside it, one by one.

use std::{collections::BTreeSet, sync::Arc};

use rolecall_catalog::{Grant, Limits, Permission, Reach, SegmentId, SegmentValue};
use rolecall_organization::{ContainerId, HeldGrant, Organization, RoleId, Source};

use super::{
    sets::{EMPTY, Sets},
    shape::{ModuleShape, Shape},
};
use crate::engine::slots::Names;

/// What makes a row what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum RowKey {
    /// What is held in the organization.
    Organization { roles: BTreeSet<RoleId>, permissions: BTreeSet<Permission>, limits: Limits, viewer: u32 },
    /// What is held in a container: the roles there, and those in the organization that they count with.
    Container { there: BTreeSet<RoleId>, roles: BTreeSet<RoleId>, limits: Limits },
}

/// One permission in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The set of classes of owners whose records it opens, outside containers.
    pub set: u32,
    /// Bits, and from [`LIMITED`] on the number of the limited grants.
    pub bits: u32,
}

/// Some grant reaches everything.
pub(crate) const ALL: u32 = 1;
/// Some grant reaches what is shared.
pub(crate) const SHARED: u32 = 2;
/// Some grant reaches own records.
pub(crate) const OWN: u32 = 4;
/// Some grant is held, limited or not.
pub(crate) const HELD: u32 = 8;
/// Some grant that reaches everything is held, limited or not.
pub(crate) const HELD_ALL: u32 = 16;
/// From here on the number of the limited grants stands.
const LIMITED: u32 = 8;

impl Entry {
    /// Whether a bit is set.
    #[inline]
    pub fn has(self, bit: u32) -> bool {
        self.bits & bit != 0
    }

    /// The number of the grants beside it that limits cut; 0: none.
    #[inline]
    pub fn limits(self) -> u32 {
        self.bits >> LIMITED
    }

    /// Whether grants stand beside it that limits cut.
    #[inline]
    pub fn is_limited(self) -> bool {
        self.limits() != 0
    }
}

/// A grant that limits cut.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limited {
    pub reach: Reach,
    /// For each segment with a limit, the values allowed, as bits.
    pub allowed: Box<[Box<[u64]>]>,
}

/// A grant as it is held, for explanations.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Kept {
    /// The role; none: it is a direct permission.
    role: Option<RoleId>,
    pub reach: Reach,
    /// For each segment of the module with a limit, what grant and member both allow.
    pub allowed: Box<[(SegmentId, BTreeSet<SegmentValue>)]>,
}

impl Kept {
    fn of(source: &Source, grant: &Grant, limits: &Limits, module: &ModuleShape) -> Self {
        let allowed = module.segments.iter().filter_map(|segment| {
            let both = [grant.limits.get(segment), limits.get(segment)];
            let allowed = both.into_iter().flatten().cloned().reduce(|one, other| &one & &other)?;
            Some((segment.clone(), allowed))
        });
        let role = match source {
            Source::Role(role) | Source::ContainerRole { role, .. } => Some(role.clone()),
            Source::Direct => None,
        };
        Self { role, reach: grant.reach, allowed: allowed.collect() }
    }

    /// What it is held through.
    pub fn source(&self, container: Option<&ContainerId>) -> Source {
        match (&self.role, container) {
            (None, _) => Source::Direct,
            (Some(role), None) => Source::Role(role.clone()),
            (Some(role), Some(container)) => {
                Source::ContainerRole { container: container.clone(), role: role.clone() }
            }
        }
    }
}

impl Limited {
    /// Whether a record with these values lies within every limit.
    pub fn admits(&self, values: &[u32]) -> bool {
        let has = |allowed: &[u64], value: u32| {
            allowed.get((value / 64) as usize).is_some_and(|word| word >> (value % 64) & 1 == 1)
        };
        self.allowed.iter().all(|allowed| values.iter().any(|value| has(allowed, *value)))
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub entries: Box<[Entry]>,
    held: Arc<Holding>,
}

/// What a row stands for, whatever sets its entries point at.
#[derive(Debug, Clone)]
struct Holding {
    key: RowKey,
    limited: Vec<Box<[Limited]>>,
    kept: Vec<Kept>,
    /// The permission and the number of a grant that gives it, in the order of permissions.
    gives: Box<[(u32, u32)]>,
}

impl Row {
    /// The row of nobody.
    pub fn empty(shape: &Shape) -> Self {
        let key = RowKey::Container { there: BTreeSet::new(), roles: BTreeSet::new(), limits: Limits::new() };
        let held = Holding { key, limited: Vec::new(), kept: Vec::new(), gives: Box::default() };
        Self { entries: vec![Entry::default(); shape.permissions.len()].into(), held: Arc::new(held) }
    }

    /// Whether it is the row of members, and not of nobody.
    pub fn is_somebodys(&self) -> bool {
        matches!(self.held.key, RowKey::Organization { .. })
    }

    /// The grants of a permission, in the order in which they are held.
    pub fn kept(&self, permission: u32) -> impl Iterator<Item = &Kept> {
        let first = self.held.gives.partition_point(|(given, _)| *given < permission);
        let given = self.held.gives.iter().skip(first).take_while(move |(given, _)| *given == permission);
        given.filter_map(|(_, number)| self.held.kept.get(*number as usize))
    }

    /// Compiles a row.
    pub fn of(
        organization: &Organization,
        shape: &Shape,
        sets: &Sets,
        names: &mut Names,
        key: RowKey,
    ) -> Self {
        let mut entries = vec![Entry::default(); shape.permissions.len()];
        let mut add = |permission: u32, bits: u32| {
            entries.get_mut(permission as usize).into_iter().for_each(|entry| entry.bits |= bits);
        };
        let (held, limits) = match &key {
            RowKey::Organization { roles, permissions, limits, .. } => {
                (organization.held_by(roles, permissions), limits.clone())
            }
            RowKey::Container { there, roles, limits } => {
                (held_there(organization, there, roles), limits.clone())
            }
        };
        let mut beside: Vec<(u32, Limited)> = Vec::new();
        let (mut kept, mut gives): (Vec<Kept>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
        for HeldGrant { grant, source } in &held {
            let Some(module) = shape.place(&grant.module).and_then(|place| shape.module(place)) else {
                continue;
            };
            let grants = Kept::of(source, grant, &limits, module);
            let bits =
                |(segment, values): &(SegmentId, BTreeSet<SegmentValue>)| bits_of(names, segment, values);
            let allowed: Box<[Box<[u64]>]> = grants.allowed.iter().map(bits).collect();
            let number = u32::try_from(kept.len()).unwrap_or_default();
            kept.push(grants);
            for permission in grant.actions.iter().filter_map(|action| module.permission(action.as_str())) {
                gives.push((permission, number));
                if allowed.is_empty() {
                    add(permission, bit_of(grant.reach) | HELD | held_all(grant.reach));
                } else {
                    add(permission, HELD | held_all(grant.reach));
                    beside.push((permission, Limited { reach: grant.reach, allowed: allowed.clone() }));
                }
            }
        }
        gives.sort_unstable();
        beside.sort_by_key(|(permission, _)| *permission);
        let mut limited: Vec<Box<[Limited]>> = Vec::new();
        for grants in beside.chunk_by(|one, other| one.0 == other.0) {
            let Some((permission, _)) = grants.first() else { continue };
            limited.push(grants.iter().map(|(_, grant)| grant.clone()).collect());
            add(*permission, u32::try_from(limited.len()).unwrap_or_default() << LIMITED);
        }
        let holding = Holding { key, limited, kept, gives: gives.into() };
        let mut row = Self { entries: entries.into(), held: Arc::new(holding) };
        row.aim(shape, sets);
        row
    }

    /// What makes it what it is.
    pub fn key(&self) -> &RowKey {
        &self.held.key
    }

    /// Points each permission at the set that it opens.
    pub fn aim(&mut self, shape: &Shape, sets: &Sets) {
        let RowKey::Organization { viewer, .. } = self.held.key else { return };
        for (entry, permission) in self.entries.iter_mut().zip(&shape.permissions) {
            entry.set = if entry.has(ALL) {
                sets.everybody()
            } else if entry.has(SHARED) {
                sets.place(viewer, permission.module, permission.class)
            } else {
                EMPTY
            };
        }
    }

    /// One permission.
    #[inline]
    pub fn entry(&self, permission: u32) -> Entry {
        self.entries.get(permission as usize).copied().unwrap_or_default()
    }

    /// The grants of a permission that limits cut.
    pub fn limited(&self, entry: Entry) -> &[Limited] {
        let place = (entry.bits >> LIMITED).checked_sub(1);
        place.and_then(|place| self.held.limited.get(place as usize)).map(AsRef::as_ref).unwrap_or_default()
    }

    /// The class of its members as viewers; nobody's in a container.
    pub fn viewer(&self) -> u32 {
        if let RowKey::Organization { viewer, .. } = self.held.key { viewer } else { 0 }
    }

    /// Whether limits cut any of its grants.
    pub fn has_limits(&self) -> bool {
        !self.held.limited.is_empty()
    }

    /// Whether it leans on a role.
    pub fn names_role(&self, role: &RoleId) -> bool {
        match &self.held.key {
            RowKey::Organization { roles, .. } => roles.contains(role),
            RowKey::Container { there, roles, .. } => there.contains(role) || roles.contains(role),
        }
    }
}

fn held_there(
    organization: &Organization,
    there: &BTreeSet<RoleId>,
    roles: &BTreeSet<RoleId>,
) -> Vec<HeldGrant> {
    // Which container it is makes no difference to what its roles give.
    let anywhere: Result<ContainerId, _> = "anywhere".parse();
    anywhere.map(|anywhere| organization.held_there(&anywhere, there, roles)).unwrap_or_default()
}

fn bit_of(reach: Reach) -> u32 {
    match reach {
        Reach::All => ALL,
        Reach::Shared => SHARED,
        Reach::Assigned => OWN,
    }
}

fn held_all(reach: Reach) -> u32 {
    if reach == Reach::All { HELD_ALL } else { 0 }
}

/// Values as bits, by their numbers.
fn bits_of(names: &mut Names, segment: &SegmentId, values: &BTreeSet<SegmentValue>) -> Box<[u64]> {
    let numbers: Vec<u32> = values.iter().map(|value| names.intern_value(segment, value)).collect();
    let last = numbers.iter().max().map_or(0, |last| last / 64 + 1);
    let mut bits = vec![0_u64; last as usize];
    for number in numbers {
        bits.get_mut((number / 64) as usize).into_iter().for_each(|word| *word |= 1 << (number % 64));
    }
    bits.into()
}
