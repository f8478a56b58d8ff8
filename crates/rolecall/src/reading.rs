//! Readings: what may be looked at, and by whom. Each answers with what the console and the API show.

use jiff::Timestamp;
use rolecall_catalog::CommandName;
use rolecall_organization::{Actor, Code, ContainerId, Facts, Named, Refusal, Target};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Error, Tenant, View};

/// Something to look at. Lists are complete; paging is the caller's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "show", deny_unknown_fields)]
#[expect(missing_docs, reason = "a reading names what it shows")]
pub enum Reading {
    /// The organization: name, edition, features, limits.
    #[serde(rename = "organization.view")]
    Organization {},
    /// Each limit: used, allowed.
    #[serde(rename = "limits.view")]
    Limits {},
    /// A member.
    #[serde(rename = "member.view")]
    Member { member: Named },
    /// The members; with `ended`, those whose period is over.
    #[serde(rename = "member.list")]
    Members {
        #[serde(default)]
        ended: bool,
    },
    /// What a member may do, module by module.
    #[serde(rename = "access.view")]
    Access { member: Named },
    /// A role.
    #[serde(rename = "role.view")]
    Role { role: Named },
    /// The roles.
    #[serde(rename = "role.list")]
    Roles {},
    /// A position.
    #[serde(rename = "position.view")]
    Position { position: Named },
    /// The reporting tree.
    #[serde(rename = "position.list")]
    Positions {},
    /// A group.
    #[serde(rename = "group.view")]
    Group { group: Named },
    /// The groups.
    #[serde(rename = "group.list")]
    Groups {},
    /// The sharing default of each module that can be shared.
    #[serde(rename = "sharing_default.view")]
    SharingDefaults {},
    /// The sharing rules.
    #[serde(rename = "sharing_rule.list")]
    SharingRules {},
    /// A sharing rule.
    #[serde(rename = "sharing_rule.view")]
    SharingRule { rule: String },
    /// A container.
    #[serde(rename = "container.view")]
    Container { container: Named },
    /// The containers that the actor may see.
    #[serde(rename = "container.list")]
    Containers {},
    /// The members of a container; with `ended`, those whose period is over.
    #[serde(rename = "container_member.list")]
    ContainerMembers {
        container: Named,
        #[serde(default)]
        ended: bool,
    },
}

impl Tenant {
    /// Answers a reading of a moment in the past, if the actor may have it today.
    ///
    /// # Errors
    /// Those of [`View::read`].
    pub fn read(
        &self,
        actor: &Actor,
        reading: &Reading,
        view: &View,
        now: Timestamp,
    ) -> Result<Value, Error> {
        self.view().require_reading(actor, reading, self.now())?;
        view.answer(actor, reading, now)
    }
}

impl View {
    /// Answers a reading, if the actor may have it.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, or `feature_off` where the product does not have it.
    pub fn read(&self, actor: &Actor, reading: &Reading, now: Timestamp) -> Result<Value, Error> {
        self.require_reading(actor, reading, now)?;
        self.answer(actor, reading, now)
    }

    /// Answers a reading, whoever may have it.
    fn answer(&self, actor: &Actor, reading: &Reading, now: Timestamp) -> Result<Value, Error> {
        let organization = &self.organization;
        Ok(match reading {
            Reading::Organization {} => json!(organization.organization_view()),
            Reading::Limits {} => items(organization.usage().iter()),
            Reading::Member { member } => json!(self.member_view(member, now)?),
            Reading::Members { ended } => {
                let listed = organization.members().filter(|(_, member)| !ended || member.has_ended(now));
                items(listed.filter_map(|(id, _)| organization.member_view(id, now)))
            }
            Reading::Access { member } => self.access_of(member, now)?,
            Reading::Role { role } => {
                let found = organization.find_role(role).ok_or_else(|| Refusal::not_found("role", role))?;
                json!(organization.role_view(&found))
            }
            Reading::Roles {} => items(organization.roles().map(|role| organization.role_view(&role))),
            place => self.read_places(actor, place, now)?,
        })
    }

    fn read_places(&self, actor: &Actor, reading: &Reading, now: Timestamp) -> Result<Value, Error> {
        let (organization, policy) = (&self.organization, self.organization.policy());
        Ok(match reading {
            Reading::Position { position } => {
                let found =
                    organization.find_position(position).and_then(|id| organization.position_view(id));
                json!(found.ok_or_else(|| Refusal::not_found("position", position))?)
            }
            Reading::Positions {} => {
                items(policy.positions.keys().filter_map(|id| organization.position_view(id)))
            }
            Reading::Group { group } => {
                let found = organization.find_group(group).and_then(|id| organization.group_view(id));
                json!(found.ok_or_else(|| Refusal::not_found("group", group))?)
            }
            Reading::Groups {} => items(policy.groups.keys().filter_map(|id| organization.group_view(id))),
            Reading::SharingDefaults {} => {
                json!(organization.sharing_defaults())
            }
            Reading::SharingRules {} => {
                items(policy.sharing_rules.keys().filter_map(|id| organization.sharing_rule_view(id)))
            }
            Reading::SharingRule { rule } => {
                let found = rule.parse().ok().and_then(|id| organization.sharing_rule_view(&id));
                json!(found.ok_or_else(|| Refusal::not_found("sharing rule", rule))?)
            }
            Reading::Container { container } => {
                let found =
                    organization.find_container(container).and_then(|id| organization.container_view(id));
                json!(found.ok_or_else(|| Refusal::not_found("container", container))?)
            }
            Reading::Containers {} => {
                let seen = policy.containers.keys().filter(|id| self.may_see(actor, id, now));
                items(seen.filter_map(|id| organization.container_view(id)))
            }
            Reading::ContainerMembers { container, ended } => {
                let id = organization.find_container(container);
                let id = id.ok_or_else(|| Refusal::not_found("container", container))?;
                let members = organization.container(id).into_iter().flat_map(|c| c.members.iter());
                let listed = members.filter(|(_, membership)| !ended || membership.has_ended(now));
                items(listed.filter_map(|(member, _)| organization.membership_view(id, member, now)))
            }
            _ => Value::Null,
        })
    }

