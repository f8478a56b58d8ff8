//! From the policy to a condition: the access rule (design, section 2) said once for all records of a module.
//!
//! It looks at no fact that a record of the module cannot be registered with: no container where the module names no kind, no
//! owner, segments or parent of a record that is itself a container.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use rolecall_catalog::{
    AccessClass, ActionId, ContainerKindId, Grant, Module, ModuleId, Ownership, Reach, RoleId,
};
use rolecall_organization::{ContainerId, HeldGrant, MemberId, Organization};

use super::{
    Condition, Fact, FactField,
    condition::{Known, Values},
    owners::Owners,
    simplify::one,
};
use crate::record;

/// A member at an instant.
pub(super) struct Build<'a> {
    organization: &'a Organization,
    id: &'a MemberId,
    owners: &'a Owners<'a>,
    held: Vec<HeldGrant>,
    places: Vec<Places<'a>>,
    limits: &'a rolecall_catalog::Limits,
}

/// Containers of one kind in which the member holds the same roles.
struct Places<'a> {
    kind: &'a ContainerKindId,
    ids: Vec<&'a ContainerId>,
    held: Vec<HeldGrant>,
}

/// A module as one level of the rule sees it.
#[derive(Clone, Copy)]
struct At<'a> {
    level: u8,
    id: &'a ModuleId,
    module: &'a Module,
    /// Whether its records are containers, each standing in itself.
    holds: bool,
}

impl At<'_> {
    fn fact(&self, field: FactField) -> Fact {
        Fact::new(self.level, field)
    }
}

impl<'a> Build<'a> {
    /// The member's grants, in the organization and in containers. Nothing, where the member does not stand.
    pub(super) fn at(
        organization: &'a Organization,
        id: &'a MemberId,
        owners: &'a Owners<'a>,
        now: Timestamp,
    ) -> Option<Self> {
        let member = organization.member(id).filter(|_| !organization.policy().deleted)?;
        organization.stands(member, now).then(|| Self {
            organization,
            id,
            owners,
            held: organization.held_in_organization(member),
            places: places(organization, id, now),
            limits: &member.segments,
        })
    }

    /// The condition on all records of the module, or on those in one container.
    pub(super) fn condition(
        &self,
        module: &ModuleId,
        action: &ActionId,
        container: Option<&ContainerId>,
    ) -> Condition {
        let condition = self.on(0, module, action);
        let (Some(container), Some(at)) = (container, self.level(0, module)) else { return condition };
        // A record of a container's own id is that container, where it is one of the module.
        let there = !at.holds || record::containers(self.organization, at.id).any(|known| known == container);
        let inside = if there { in_containers(at, one(container.as_str())) } else { Condition::Never };
        let Condition::AnyOf { fact, .. } = &inside else { return inside };
        let known = |other: &Fact| if other == fact { Known::Is(container.as_str()) } else { Known::Nothing };
        Condition::and([inside.clone(), condition.knowing(&known)])
    }

