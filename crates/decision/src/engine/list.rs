//! Which records a member may reach: collected by owner, container and parent rather than asked one by one, so that the work is
//! in proportion to what is found.

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_organization::{MemberId, RecordId};

use super::{
    Engine, MemberRef, PermissionRef, RecordRef,
    check::{Asker, Found},
    columns::Table,
    rights::{ALL, Entry, ModuleShape, NOWHERE, OWN, OwnerFrom, SHARED},
};

/// The records that a member reaches.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    table: Option<&'a Table>,
    slots: Vec<u32>,
    /// Containers that are records without having been registered as such.
    containers: Vec<&'a str>,
}

impl<'a> Listing<'a> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len() + self.containers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn into_parts(self) -> (Option<&'a Table>, Vec<u32>, Vec<&'a str>) {
        (self.table, self.slots, self.containers)
    }

    /// The registered ones, in no particular order.
    pub fn records(&self) -> impl Iterator<Item = RecordRef> + '_ {
        self.slots.iter().map(|slot| RecordRef(*slot))
    }

    /// The ids of all, in no particular order.
    pub fn ids(&self) -> impl Iterator<Item = &'a str> + '_ {
        let registered = self.table.into_iter().flat_map(|table| table.ids_of(&self.slots));
        registered.chain(self.containers.iter().copied())
    }

    /// The ids of all, in the order of their first registration, containers that were never registered behind.
    pub fn in_order(mut self) -> Vec<RecordId> {
        if let Some(table) = self.table {
            table.sort(&mut self.slots);
        }
        self.containers.sort_unstable();
        self.ids().filter_map(|id| id.parse().ok()).collect()
    }
}

