//! Roles that are made in the organization, and built-in ones that are edited.

use rolecall_catalog::{ActionId, ContainerKindId, FeatureId, Grant, ModuleId, Reach};
use rolecall_organization::{Change, Event, RoleId};

use super::Maker;
use crate::world::id;

impl Maker {
    pub(super) fn custom_roles(&mut self) {
        for _ in 0..self.random.between(1, 5) {
            self.custom_role();
        }
    }

    pub(super) fn custom_role(&mut self) {
        let kinds: Vec<ContainerKindId> = self.catalog().container_kinds.keys().cloned().collect();
        let container = self.random.maybe(35, &kinds);
        let (number, grants) = (self.number(), self.grants());
        self.happened(Event::RoleCreated {
            role: id(&format!("rol_{number}")),
            name: id(&format!("Role {number}")),
            description: None,
            container,
            grants,
            cloned_from: None,
        });
    }

    fn grants(&mut self) -> Vec<Grant> {
        (0..self.random.between(1, 6)).map(|_| self.grant()).collect()
    }

    fn grant(&mut self) -> Grant {
        let catalog = self.catalog();
        let modules: Vec<ModuleId> = catalog.modules.keys().cloned().collect();
        let module = self.random.pick(&modules);
        let actions: Vec<ActionId> = catalog.modules[&module].actions.keys().cloned().collect();
        let features: Vec<FeatureId> = catalog.features.keys().cloned().collect();
        let reaches = [Reach::Shared, Reach::Shared, Reach::Shared, Reach::Assigned, Reach::All];
        let mut chosen = self.random.some(4, &actions);
        chosen.insert(self.random.pick(&actions));
        Grant {
            module,
            actions: chosen,
            reach: self.random.pick(&reaches),
            limits: self.limits(12),
            feature: self.random.maybe(10, &features),
        }
    }

    /// A custom role, or a built-in one.
    pub(super) fn change_role(&mut self) {
        let in_containers = self.random.chance(30);
        let roles = self.role_ids(in_containers);
        if let Some(role) = self.random.maybe(100, &roles) {
            let grants = Some(self.grants());
            self.happened(Event::RoleChanged { role, name: None, description: Change::Keep, grants });
        }
    }

    pub(super) fn reassign_role(&mut self) {
        let in_containers = self.random.chance(30);
        let roles = self.role_ids(in_containers);
        let (role, to) = (self.random.pick(&roles), self.random.pick(&roles));
        if role != to {
            self.happened(Event::RoleReassigned { role, to });
        }
    }

    /// Members may go on naming a role that is gone: it gives nothing.
    pub(super) fn delete_role(&mut self) {
        let custom: Vec<RoleId> = self.now.organization.policy().custom_roles.keys().cloned().collect();
        if let Some(role) = self.random.maybe(100, &custom) {
            self.happened(Event::RoleDeleted { role });
        }
    }
}
