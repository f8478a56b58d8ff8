//! `[segments]`, `[containers]` and `[positions]`.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::labels;
use super::names::{Names, entries, find, find_all, once};
use crate::model::{BuiltInPosition, ContainerKind, OnEnd, Segment};
use crate::problem::Problems;
use crate::raw::{RawCatalog, RawContainer};
use crate::{ContainerKindId, PositionId, RoleId, SegmentId, SegmentValue};

/// What a record has besides segments. A filter calls columns by these names where the caller does not map them
/// (design, section 8: *Filter*), so a segment of the same name would be taken for them.
const RECORD_FACTS: &[&str] = &["id", "module", "owner", "parent", "container", "version"];

/// `[segments]`.
pub(super) fn segments(
    raw: &RawCatalog,
    names: &Names,
    problems: &mut Problems<'_>,
) -> IndexMap<SegmentId, Segment> {
    let mut found = IndexMap::new();
    for (key, segment) in entries(raw.segments.as_ref()) {
        let Some(id) = names.segments.get(key.value.as_str()) else { continue };
        let label = labels::label(segment.label.as_ref(), id.as_str(), problems);
        let values = segment.values.as_ref().map(|texts| {
            if texts.is_empty() {
                let help = "name the values there are, or leave `values` out: then any text is one";
                problems.add(&key.span, format!("segment `{id}` has no values"), help);
            }
            let mut values = BTreeSet::new();
            for text in once(Some(texts), problems) {
                match text.value.parse::<SegmentValue>() {
                    Ok(value) => _ = values.insert(value),
                    Err(invalid) => {
                        problems.add(
                            &text.span,
                            format!("`{}` is no segment value", text.value),
                            invalid.rule,
                        );
                    }
                }
            }
            values
        });
        if RECORD_FACTS.contains(&id.as_str()) || id.as_str().starts_with("parent_") {
            let message = format!("`{id}` is a fact of every record and cannot be a segment");
            problems.add(&key.span, message, "choose another id: filters name the columns of records so");
        }
        let carried = entries(raw.modules.as_ref())
            .any(|(_, module)| module.segments.iter().flatten().any(|text| *id == *text.value.as_str()));
        if !carried {
            let help = format!("add segments = [\"{id}\"] to a module, or leave the segment out");
            problems.add(&key.span, format!("no module carries segment `{id}`"), help);
        }
        found.insert(id.clone(), Segment { label, values });
    }
    found
}

/// `[containers]`.
pub(super) fn container_kinds(
    raw: &RawCatalog,
    names: &Names,
    problems: &mut Problems<'_>,
) -> IndexMap<ContainerKindId, ContainerKind> {
    let mut found = IndexMap::<ContainerKindId, ContainerKind>::new();
    for (key, container) in entries(raw.containers.as_ref()) {
        let Some(id) = names.containers.get(key.value.as_str()) else { continue };
        let Some(module) = find(&container.module, &names.modules, problems) else { continue };
        if let Some((other, _)) = found.iter().find(|(_, kind)| kind.module == module) {
            let message = format!("records of `{module}` are containers of kind `{other}` already");
            problems.add(&container.module.span, message, "give each container kind a module of its own");
        }
        let follows = entries(raw.modules.as_ref())
            .any(|(name, raw)| raw.follows.is_some() && module == *name.value.as_str());
        if follows {
            let message = format!("records of `{module}` follow a parent and cannot be containers");
            problems.add(&container.module.span, message, "name a module whose records stand for themselves");
        }
        let kind = ContainerKind {
            label: labels::label(container.label.as_ref(), id.as_str(), problems),
            module,
            creator_joins: container.creator_joins.as_ref().is_some_and(|joins| joins.value),
            default_roles: default_roles(id, container, names, problems),
            on_end: container.on_end.as_ref().map_or(OnEnd::End, |end| end.value),
        };
        found.insert(id.clone(), kind);
    }
    found
}

/// Roles that are held in this kind.
fn default_roles(
    kind: &ContainerKindId,
    container: &RawContainer,
    names: &Names,
    problems: &mut Problems<'_>,
) -> Vec<RoleId> {
    let roles = find_all(container.default_roles.as_ref(), &names.roles, problems);
    let texts = container.default_roles.iter().flatten();
    for text in texts {
        let Some(role) = text.value.parse().ok().and_then(|id: RoleId| names.roles.get(&id)) else {
            continue;
        };
        if names.role_places.get(role) != Some(kind) {
            let message = format!("role `{role}` is not held in containers of kind `{kind}`");
            problems.add(&text.span, message, format!("name a role that says in = \"{kind}\""));
        }
    }
    roles
}

/// `[positions]`: one tree with one top.
pub(super) fn positions(
    raw: &RawCatalog,
    names: &Names,
    problems: &mut Problems<'_>,
) -> IndexMap<PositionId, BuiltInPosition> {
    let mut found = IndexMap::new();
    let mut top: Option<&PositionId> = None;
    for (key, position) in entries(raw.positions.as_ref()) {
        let Some(id) = key.value.parse().ok().and_then(|id: PositionId| names.positions.get(&id)) else {
            continue;
        };
        match (&position.reports_to, top) {
            (None, Some(top)) => {
                let message = format!("position `{id}` reports to none, as `{top}` does");
                problems.add(
                    &key.span,
                    message,
                    format!("exactly one position is the top: add reports_to = \"{top}\""),
                );
            }
            (None, None) => top = Some(id),
            (Some(_), _) => {}
        }
        let reports_to = position.reports_to.as_ref().and_then(|text| find(text, &names.positions, problems));
        let share_with_peers = position.share_with_peers.as_ref().is_some_and(|share| share.value);
        let description = labels::description(position.description.as_ref(), problems);
        found.insert(id.clone(), BuiltInPosition { reports_to, share_with_peers, description });
    }
    for (key, position) in entries(raw.positions.as_ref()) {
        let Some(text) = &position.reports_to else { continue };
        let start = key.value.parse::<PositionId>().ok();
        if start.is_some_and(|start| reports_to_itself(&found, &start)) {
            let message = format!("position `{}` reports to itself by way of `{}`", key.value, text.value);
            let help = "let the positions report upwards until one reports to none";
            problems.add(&text.span, message, help);
        }
    }
    found
}

fn reports_to_itself(positions: &IndexMap<PositionId, BuiltInPosition>, start: &PositionId) -> bool {
    let above = |id: &PositionId| positions.get(id).and_then(|position| position.reports_to.as_ref());
    // The tree is no higher than it has positions, so a longer walk goes in a circle that `start` is no part of.
    let mut walk = std::iter::successors(above(start), |id| above(id)).take(positions.len());
    walk.any(|id| id == start)
}
