//! What holds between modules: parents without circles, two levels at most; owners that can be found; records that
//! follow; containers that hold a whole family; what sharing and `caps_children` need.

use indexmap::IndexMap;

use super::names::entries;
use crate::model::{Module, Ownership};
use crate::problem::Problems;
use crate::raw::{RawCatalog, RawModule};
use crate::read::Text;
use crate::{ActionId, ModuleId, suggest};

type Modules = IndexMap<ModuleId, Module>;

/// Notes what does not hold. Parents that go in a circle are dropped, so that whoever walks up arrives.
pub(super) fn settle(raw: &RawCatalog, modules: &mut Modules, problems: &mut Problems<'_>) {
    let looping: Vec<ModuleId> = modules.keys().filter(|id| is_own_ancestor(modules, id)).cloned().collect();
    for (key, module) in entries(raw.modules.as_ref()) {
        let Ok(id) = key.value.parse::<ModuleId>() else { continue };
        let Some(resolved) = modules.get(&id) else { continue };
        let family = Family { id: &id, key, raw: module, module: resolved, modules };
        if looping.contains(&id) {
            family.note_circle(problems);
            continue;
        }
        if !looping.iter().any(|other| reaches(modules, &id, other)) {
            family.check_depth(problems);
        }
        family.check_owner(problems);
        family.check_follows(problems);
        family.check_container(problems);
        family.check_owner_property(problems);
        family.check_flags(problems);
    }
    for id in looping {
        if let Some(module) = modules.get_mut(&id) {
            module.parents.clear();
        }
    }
}

fn parents<'m>(modules: &'m Modules, id: &ModuleId) -> impl Iterator<Item = &'m ModuleId> {
    modules.get(id).into_iter().flat_map(|module| &module.parents)
}

/// Whether `target` is above `start`, also where parents go in a circle.
fn reaches(modules: &Modules, start: &ModuleId, target: &ModuleId) -> bool {
    let mut seen: Vec<&ModuleId> = Vec::new();
    let mut open: Vec<&ModuleId> = parents(modules, start).collect();
    while let Some(next) = open.pop() {
        if next == target {
            return true;
        }
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(parents(modules, next));
        }
    }
    false
}

fn is_own_ancestor(modules: &Modules, id: &ModuleId) -> bool {
    reaches(modules, id, id)
}

/// One module and those around it.
struct Family<'a> {
    id: &'a ModuleId,
    key: &'a Text,
    raw: &'a RawModule,
    module: &'a Module,
    modules: &'a Modules,
}