impl Engine {
    /// The records of the permission's module - containers are records of their kind's module - on which the member may do its
    /// action at an instant.
    pub fn list(&self, member: MemberRef, permission: PermissionRef, now: Timestamp) -> Listing<'_> {
        let mut listing = Listing {
            table: self.columns.table(permission.table.into()),
            slots: Vec::new(),
            containers: Vec::new(),
        };
        let shapes = self.shapes(permission.number.into()).filter(|_| self.hot.is_current(permission));
        let (Some(row), Some((_, module))) = (self.rights.row(member.0, now), shapes) else { return listing };
        let asker = Asker { member: member.0, row, now };
        self.collect(asker, permission.number.into(), &mut listing.slots);
        if module.contains {
            listing.containers = self.unregistered(asker, permission.number.into(), module);
        }
        listing
    }

    /// The ids of the records on which a member may do something, in the order of their first registration.
    pub fn list_ids(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Vec<RecordId> {
        let member = self.names.members.find(member.as_str()).map(MemberRef);
        let permission = self.permission(&permission.module, &permission.action);
        let both = member.zip(permission);
        both.map(|(member, permission)| self.list(member, permission, now).in_order()).unwrap_or_default()
    }

    /// Collects the slots of the records that somebody reaches.
    fn collect(&self, asker: Asker<'_>, permission: u32, out: &mut Vec<u32>) {
        let Some((shape, module)) = self.shapes(permission) else { return };
        let Some(table) = self.columns.table(module.table) else { return };
        let entry = asker.row.entry(permission);
        let plain = module.owner == OwnerFrom::Itself && !module.contains && table.is_plain();
        if plain && !entry.is_limited() {
            self.collect_plain(asker, entry, table, out);
            return;
        }
        let mut candidates = Vec::new();
        if module.owner == OwnerFrom::Follows {
            for (parent, asked) in module.parents.iter().zip(&shape.asks) {
                if self.follow(asker, *parent, *asked, module, table, &mut candidates) == Whole::Yes {
                    everything(table, &mut candidates);
                    break;
                }
            }
        } else if self.open(asker, permission, module, table, &mut candidates) == Whole::Yes {
            everything(table, &mut candidates);
        }
        candidates.sort_unstable();
        candidates.dedup();
        out.extend(candidates.into_iter().filter(|slot| self.allows_any(asker, permission, table, *slot)));
    }

    /// Records to which nothing but owners matters, and grants without limits.
    fn collect_plain(&self, asker: Asker<'_>, entry: Entry, table: &Table, out: &mut Vec<u32>) {
        let sets = &self.rights.sets;
        if entry.set == sets.everybody() {
            everything(table, out);
            return;
        }
        self.each_run(sets.bits(entry.set), |run| {
            table.by_owner().sweep(run, |slots| out.extend_from_slice(slots));
        });
        let own = entry.has(OWN | SHARED) && !sets.holds(entry.set, self.rights.owner_class(asker.member));
        if own {
            out.extend_from_slice(table.by_owner().get(asker.member));
        }
    }

    /// Runs of neighbouring owners whose classes a set holds.
    fn each_run(&self, bits: &[u64], mut take: impl FnMut(std::ops::Range<u32>)) {
        let mut run = 0..0;
        for (word, base) in bits.iter().zip((0_u32..).step_by(64)) {
            let mut left = *word;
            while left != 0 {
                let class = base + left.trailing_zeros();
                left &= left - 1;
                for owner in self.rights.owners_of(class) {
                    if *owner == run.end {
                        run.end += 1;
                    } else {
                        take(std::mem::replace(&mut run, *owner..*owner + 1));
                    }
                }
            }
        }
        take(run);
    }

    /// Candidates for what the grants on a module with owners open; tells whether every record is one.
    fn open(
        &self,
        asker: Asker<'_>,
        permission: u32,
        module: &ModuleShape,
        table: &Table,
        out: &mut Vec<u32>,
    ) -> Whole {
        let entry = asker.row.entry(permission);
        let limited = asker.row.limited(entry);
        let any = |reach| limited.iter().any(|grant| grant.reach == reach);
        let shared = entry.has(SHARED) || any(rolecall_catalog::Reach::Shared);
        let own = shared || entry.has(OWN) || any(rolecall_catalog::Reach::Assigned);
        let Some((shape, _)) = self.shapes(permission) else { return Whole::No };
        let sets = &self.rights.sets;
        let set = sets.place(asker.row.viewer(), shape.module, shape.class);
        if entry.has(ALL) || (shared && set == sets.everybody()) || module.contains {
            return Whole::Yes;
        }
        for grant in limited.iter().filter(|grant| grant.reach == rolecall_catalog::Reach::All) {
            let admitted = |number: &u32| grant.admits(self.values(*number));
            for number in table.by_values().keys().filter(admitted) {
                out.extend_from_slice(table.by_values().get(number));
            }
        }
        if shared {
            self.each_run(sets.bits(set), |run| self.owned(module, table, run, out));
        }
        if own {
            self.owned(module, table, asker.member..asker.member + 1, out);
        }
        for place in
            self.rights.places(asker.member).iter().filter(|place| self.rights.counts(place, asker.now))
        {
            out.extend_from_slice(table.in_container(place.container));
        }
        Whole::No
    }

    /// The records whose owner, or whose parent's owner, is one of a run.
    fn owned(&self, module: &ModuleShape, table: &Table, run: std::ops::Range<u32>, out: &mut Vec<u32>) {
        if module.owner == OwnerFrom::Itself {
            table.by_owner().sweep(run, |slots| out.extend_from_slice(slots));
            return;
        }
        for parent in &module.parents {
            let above = self.rights.shape.module_of_table(*parent).zip(self.columns.table(*parent));
            let Some((above, above_table)) = above else { continue };
            let mut parents = Vec::new();
            self.owned(above, above_table, run.clone(), &mut parents);
            for slot in parents {
                table.children(*parent, slot, above_table.former(slot), |slots| out.extend_from_slice(slots));
            }
        }
    }

    /// Candidates for what follows parents of a module; tells whether every record is one.
    fn follow(
        &self,
        asker: Asker<'_>,
        parent: u32,
        asked: u32,
        module: &ModuleShape,
        table: &Table,
        out: &mut Vec<u32>,
    ) -> Whole {
        debug_assert!(module.parents.contains(&parent));
        if asked == NOWHERE {
            return Whole::No;
        }
        let Some((_, above)) = self.shapes(asked) else { return Whole::No };
        // Parents that were never registered, and such that are containers, are reached without a slot.
        let bare = Found::default();
        if above.contains || self.shapes(asked).is_some_and(|shapes| self.reaches(asker, asked, shapes, bare))
        {
            return Whole::Yes;
        }
        let Some(above_table) = self.columns.table(parent) else { return Whole::No };
        let mut parents = Vec::new();
        self.collect(asker, asked, &mut parents);
        for slot in parents {
            table.children(parent, slot, above_table.former(slot), |slots| out.extend_from_slice(slots));
        }
        Whole::No
    }

    /// The containers that are records of a module without having been registered as such, and that somebody reaches.
    fn unregistered<'a>(&'a self, asker: Asker<'_>, permission: u32, module: &ModuleShape) -> Vec<&'a str> {
        let Some(shapes) = self.shapes(permission) else { return Vec::new() };
        let table = self.columns.table(module.table);
        let kinds = &self.rights.shape.kind_modules;
        let here = |kind: u32| kinds.get(kind as usize - 1) == Some(&module.table);
        let containers = self.rights.containers().filter(|(_, kind)| here(*kind));
        let open = containers.filter(|(container, _)| {
            self.reaches(asker, permission, shapes, Found { container: *container, ..Found::default() })
        });
        let ids = open.filter_map(|(container, _)| self.names.containers.get(container));
        ids.map(rolecall_organization::ContainerId::as_str)
            .filter(|id| table.is_none_or(|table| table.find(id).is_none()))
            .collect()
    }
}

/// Whether every record of a module is a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

fn everything(table: &Table, out: &mut Vec<u32>) {
    if table.count() == table.end() {
        out.extend(0..table.end());
    } else {
        out.extend((0..table.end()).filter(|slot| table.is_live(*slot)));
    }
}
