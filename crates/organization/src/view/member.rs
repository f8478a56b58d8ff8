//! Members as readings show them (design, section 8: *Members*).

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{Limits, Permission, Reach};
use serde::Serialize;

use crate::{ContainerId, Member, MemberId, Organization, Status};

/// A member.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Member))]
pub struct MemberView {
    /// The id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: MemberId,
    /// The e-mail address, unless erased.
    pub email: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The product's own id.
    pub external_id: Option<String>,
    /// `invited`, `active`, `inactive` or `removed`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub status: &'static str,
    /// The kind.
    pub kind: String,
    /// The names of the roles held in the organization.
    pub roles: Vec<String>,
    /// Permissions given without a role.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub permissions: BTreeSet<Permission>,
    /// The name of the position.
    pub position: Option<String>,
    /// The client company.
    pub company: Option<String>,
    /// The end date.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub ends_at: Option<Timestamp>,
    /// Values that all access is limited to.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::BTreeMap<String, Vec<String>>))]
    pub segments: Limits,
    /// The invitation, while it waits.
    pub invitation: Option<InvitationView>,
    /// What an administrator should know at a glance: `can access assigned customers only`.
    pub note: Option<String>,
}

/// An invitation that waits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Invitation))]
pub struct InvitationView {
    /// Which.
    pub id: String,
    /// When it was sent.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub sent_at: Timestamp,
    /// From this instant on it works no more.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
    /// Whether that time is over.
    pub expired: bool,
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Membership))]
pub struct MembershipView {
    /// The member.
    #[serde(flatten)]
    pub member: MemberView,
    /// The names of the roles held there.
    pub roles_here: Vec<String>,
    /// The end of the period.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub until: Option<Timestamp>,
    /// Whether the period is over: due to be revoked or extended.
    pub ended: bool,
}

impl Organization {
    /// A member as readings show it; removed ones, too.
    pub fn member_view(&self, id: &MemberId, now: Timestamp) -> Option<MemberView> {
        let member = self.member(id)?;
        let person = self.people.person(id).cloned().unwrap_or_default();
        let position = member.position.as_ref().and_then(|id| self.position(id));
        Some(MemberView {
            id: id.clone(),
            email: person.email.map(|email| email.to_string()),
            name: person.name,
            external_id: person.external_id.map(|id| id.to_string()),
            status: member.status.as_str(),
            kind: member.kind.to_string(),
            roles: self.role_names(&member.roles),
            permissions: member.permissions.clone(),
            position: position.map(|position| position.name.to_string()),
            company: member.company.as_ref().map(ToString::to_string),
            ends_at: member.ends_at,
            segments: member.segments.clone(),
            invitation: invitation(member, now),
            note: self.note(member),
        })
    }

    /// A membership in a container as readings show it.
    pub fn membership_view(
        &self,
        container: &ContainerId,
        id: &MemberId,
        now: Timestamp,
    ) -> Option<MembershipView> {
        let membership = self.container(container)?.members.get(id)?;
        Some(MembershipView {
            member: self.member_view(id, now)?,
            roles_here: self.role_names(&membership.roles),
            until: membership.until,
            ended: membership.has_ended(now),
        })
    }

    fn role_names(&self, roles: &BTreeSet<crate::RoleId>) -> Vec<String> {
        roles
            .iter()
            .map(|id| self.role(id).map_or_else(|| id.to_string(), |role| role.name.to_owned()))
            .collect()
    }

    /// "a note indicating they can access assigned customers only" (Zoho Billing, rule 39): for a member whose every grant on
    /// a module that caps what is below is `assigned`.
    fn note(&self, member: &Member) -> Option<String> {
        let held = self.held_in_organization(member);
        let capping = self.catalog.modules.iter().filter(|(_, module)| module.caps_children);
        let assigned_only = |module: &rolecall_catalog::ModuleId| {
            let mut on_it =
                held.iter().map(|held| &held.grant).filter(|grant| grant.module == *module).peekable();
            on_it.peek().is_some() && on_it.all(|grant| grant.reach == Reach::Assigned)
        };
        let labels: Vec<String> = capping
            .filter(|(id, _)| assigned_only(id))
            .map(|(_, module)| module.label.to_lowercase())
            .collect();
        (!labels.is_empty()).then(|| format!("can access assigned {} only", labels.join(" and ")))
    }
}

fn invitation(member: &Member, now: Timestamp) -> Option<InvitationView> {
    match &member.status {
        Status::Invited(invitation) => Some(InvitationView {
            id: invitation.id.to_string(),
            sent_at: invitation.sent_at,
            expires_at: invitation.expires_at,
            expired: now >= invitation.expires_at,
        }),
        _ => None,
    }
}
