//! `[limits]`: what editions count, by its name or as the catalog says.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::labels;
use super::names::{Names, entries, find, find_all, id};
use crate::model::{Catalog, Counted, CountedStatus, Kind, Limit};
use crate::problem::Problems;
use crate::raw::{Counts, RawCatalog, RawLimit};
use crate::read::{At, Text, Word};
use crate::{KindId, LimitId};

/// The limits whose names say what they count; container kinds are such names, too.
pub(super) const PLAIN_LIMITS: &[&str] = &["members", "roles", "positions", "groups", "sharing_rules"];

/// `[limits]`.
pub(super) fn limits(
    raw: &RawCatalog,
    names: &Names,
    kinds: &IndexMap<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> IndexMap<LimitId, Limit> {
    let mut found = IndexMap::new();
    for kind in names.containers.iter().filter(|kind| PLAIN_LIMITS.contains(&kind.as_str())) {
        let texts = raw.containers.iter().flat_map(|section| &section.names);
        for text in texts.filter(|text| *kind == *text.value.as_str()) {
            let message = format!("`{kind}` is the name of a limit and cannot be a container kind");
            problems.add(&text.span, message, "choose another id for the container kind");
        }
    }
    for (key, limit) in entries(raw.limits.as_ref()) {
        let Some(id) = id::<LimitId>(key, problems) else { continue };
        let label = labels::label(limit.label.as_ref(), id.as_str(), problems);
        if let Some(counts) = counted(key, limit, names, kinds, problems) {
            found.insert(id, Limit { label, counts });
        }
    }
    found
}

fn counted(
    key: &Text,
    limit: &RawLimit,
    names: &Names,
    kinds: &IndexMap<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Counted> {
    let usual = by_name(&key.value, names, kinds);
    let counts = match (&limit.counts, usual) {
        (None, Some(counted)) => counted,
        (None, None) => {
            let help = "add `counts`: one of `members`, `roles`, `positions`, `groups`, `sharing_rules`, `containers`";
            problems.add(&key.span, format!("nothing says what the limit `{}` counts", key.value), help);
            return None;
        }
        (Some(word), usual) => {
            let counted = by_word(word, key, limit, names, kinds, problems)?;
            if let Some(usual) = usual
                && std::mem::discriminant(&usual) != std::mem::discriminant(&counted)
            {
                let message =
                    format!("the name `{}` says what is counted, and `counts` says another thing", key.value);
                problems.add(&word.span, message, "leave `counts` out, or choose another name for the limit");
            }
            counted
        }
    };
    Some(narrowed(counts, limit, names, problems))
}

/// What a limit counts by its name alone.
fn by_name(name: &str, names: &Names, kinds: &IndexMap<KindId, Kind>) -> Option<Counted> {
    match name {
        "members" => Some(everybody(kinds)),
        "roles" => Some(Counted::Roles),
        "positions" => Some(Counted::Positions),
        "groups" => Some(Counted::Groups),
        "sharing_rules" => Some(Counted::SharingRules),
        _ => names.containers.get(name).cloned().map(Counted::Containers),
    }
}

/// Members of all kinds that sign in, in all states.
fn everybody(kinds: &IndexMap<KindId, Kind>) -> Counted {
    let kinds = kinds.iter().filter(|(_, kind)| kind.sign_in).map(|(id, _)| id.clone()).collect();
    let statuses = CountedStatus::WORDS.iter().map(|(_, status)| *status).collect();
    Counted::Members { kinds, statuses }
}

fn by_word(
    word: &At<Counts>,
    key: &Text,
    limit: &RawLimit,
    names: &Names,
    kinds: &IndexMap<KindId, Kind>,
    problems: &mut Problems<'_>,
) -> Option<Counted> {
    Some(match word.value {
        Counts::Members => everybody(kinds),
        Counts::Roles => Counted::Roles,
        Counts::Positions => Counted::Positions,
        Counts::Groups => Counted::Groups,
        Counts::SharingRules => Counted::SharingRules,
        Counts::Containers => {
            let Some(text) = &limit.container else {
                let message = format!("nothing says which containers the limit `{}` counts", key.value);
                problems.add(&word.span, message, "add container = \"...\" with a container kind");
                return None;
            };
            Counted::Containers(find(text, &names.containers, problems)?)
        }
    })
}

/// With the kinds and states that the catalog names.
fn narrowed(counted: Counted, limit: &RawLimit, names: &Names, problems: &mut Problems<'_>) -> Counted {
    let of_containers = matches!(counted, Counted::Containers(_));
    if let Some(text) = limit.container.as_ref().filter(|_| !of_containers) {
        problems.add(&text.span, "`container` goes with a limit that counts containers", "leave it out");
    }
    let Counted::Members { kinds, statuses } = counted else {
        let first = limit.kinds.iter().flatten().map(|text| &text.span);
        let first = first.chain(limit.statuses.iter().flatten().map(|status| &status.span)).next();
        if let Some(span) = first {
            problems.add(
                span,
                "`kinds` and `statuses` go with a limit that counts members",
                "leave them out",
            );
        }
        return counted;
    };
    let kinds = match &limit.kinds {
        Some(texts) => find_all(Some(texts), &names.kinds_or_usual(), problems).into_iter().collect(),
        None => kinds,
    };
    let statuses = match &limit.statuses {
        Some(words) => words.iter().map(|word| word.value).collect(),
        None => statuses,
    };
    Counted::Members { kinds, statuses }
}

/// Adds the limits that editions name and whose names alone say what they count.
pub(super) fn declare_named_limits(catalog: &mut Catalog) {
    let names = Names { containers: catalog.container_kinds.keys().cloned().collect(), ..Names::default() };
    let limited: BTreeSet<LimitId> =
        catalog.editions.values().flat_map(|edition| edition.limits.keys().cloned()).collect();
    for id in limited {
        if catalog.limits.contains_key(&id) {
            continue;
        }
        if let Some(counts) = by_name(id.as_str(), &names, &catalog.kinds) {
            let kind = catalog.container_kinds.get(id.as_str());
            let label = kind.map_or_else(|| labels::title(id.as_str()), |kind| kind.label.clone());
            catalog.limits.insert(id, Limit { label, counts });
        }
    }
}
