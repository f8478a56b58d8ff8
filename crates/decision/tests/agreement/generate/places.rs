//! The reporting tree, groups, sharing defaults and rules.

use std::collections::BTreeMap;

use rolecall_catalog::{ModuleId, SharingLevel};
use rolecall_organization::{
    Change, Event, GroupId, GroupParts, PositionId, Principal, PrincipalKind, RuleLevel, SharingRuleId,
};

use super::Maker;
use crate::world::id;

const LEVELS: [SharingLevel; 4] = [
    SharingLevel::Private,
    SharingLevel::PublicRead,
    SharingLevel::PublicReadWrite,
    SharingLevel::PublicReadWriteDelete,
];

impl Maker {
    /// Positions below the built-in ones, in chains and side by side.
    pub(super) fn places(&mut self) {
        if self.positions().is_empty() {
            return;
        }
        for _ in 0..self.random.between(2, 4) {
            self.position();
        }
    }

    pub(super) fn position(&mut self) {
        let (positions, number) = (self.positions(), self.number());
        let reports_to = self.random.pick(&positions);
        let share_with_peers = self.random.chance(92);
        self.happened(Event::PositionCreated {
            position: id(&format!("pos_{number}")),
            name: id(&format!("Position {number}")),
            reports_to,
            share_with_peers,
            description: None,
        });
    }

    /// Moved to where it closes no circle - but for once in a while: no organization may have one, and answers must end there, too.
    pub(super) fn move_position(&mut self) {
        let positions = self.positions();
        let Some(position) = self.random.maybe(100, &positions) else { return };
        // The tree is never a circle: the rule `cycle` sees to that on every path.
        let organization = &self.now.organization;
        let fits = |above: &&PositionId| **above != position && !organization.is_below(above, &position);
        let built_in = organization.position(&position).is_some_and(|found| found.reports_to.is_none());
        let above: Vec<PositionId> = positions.iter().filter(fits).cloned().collect();
        let reports_to = self.random.maybe(60, &above).filter(|_| !built_in);
        let share_with_peers = self.random.chance(50).then(|| self.random.chance(85));
        self.happened(Event::PositionChanged {
            position,
            name: None,
            reports_to,
            share_with_peers,
            description: Change::Keep,
        });
    }

    /// Its people go to another. The top stays.
    pub(super) fn delete_position(&mut self) {
        let top = self.now.organization.top_position().cloned();
        let mut positions = self.positions();
        positions.retain(|position| Some(position) != top.as_ref());
        let Some(position) = self.random.maybe(100, &positions) else { return };
        let organization = &self.now.organization;
        positions.retain(|to| *to != position && !organization.is_below(to, &position));
        positions.extend(top);
        if positions.is_empty() {
            return;
        }
        let to = self.random.pick(&positions);
        self.happened(Event::PositionDeleted { position, to });
    }

    pub(super) fn groups(&mut self) {
        for _ in 0..self.random.between(2, 5) {
            self.group();
        }
    }

    /// Of members, positions, positions and below, and groups made before.
    pub(super) fn group(&mut self) {
        let number = self.number();
        let parts = self.parts(&self.group_ids());
        let group = id(&format!("grp_{number}"));
        self.happened(Event::GroupCreated { group, name: id(&format!("Group {number}")), parts });
    }

    pub(super) fn change_group(&mut self) {
        let groups = self.group_ids();
        let Some(group) = self.random.maybe(100, &groups) else { return };
        let circle = self.random.chance(4);
        let organization = &self.now.organization;
        let fits =
            |inner: &&GroupId| circle || (**inner != group && !organization.group_contains(inner, &group));
        let inner: Vec<GroupId> = groups.iter().filter(fits).cloned().collect();
        let parts = self.parts(&inner);
        self.happened(Event::GroupChanged { group, name: id(&format!("Changed {}", self.given)), parts });
    }

    /// Seldom of everything: each part has to matter by itself.
    fn parts(&mut self, groups: &[GroupId]) -> GroupParts {
        let (members, positions) = (self.members_ever(), self.positions());
        let mut of = |percent, most| if self.random.chance(percent) { most } else { 0 };
        let most = [of(60, 4), of(40, 2), of(60, 1), of(60, 2)];
        GroupParts {
            members: self.random.some(most[0], &members),
            positions: self.random.some(most[1], &positions),
            positions_and_below: self.random.some(most[2], &positions),
            groups: self.random.some(most[3], groups),
        }
    }

    /// Rules may go on naming a group that is gone: answers cover nobody by it.
    pub(super) fn delete_group(&mut self) {
        let groups = self.group_ids();
        if let Some(group) = self.random.maybe(100, &groups) {
            self.happened(Event::GroupDeleted { group });
        }
    }

    pub(super) fn sharing(&mut self) {
        for _ in 0..self.random.between(0, 2) {
            self.sharing_default();
        }
        for _ in 0..self.random.between(10, 20) {
            let number = self.number();
            self.rule(id(&format!("shr_{number}")));
        }
    }

    pub(super) fn sharing_default(&mut self) {
        let module = self.random.pick(&self.shareable());
        let level = self.random.pick(&LEVELS);
        self.happened(Event::SharingDefaultsSet { defaults: BTreeMap::from([(module, level)]) });
    }

    pub(super) fn rule(&mut self, rule: SharingRuleId) {
        let modules = self.shareable();
        let module = self.random.pick(&modules);
        let (Some(from), Some(to)) = (self.principal(60), self.principal(30)) else { return };
        let levels = [RuleLevel::Read, RuleLevel::ReadWrite, RuleLevel::ReadWriteDelete];
        let level = self.random.pick(&levels);
        let superiors_allowed = self.random.chance(65);
        self.happened(Event::SharingRuleSet { rule, module, from, to, level, superiors_allowed });
    }

    fn shareable(&self) -> Vec<ModuleId> {
        let catalog = self.catalog();
        let modules = catalog.modules.iter().filter(|(_, module)| module.sharing_default.is_some());
        modules.map(|(module, _)| module.clone()).collect()
    }

    fn principal(&mut self, below: usize) -> Option<Principal> {
        let (groups, positions) = (self.group_ids(), self.positions());
        let position = self.random.maybe(45, &positions).map(PrincipalKind::Position);
        let kind = match position {
            Some(position) => position,
            None => PrincipalKind::Group(self.random.maybe(100, &groups)?),
        };
        let and_below = matches!(kind, PrincipalKind::Position(_)) && self.random.chance(below);
        Some(Principal { kind, and_below })
    }

    pub(super) fn delete_rule(&mut self) {
        let rules = self.rule_ids();
        if let Some(rule) = self.random.maybe(100, &rules) {
            self.happened(Event::SharingRuleDeleted { rule });
        }
    }
}
