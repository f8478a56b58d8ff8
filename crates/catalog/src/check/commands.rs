//! Every command and reading asks for a permission that the catalog has (design, section 8: *Commands and readings*).

use indexmap::IndexMap;

use super::entries;
use crate::model::Catalog;
use crate::problem::{Problems, Span};
use crate::raw::RawCatalog;
use crate::{CommandName, CommandPattern, Permission, Requirement, Subject, suggest};

/// Commands that miss the same thing for the same reason.
struct Missing {
    place: Span,
    commands: Vec<CommandName>,
}

/// Notes each module and each action that is asked for and missing, with all commands that ask for it.
pub(super) fn check(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    let mut found = IndexMap::<(usize, String), Missing>::new();
    for name in CommandName::ALL {
        for permission in asked(catalog, *name).filter(|permission| !catalog.has(permission)) {
            let place = place(raw, *name, &permission);
            let declared = catalog.modules.contains_key(&permission.module);
            let what =
                if declared { format!("`{permission}`") } else { format!("module `{}`", permission.module) };
            let missing =
                found.entry((place.start, what)).or_insert_with(|| Missing { place, commands: Vec::new() });
            if !missing.commands.contains(name) {
                missing.commands.push(*name);
            }
        }
    }
    for ((_, what), missing) in found {
        let words: Vec<&str> = missing.commands.iter().map(|name| name.as_str()).collect();
        let message = match words.as_slice() {
            [one] => format!("the command `{one}` asks for {what}, which the catalog does not have"),
            _ => format!(
                "the commands {} ask for {what}, which the catalog does not have",
                suggest::listed(&words)
            ),
        };
        let help = format!(
            "declare it under [modules], or say under [commands] what to ask: \"{}\" = \"module:action\", \
             \"platform\", \"member\" or \"off\"",
            pattern(&words)
        );
        problems.add(&missing.place, message, help);
    }
}

/// A pattern that covers the commands: the beginning they share, or the first of them.
fn pattern(words: &[&str]) -> String {
    let group = |word: &str| word.split_once('.').map_or_else(String::new, |(group, _)| format!("{group}.*"));
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] if rest.iter().all(|word| group(word) == group(first)) => group(first),
        [first, ..] => (*first).to_owned(),
    }
}

/// The permissions that a command asks, for all container kinds.
fn asked(catalog: &Catalog, name: CommandName) -> impl Iterator<Item = Permission> {
    let about_container = matches!(name.subject(), Subject::Container | Subject::ContainerMember);
    let kinds = catalog.container_kinds.keys().filter(|_| about_container).map(Some);
    let kinds: Vec<_> = if about_container { kinds.collect() } else { vec![None] };
    kinds.into_iter().filter_map(move |kind| match catalog.requirement(name, kind) {
        Requirement::Permission(permission) => Some(permission),
        Requirement::Platform | Requirement::Member | Requirement::Off => None,
    })
}

/// Where the permission is asked: the rule in `[commands]`, else the module, else the catalog's first line of its own.
fn place(raw: &RawCatalog, name: CommandName, permission: &Permission) -> Span {
    let section = raw.commands.as_ref().map(|commands| &commands.0);
    let rules =
        entries(section).filter_map(|(key, rule)| Some((key.value.parse::<CommandPattern>().ok()?, rule)));
    let said =
        rules.filter(|(pattern, _)| pattern.covers(name)).max_by_key(|(pattern, _)| pattern.as_str().len());
    if let Some((_, rule)) = said {
        return rule.span.clone();
    }
    let module = entries(raw.modules.as_ref()).find(|(key, _)| permission.module == *key.value.as_str());
    module.map_or_else(|| raw.place(), |(key, _)| key.span.clone())
}
