//! The fold over what happens to positions, groups and sharing rules.

use std::sync::Arc;

use super::change_all;
use crate::{Event, Group, Organization, Position, PositionId, SharingRule};

impl Organization {
    pub(super) fn apply_to_places(&mut self, event: &Event) -> bool {
        match event {
            Event::PositionCreated { position, name, reports_to, share_with_peers, description } => {
                let created = Position {
                    name: name.clone(),
                    reports_to: Some(reports_to.clone()),
                    share_with_peers: *share_with_peers,
                    description: description.clone(),
                };
                self.policy.positions.insert(position.clone(), Arc::new(created));
            }
            Event::PositionChanged { position, name, reports_to, share_with_peers, description } => {
                if let Some(changed) = self.policy.positions.get_mut(position).map(Arc::make_mut) {
                    name.iter().for_each(|name| changed.name = name.clone());
                    reports_to.iter().for_each(|above| changed.reports_to = Some(above.clone()));
                    share_with_peers.iter().for_each(|shares| changed.share_with_peers = *shares);
                    changed.description = description.clone().after(changed.description.take());
                }
            }
            Event::PositionDeleted { position, to } => self.delete_position(position, to),
            Event::GroupCreated { group, name, parts } | Event::GroupChanged { group, name, parts } => {
                let made = Group { name: name.clone(), parts: parts.clone() };
                self.policy.groups.insert(group.clone(), Arc::new(made));
            }
            Event::GroupDeleted { group } => drop(self.policy.groups.remove(group)),
            Event::SharingRuleSet { rule, module, from, to, level, superiors_allowed } => {
                let set = SharingRule {
                    module: module.clone(),
                    from: from.clone(),
                    to: to.clone(),
                    level: *level,
                    superiors_allowed: *superiors_allowed,
                };
                self.policy.sharing_rules.insert(rule.clone(), Arc::new(set));
            }
            Event::SharingRuleDeleted { rule } => drop(self.policy.sharing_rules.remove(rule)),
            _ => return false,
        }
        true
    }

    fn delete_position(&mut self, position: &PositionId, to: &PositionId) {
        let here = |place: &Option<PositionId>| place.as_ref() == Some(position);
        change_all(&mut self.policy.members, |m| here(&m.position), |m| m.position = Some(to.clone()));
        change_all(&mut self.policy.positions, |p| here(&p.reports_to), |p| p.reports_to = Some(to.clone()));
        self.policy.positions.remove(position);
    }
}
