//! A policy after events: what they touched is compiled again, the rest is shared with the policy before.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rolecall_catalog::{ModuleId, RoleId};
use rolecall_organization::{
    ContainerId, Event, MemberId, Organization, Principal, PrincipalKind, SharingRuleId,
};

use super::{Rights, Row, Shape, classes::Named, compile, sets::Changed, tree::Tree};
use crate::engine::slots::Names;

/// What events touched.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the policy, touched or not")]
struct Touched {
    everything: bool,
    /// The tree.
    sets: bool,
    /// Groups, or rules on groups: who is named may be others.
    named: bool,
    /// Modules whose defaults changed.
    defaults: BTreeSet<ModuleId>,
    /// Rules that are new, others now, or gone, by the module that they are on or were.
    rules: BTreeMap<ModuleId, BTreeSet<SharingRuleId>>,
    containers: bool,
    roles: BTreeSet<RoleId>,
    /// Members, with containers in which they gained or lost a place.
    members: BTreeMap<MemberId, BTreeSet<ContainerId>>,
}

impl Touched {
    fn of(before: &Organization, events: &[Event]) -> Self {
        let mut touched = Self::default();
        events.iter().for_each(|event| touched.add(before, event));
        touched
    }

    fn add(&mut self, before: &Organization, event: &Event) {
        match event {
            Event::MemberAdded { member, .. }
            | Event::MemberStatusChanged { member, .. }
            | Event::MemberRemoved { member }
            | Event::MemberErased { member }
            | Event::MemberRolesSet { member, .. }
            | Event::MemberPermissionsSet { member, .. } => {
                self.members.entry(member.clone()).or_default();
            }
            Event::MemberChanged(changed) => {
                self.members.entry(changed.member.clone()).or_default();
            }
            Event::ContainerMemberSet { container, member, .. }
            | Event::ContainerMemberRemoved { container, member } => {
                self.members.entry(member.clone()).or_default().insert(container.clone());
            }
            Event::RoleCreated { role, .. }
            | Event::RoleChanged { role, .. }
            | Event::RoleDeleted { role } => {
                self.roles.insert(role.clone());
            }
            Event::PositionCreated { .. } | Event::PositionChanged { .. } => self.sets = true,
            Event::GroupCreated { .. } | Event::GroupChanged { .. } | Event::GroupDeleted { .. } => {
                (self.sets, self.named) = (true, true);
            }
            Event::SharingDefaultsSet { defaults } => self.defaults.extend(defaults.keys().cloned()),
            Event::SharingRuleSet { rule, module, from, to, .. } => {
                self.rules.entry(module.clone()).or_default().insert(rule.clone());
                self.named |= is_group(from) || is_group(to);
                self.rule(before, rule);
            }
            Event::SharingRuleDeleted { rule } => self.rule(before, rule),
            Event::ContainerCreated { .. } => self.containers = true,
            Event::ContainerDeleted { container } => {
                self.containers = true;
                let there = before.container(container).into_iter().flat_map(|there| there.members.keys());
                for member in there {
                    self.members.entry(member.clone()).or_default().insert(container.clone());
                }
            }
            Event::OrganizationRenamed { .. }
            | Event::SlugChanged { .. }
            | Event::ContainerChanged { .. }
            | Event::RecordsWritten { .. } => {}
            Event::OrganizationFounded { .. }
            | Event::EditionChanged { .. }
            | Event::FeaturesSwitched { .. }
            | Event::CatalogAdopted { .. }
            | Event::OrganizationDeleted {}
            | Event::RoleReassigned { .. }
            | Event::PositionDeleted { .. } => self.everything = true,
        }
    }
}

impl Touched {
    /// A rule that is another now, or gone.
    fn rule(&mut self, before: &Organization, rule: &SharingRuleId) {
        let Some(before) = before.sharing_rule(rule) else { return };
        self.rules.entry(before.module.clone()).or_default().insert(rule.clone());
        self.named |= is_group(&before.from) || is_group(&before.to);
    }

