//! Which ids come, go and are called otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::{ChangeKind, Comparison, DroppedId, Thing};
use crate::{Catalog, Permission, Renames, SegmentId, SegmentValue};

/// Notes all ids that come, go or are renamed.
pub(super) fn compare(old: &Catalog, new: &Catalog, renames: &Renames, found: &mut Comparison) {
    let retired = &new.retired;
    let mut sections = Sections { found };
    sections.ids(Thing::Module, old.modules.keys(), new.modules.keys(), &renames.modules, &retired.modules);
    sections.actions(old, new, renames);
    sections.ids(
        Thing::Segment,
        old.segments.keys(),
        new.segments.keys(),
        &renames.segments,
        &retired.segments,
    );
    sections.segment_values(old, new, renames);
    sections.ids(Thing::MemberKind, old.kinds.keys(), new.kinds.keys(), &renames.kinds, &retired.kinds);
    sections.ids(
        Thing::ContainerKind,
        old.container_kinds.keys(),
        new.container_kinds.keys(),
        &renames.container_kinds,
        &retired.container_kinds,
    );
    sections.ids(
        Thing::Position,
        old.positions.keys(),
        new.positions.keys(),
        &renames.positions,
        &retired.positions,
    );
    sections.ids(Thing::Role, old.roles.keys(), new.roles.keys(), &renames.roles, &retired.roles);
    let direct = |catalog: &Catalog| -> BTreeSet<Permission> {
        catalog.direct.iter().flat_map(|direct| direct.permissions.iter().cloned()).collect()
    };
    let (old_direct, new_direct) = (direct(old), direct(new));
    let moved: BTreeMap<Permission, Permission> = old_direct
        .iter()
        .map(|permission| (permission.clone(), renames.permission(permission)))
        .filter(|(before, after)| before != after)
        .collect();
    sections.ids(Thing::DirectPermission, old_direct.iter(), new_direct.iter(), &moved, &retired.direct);
    sections.ids(
        Thing::Feature,
        old.features.keys(),
        new.features.keys(),
        &renames.features,
        &retired.features,
    );
    sections.ids(
        Thing::Edition,
        old.editions.keys(),
        new.editions.keys(),
        &renames.editions,
        &retired.editions,
    );
    sections.limits(&renames.translate(old), new);
}

struct Sections<'a> {
    found: &'a mut Comparison,
}

impl Sections<'_> {
    fn ids<'i, I: Ord + Display + 'i>(
        &mut self,
        thing: Thing,
        old: impl Iterator<Item = &'i I>,
        new: impl Iterator<Item = &'i I>,
        called: &BTreeMap<I, I>,
        retired: &BTreeSet<I>,
    ) {
        let old: BTreeSet<&I> = old.collect();
        let new: Vec<&I> = new.collect();
        for id in &old {
            match called.get(*id).filter(|now| new.contains(now)) {
                Some(now) => {
                    let sentence = format!("{thing} `{id}` is now called `{now}`");
                    self.found.note(ChangeKind::Renamed, thing, now, sentence);
                }
                None if new.contains(id) => {}
                None => self.gone(thing, id, retired.contains(*id)),
            }
        }
        let was_other = |id: &I| called.iter().any(|(from, to)| to == id && old.contains(from));
        for id in new.iter().filter(|id| !old.contains(*id) && !was_other(id)) {
            self.found.note(ChangeKind::Added, thing, id, format!("{thing} `{id}` is new"));
        }
    }

    fn gone(&mut self, thing: Thing, id: &impl Display, retired: bool) {
        let sentence =
            if retired { format!("{thing} `{id}` is retired") } else { format!("{thing} `{id}` is gone") };
        self.found.note(ChangeKind::Removed, thing, id, sentence);
        if !retired {
            self.found.dropped.push(DroppedId { kind: thing, id: id.to_string() });
        }
    }

    /// Actions of modules that both versions have; those of a module that is new or gone come and go with it.
    fn actions(&mut self, old: &Catalog, new: &Catalog, renames: &Renames) {
        for (id, module) in &old.modules {
            let now = renames.module(id);
            let Some(new_module) = new.modules.get(now) else { continue };
            let permission = |action: &crate::ActionId| Permission::new(id.clone(), action.clone());
            let before: Vec<Permission> = module.actions.keys().map(permission).collect();
            let after: Vec<Permission> = new_module
                .actions
                .keys()
                .map(|action| Permission::new(now.clone(), action.clone()))
                .collect();
            for permission in &before {
                let called = renames.permission(permission);
                if !after.contains(&called) {
                    self.gone(Thing::Action, permission, new.retired.actions.contains(permission));
                } else if called.action != permission.action {
                    let sentence = format!("action `{permission}` is now called `{called}`");
                    self.found.note(ChangeKind::Renamed, Thing::Action, &called, sentence);
                }
            }
            let known: Vec<Permission> =
                before.iter().map(|permission| renames.permission(permission)).collect();
            for permission in after.iter().filter(|permission| !known.contains(permission)) {
                let sentence = format!("action `{permission}` is new");
                self.found.note(ChangeKind::Added, Thing::Action, permission, sentence);
            }
        }
    }

    /// Values of segments that list them in both versions.
    fn segment_values(&mut self, old: &Catalog, new: &Catalog, renames: &Renames) {
        for (id, segment) in &old.segments {
            let now: &SegmentId = renames.segments.get(id).unwrap_or(id);
            let after = new.segments.get(now).and_then(|segment| segment.values.as_ref());
            let (Some(before), Some(after)) = (&segment.values, after) else { continue };
            let named = |id: &SegmentId, value: &SegmentValue| format!("{id}={value}");
            for value in before.difference(after) {
                let retired = new.retired.segment_values.contains(&(id.clone(), value.clone()));
                self.gone(Thing::SegmentValue, &named(id, value), retired);
            }
            for value in after.difference(before) {
                let sentence = format!("segment value `{}` is new", named(now, value));
                self.found.note(ChangeKind::Added, Thing::SegmentValue, &named(now, value), sentence);
            }
        }
    }

    /// Limits come and go with editions; no organization names one, so none is dropped.
    fn limits(&mut self, old: &Catalog, new: &Catalog) {
        for id in old.limits.keys().filter(|id| !new.limits.contains_key(*id)) {
            self.found.note(ChangeKind::Removed, Thing::Limit, id, format!("limit `{id}` is gone"));
        }
        for id in new.limits.keys().filter(|id| !old.limits.contains_key(*id)) {
            self.found.note(ChangeKind::Added, Thing::Limit, id, format!("limit `{id}` is new"));
        }
    }
}
