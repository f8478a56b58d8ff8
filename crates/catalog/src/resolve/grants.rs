//! A grant as it is written - on several modules, with `*` and exceptions - becomes one grant per module.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::names::{Names, entries, find, once, unknown};
use crate::model::{Grant, Limits, Module, Ownership, Reach, Segment};
use crate::problem::Problems;
use crate::raw::{OneOrMany, RawGrant};
use crate::read::{At, Text};
use crate::{ActionId, ContainerKindId, ModuleId, SegmentId, SegmentValue, suggest};

/// What grants are read against.
pub(super) struct Granting<'a> {
    pub(super) names: &'a Names,
    pub(super) modules: &'a IndexMap<ModuleId, Module>,
    pub(super) segments: &'a IndexMap<SegmentId, Segment>,
    pub(super) default_reach: Reach,
}

/// The modules meant and what is granted in each.
type Meant = IndexMap<ModuleId, BTreeSet<ActionId>>;

impl Granting<'_> {
    /// The grants that one written grant stands for, in a role held in the organization or in a container kind.
    pub(super) fn expand(
        &self,
        raw: &RawGrant,
        place: Option<&ContainerKindId>,
        problems: &mut Problems<'_>,
    ) -> Vec<Grant> {
        let before = problems.count();
        let modules = self.modules_meant(&raw.on, place, problems);
        let mut meant = self.with_actions(&modules, &raw.can, problems);
        for text in once(raw.except.as_ref(), problems) {
            self.take_away(text, &mut meant, problems);
        }
        meant.retain(|_, actions| !actions.is_empty());
        if meant.is_empty() && problems.count() == before {
            let help = "name modules and actions that exist there, or leave the grant out";
            problems.add(&raw.on.1, "this grant gives nothing", help);
        }
        self.check_reach(raw, &meant, problems);
        let limits = self.limits(raw, &meant, problems);
        let feature = raw.feature.as_ref().and_then(|text| find(text, &self.names.features, problems));
        let grants = meant.into_iter().filter_map(|(module, actions)| {
            let carried = &self.modules.get(&module)?.segments;
            let limits = limits.iter().filter(|(id, _)| carried.contains(*id));
            Some(Grant {
                reach: raw.reach.as_ref().map_or_else(|| self.reach(&module), |reach| reach.value),
                limits: limits.map(|(id, values)| (id.clone(), values.clone())).collect(),
                feature: feature.clone(),
                module,
                actions,
            })
        });
        grants.collect()
    }

    /// The reach of a grant that names none: in containers membership decides.
    pub(super) fn reach(&self, module: &ModuleId) -> Reach {
        let in_container = self.modules.get(module).is_some_and(|module| module.container.is_some());
        if in_container { Reach::Shared } else { self.default_reach }
    }

    fn modules_meant(
        &self,
        on: &OneOrMany,
        place: Option<&ContainerKindId>,
        problems: &mut Problems<'_>,
    ) -> IndexSet<ModuleId> {
        let reachable = |id: &ModuleId| {
            place.is_none() || self.modules.get(id).is_some_and(|module| module.container.as_ref() == place)
        };
        let mut meant = IndexSet::new();
        for text in once(Some(&on.0), problems) {
            if text.value == "*" {
                meant.extend(self.modules.keys().filter(|id| reachable(id)).cloned());
                continue;
            }
            for id in self.module_or_group(text, problems) {
                if reachable(&id) {
                    meant.insert(id);
                    continue;
                }
                let kind = place.map_or("", ContainerKindId::as_str);
                let message =
                    format!("a role in `{kind}` cannot grant on `{id}`, whose records live elsewhere");
                let help = format!(
                    "name modules that say in = \"{kind}\", or grant this in a role of the organization"
                );
                problems.add(&text.span, message, help);
            }
        }
        if on.0.is_empty() {
            problems.add(&on.1, "the list is empty", "name modules, `@group`, or write on = \"*\" for all");
        }
        meant
    }

    /// `customers`, or all of `@admin`.
    fn module_or_group(&self, text: &Text, problems: &mut Problems<'_>) -> Vec<ModuleId> {
        let Some(group) = text.value.strip_prefix('@') else {
            return find(text, &self.names.modules, problems).into_iter().collect();
        };
        if let Some(modules) = self.names.groups.get(group) {
            return modules.clone();
        }
        let known: Vec<String> = self.names.groups.keys().map(|name| format!("@{name}")).collect();
        let otherwise = format!("give modules group = \"{group}\" under [modules]");
        let help = suggest::instead(&text.value, known.iter().map(String::as_str), "groups", &otherwise);
        problems.add(&text.span, format!("unknown group `{}`", text.value), help);
        Vec::new()
    }

    fn with_actions(
        &self,
        modules: &IndexSet<ModuleId>,
        can: &OneOrMany,
        problems: &mut Problems<'_>,
    ) -> Meant {
        let known: Vec<(&ModuleId, &Module)> =
            modules.iter().filter_map(|id| self.modules.get_key_value(id)).collect();
        let mut meant: Meant = modules.iter().map(|id| (id.clone(), BTreeSet::new())).collect();
        for text in once(Some(&can.0), problems) {
            let mut lacking = true;
            for (id, module) in &known {
                let wanted = module
                    .actions
                    .keys()
                    .filter(|action| text.value == "*" || **action == *text.value.as_str());
                let wanted: Vec<ActionId> = wanted.cloned().collect();
                lacking &= wanted.is_empty();
                if let Some(actions) = meant.get_mut(*id) {
                    actions.extend(wanted);
                }
            }
            if lacking && !known.is_empty() && text.value != "*" {
                note_lacking(text, &known, problems);
            }
        }
        if can.0.is_empty() {
            problems.add(&can.1, "the list is empty", "name actions, or write can = \"*\" for all");
        }
        meant
    }

    /// Takes `module`, `@group` or `module:action` out of what is meant.
    fn take_away(&self, text: &Text, meant: &mut Meant, problems: &mut Problems<'_>) {
        let before = problems.count();
        let taken = match text.value.split_once(':') {
            None => {
                let modules = self.module_or_group(text, problems);
                modules.iter().filter(|id| meant.shift_remove(*id).is_some()).count()
            }
            Some((module, action)) => usize::from(self.take_action(text, module, action, meant, problems)),
        };
        if taken == 0 && problems.count() == before {
            let message = format!("`{}` takes nothing away from this grant", text.value);
            problems.add(&text.span, message, "name something that the grant gives, or leave it out");
        }
    }

    fn take_action(
        &self,
        text: &Text,
        module: &str,
        action: &str,
        meant: &mut Meant,
        problems: &mut Problems<'_>,
    ) -> bool {
        let Some((_, declared)) = self.modules.get_key_value(module) else {
            unknown::<ModuleId>(text, module, self.modules.keys().map(ModuleId::as_str), problems);
            return false;
        };
        if !declared.actions.contains_key(action) {
            let help = suggest::instead(
                action,
                declared.actions.keys().map(ActionId::as_str),
                "actions there",
                "declare the action under [modules]",
            );
            problems.add(&text.span, format!("module `{module}` has no action `{action}`"), help);
            return false;
        }
        meant.get_mut(module).is_some_and(|actions| actions.remove(action))
    }

    /// A reach says nothing where every module meant follows its parent (design, section 2, step 5).
    fn check_reach(&self, raw: &RawGrant, meant: &Meant, problems: &mut Problems<'_>) {
        let follows = |id: &ModuleId| {
            self.modules.get(id).is_some_and(|module| matches!(module.owner, Ownership::Follows(_)))
        };
        if let Some(reach) = &raw.reach
            && !meant.is_empty()
            && meant.keys().all(follows)
        {
            let names: Vec<&ModuleId> = meant.keys().collect();
            let message =
                format!("{} are reached as their parents are: a reach says nothing", suggest::listed(&names));
            problems.add(&reach.span, message, "leave `reach` out here");
        }
    }

    fn limits(&self, raw: &RawGrant, meant: &Meant, problems: &mut Problems<'_>) -> Limits {
        let mut limits = BTreeMap::new();
        for (key, values) in entries(raw.limits.as_ref()) {
            let Some(id) = find(key, &self.names.segments, problems) else { continue };
            let carried =
                |module: &ModuleId| self.modules.get(module).is_some_and(|m| m.segments.contains(&id));
            if !meant.is_empty() && !meant.keys().any(carried) {
                let names: Vec<&ModuleId> = meant.keys().collect();
                let message = format!("segment `{id}` is not carried by {}", suggest::listed(&names));
                problems.add(
                    &key.span,
                    message,
                    format!("add segments = [\"{id}\"] to the module, or drop the limit"),
                );
            }
            let values = self.values(&id, values, problems);
            limits.insert(id, values);
        }
        limits
    }

    fn values(
        &self,
        id: &SegmentId,
        texts: &At<Vec<Text>>,
        problems: &mut Problems<'_>,
    ) -> BTreeSet<SegmentValue> {
        if texts.value.is_empty() {
            let help = "name the values that are admitted, or drop the limit";
            problems.add(&texts.span, format!("the limit on `{id}` admits no value"), help);
        }
        let declared = self.segments.get(id).and_then(|segment| segment.values.as_ref());
        let mut values = BTreeSet::new();
        for text in once(Some(&texts.value), problems) {
            let value = text.value.parse::<SegmentValue>().ok();
            if let Some(value) = value.filter(|value| declared.is_none_or(|all| all.contains(value))) {
                values.insert(value);
                continue;
            }
            let known = declared.into_iter().flatten().map(SegmentValue::as_str);
            let help = suggest::instead(&text.value, known, "values", "write 1 to 120 readable characters");
            problems.add(&text.span, format!("segment `{id}` has no value `{}`", text.value), help);
        }
        values
    }
}

fn note_lacking(text: &Text, modules: &[(&ModuleId, &Module)], problems: &mut Problems<'_>) {
    let names: Vec<&ModuleId> = modules.iter().map(|(id, _)| *id).collect();
    let message = match names.as_slice() {
        [one] => format!("module `{one}` has no action `{}`", text.value),
        _ => format!("none of the modules {} has an action `{}`", suggest::listed(&names), text.value),
    };
    let known: IndexSet<&str> =
        modules.iter().flat_map(|(_, m)| m.actions.keys().map(ActionId::as_str)).collect();
    problems.add(
        &text.span,
        message,
        suggest::instead(&text.value, known, "actions there", "declare the action under [modules]"),
    );
}

/// Joins grants that differ in their actions only, and drops those that repeat another.
pub(super) fn joined(grants: Vec<Grant>) -> Vec<Grant> {
    let mut joined: Vec<Grant> = Vec::new();
    for grant in grants {
        let alike = joined.iter_mut().find(|other| {
            other.module == grant.module
                && other.reach == grant.reach
                && other.limits == grant.limits
                && other.feature == grant.feature
        });
        match alike {
            Some(other) => other.actions.extend(grant.actions),
            None => joined.push(grant),
        }
    }
    joined
}
