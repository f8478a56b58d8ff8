//! Members: a person in one organization, its state, and how one is found.

use std::collections::BTreeSet;

use imbl::OrdSet;
use jiff::Timestamp;
use rolecall_catalog::{Kind, KindId, Limits, Permission};
use serde::{Deserialize, Serialize};

use super::Organization;
use crate::{
    Commitment, Company, Email, ExternalId, Field, InvitationId, MemberId, Person, PositionId, RoleId,
};

/// A person in one organization. Holds no personal data: that is committed to, and kept in the people table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The state.
    pub status: Status,
    /// Whether the person has registered: accepted an invitation, or was added as registered. Stays so whatever the kind.
    pub registered: bool,
    /// The kind, from the catalog.
    pub kind: KindId,
    /// The roles held in the organization.
    pub roles: BTreeSet<RoleId>,
    /// Permissions given without a role.
    pub permissions: BTreeSet<Permission>,
    /// The place in the reporting tree. A removed member keeps the one last held.
    pub position: Option<PositionId>,
    /// The client company.
    pub company: Option<Company>,
    /// From this instant on the member may do nothing.
    pub ends_at: Option<Timestamp>,
    /// Values that all of the member's access is limited to.
    pub segments: Limits,
    /// What the ledger says of the member's personal values.
    pub personal: Commitments,
    /// When the member was added.
    pub added_at: Timestamp,
}

/// The state of a member: `invited -> active <-> inactive -> removed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Invited, not yet registered.
    Invited(Invitation),
    /// Registered, or of a kind that does not sign in.
    Active,
    /// Made inactive.
    Inactive,
    /// No longer a member. Records may still name it as their owner.
    Removed,
}

/// An invitation that was sent and not yet accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which: sending it again makes another.
    pub id: InvitationId,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// From this instant on it works no more.
    pub expires_at: Timestamp,
}

/// What came of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// It waits to be accepted.
    Open,
    /// It was accepted.
    Accepted,
    /// Another was sent in its place, or the member was removed or signs in no more.
    Voided,
}

/// Commitments to the personal values of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commitments {
    /// To the e-mail address.
    pub email: Option<Commitment>,
    /// To the name.
    pub name: Option<Commitment>,
    /// To the product's own id.
    pub external_id: Option<Commitment>,
}

impl Commitments {
    /// The commitment to a field.
    pub fn get(&self, field: Field) -> Option<Commitment> {
        match field {
            Field::Email => self.email,
            Field::Name => self.name,
            Field::ExternalId => self.external_id,
        }
    }

    /// The place of a field.
    pub fn get_mut(&mut self, field: Field) -> &mut Option<Commitment> {
        match field {
            Field::Email => &mut self.email,
            Field::Name => &mut self.name,
            Field::ExternalId => &mut self.external_id,
        }
    }
}

impl Status {
    /// Its name in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Invited(_) => "invited",
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Removed => "removed",
        }
    }
}

impl Member {
    /// Whether the member has been invited and not registered yet.
    pub fn is_invited(&self) -> bool {
        matches!(self.status, Status::Invited(_))
    }

    /// Whether the member was removed.
    pub fn is_removed(&self) -> bool {
        self.status == Status::Removed
    }

    /// Whether the member's period is over.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| now >= end)
    }
}

impl Organization {
    /// A member, removed ones included.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.policy.members.get(id).map(AsRef::as_ref)
    }

    /// All members that were not removed, in the order of their ids.
    pub fn members(&self) -> impl Iterator<Item = (&MemberId, &Member)> {
        self.policy
            .members
            .iter()
            .map(|(id, member)| (id, member.as_ref()))
            .filter(|(_, member)| !member.is_removed())
    }

    /// The member that an id, an e-mail address or an id of the product's own names; not one that was removed.
    pub fn find_member(&self, text: &str) -> Option<&MemberId> {
        let by_id =
            || self.policy.members.get_key_value(text).filter(|(_, m)| !m.is_removed()).map(|(id, _)| id);
        let people = &self.people;
        by_id().or_else(|| people.by_external_id(text)).or_else(|| people.by_email(text))
    }

    /// The catalog's kind of a member.
    pub fn kind_of(&self, member: &Member) -> Option<&Kind> {
        self.catalog.kinds.get(&member.kind)
    }

    /// Whether a member has registered and may sign in: such members keep guarded roles alive.
    pub fn is_registered(&self, member: &Member) -> bool {
        member.registered && self.signs_in(&member.kind)
    }

    /// Whether members of a kind sign in.
    pub fn signs_in(&self, kind: &KindId) -> bool {
        self.catalog.kinds.get(kind).is_some_and(|kind| kind.sign_in)
    }

    /// Whether a member stands: is active, of a kind that signs in, and its period is not over.
    pub fn stands(&self, member: &Member, now: Timestamp) -> bool {
        member.status == Status::Active && self.signs_in(&member.kind) && !member.has_ended(now)
    }

    /// What people call a member: the name, else the product's own id, else the e-mail address, else the id. After an erasure, the id.
    pub fn display_name<'a>(&'a self, id: &'a MemberId) -> &'a str {
        let called = |person: &'a Person| {
            let own = person.external_id.as_ref().map(ExternalId::as_str);
            person.name.as_deref().or(own).or_else(|| person.email.as_ref().map(Email::as_str))
        };
        self.people.person(id).and_then(called).unwrap_or_else(|| id.as_str())
    }

    /// The owner that a value in a record names: a member, or one that was removed, by id; else by address or product's id.
    pub fn find_owner(&self, text: &str) -> Option<&MemberId> {
        let by_id = self.policy.members.get_key_value(text).map(|(id, _)| id);
        by_id.or_else(|| self.find_member(text))
    }

    /// The containers that a member belongs to.
    pub fn memberships_of<'a>(
        &'a self,
        member: &'a MemberId,
    ) -> impl Iterator<Item = &'a crate::ContainerId> {
        let joined = self
            .policy
            .containers
            .iter()
            .filter(move |(_, container)| container.members.contains_key(member));
        joined.map(|(id, _)| id)
    }

    /// How many members, not removed, hold a role in the organization or in a container.
    pub fn holders_anywhere(&self, role: &RoleId) -> usize {
        let containers = self.policy.containers.values();
        let there = containers
            .flat_map(|c| c.members.iter().filter(|(_, m)| m.roles.contains(role)).map(|(id, _)| id));
        self.holders(role).into_iter().chain(there.cloned()).collect::<OrdSet<MemberId>>().len()
    }

    /// Members that hold a role in the organization and were not removed.
    pub fn holders(&self, role: &RoleId) -> OrdSet<MemberId> {
        self.members().filter(|(_, member)| member.roles.contains(role)).map(|(id, _)| id.clone()).collect()
    }
}