    /// The rules and defaults that changed, by the place of the module.
    fn changed(&self, shape: &Shape) -> Changed<'_> {
        Changed {
            rules: self
                .rules
                .iter()
                .filter_map(|(module, rules)| Some((shape.place(module)?, rules)))
                .collect(),
            defaults: self.defaults.iter().filter_map(|module| shape.place(module)).collect(),
        }
    }
}

fn is_group(side: &Principal) -> bool {
    matches!(side.kind, PrincipalKind::Group(_))
}

/// The policy after events.
pub(super) fn after(
    rights: &Rights,
    before: &Organization,
    after: &Organization,
    events: &[Event],
    names: &mut Names,
) -> Rights {
    let touched = Touched::of(before, events);
    if touched.everything || rights.is_worn() {
        return compile::everything(after, names);
    }
    let mut rights = rights.clone();
    if touched.named {
        let named = (Named::of(after, |rule| &rule.from), Named::of(after, |rule| &rule.to));
        if *rights.named != named {
            return compile::everything(after, names);
        }
    }
    let mut sets = touched.sets;
    for id in touched.members.keys() {
        let Some(member) = after.member(id) else { continue };
        let slot = names.members.intern(id);
        sets |= rights.classify(id, member, slot).sets;
        rights.labels.set(Some(before), after, id, slot);
        rights.put_in_order(names, id, slot);
    }
    let changed = touched.changed(&rights.shape);
    if sets || !changed.is_none() {
        let kept = rights.viewer_classes.all().filter_map(|(_, class)| class.position.as_ref());
        let tree = sets.then(|| Tree::of(after, kept));
        rights.fold(after, tree, &changed);
    }
    if touched.containers {
        rights.list_containers(after, names);
    }
    rights.compile_roles(after, names, &touched.roles);
    for (id, containers) in &touched.members {
        let Some(member) = after.member(id) else { continue };
        let slot = names.members.intern(id);
        let there =
            rights.places(slot).iter().filter_map(|place| names.containers.get(place.container).cloned());
        let mut all: BTreeSet<ContainerId> = there.collect();
        all.extend(containers.iter().cloned());
        // Who is new has no places but those that it gained just now.
        if rights.was_away(slot) && before.member(id).is_some() {
            all.extend(after.memberships_of(id).cloned());
        }
        rights.settle(after, names, id, member, &all);
    }
    rights
}

impl Rights {
    /// Whether so much of it is no longer used that it is worth making anew.
    fn is_worn(&self) -> bool {
        self.parts() > 4096 + 4 * self.members.len() + 2 * self.fresh || self.sets.is_worn()
    }

    /// How many rows, lists of places and ends there are, whichever are most.
    pub(super) fn parts(&self) -> usize {
        self.rows.len().max(self.places.len()).max(self.ends.len())
    }

    /// Whether a member did not stand, so that nobody knows the places it has.
    fn was_away(&self, slot: u32) -> bool {
        self.members.get(slot as usize).is_none_or(|standing| standing.row == 0)
    }

    fn put_in_order(&mut self, names: &Names, id: &MemberId, slot: u32) {
        let known = |slot: &u32| names.members.get(*slot).cmp(&Some(id));
        if let Err(place) = self.order.binary_search_by(known) {
            Arc::make_mut(&mut self.order).insert(place, slot);
        }
    }

    /// Compiles the rows anew that lean on roles.
    fn compile_roles(&mut self, organization: &Organization, names: &mut Names, roles: &BTreeSet<RoleId>) {
        if roles.is_empty() {
            return;
        }
        let (shape, sets) = (Arc::clone(&self.shape), Arc::clone(&self.sets));
        for row in Arc::make_mut(&mut self.rows) {
            if roles.iter().any(|role| row.names_role(role)) {
                *row = Arc::new(Row::of(organization, &shape, &sets, names, row.key().clone()));
            }
        }
    }
}
