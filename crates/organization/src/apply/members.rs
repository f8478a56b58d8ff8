//! The fold over what happens to members.

use std::sync::Arc;

use crate::{
    Container, Event, Field, InvitationState, Member, MemberChanged, MemberId, Organization, Status,
};

impl Organization {
    pub(super) fn apply_to_members(&mut self, event: &Event) -> bool {
        match event {
            Event::MemberAdded {
                member,
                status,
                kind,
                roles,
                permissions,
                position,
                company,
                ends_at,
                segments,
                personal,
                at,
            } => {
                let added = Member {
                    status: status.clone(),
                    registered: *status == Status::Active && self.signs_in(kind),
                    kind: kind.clone(),
                    roles: roles.clone(),
                    permissions: permissions.clone(),
                    position: position.clone(),
                    company: company.clone(),
                    ends_at: *ends_at,
                    segments: segments.clone(),
                    personal: personal.clone(),
                    added_at: *at,
                };
                self.policy.put_member(&mut self.tally, member.clone(), added);
                self.follow_invitation(member, status);
            }
            Event::MemberChanged(changed) => self.change_member(changed),
            Event::MemberStatusChanged { member, status } => {
                self.follow_invitation(member, status);
                let signs_in = self.member(member).is_some_and(|found| self.signs_in(&found.kind));
                self.with_member(member, |found| {
                    found.status = status.clone();
                    found.registered |= *status == Status::Active && signs_in;
                });
            }
            Event::MemberRolesSet { member, roles } => self.with_member(member, |m| m.roles = roles.clone()),
            Event::MemberPermissionsSet { member, permissions } => {
                self.with_member(member, |m| m.permissions = permissions.clone());
            }
            Event::MemberErased { member } => self.people.erase(member),
            Event::MemberRemoved { member } => self.remove_member(member),
            _ => return false,
        }
        true
    }

    pub(super) fn with_member(&mut self, id: &MemberId, change: impl FnOnce(&mut Member)) {
        self.policy.change_member(&mut self.tally, id, change);
    }

    fn change_member(&mut self, changed: &MemberChanged) {
        if let Some(personal) =
            changed.personal.as_ref().filter(|_| self.people.person(&changed.member).is_some())
        {
            let cleared = [(Field::Name, personal.name), (Field::ExternalId, personal.external_id)];
            for (field, _) in cleared.into_iter().filter(|(_, committed)| committed.is_none()) {
                self.people.set(&changed.member, field, None);
            }
        }
        self.with_member(&changed.member, |member| {
            member.position = changed.position.clone().after(member.position.take());
            member.company = changed.company.clone().after(member.company.take());
            member.ends_at = changed.ends_at.clone().after(member.ends_at.take());
            if let Some(kind) = &changed.kind {
                member.kind = kind.clone();
            }
            if let Some(segments) = &changed.segments {
                member.segments = segments.clone();
            }
            if let Some(personal) = &changed.personal {
                member.personal = personal.clone();
            }
        });
    }

    /// A member's open invitation is accepted when the member becomes active, and voided when another takes its place, the
    /// member goes, or becomes one that does not sign in.
    fn follow_invitation(&mut self, member: &MemberId, status: &Status) {
        let waiting = self.policy.members.get(member).and_then(|m| match &m.status {
            Status::Invited(invitation) => Some(invitation.id.clone()),
            _ => None,
        });
        let signs_in = self.member(member).and_then(|m| self.kind_of(m)).is_some_and(|kind| kind.sign_in);
        let accepted = *status == Status::Active && signs_in;
        let became = if accepted { InvitationState::Accepted } else { InvitationState::Voided };
        if let Some(old) = waiting {
            self.policy.invitations.insert(old, (member.clone(), became));
        }
        if let Status::Invited(invitation) = status {
            self.policy.invitations.insert(invitation.id.clone(), (member.clone(), InvitationState::Open));
        }
    }

    /// A removed member holds nothing, but stays where it was as the owner of its records.
    fn remove_member(&mut self, id: &MemberId) {
        self.follow_invitation(id, &Status::Removed);
        self.with_member(id, |member| {
            member.status = Status::Removed;
            member.roles.clear();
            member.permissions.clear();
        });
        self.people.release(id);
        let of_member = |container: &&Arc<Container>| container.members.contains_key(id);
        let joined: Vec<_> =
            self.policy.containers.iter().filter(|(_, c)| of_member(c)).map(|(id, _)| id.clone()).collect();
        for container in joined {
            self.with_container(&container, |container| drop(container.members.remove(id)));
        }
    }
}
