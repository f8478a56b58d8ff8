//! Words for people: the product's name, labels, and what the product calls things.

use std::collections::BTreeMap;

use super::names::{entries, id};
use crate::problem::Problems;
use crate::raw::RawCatalog;
use crate::read::Text;
use crate::suggest;
use crate::{CatalogId, Name};

/// The things that a product may call by another word.
const CALLED: &[&str] = &[
    "organization",
    "slug",
    "member",
    "role",
    "position",
    "group",
    "sharing_rule",
    "container",
    "company",
    "edition",
    "module",
];

/// A text that people read, trimmed; a blank one is noted.
pub(super) fn name(text: &Text, problems: &mut Problems<'_>) -> String {
    match text.value.parse::<Name>() {
        Ok(name) => name.as_str().to_owned(),
        Err(invalid) => {
            problems.add(&text.span, format!("`{}` is no name", text.value), invalid.rule);
            text.value.clone()
        }
    }
}

/// `catalog`; where it is wrong, a stand-in, so that the rest is checked all the same.
pub(super) fn catalog_id(raw: &RawCatalog, problems: &mut Problems<'_>) -> Option<CatalogId> {
    let Some(text) = &raw.catalog else {
        let help = "add catalog = \"...\" with the product's id; every version of its catalog keeps it";
        problems.add(&(0..0), "`catalog` is missing", help);
        return "unnamed".parse().ok();
    };
    id(text, problems).or_else(|| "unnamed".parse().ok())
}

/// `name`.
pub(super) fn catalog_name(raw: &RawCatalog, problems: &mut Problems<'_>) -> String {
    let Some(text) = &raw.name else {
        problems.add(&(0..0), "`name` is missing", "add name = \"...\" with the product's name for people");
        return String::new();
    };
    name(text, problems)
}

/// The label given, else one made from the id: `credit_notes` is `Credit Notes`.
pub(super) fn label(given: Option<&Text>, id: &str, problems: &mut Problems<'_>) -> String {
    given.map_or_else(|| title(id), |text| name(text, problems))
}

/// Text that may be long; a blank one is noted.
pub(super) fn description(given: Option<&Text>, problems: &mut Problems<'_>) -> Option<String> {
    let text = given?;
    if text.value.trim().is_empty() {
        problems.add(
            &text.span,
            "the description is blank",
            "say what it is for, or leave `description` out",
        );
    }
    Some(text.value.trim().to_owned())
}

/// `[labels]`.
pub(super) fn labels(raw: &RawCatalog, problems: &mut Problems<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (key, text) in entries(raw.labels.as_ref()) {
        if !CALLED.contains(&key.value.as_str()) {
            let help =
                suggest::instead(&key.value, CALLED.iter().copied(), "things with a label", "leave it out");
            problems.add(&key.span, format!("there is no label for `{}`", key.value), help);
        }
        found.insert(key.value.clone(), name(text, problems));
    }
    found
}

pub(super) fn title(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    id.split(['_', '-']).filter(|word| !word.is_empty()).map(capital).collect::<Vec<_>>().join(" ")
}
