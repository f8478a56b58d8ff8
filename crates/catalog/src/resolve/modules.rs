//! `[modules]`: the kinds of records, their actions, where their owners come from, where they live.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::names::{Names, entries, find, find_all, id, once};
use super::{families, labels};
use crate::model::{AccessClass, ContainerKind, Module, Ownership, SharingLevel};
use crate::problem::Problems;
use crate::raw::{OwnerWord, RawCatalog, RawModule};
use crate::read::{At, Text};
use crate::{ActionId, ContainerKindId, ModuleId, suggest};

/// Where callers name the owner of an unregistered record, unless the module says otherwise.
const USUAL_OWNER_PROPERTY: &str = "owner";

/// Where they send its other facts (design, section 6).
const OTHER_PROPERTIES: &[&str] = &["parent", "container", "segments"];

type Actions = IndexMap<ActionId, AccessClass>;

/// All modules. The module that a container kind names lives in that kind: a container stands in itself.
pub(super) fn modules(
    raw: &RawCatalog,
    names: &Names,
    container_kinds: &IndexMap<ContainerKindId, ContainerKind>,
    problems: &mut Problems<'_>,
) -> IndexMap<ModuleId, Module> {
    let standard = standard_actions(raw, problems);
    let mut found = IndexMap::new();
    for (key, module) in entries(raw.modules.as_ref()) {
        let Ok(id) = key.value.parse::<ModuleId>() else { continue };
        let own_kind = container_kinds.iter().find(|(_, kind)| kind.module == id).map(|(kind, _)| kind);
        let resolved = Reading { names, standard: &standard, key, module }.module(&id, own_kind, problems);
        found.insert(id, resolved);
    }
    if found.is_empty() {
        problems.add(
            &(0..0),
            "the catalog has no modules",
            "declare what is to be protected under [modules]",
        );
    }
    families::settle(raw, &mut found, problems);
    found
}

/// `actions`, else the usual four.
fn standard_actions(raw: &RawCatalog, problems: &mut Problems<'_>) -> Actions {
    let Some(named) = &raw.actions else {
        let usual = [
            ("view", AccessClass::Read),
            ("create", AccessClass::Write),
            ("edit", AccessClass::Write),
            ("delete", AccessClass::Delete),
        ];
        return usual.into_iter().filter_map(|(word, class)| Some((word.parse().ok()?, class))).collect();
    };
    let all = named.entries.iter();
    all.filter_map(|(key, class)| Some((id(key, problems)?, class.value))).collect()
}

/// One module as it is read.
struct Reading<'a> {
    names: &'a Names,
    standard: &'a Actions,
    key: &'a Text,
    module: &'a RawModule,
}

impl Reading<'_> {
    fn module(
        &self,
        id: &ModuleId,
        own_kind: Option<&ContainerKindId>,
        problems: &mut Problems<'_>,
    ) -> Module {
        let raw = self.module;
        let yes = |flag: &Option<At<bool>>| flag.as_ref().is_some_and(|flag| flag.value);
        let segments = find_all(raw.segments.as_ref(), &self.names.segments, problems);
        Module {
            label: labels::label(raw.label.as_ref(), id.as_str(), problems),
            group: raw.group.as_ref().map(|group| labels::name(group, problems)),
            actions: self.actions(problems),
            parents: find_all(raw.parents.as_ref(), &self.names.modules, problems),
            owner: self.owner(problems),
            owner_property: self.owner_property(problems),
            container: self.container(id, own_kind, problems),
            segments: segments.into_iter().collect::<BTreeSet<_>>(),
            sharing_default: self.sharing(),
            reserved: yes(&raw.reserved),
            caps_children: yes(&raw.caps_children),
        }
    }

    fn sharing(&self) -> Option<SharingLevel> {
        self.module.shareable.as_ref().and_then(|shareable| shareable.value.0)
    }

    fn actions(&self, problems: &mut Problems<'_>) -> Actions {
        let mut actions = match &self.module.actions {
            None => self.standard.clone(),
            Some(chosen) => self.chosen(chosen, problems),
        };
        for (key, class) in entries(self.module.more.as_ref()) {
            let Some(id) = id::<ActionId>(key, problems) else { continue };
            if actions.contains_key(&id) {
                let message = format!("action `{id}` is there already");
                problems.add(
                    &key.span,
                    message,
                    "`more` names actions beyond those of the module: leave it out here",
                );
                continue;
            }
            actions.insert(id, class.value);
        }
        if actions.is_empty() {
            let help = "leave `actions` out to have the standard ones, or name others in `more`";
            problems.add(&self.key.span, format!("module `{}` has no actions", self.key.value), help);
        }
        actions
    }

    fn chosen(&self, chosen: &Vec<Text>, problems: &mut Problems<'_>) -> Actions {
        let mut actions = Actions::new();
        for text in once(Some(chosen), problems) {
            if let Some((id, class)) = self.standard.get_key_value(text.value.as_str()) {
                actions.insert(id.clone(), *class);
                continue;
            }
            let otherwise = format!("say what it does to a record: more = {{ {} = \"read\" }}", text.value);
            let standard: Vec<&str> = self.standard.keys().map(ActionId::as_str).collect();
            let help = match suggest::nearest(&text.value, &standard) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    format!("`actions` chooses from {}; for others {otherwise}", suggest::listed(&standard))
                }
            };
            problems.add(&text.span, format!("`{}` is no standard action", text.value), help);
        }
        actions
    }

    fn container(
        &self,
        id: &ModuleId,
        own_kind: Option<&ContainerKindId>,
        problems: &mut Problems<'_>,
    ) -> Option<ContainerKindId> {
        let Some(text) = &self.module.r#in else {
            return own_kind.cloned();
        };
        let kind = find(text, &self.names.containers, problems)?;
        if let Some(own) = own_kind.filter(|own| **own != kind) {
            let message =
                format!("a record of `{id}` is itself a container of kind `{own}` and cannot be in `{kind}`");
            problems.add(&text.span, message, format!("leave `in` out, or write in = \"{own}\""));
        }
        Some(kind)
    }

    fn owner(&self, problems: &mut Problems<'_>) -> Ownership {
        let word = self.module.owner.as_ref();
        let Some(follows) = &self.module.follows else {
            let parent = word.is_some_and(|word| word.value == OwnerWord::Parent);
            return if parent { Ownership::Parent } else { Ownership::Own };
        };
        if let Some(word) = word {
            let help = "a record that follows its parent has no owner of its own: leave `owner` out";
            problems.add(&word.span, "`owner` and `follows` exclude each other", help);
        }
        // Whether these actions exist is looked at once all modules are known.
        let pairs = follows.entries.iter();
        let pairs =
            pairs.filter_map(|(action, asked)| Some((action.value.parse().ok()?, asked.value.parse().ok()?)));
        Ownership::Follows(pairs.collect())
    }

    fn owner_property(&self, problems: &mut Problems<'_>) -> String {
        let Some(text) = &self.module.owner_property else { return USUAL_OWNER_PROPERTY.to_owned() };
        if OTHER_PROPERTIES.contains(&text.value.as_str()) {
            let message = format!("`{}` is where callers send something else of a record", text.value);
            problems.add(&text.span, message, "name a property that holds the owner only");
        }
        labels::name(text, problems)
    }
}
