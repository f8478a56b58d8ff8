//! A preview as people read it: totals, who ends with nothing or with everything, and long lists cut short - never a count.

use rolecall_catalog::{Permission, Reach};
use rolecall_organization::{MemberId, Organization};
use serde::Serialize;

use super::{Moved, Preview, SameChange};

/// How many kinds of change are listed.
const LINES: usize = 100;
/// How many members are named on each line.
const NAMES: usize = 10;
/// What no count tells, whatever the change.
const UNREGISTERED: &str =
    "records that are not registered: what the product never told is in no count, nor are records to be";
/// What somebody is not told who may not ask about others.
const OTHERS: &str = "what changes for others: you may not ask about them";

/// What a change would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewReport {
    /// For how many members something changes.
    pub members: usize,
    /// How many gain something: a permission, a wider reach, or records.
    pub gaining: usize,
    /// How many lose something.
    pub losing: usize,
    /// Members who may do something now and nothing afterwards.
    pub ends_with_nothing: SomeMembers,
    /// Members who may do everything to every record afterwards, and may not now.
    pub ends_with_everything: SomeMembers,
    /// Each permission that somebody gains or loses, in the order of the catalog.
    pub permissions: Vec<PermissionTotal>,
    /// Who gains and loses what, on how many records each: members for whom the same changes stand together.
    pub changes: Vec<ChangeLine>,
    /// What `changes` leaves out for its length; every count above holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<LeftOut>,
    /// What no count holds.
    pub not_computed: Vec<String>,
}

/// Members: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SomeMembers {
    /// How many.
    pub count: usize,
    /// The first of them.
    pub members: Vec<NamedMember>,
}

/// A member with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedMember {
    /// The member's id; absent for one who is yet to be added.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<MemberId>,
    /// The member's name, else the e-mail address, where either is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What everybody together gains and loses by one permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionTotal {
    /// The permission.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission: Permission,
    /// How many members gain it, a wider reach, or records.
    pub gaining: usize,
    /// How many members lose it, some reach, or records.
    pub losing: usize,
    /// Records gained, summed over the members.
    pub gained: u64,
    /// Records lost, summed over the members.
    pub lost: u64,
}

/// Members for whom the same changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeLine {
    /// How many members.
    pub count: usize,
    /// The first of them.
    pub members: Vec<NamedMember>,
    /// Whether they may do something now and nothing afterwards.
    pub ends_with_nothing: bool,
    /// Whether they may do everything to every record afterwards, and may not now.
    pub ends_with_everything: bool,
    /// What changes for each of them, in the order of the catalog.
    pub permissions: Vec<PermissionChange>,
}

/// What a list leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeftOut {
    /// How many lines.
    pub changes: usize,
    /// How many members they speak of.
    pub members: usize,
}

/// What one member gains and loses by one permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PermissionChange {
    /// The permission.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission: Permission,
    /// The widest reach now; null: nowhere allowed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reach_before: Option<Reach>,
    /// The widest reach afterwards; null: nowhere allowed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reach_after: Option<Reach>,
    /// Whether other segment values limit it than now.
    pub limits_changed: bool,
    /// On how many registered records it is allowed now.
    pub records_before: u64,
    /// On how many it is allowed afterwards.
    pub records_after: u64,
    /// How many of these are new.
    pub gained: u64,
    /// How many of those before are gone.
    pub lost: u64,
}

