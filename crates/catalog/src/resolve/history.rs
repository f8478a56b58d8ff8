//! `renamed_from` and `retired`: what this version says of the one before.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::names::{Id, Names, entries, id, once};
use crate::history::{Renames, Retired};
use crate::model::{Module, Segment};
use crate::problem::Problems;
use crate::raw::RawCatalog;
use crate::read::{Named, Text};
use crate::{ActionId, ModuleId, Permission, SegmentId, SegmentValue};

/// All renames.
pub(super) fn renamed(
    raw: &RawCatalog,
    names: &Names,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> Renames {
    let module_renames =
        renames(raw.modules.as_ref(), |entry| entry.renamed_from.as_ref(), &names.modules, problems);
    Renames {
        actions: actions(raw, modules, problems),
        modules: module_renames,
        roles: renames(raw.roles.as_ref(), |entry| entry.renamed_from.as_ref(), &names.roles, problems),
        positions: renames(
            raw.positions.as_ref(),
            |entry| entry.renamed_from.as_ref(),
            &names.positions,
            problems,
        ),
        kinds: renames(raw.kinds.as_ref(), |entry| entry.renamed_from.as_ref(), &names.kinds, problems),
        container_kinds: renames(
            raw.containers.as_ref(),
            |entry| entry.renamed_from.as_ref(),
            &names.containers,
            problems,
        ),
        segments: renames(
            raw.segments.as_ref(),
            |entry| entry.renamed_from.as_ref(),
            &names.segments,
            problems,
        ),
        features: renames(
            raw.features.as_ref(),
            |entry| entry.renamed_from.as_ref(),
            &names.features,
            problems,
        ),
        editions: renames(
            raw.editions.as_ref(),
            |entry| entry.renamed_from.as_ref(),
            &names.editions,
            problems,
        ),
    }
}

fn renames<I: Id + Ord, T>(
    section: Option<&Named<T>>,
    renamed_from: impl Fn(&T) -> Option<&Text>,
    known: &IndexSet<I>,
    problems: &mut Problems<'_>,
) -> BTreeMap<I, I> {
    let mut found = BTreeMap::new();
    for (key, entry) in entries(section) {
        let Some(text) = renamed_from(entry) else { continue };
        let (Ok(new), Some(old)) = (key.value.parse::<I>(), id::<I>(text, problems)) else { continue };
        if known.contains(&old) {
            let message = format!("{} `{}` is still there", I::WHAT, old.as_ref());
            problems.add(&text.span, message, "an id is renamed or kept, not both: leave `renamed_from` out");
        } else if let Some(other) = found.get(&old) {
            let other: &I = other;
            let message =
                format!("{} `{}` is renamed to `{}` already", I::WHAT, old.as_ref(), other.as_ref());
            problems.add(&text.span, message, "an id gets one new name");
        } else {
            found.insert(old, new);
        }
    }
    found
}

/// `renamed_actions = { new = "old" }`; the old permission carries the old name of its module.
fn actions(
    raw: &RawCatalog,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> BTreeMap<Permission, Permission> {
    let mut found = BTreeMap::new();
    for (key, entry) in entries(raw.modules.as_ref()) {
        let Some((module, declared)) = modules.get_key_value(key.value.as_str()) else { continue };
        let earlier = entry.renamed_from.as_ref().and_then(|text| text.value.parse::<ModuleId>().ok());
        let earlier = earlier.unwrap_or_else(|| module.clone());
        for (new, text) in entries(entry.renamed_actions.as_ref()) {
            let Some(old) = id::<ActionId>(text, problems) else { continue };
            let Some((new, _)) = declared.actions.get_key_value(new.value.as_str()) else {
                let message = format!("module `{module}` has no action `{}`", new.value);
                problems.add(&new.span, message, "write renamed_actions = { new = \"old\" }");
                continue;
            };
            if declared.actions.contains_key(&old) {
                let message = format!("action `{old}` is still there");
                problems.add(&text.span, message, "an id is renamed or kept, not both: leave it out");
                continue;
            }
            let old = Permission::new(earlier.clone(), old);
            found.insert(old, Permission::new(module.clone(), new.clone()));
        }
    }
    found
}

/// `retired`.
pub(super) fn retired(
    raw: &RawCatalog,
    names: &Names,
    modules: &IndexMap<ModuleId, Module>,
    segments: &IndexMap<SegmentId, Segment>,
    problems: &mut Problems<'_>,
) -> Retired {
    let Some(retired) = &raw.retired else {
        return Retired::default();
    };
    let exists = |permission: &Permission| {
        modules.get(&permission.module).is_some_and(|module| module.actions.contains_key(&permission.action))
    };
    let direct: Vec<&str> =
        raw.direct.iter().flat_map(|direct| &direct.permissions).map(|text| text.value.as_str()).collect();
    Retired {
        modules: gone(retired.modules.as_ref(), &names.modules, problems),
        actions: gone_permissions(retired.actions.as_ref(), exists, problems),
        roles: gone(retired.roles.as_ref(), &names.roles, problems),
        positions: gone(retired.positions.as_ref(), &names.positions, problems),
        kinds: gone(retired.kinds.as_ref(), &names.kinds, problems),
        container_kinds: gone(retired.containers.as_ref(), &names.containers, problems),
        segments: gone(retired.segments.as_ref(), &names.segments, problems),
        segment_values: gone_values(retired.segment_values.as_ref(), segments, problems),
        features: gone(retired.features.as_ref(), &names.features, problems),
        editions: gone(retired.editions.as_ref(), &names.editions, problems),
        direct: gone_permissions(
            retired.direct.as_ref(),
            |permission| direct.contains(&permission.to_string().as_str()),
            problems,
        ),
    }
}

fn still_there(text: &Text, problems: &mut Problems<'_>) {
    let message = format!("`{}` is retired and still there", text.value);
    problems.add(&text.span, message, "take it out of `retired`, or take out what still declares it");
}

fn gone<I: Id + Ord>(
    texts: Option<&Vec<Text>>,
    known: &IndexSet<I>,
    problems: &mut Problems<'_>,
) -> BTreeSet<I> {
    let mut found = BTreeSet::new();
    for text in once(texts, problems) {
        let Some(id) = id::<I>(text, problems) else { continue };
        if known.contains(&id) {
            still_there(text, problems);
        }
        found.insert(id);
    }
    found
}

fn gone_permissions(
    texts: Option<&Vec<Text>>,
    exists: impl Fn(&Permission) -> bool,
    problems: &mut Problems<'_>,
) -> BTreeSet<Permission> {
    let mut found = BTreeSet::new();
    for text in once(texts, problems) {
        match text.value.parse::<Permission>() {
            Ok(permission) => {
                if exists(&permission) {
                    still_there(text, problems);
                }
                found.insert(permission);
            }
            Err(invalid) => {
                problems.add(&text.span, format!("`{}` is no permission", text.value), invalid.rule);
            }
        }
    }
    found
}

fn gone_values(
    texts: Option<&Vec<Text>>,
    segments: &IndexMap<SegmentId, Segment>,
    problems: &mut Problems<'_>,
) -> BTreeSet<(SegmentId, SegmentValue)> {
    let mut found = BTreeSet::new();
    for text in once(texts, problems) {
        let parts = text.value.split_once('=');
        let parsed = parts.and_then(|(segment, value)| Some((segment.parse().ok()?, value.parse().ok()?)));
        let Some((segment, value)): Option<(SegmentId, SegmentValue)> = parsed else {
            let message = format!("`{}` is no value of a segment", text.value);
            problems.add(&text.span, message, "write `segment=value`, e.g. `audience=external`");
            continue;
        };
        let declared = segments.get(&segment).and_then(|segment| segment.values.as_ref());
        if declared.is_some_and(|values| values.contains(&value)) {
            still_there(text, problems);
        }
        found.insert((segment, value));
    }
    found
}
