//! Containers: a project or an application that holds records and has members of its own.

use std::collections::BTreeSet;

use imbl::OrdMap;
use jiff::Timestamp;
use rolecall_catalog::{ContainerKindId, Name, OnEnd};
use serde::{Deserialize, Serialize};

use super::Organization;
use crate::{Company, ContainerId, MemberId, RoleId};

/// A project or an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Container {
    /// Its kind, from the catalog.
    pub kind: ContainerKindId,
    /// Its name.
    pub name: Name,
    /// The client company it belongs to.
    pub company: Option<Company>,
    /// Its members.
    pub members: OrdMap<MemberId, Membership>,
}

/// A member's place in a container.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Membership {
    /// The roles held there.
    pub roles: BTreeSet<RoleId>,
    /// The end of the period, where there is one (decision D16).
    pub until: Option<Timestamp>,
}

impl Membership {
    /// Whether the period is over.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|end| now >= end)
    }
}

impl Organization {
    /// A container.
    pub fn container(&self, id: &ContainerId) -> Option<&Container> {
        self.policy.containers.get(id).map(AsRef::as_ref)
    }

    /// A member's place in a container while it counts: a period that is over ends it, unless the catalog chose to
    /// remind only.
    pub fn membership(
        &self,
        container: &ContainerId,
        member: &MemberId,
        now: Timestamp,
    ) -> Option<&Membership> {
        let container = self.container(container)?;
        let reminds =
            self.catalog.container_kinds.get(&container.kind).is_some_and(|k| k.on_end == OnEnd::Remind);
        container.members.get(member).filter(|membership| reminds || !membership.has_ended(now))
    }

    /// The container that an id or a name says.
    pub fn find_container(&self, text: &str) -> Option<&ContainerId> {
        let by_id = self.policy.containers.get_key_value(text).map(|(id, _)| id);
        by_id.or_else(|| {
            let wanted = rolecall_catalog::comparable(text);
            self.policy.containers.iter().find(|(_, c)| c.name.comparable() == wanted).map(|(id, _)| id)
        })
    }
}
