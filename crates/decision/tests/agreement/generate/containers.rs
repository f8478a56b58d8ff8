//! Containers, and who is in them.

use rolecall_catalog::ContainerKindId;
use rolecall_organization::{Change, ContainerId, Event, RoleId};

use super::Maker;
use crate::world::id;

impl Maker {
    pub(super) fn containers(&mut self) {
        for _ in 0..self.random.between(2, 4) {
            self.container();
        }
    }

    /// Named by the product's own id or by a generated one.
    pub(super) fn container(&mut self) {
        let kinds: Vec<ContainerKindId> = self.catalog().container_kinds.keys().cloned().collect();
        let kind = self.random.pick(&kinds);
        let number = self.number();
        let prefix = if self.random.chance(50) { "con_" } else { "c" };
        self.happened(Event::ContainerCreated {
            container: id(&format!("{prefix}{number}")),
            kind,
            name: id(&format!("Container {number}")),
            company: None,
        });
    }

    pub(super) fn memberships(&mut self) {
        let containers = self.container_ids();
        for member in self.members_ever() {
            for container in self.random.some(2, &containers) {
                self.join(&container, member.clone());
            }
        }
    }

    pub(super) fn membership(&mut self) {
        let (containers, members) = (self.container_ids(), self.members_ever());
        if let (Some(container), Some(member)) =
            (self.random.maybe(100, &containers), self.random.maybe(100, &members))
        {
            self.join(&container, member);
        }
    }

    /// With roles of its kind there - and once in a while with one that is held elsewhere.
    fn join(&mut self, container: &ContainerId, member: rolecall_organization::MemberId) {
        let organization = &self.now.organization;
        if organization.member(&member).is_none_or(rolecall_organization::Member::is_removed) {
            return;
        }
        let kind = organization.container_kind(container).cloned();
        let roles =
            organization.roles().filter(|role| role.container.is_some() && role.container == kind.as_ref());
        let there: Vec<RoleId> = roles.map(|role| role.id.clone()).collect();
        let everywhere = self.role_ids(false);
        let mut roles = self.random.some(2, &there);
        roles.extend(self.random.maybe(4, &everywhere));
        let until = self.date(20);
        self.happened(Event::ContainerMemberSet { container: container.clone(), member, roles, until });
    }

    pub(super) fn leave(&mut self) {
        let containers = self.container_ids();
        let Some(container) = self.random.maybe(100, &containers) else { return };
        let Some(found) = self.now.organization.container(&container) else { return };
        let members: Vec<_> = found.members.keys().cloned().collect();
        if let Some(member) = self.random.maybe(100, &members) {
            self.happened(Event::ContainerMemberRemoved { container, member });
        }
    }

    pub(super) fn change_container(&mut self) {
        let containers = self.container_ids();
        if let Some(container) = self.random.maybe(100, &containers) {
            let name = Some(id(&format!("Renamed {}", self.given)));
            self.happened(Event::ContainerChanged { container, name, company: Change::Keep });
        }
    }

    /// Its records go on naming it.
    pub(super) fn delete_container(&mut self) {
        let containers = self.container_ids();
        if let Some(container) = self.random.maybe(100, &containers) {
            self.happened(Event::ContainerDeleted { container });
        }
    }
}
