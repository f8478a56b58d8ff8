//! `[levels]` and `[matrix]`: grants written as a table, one row per module, one column per role.

use std::collections::{BTreeMap, BTreeSet};

use super::grants::Granting;
use super::names::{entries, find};
use crate::model::{Grant, Module};
use crate::problem::Problems;
use crate::raw::{RawCatalog, RawMatrix};
use crate::read::{At, Text};
use crate::{ActionId, ModuleId, RoleId, suggest};

/// The cell that gives nothing.
const NOTHING: &str = "-";

/// The grants of each role.
pub(super) fn grants(
    raw: &RawCatalog,
    granting: &Granting<'_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<RoleId, Vec<Grant>> {
    let mut found = BTreeMap::new();
    for (key, _) in entries(raw.levels.as_ref()).filter(|(key, _)| key.value == NOTHING) {
        problems.add(&key.span, "the level `-` always means nothing", "choose another word for the level");
    }
    let Some(matrix) = &raw.matrix else {
        return found;
    };
    let columns = columns(matrix, granting, problems);
    for (key, cells) in &matrix.rows.entries {
        let Some(module) = find(key, &granting.names.modules, problems) else { continue };
        if cells.value.len() != matrix.roles.len() {
            let (found, expected) = (cells.value.len(), matrix.roles.len());
            let message = format!("expected {expected} cells, one per role, found {found}");
            problems.add(&cells.span, message, "write a level in each cell, `-` for nothing");
            continue;
        }
        for (role, cell) in columns.iter().zip(&cells.value) {
            let actions = cell_actions(raw, &module, cell, granting, problems);
            let Some(role) = role.as_ref().filter(|_| !actions.is_empty()) else { continue };
            let reach = granting.reach(&module);
            let grant =
                Grant { module: module.clone(), actions, reach, limits: BTreeMap::new(), feature: None };
            found.entry(role.clone()).or_insert_with(Vec::new).push(grant);
        }
    }
    found
}

/// The columns' roles; `None` for one that is noted, so that the others keep their place.
fn columns(matrix: &RawMatrix, granting: &Granting<'_>, problems: &mut Problems<'_>) -> Vec<Option<RoleId>> {
    let mut seen: Vec<&Text> = Vec::new();
    let mut found = Vec::new();
    for text in &matrix.roles {
        if seen.iter().any(|other| other.value == text.value) {
            problems.add(
                &text.span,
                format!("`{}` stands here twice", text.value),
                "give each role one column",
            );
        }
        seen.push(text);
        found.push(granting.names.organization_role(text, problems));
    }
    found
}

fn cell_actions(
    raw: &RawCatalog,
    module: &ModuleId,
    cell: &At<String>,
    granting: &Granting<'_>,
    problems: &mut Problems<'_>,
) -> BTreeSet<ActionId> {
    if cell.value == NOTHING {
        return BTreeSet::new();
    }
    let Some((_, level)) = entries(raw.levels.as_ref()).find(|(key, _)| key.value == cell.value) else {
        let known = entries(raw.levels.as_ref()).map(|(key, _)| key.value.as_str()).chain([NOTHING]);
        let help = suggest::instead(&cell.value, known, "levels", "declare it under [levels]");
        problems.add(&cell.span, format!("unknown level `{}`", cell.value), help);
        return BTreeSet::new();
    };
    let declared: Option<&Module> = granting.modules.get(module);
    let mut actions = BTreeSet::new();
    for action in level {
        if let Some((id, _)) = declared.and_then(|module| module.actions.get_key_value(action.value.as_str()))
        {
            actions.insert(id.clone());
            continue;
        }
        let message = format!("level `{}` names `{}`, which `{module}` lacks", cell.value, action.value);
        let known = declared.into_iter().flat_map(|module| module.actions.keys()).map(ActionId::as_str);
        problems.add(
            &cell.span,
            message,
            suggest::instead(&action.value, known, "actions there", "declare the action under [modules]"),
        );
    }
    actions
}