    fn member_view(&self, text: &str, now: Timestamp) -> Result<rolecall_organization::MemberView, Refusal> {
        // A removed member is found by id alone: its address and the product's id may be another's by now.
        let found = self.organization.find_owner(text).and_then(|id| self.organization.member_view(id, now));
        found.ok_or_else(|| Refusal::not_found("member", text))
    }

    fn access_of(&self, text: &str, now: Timestamp) -> Result<Value, Refusal> {
        let member = self.organization.find_member(text).ok_or_else(|| Refusal::not_found("member", text))?;
        Ok(items(self.access(member, now).iter()))
    }

    fn may_see(&self, actor: &Actor, container: &ContainerId, now: Timestamp) -> bool {
        self.may_read_container(actor, container, now).is_ok()
    }

    fn may_read_container(
        &self,
        actor: &Actor,
        container: &ContainerId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let kind = self.organization.container_kind(container);
        let target = match container.as_str().parse() {
            Ok(record) => Target::Record(record, Facts::default()),
            Err(_) => Target::Container(container.clone()),
        };
        self.may(actor, CommandName::ContainerView, kind, target, now)
    }

    /// An actor that is no member in good standing sees nothing, own details included.
    fn require_standing(&self, actor: &Actor, now: Timestamp) -> Result<(), Refusal> {
        if self.organization.policy().deleted {
            return Err(Refusal::not_found("organization", self.organization.policy().slug.as_str()));
        }
        let Actor::Member(id) = actor else { return Ok(()) };
        let stands = self.organization.member(id).is_some_and(|member| self.organization.stands(member, now));
        let refusal =
            || Refusal::new(Code::Forbidden, "only active members of this organization may look at it");
        if stands { Ok(()) } else { Err(refusal()) }
    }

    /// Own details and own access are always one's own; the rest is as the catalog says.
    fn require_reading(&self, actor: &Actor, reading: &Reading, now: Timestamp) -> Result<(), Error> {
        self.require_standing(actor, now)?;
        let name = match reading {
            Reading::Organization {} | Reading::Limits {} => CommandName::OrganizationView,
            Reading::Member { member } | Reading::Access { member } if self.is_oneself(actor, member) => {
                return Ok(());
            }
            Reading::Member { .. } | Reading::Members { .. } => CommandName::MemberView,
            Reading::Access { .. } => CommandName::DecisionAsk,
            Reading::Role { .. } | Reading::Roles {} => CommandName::RoleView,
            Reading::Position { .. } | Reading::Positions {} => CommandName::PositionView,
            Reading::Group { .. } | Reading::Groups {} => CommandName::GroupView,
            Reading::SharingDefaults {} => CommandName::SharingDefaultView,
            Reading::SharingRules {} | Reading::SharingRule { .. } => CommandName::SharingRuleView,
            Reading::Container { container } => {
                let found = self.known_container(actor, CommandName::ContainerView, container, now)?;
                return self.may_read_container(actor, found, now);
            }
            // Those that the actor may see are picked one by one.
            Reading::Containers {} => return Ok(()),
            Reading::ContainerMembers { container, .. } => {
                let found = self.known_container(actor, CommandName::ContainerMemberView, container, now)?;
                let kind = self.organization.container_kind(found);
                return self.may(
                    actor,
                    CommandName::ContainerMemberView,
                    kind,
                    Target::Container(found.clone()),
                    now,
                );
            }
        };
        self.may(actor, name, None, Target::Module, now)
    }

    /// Who may not, learns nothing about what exists: an unknown container is asked about as one that nobody joined.
    fn known_container(
        &self,
        actor: &Actor,
        name: CommandName,
        text: &str,
        now: Timestamp,
    ) -> Result<&ContainerId, Error> {
        if let Some(found) = self.organization.find_container(text) {
            return Ok(found);
        }
        if let Ok(nowhere) = text.parse() {
            self.may(actor, name, None, Target::Container(nowhere), now)?;
        }
        Err(Refusal::not_found("container", text).into())
    }

    fn is_oneself(&self, actor: &Actor, text: &str) -> bool {
        match actor {
            Actor::Platform | Actor::Organization => false,
            Actor::Member(id) => self.organization.find_member(text) == Some(id),
        }
    }
}

fn items(all: impl Iterator<Item = impl Serialize>) -> Value {
    json!({ "items": all.collect::<Vec<_>>() })
}