impl Family<'_> {
    fn parents(&self) -> impl Iterator<Item = (&ModuleId, &Module)> {
        self.module.parents.iter().filter_map(|id| self.modules.get_key_value(id))
    }

    fn note_circle(&self, problems: &mut Problems<'_>) {
        let leading = self
            .module
            .parents
            .iter()
            .find(|parent| *parent == self.id || reaches(self.modules, parent, self.id));
        let Some(parent) = leading else { return };
        let place = self.parent_text(parent);
        let message = format!("the parents of `{}` lead back to itself", self.id);
        problems.add(
            &place.span,
            message,
            format!("take `{parent}` out of its parents, or `{}` out of those above it", self.id),
        );
    }

    fn parent_text(&self, parent: &ModuleId) -> &Text {
        let written = self.raw.parents.iter().flatten().find(|text| *parent == *text.value.as_str());
        written.unwrap_or(self.key)
    }

    /// Parents nest two levels at most (design, section 1: *module*).
    fn check_depth(&self, problems: &mut Problems<'_>) {
        for (parent, module) in self.parents() {
            for above in &module.parents {
                let Some(top) = parents(self.modules, above).next() else { continue };
                let message =
                    format!("parents nest too deep: `{}` in `{parent}` in `{above}` in `{top}`", self.id);
                let help = "parents nest two levels at most: name a module further up as the parent";
                problems.add(&self.parent_text(parent).span, message, help);
                return;
            }
        }
    }

    fn check_owner(&self, problems: &mut Problems<'_>) {
        if self.module.owner != Ownership::Parent {
            return;
        }
        let place = self.raw.owner.as_ref().map_or(&self.key.span, |word| &word.span);
        if self.raw.parents.is_none() {
            let message = format!("`{}` takes the owner of its parent and has no parents", self.id);
            problems.add(place, message, "name the modules of its parents: parents = [\"...\"]");
        }
        for (parent, module) in self.parents() {
            if matches!(module.owner, Ownership::Follows(_)) {
                let message = format!(
                    "`{}` takes the owner of `{parent}`, whose records follow and have none",
                    self.id
                );
                let help = format!("let `{}` follow, too: follows = {{ view = \"view\" }}", self.id);
                problems.add(place, message, help);
            }
        }
    }

    fn check_follows(&self, problems: &mut Problems<'_>) {
        if !matches!(self.module.owner, Ownership::Follows(_)) {
            return;
        }
        if self.raw.parents.is_none() {
            let message = format!("`{}` follows its parent and has no parents", self.id);
            problems.add(&self.key.span, message, "name the modules of its parents: parents = [\"...\"]");
        }
        for (action, asked) in entries(self.raw.follows.as_ref()) {
            if !self.module.actions.contains_key(action.value.as_str()) {
                note_action(action, self.id, self.module, problems);
            }
            for (parent, module) in self.parents() {
                if !module.actions.contains_key(asked.value.as_str()) {
                    note_action(asked, parent, module, problems);
                }
            }
        }
        let said = |id: &ActionId| {
            entries(self.raw.follows.as_ref()).any(|(action, _)| *id == *action.value.as_str())
        };
        let left: Vec<&ActionId> = self.module.actions.keys().filter(|id| !said(id)).collect();
        if !left.is_empty() {
            let message =
                format!("`{}` follows its parent, but not with {}", self.id, suggest::listed(&left));
            let help = "say in `follows` which action of the parent each of them asks";
            problems.add(&self.key.span, message, help);
        }
        if let Some(first) = self.raw.segments.iter().flatten().next() {
            let message = format!("`{}` follows its parent and carries no segments of its own", self.id);
            problems.add(&first.span, message, "leave `segments` out: the parent's count");
        }
    }

    /// A record whose parents all stand in a container stands there, too; else no container role could reach it and
    /// no container would close it.
    fn check_container(&self, problems: &mut Problems<'_>) {
        let own = self.module.container.as_ref();
        let place = self.raw.r#in.as_ref().map_or(&self.key.span, |text| &text.span);
        for (parent, module) in self.parents() {
            let Some(kind) = &module.container else { continue };
            let elsewhere = own.is_some_and(|own| own != kind);
            let alone =
                own.is_none() && self.parents().all(|(_, other)| other.container.as_ref() == Some(kind));
            if elsewhere || (alone && !matches!(self.module.owner, Ownership::Follows(_))) {
                let message = format!("`{}` does not live where its parent `{parent}` does", self.id);
                problems.add(place, message, format!("write in = \"{kind}\""));
                return;
            }
        }
    }

    fn check_owner_property(&self, problems: &mut Problems<'_>) {
        let Some(text) = self.raw.owner_property.as_ref().filter(|_| self.module.owner != Ownership::Own)
        else {
            return;
        };
        let message = format!("`{}` has no owner of its own for callers to name", self.id);
        problems.add(&text.span, message, "leave `owner_property` out: the parent's owner counts");
    }

    fn check_flags(&self, problems: &mut Problems<'_>) {
        let flag = |flag: &Option<crate::read::At<bool>>| {
            flag.as_ref().map_or(self.key.span.clone(), |at| at.span.clone())
        };
        let has_children = self.modules.values().any(|module| module.parents.contains(self.id));
        if self.module.caps_children && !has_children {
            let message = format!("`{}` caps its children and has none", self.id);
            let help = format!(
                "name it in the parents of another module, parents = [\"{}\"], or leave it out",
                self.id
            );
            problems.add(&flag(&self.raw.caps_children), message, help);
        }
        let Some(shareable) = self.raw.shareable.as_ref().filter(|_| self.module.sharing_default.is_some())
        else {
            return;
        };
        if let Some(kind) = &self.module.container {
            let message =
                format!("`{}` lives in containers of kind `{kind}` and cannot be shareable", self.id);
            problems.add(
                &shareable.span,
                message,
                "records in a container are shared by its members: leave `shareable` out",
            );
        }
        // Records that take their parent's owner are shared by it; those that follow have no reach of their own.
        if matches!(self.module.owner, Ownership::Follows(_)) {
            let message = format!("`{}` follows its parent and cannot be shareable", self.id);
            problems.add(&shareable.span, message, "make its parents shareable instead");
        }
    }
}

fn note_action(action: &Text, module_id: &ModuleId, module: &Module, problems: &mut Problems<'_>) {
    let help = suggest::instead(
        &action.value,
        module.actions.keys().map(ActionId::as_str),
        "actions there",
        "declare the action under [modules]",
    );
    problems.add(&action.span, format!("module `{module_id}` has no action `{}`", action.value), help);
}
