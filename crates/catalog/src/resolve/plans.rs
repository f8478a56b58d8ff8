//! `[direct]`, `[features]` and `[editions]`.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::labels;
use super::limits::PLAIN_LIMITS;
use super::names::{Names, entries, find, find_all, once, unknown};
use crate::model::{Direct, Edition, Feature, Gate, Limit, Module, Reach, SetBy};
use crate::problem::Problems;
use crate::raw::{RawCatalog, RawFeature};
use crate::read::{Text, Word};
use crate::{ActionId, CommandPattern, EditionId, FeatureId, LimitId, ModuleId, Permission, suggest};

/// `module:action`; what does not exist is noted.
pub(super) fn permission(
    text: &Text,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> Option<Permission> {
    let Some((module, action)) = text.value.split_once(':') else {
        let message = format!("`{}` is no permission", text.value);
        problems.add(&text.span, message, "write `module:action`, e.g. `invoices:edit`");
        return None;
    };
    let Some((module, declared)) = modules.get_key_value(module) else {
        unknown::<ModuleId>(text, module, modules.keys().map(ModuleId::as_str), problems);
        return None;
    };
    let Some((action, _)) = declared.actions.get_key_value(action) else {
        let help = suggest::instead(
            action,
            declared.actions.keys().map(ActionId::as_str),
            "actions there",
            "declare the action under [modules]",
        );
        problems.add(&text.span, format!("module `{module}` has no action `{action}`"), help);
        return None;
    };
    Some(Permission::new(module.clone(), action.clone()))
}

/// `[direct]`.
pub(super) fn direct(
    raw: &RawCatalog,
    names: &Names,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> Option<Direct> {
    let direct = raw.direct.as_ref()?;
    let mut permissions = BTreeSet::new();
    for text in once(Some(&direct.permissions), problems) {
        let Some(permission) = permission(text, modules, problems) else { continue };
        if modules.get(&permission.module).is_some_and(|module| module.reserved) {
            let message = format!("module `{}` is reserved", permission.module);
            problems.add(
                &text.span,
                message,
                "its permissions are held through built-in roles only: leave it out",
            );
        }
        permissions.insert(permission);
    }
    let feature = direct.feature.as_ref().and_then(|text| find(text, &names.features, problems));
    Some(Direct { permissions, feature })
}

/// `[features]`.
pub(super) fn features(
    raw: &RawCatalog,
    names: &Names,
    problems: &mut Problems<'_>,
) -> IndexMap<FeatureId, Feature> {
    let mut found = IndexMap::new();
    for (key, feature) in entries(raw.features.as_ref()) {
        let Some(id) = names.features.get(key.value.as_str()) else { continue };
        let gates = once(feature.gates.as_ref(), problems).into_iter();
        let resolved = Feature {
            label: labels::label(feature.label.as_ref(), id.as_str(), problems),
            default: feature.default.as_ref().is_some_and(|default| default.value),
            set_by: feature.set_by.as_ref().map_or(SetBy::Platform, |set_by| set_by.value),
            gates: gates.filter_map(|text| gate(text, names, problems)).collect(),
        };
        check_edition_feature(raw, key, feature, &resolved, problems);
        found.insert(id.clone(), resolved);
    }
    found
}

/// `customers@assigned` or `sharing_rule.*`.
fn gate(text: &Text, names: &Names, problems: &mut Problems<'_>) -> Option<Gate> {
    let Some((module, reach)) = text.value.split_once('@') else {
        return super::commands::pattern(text, problems)
            .map(|pattern: CommandPattern| Gate::Command(pattern));
    };
    let found = names.modules.get(module);
    if found.is_none() {
        unknown::<ModuleId>(text, module, names.modules.iter().map(ModuleId::as_str), problems);
    }
    let words = || Reach::WORDS.iter().map(|(word, _)| *word);
    let reach = Reach::WORDS.iter().find(|(word, _)| *word == reach).map(|(_, reach)| *reach).or_else(|| {
        let help = suggest::instead(reach, words(), Reach::PLURAL, "write a reach");
        problems.add(&text.span, format!("`{reach}` is no {}", Reach::WHAT), help);
        None
    });
    Some(Gate::Reach(found?.clone(), reach?))
}

fn check_edition_feature(
    raw: &RawCatalog,
    key: &Text,
    written: &RawFeature,
    feature: &Feature,
    problems: &mut Problems<'_>,
) {
    let brought = entries(raw.editions.as_ref())
        .any(|(_, edition)| edition.features.iter().flatten().any(|text| text.value == key.value));
    if feature.set_by == SetBy::Edition && !feature.default && !brought {
        let span = written.set_by.as_ref().map_or(&key.span, |set_by| &set_by.span);
        let message = format!("no edition brings the feature `{}`, so nobody ever has it", key.value);
        problems.add(
            span,
            message,
            format!("add features = [\"{}\"] to an edition, or write set_by = \"platform\"", key.value),
        );
    }
}

/// `[editions]`.
pub(super) fn editions(
    raw: &RawCatalog,
    names: &Names,
    limits: &IndexMap<LimitId, Limit>,
    problems: &mut Problems<'_>,
) -> IndexMap<EditionId, Edition> {
    let mut found = IndexMap::new();
    for (key, edition) in entries(raw.editions.as_ref()) {
        let Some(id) = names.editions.get(key.value.as_str()) else { continue };
        let mut allowed = IndexMap::new();
        for (limit, number) in entries(edition.limits.as_ref()) {
            let plain = PLAIN_LIMITS.contains(&limit.value.as_str())
                || names.containers.contains(limit.value.as_str());
            if !plain && !limits.contains_key(limit.value.as_str()) {
                let containers = names.containers.iter().map(AsRef::as_ref);
                let known =
                    limits.keys().map(LimitId::as_str).chain(PLAIN_LIMITS.iter().copied()).chain(containers);
                unknown::<LimitId>(limit, &limit.value, known, problems);
            } else if let Ok(limit) = limit.value.parse::<LimitId>() {
                allowed.insert(limit, number.value);
            }
        }
        let features = find_all(edition.features.as_ref(), &names.features, problems).into_iter().collect();
        let label = labels::label(edition.label.as_ref(), id.as_str(), problems);
        found.insert(id.clone(), Edition { label, limits: allowed, features });
    }
    found
}
