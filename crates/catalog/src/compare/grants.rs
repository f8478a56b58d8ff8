//! What each built-in role gains and loses.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::words::{extent, names};
use super::{ChangeKind, Comparison, Thing};
use crate::model::{BuiltInRole, Grant};
use crate::{ActionId, Catalog, ModuleId, RoleId};

/// What a role gives for one permission: each of these opens records by itself.
type Ways<'a> = Vec<&'a Grant>;

/// Notes what roles that both versions have gain and lose. What goes with a module or an action is told there.
pub(super) fn compare(old: &Catalog, new: &Catalog, found: &mut Comparison) {
    for (id, after) in &new.roles {
        let Some(before) = old.roles.get(id) else { continue };
        let (before, after) = (ways(before), ways(after));
        let mut told = IndexMap::<(ModuleId, ChangeKind, String), Vec<ActionId>>::new();
        let lost = before.iter().filter(|(key, _)| !after.contains_key(*key));
        for ((module, action), ways) in lost {
            if new.class(module, action).is_some() {
                let key = ((*module).clone(), ChangeKind::GrantLost, extents(ways));
                told.entry(key).or_default().push((*action).clone());
            }
        }
        for (key, ways_now) in &after {
            let (module, action) = *key;
            let change = match before.get(key) {
                None => Some((ChangeKind::GrantGained, extents(ways_now))),
                Some(ways_before) => difference(ways_before, ways_now),
            };
            if let Some((kind, text)) = change {
                told.entry((module.clone(), kind, text)).or_default().push(action.clone());
            }
        }
        for ((module, kind, text), actions) in told {
            found.note(kind, Thing::Role, id, sentence(id, kind, &module, &actions, &text));
        }
    }
}

fn ways(role: &BuiltInRole) -> BTreeMap<(&ModuleId, &ActionId), Ways<'_>> {
    let mut ways = BTreeMap::<_, Ways<'_>>::new();
    for grant in &role.grants {
        for action in &grant.actions {
            ways.entry((&grant.module, action)).or_default().push(grant);
        }
    }
    ways
}

fn extents(ways: &Ways<'_>) -> String {
    let mut texts: Vec<String> = ways.iter().map(|grant| extent(grant)).collect();
    texts.sort();
    texts.dedup();
    texts.join(", or ")
}

fn difference(before: &Ways<'_>, after: &Ways<'_>) -> Option<(ChangeKind, String)> {
    let within = |inner: &Ways<'_>, outer: &Ways<'_>| {
        inner.iter().all(|way| outer.iter().any(|other| covers(other, way)))
    };
    let kind = match (within(before, after), within(after, before)) {
        (true, true) => return None,
        (true, false) => ChangeKind::GrantWidened,
        (false, true) => ChangeKind::GrantNarrowed,
        (false, false) => ChangeKind::GrantShifted,
    };
    Some((kind, format!("{}, before {}", extents(after), extents(before))))
}

/// Whether everything that `inner` opens is opened by `outer`, too.
fn covers(outer: &Grant, inner: &Grant) -> bool {
    let limited = outer
        .limits
        .iter()
        .all(|(segment, values)| inner.limits.get(segment).is_some_and(|inner| inner.is_subset(values)));
    let conditioned = outer.feature.is_none() || outer.feature == inner.feature;
    outer.reach >= inner.reach && limited && conditioned
}

fn sentence(role: &RoleId, kind: ChangeKind, module: &ModuleId, actions: &[ActionId], text: &str) -> String {
    let actions = names(actions);
    match kind {
        ChangeKind::GrantGained => format!("role `{role}` gains {actions} in `{module}` {text}"),
        ChangeKind::GrantLost => format!("role `{role}` loses {actions} in `{module}` ({text})"),
        ChangeKind::GrantWidened => {
            format!("role `{role}` reaches further with {actions} in `{module}`: {text}")
        }
        ChangeKind::GrantNarrowed => {
            format!("role `{role}` reaches less with {actions} in `{module}`: {text}")
        }
        _ => format!("role `{role}` reaches otherwise with {actions} in `{module}`: {text}"),
    }
}
