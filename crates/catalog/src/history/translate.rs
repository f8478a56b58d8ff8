//! Puts a catalog of the version before into the words of the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use indexmap::IndexMap;

use super::Renames;
use crate::model::{
    BuiltInPosition, BuiltInRole, Catalog, ContainerKind, Counted, Direct, Founder, Gate, Grant, Module,
    Ownership,
};
use crate::{ActionId, CommandMap, CommandRule, ContainerKindId, LimitId, ModuleId, Permission};

/// The new id, or the old one where it has none.
fn now<I: Ord + Clone>(renames: &BTreeMap<I, I>, id: &I) -> I {
    renames.get(id).unwrap_or(id).clone()
}

fn all_now<I: Ord + Clone>(renames: &BTreeMap<I, I>, ids: &BTreeSet<I>) -> BTreeSet<I> {
    ids.iter().map(|id| now(renames, id)).collect()
}

/// A section with its keys renamed and its entries put into new words.
fn section<I: Ord + Clone + Hash, T>(
    renames: &BTreeMap<I, I>,
    entries: &IndexMap<I, T>,
    entry: impl Fn(&I, &T) -> T,
) -> IndexMap<I, T> {
    entries.iter().map(|(id, value)| (now(renames, id), entry(id, value))).collect()
}

impl Renames {
    /// The catalog with every id that was renamed under its new name.
    pub(crate) fn translate(&self, old: &Catalog) -> Catalog {
        let mut new = old.clone();
        new.modules = section(&self.modules, &old.modules, |id, module| self.new_module(id, module));
        new.segments = section(&self.segments, &old.segments, |_, segment| segment.clone());
        new.kinds = section(&self.kinds, &old.kinds, |_, kind| {
            let mut kind = kind.clone();
            kind.roles = all_now(&self.roles, &kind.roles);
            kind
        });
        new.container_kinds =
            section(&self.container_kinds, &old.container_kinds, |_, kind| self.new_container_kind(kind));
        new.positions = section(&self.positions, &old.positions, |_, position| BuiltInPosition {
            reports_to: position.reports_to.as_ref().map(|id| now(&self.positions, id)),
            ..position.clone()
        });
        new.roles = section(&self.roles, &old.roles, |_, role| self.new_role(role));
        new.features = section(&self.features, &old.features, |_, feature| {
            let mut feature = feature.clone();
            feature.gates = feature.gates.iter().map(|gate| self.new_gate(gate)).collect();
            feature
        });
        new.editions = section(&self.editions, &old.editions, |_, edition| {
            let mut edition = edition.clone();
            edition.features = all_now(&self.features, &edition.features);
            edition.limits = edition.limits.iter().map(|(id, number)| (self.limit(id), *number)).collect();
            edition
        });
        new.limits = old.limits.iter().map(|(id, limit)| (self.limit(id), limit.clone())).collect();
        new.founder = Founder {
            role: old.founder.role.as_ref().map(|id| now(&self.roles, id)),
            position: old.founder.position.as_ref().map(|id| now(&self.positions, id)),
        };
        new.default_role = old.default_role.as_ref().map(|id| now(&self.roles, id));
        new.direct = old.direct.as_ref().map(|direct| Direct {
            permissions: direct.permissions.iter().map(|permission| self.permission(permission)).collect(),
            feature: direct.feature.as_ref().map(|id| now(&self.features, id)),
        });
        for limit in new.limits.values_mut() {
            limit.counts = self.new_counted(&limit.counts);
        }
        let rules = old.commands.rules().map(|(pattern, rule)| (pattern.clone(), self.new_rule(rule)));
        new.commands = CommandMap::new(rules.collect());
        new
    }

    /// A limit that is named as a container kind goes by the kind's new name.
    fn limit(&self, id: &LimitId) -> LimitId {
        let renamed =
            id.as_str().parse::<ContainerKindId>().ok().and_then(|kind| self.container_kinds.get(&kind));
        renamed.and_then(|kind| kind.as_str().parse().ok()).unwrap_or_else(|| id.clone())
    }

    fn action(&self, module: &ModuleId, action: &ActionId) -> ActionId {
        self.permission(&Permission::new(module.clone(), action.clone())).action
    }

    fn new_module(&self, id: &ModuleId, module: &Module) -> Module {
        let asked = |action: &ActionId| {
            let in_parents = module.parents.iter().map(|parent| self.action(parent, action));
            in_parents.into_iter().find(|renamed| renamed != action).unwrap_or_else(|| action.clone())
        };
        Module {
            actions: module.actions.iter().map(|(action, class)| (self.action(id, action), *class)).collect(),
            parents: module.parents.iter().map(|parent| now(&self.modules, parent)).collect(),
            owner: match &module.owner {
                Ownership::Follows(pairs) => {
                    let pairs = pairs.iter().map(|(own, parents)| (self.action(id, own), asked(parents)));
                    Ownership::Follows(pairs.collect())
                }
                other => other.clone(),
            },
            container: module.container.as_ref().map(|kind| now(&self.container_kinds, kind)),
            segments: all_now(&self.segments, &module.segments),
            ..module.clone()
        }
    }

    fn new_container_kind(&self, kind: &ContainerKind) -> ContainerKind {
        ContainerKind {
            module: now(&self.modules, &kind.module),
            default_roles: kind.default_roles.iter().map(|role| now(&self.roles, role)).collect(),
            ..kind.clone()
        }
    }

    fn new_role(&self, role: &BuiltInRole) -> BuiltInRole {
        BuiltInRole {
            container: role.container.as_ref().map(|kind| now(&self.container_kinds, kind)),
            former_becomes: role.former_becomes.as_ref().map(|id| now(&self.roles, id)),
            exclusive_with: all_now(&self.roles, &role.exclusive_with),
            only_with: all_now(&self.roles, &role.only_with),
            grants: role.grants.iter().map(|grant| self.grant(grant)).collect(),
            ..role.clone()
        }
    }

    /// A grant of the version before in the words of the new one.
    pub fn grant(&self, grant: &Grant) -> Grant {
        let limits = grant.limits.iter();
        Grant {
            module: now(&self.modules, &grant.module),
            actions: grant.actions.iter().map(|action| self.action(&grant.module, action)).collect(),
            reach: grant.reach,
            limits: limits.map(|(id, values)| (now(&self.segments, id), values.clone())).collect(),
            feature: grant.feature.as_ref().map(|id| now(&self.features, id)),
        }
    }

    fn new_gate(&self, gate: &Gate) -> Gate {
        match gate {
            Gate::Reach(module, reach) => Gate::Reach(now(&self.modules, module), *reach),
            Gate::Command(pattern) => Gate::Command(pattern.clone()),
        }
    }

    fn new_counted(&self, counted: &Counted) -> Counted {
        match counted {
            Counted::Members { kinds, statuses } => {
                Counted::Members { kinds: all_now(&self.kinds, kinds), statuses: statuses.clone() }
            }
            Counted::Containers(kind) => Counted::Containers(now(&self.container_kinds, kind)),
            other => other.clone(),
        }
    }

    fn new_rule(&self, rule: &CommandRule) -> CommandRule {
        match rule {
            CommandRule::Asks { module, action } => CommandRule::Asks {
                module: now(&self.modules, module),
                action: action.as_ref().map(|action| self.action(module, action)),
            },
            other => other.clone(),
        }
    }
}