    fn level(&self, level: u8, id: &'_ ModuleId) -> Option<At<'a>> {
        let catalog = self.organization.catalog();
        let (id, module) = catalog.modules.get_key_value(id)?;
        Some(At { level, id, module, holds: catalog.container_kind_of(id).is_some() })
    }

    /// What the rule asks of a record that stands `level` above the one asked about.
    fn on(&self, level: u8, module: &ModuleId, action: &ActionId) -> Condition {
        let Some(at) = self.level(level, module) else { return Condition::Never };
        let Some(class) = at.module.actions.get(action).copied() else { return Condition::Never };
        match &at.module.owner {
            Ownership::Own | Ownership::Parent => self.record(at, class, action),
            Ownership::Follows(actions) => {
                let asked = actions.get(action).unwrap_or(action);
                Condition::and([self.operation(at, action), self.following(at, asked)])
            }
        }
    }

    // Section 2, step 2: the grants for the action, and where they are held.

    fn grants<'h>(held: &'h [HeldGrant], at: At<'_>, action: &ActionId) -> Vec<&'h Grant> {
        let grants = held.iter().map(|held| &held.grant);
        grants.filter(|grant| grant.module == *at.id && grant.actions.contains(action)).collect()
    }

    /// The containers that records of the module can stand in, or can be, and that the member belongs to.
    fn joined(&self, at: At<'_>) -> impl Iterator<Item = &Places<'a>> {
        let kinds = &self.organization.catalog().container_kinds;
        self.places.iter().filter(move |places| {
            if at.holds {
                kinds.get(places.kind).is_some_and(|kind| kind.module == *at.id)
            } else {
                at.module.container.as_ref() == Some(places.kind)
            }
        })
    }

    fn operation(&self, at: At<'_>, action: &ActionId) -> Condition {
        if !Self::grants(&self.held, at, action).is_empty() {
            return Condition::Always;
        }
        let giving = self.joined(at).filter(|places| !Self::grants(&places.held, at, action).is_empty());
        in_containers(at, ids(giving))
    }

    // Step 4: some one grant passes both the reach and the segments.

    fn record(&self, at: At<'_>, class: AccessClass, action: &ActionId) -> Condition {
        let joined = ids(self.joined(at));
        let everywhere = Self::grants(&self.held, at, action).into_iter().map(|grant| {
            let reached = match grant.reach {
                Reach::All => Condition::Always,
                Reach::Shared => Condition::or([
                    in_containers(at, Arc::clone(&joined)),
                    Condition::and([self.in_no_container(at), self.shared(at, class)]),
                ]),
                Reach::Assigned => Condition::and([
                    Condition::or([in_containers(at, Arc::clone(&joined)), self.in_no_container(at)]),
                    self.owned_by(at, self.owners.own()),
                ]),
            };
            Condition::and([reached, self.in_segments(at, grant)])
        });
        let there = self.joined(at).flat_map(|places| {
            Self::grants(&places.held, at, action).into_iter().map(move |grant| {
                let reached = match grant.reach {
                    Reach::All | Reach::Shared => Condition::Always,
                    Reach::Assigned => self.owned_by(at, self.owners.own()),
                };
                let inside = in_containers(at, ids(std::iter::once(places)));
                (Condition::and([reached, self.in_segments(at, grant)]), inside)
            })
        });
        let there =
            alike(there).map(|(condition, inside)| Condition::and([Condition::or(inside), condition]));
        Condition::or(everywhere.chain(there))
    }

    /// A container stands in itself, so that only one that there is not stands in none.
    fn in_no_container(&self, at: At<'_>) -> Condition {
        if at.holds {
            let all = record::containers(self.organization, at.id).map(ToString::to_string);
            return Condition::none_of(at.fact(FactField::Id), all.collect::<BTreeSet<_>>());
        }
        match at.module.container {
            Some(_) => Condition::absent(at.fact(FactField::Container)),
            None => Condition::Always,
        }
    }

    /// *Default* and *top* open everything; ownership, superiors, peers and rules go by the owner.
    fn shared(&self, at: At<'_>, class: AccessClass) -> Condition {
        let default = self.organization.sharing_default(at.id).is_some_and(|level| level.admits(class));
        let top = self.organization.member(self.id).is_some_and(|member| self.organization.is_at_top(member));
        if default || top { Condition::Always } else { self.owned_by(at, self.owners.reached(at.id, class)) }
    }

    /// Whether the owner, a record's own or else its parent's, is one of these.
    fn owned_by(&self, at: At<'_>, owners: Values) -> Condition {
        if at.holds {
            return Condition::Never;
        }
        if at.module.owner == Ownership::Own {
            return Condition::any_of(at.fact(FactField::Owner), owners);
        }
        self.of_parents(at, |above| self.owned_by(above, Arc::clone(&owners)))
    }

    fn in_segments(&self, at: At<'_>, grant: &Grant) -> Condition {
        Condition::and(at.module.segments.iter().filter_map(|segment| {
            let limits = [grant.limits.get(segment), self.limits.get(segment)];
            let allowed = limits.into_iter().flatten().cloned().reduce(|one, other| &one & &other)?;
            if at.holds {
                return Some(Condition::Never);
            }
            let allowed: BTreeSet<String> = allowed.iter().map(ToString::to_string).collect();
            Some(Condition::any_of(at.fact(FactField::Segment(segment.clone())), allowed))
        }))
    }

    // Step 5: following.

    fn following(&self, at: At<'_>, asked: &ActionId) -> Condition {
        let condition = self.of_parents(at, |above| self.on(above.level, above.id, asked));
        let level = at.level + 1;
        // A parent that was never registered is a record without facts; a record without a parent is reached by nobody.
        if condition.holds_without(level) {
            return Condition::and([Condition::present(Fact::new(level, FactField::Id)), condition]);
        }
        condition
    }

    /// What is asked of the parent, told apart by its module where that makes a difference.
    fn of_parents(&self, at: At<'_>, ask: impl Fn(At<'a>) -> Condition) -> Condition {
        if at.holds {
            return Condition::Never;
        }
        let above = at.module.parents.iter().filter_map(|parent| self.level(at.level + 1, parent));
        let of_module = above.map(|above| (ask(above), above.id.to_string()));
        let mut answers: Vec<(Condition, Vec<String>)> = alike(of_module).collect();
        if answers.len() == 1 {
            return answers.remove(0).0;
        }
        let module = Fact::new(at.level + 1, FactField::Module);
        Condition::or(answers.into_iter().map(|(condition, modules)| {
            let modules: BTreeSet<String> = modules.into_iter().collect();
            Condition::and([Condition::any_of(module.clone(), modules), condition])
        }))
    }
}

/// A record that is a container stands in itself.
fn in_containers(at: At<'_>, ids: Values) -> Condition {
    match (at.holds, &at.module.container) {
        (true, _) => Condition::any_of(at.fact(FactField::Id), ids),
        (false, Some(_)) => Condition::any_of(at.fact(FactField::Container), ids),
        (false, None) => Condition::Never,
    }
}

fn ids<'p>(places: impl Iterator<Item = &'p Places<'p>>) -> Values {
    Arc::new(places.flat_map(|places| &places.ids).map(ToString::to_string).collect())
}

/// What goes with the same condition, together.
fn alike<T>(pairs: impl Iterator<Item = (Condition, T)>) -> impl Iterator<Item = (Condition, Vec<T>)> {
    let mut groups: Vec<(Condition, Vec<T>)> = Vec::new();
    for (condition, one) in pairs {
        match groups.iter_mut().find(|(known, _)| *known == condition) {
            Some((_, all)) => all.push(one),
            None => groups.push((condition, vec![one])),
        }
    }
    groups.into_iter()
}

/// The containers that the member belongs to now, those with the same roles together: what a role gives is asked once.
fn places<'a>(organization: &'a Organization, id: &MemberId, now: Timestamp) -> Vec<Places<'a>> {
    let mut alike: BTreeMap<(&ContainerKindId, &BTreeSet<RoleId>), Vec<&ContainerId>> = BTreeMap::new();
    for (container, found) in &organization.policy().containers {
        if let Some(membership) = organization.membership(container, id, now) {
            alike.entry((&found.kind, &membership.roles)).or_default().push(container);
        }
    }
    let held = |ids: &[&ContainerId]| ids.first().map(|first| organization.held_in_container(first, id, now));
    alike
        .into_iter()
        .map(|((kind, _), ids)| Places { kind, held: held(&ids).unwrap_or_default(), ids })
        .collect()
}
