//! The fold over what happens to roles.

use std::{collections::BTreeSet, sync::Arc};

use super::change_all;
use crate::{Change, CustomRole, Event, MemberId, Membership, Organization, RoleEdit, RoleId};

impl Organization {
    pub(super) fn apply_to_roles(&mut self, event: &Event) -> bool {
        match event {
            Event::RoleCreated { role, name, description, container, grants, cloned_from: _ } => {
                let created = CustomRole {
                    name: name.clone(),
                    description: description.clone(),
                    container: container.clone(),
                    grants: grants.clone(),
                };
                self.policy.custom_roles.insert(role.clone(), Arc::new(created));
            }
            Event::RoleChanged { role, name, description, grants } => {
                if let Some(custom) = self.policy.custom_roles.get_mut(role) {
                    let custom = Arc::make_mut(custom);
                    custom.description = description.clone().after(custom.description.take());
                    name.iter().for_each(|name| custom.name = name.clone());
                    grants.iter().for_each(|grants| custom.grants.clone_from(grants));
                } else {
                    self.edit_built_in(role, name.as_ref(), description, grants.as_ref());
                }
            }
            Event::RoleReassigned { role, to } => self.reassign_role(role, to),
            Event::RoleDeleted { role } => drop(self.policy.custom_roles.remove(role)),
            _ => return false,
        }
        true
    }

    fn edit_built_in(
        &mut self,
        role: &RoleId,
        name: Option<&rolecall_catalog::Name>,
        description: &Change<String>,
        grants: Option<&Vec<rolecall_catalog::Grant>>,
    ) {
        let edit = Arc::make_mut(
            self.policy.role_edits.entry(role.clone()).or_insert_with(|| Arc::new(RoleEdit::default())),
        );
        edit.name = name.cloned().or(edit.name.take());
        edit.grants = grants.cloned().or(edit.grants.take());
        match description {
            Change::Keep => {}
            Change::Clear => edit.description = Some(None),
            Change::Set(text) => edit.description = Some(Some(text.clone())),
        }
    }

    fn reassign_role(&mut self, role: &RoleId, to: &RoleId) {
        let exchange = |roles: &mut BTreeSet<RoleId>| {
            roles.remove(role);
            roles.insert(to.clone());
        };
        change_all(&mut self.policy.members, |m| m.roles.contains(role), |m| exchange(&mut m.roles));
        let holds = |membership: &Membership| membership.roles.contains(role);
        change_all(
            &mut self.policy.containers,
            |c| c.members.values().any(holds),
            |container| {
                let holders: Vec<MemberId> =
                    container.members.iter().filter(|(_, m)| holds(m)).map(|(id, _)| id.clone()).collect();
                for holder in holders {
                    if let Some(membership) = container.members.get_mut(&holder) {
                        exchange(&mut membership.roles);
                    }
                }
            },
        );
    }
}