impl Preview {
    /// The report, with the names that people go by in the organization as it is, or as it would be.
    pub fn report(&self, before: &Organization, after: &Organization) -> PreviewReport {
        let names = Names { preview: self, before, after };
        let count = |counts: &dyn Fn(&SameChange) -> bool| {
            let counted = self.changes.iter().filter(|change| counts(change));
            counted.map(|change| change.members.len()).sum()
        };
        let any = |change: &SameChange, does: fn(&Moved) -> bool| change.moved.iter().any(does);
        let some = |meant: fn(&SameChange) -> bool| {
            let members =
                self.changes.iter().filter(|change| meant(change)).flat_map(|change| &change.members);
            SomeMembers { count: count(&meant), members: names.of(members) }
        };
        let rest = self.changes.get(LINES..).unwrap_or_default();
        let left = LeftOut { changes: rest.len(), members: rest.iter().map(|rest| rest.members.len()).sum() };
        PreviewReport {
            members: count(&|_| true),
            gaining: count(&|change| any(change, Moved::gains)),
            losing: count(&|change| any(change, Moved::loses)),
            ends_with_nothing: some(|change| change.ends_with_nothing),
            ends_with_everything: some(|change| change.ends_with_everything),
            permissions: self.totals(),
            changes: self.changes.iter().take(LINES).map(|change| names.line(change)).collect(),
            left_out: (left.changes > 0).then_some(left),
            not_computed: self.not_computed(),
        }
    }

    fn not_computed(&self) -> Vec<String> {
        let others = self.of_one.then_some(OTHERS);
        others.into_iter().chain([UNREGISTERED]).map(str::to_owned).collect()
    }

    fn totals(&self) -> Vec<PermissionTotal> {
        let total = |permission: &Permission| PermissionTotal {
            permission: permission.clone(),
            gaining: 0,
            losing: 0,
            gained: 0,
            lost: 0,
        };
        let mut totals: Vec<Option<PermissionTotal>> = vec![None; self.permissions.len()];
        for change in &self.changes {
            let members = change.members.len();
            for moved in &change.moved {
                let known = totals.get_mut(moved.permission as usize).zip(self.permission(moved));
                let Some((known, permission)) = known else { continue };
                let known = known.get_or_insert_with(|| total(permission));
                known.gaining += if moved.gains() { members } else { 0 };
                known.losing += if moved.loses() { members } else { 0 };
                known.gained += moved.gained * members as u64;
                known.lost += moved.lost * members as u64;
            }
        }
        totals.into_iter().flatten().collect()
    }
}

struct Names<'a> {
    preview: &'a Preview,
    before: &'a Organization,
    after: &'a Organization,
}

impl Names<'_> {
    fn line(&self, change: &SameChange) -> ChangeLine {
        ChangeLine {
            count: change.members.len(),
            members: self.of(change.members.iter()),
            ends_with_nothing: change.ends_with_nothing,
            ends_with_everything: change.ends_with_everything,
            permissions: change.moved.iter().filter_map(|moved| self.permission(moved)).collect(),
        }
    }

    fn permission(&self, moved: &Moved) -> Option<PermissionChange> {
        Some(PermissionChange {
            permission: self.preview.permission(moved)?.clone(),
            reach_before: moved.reach_before,
            reach_after: moved.reach_after,
            limits_changed: moved.limits_changed,
            records_before: moved.records_before,
            records_after: moved.records_after,
            gained: moved.gained,
            lost: moved.lost,
        })
    }

    fn of<'a>(&self, members: impl Iterator<Item = &'a MemberId>) -> Vec<NamedMember> {
        let known = |id: &MemberId| self.before.policy().members.contains_key(id).then(|| id.clone());
        let mut named: Vec<NamedMember> =
            members.take(NAMES).map(|id| NamedMember { id: known(id), name: self.name(id) }).collect();
        // The ids of those who are yet to be added are drawn anew each time: they stand in the order of their names.
        named.sort_by_key(|member| (member.id.is_none(), member.id.is_none().then(|| member.name.clone())));
        named
    }

    fn name(&self, member: &MemberId) -> Option<String> {
        let people = [self.after, self.before].map(Organization::people);
        let mut known = people.into_iter().filter_map(|people| people.person(member));
        known.find_map(|person| {
            let address = person.email.as_ref().map(ToString::to_string);
            person.name.as_ref().map(ToString::to_string).or(address)
        })
    }
}
