//! The fold over what happens to containers.

use std::sync::Arc;

use imbl::OrdMap;

use crate::{Container, ContainerId, Event, Membership, Organization};

impl Organization {
    pub(super) fn apply_to_containers(&mut self, event: &Event) {
        match event {
            Event::ContainerCreated { container, kind, name, company } => {
                let created = Container {
                    kind: kind.clone(),
                    name: name.clone(),
                    company: company.clone(),
                    members: OrdMap::new(),
                };
                self.policy.containers.insert(container.clone(), Arc::new(created));
            }
            Event::ContainerChanged { container, name, company } => {
                self.with_container(container, |changed| {
                    name.iter().for_each(|name| changed.name = name.clone());
                    changed.company = company.clone().after(changed.company.take());
                });
            }
            Event::ContainerDeleted { container } => {
                self.policy.containers.remove(container);
                self.policy.deleted_containers.insert(container.clone());
            }
            Event::ContainerMemberSet { container, member, roles, until } => {
                let membership = Membership { roles: roles.clone(), until: *until };
                self.with_container(container, |c| drop(c.members.insert(member.clone(), membership)));
            }
            Event::ContainerMemberRemoved { container, member } => {
                self.with_container(container, |c| drop(c.members.remove(member)));
            }
            _ => {}
        }
    }

    pub(super) fn with_container(&mut self, id: &ContainerId, change: impl FnOnce(&mut Container)) {
        if let Some(container) = self.policy.containers.get_mut(id) {
            change(Arc::make_mut(container));
        }
    }
}
