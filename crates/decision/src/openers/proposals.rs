//! Which changes might open a gate. They are only suggestions: whether one helps, the rule decides when it is tried.

use std::collections::BTreeSet;

use rolecall_catalog::{
    Grant, ModuleId, Ownership, Permission, Reach, SegmentId, SegmentValue, SetBy, SharingLevel,
};
use rolecall_organization::{
    ContainerId, Facts, Member, MemberId, Organization, Question, RecordKey, RoleId, Source, Target,
};

use super::trial::Trial;
use super::{Change, roles};
use crate::{Blocker, Standing, record};

/// At most so many roles, containers or values are suggested for one gate.
const OF_EACH: usize = 3;

/// What might open the gates that block now.
pub(super) fn proposals(trial: &Trial<'_>) -> Vec<Change> {
    let answer = trial.answer();
    let hopeless = |blocker: &Blocker| matches!(blocker, Blocker::Standing { what } if standing(what, &trial.question).is_none());
    if answer.blocked().iter().any(hopeless) {
        return Vec::new();
    }
    suggest(trial, &trial.question, answer.blocked())
}

fn suggest(trial: &Trial<'_>, question: &Question, blocked: &[Blocker]) -> Vec<Change> {
    let id = question.member.as_ref();
    let Some((id, member)) = id.and_then(|id| Some((id, trial.organization.member(id)?))) else {
        return Vec::new();
    };
    let gate = Gate { trial, organization: &trial.organization, question, id, member };
    blocked.iter().flat_map(|blocker| gate.open(blocker)).collect()
}

fn standing(what: &Standing, question: &Question) -> Option<Change> {
    let member = question.member.clone()?;
    match what {
        Standing::Invited => Some(Change::AcceptInvitation { member }),
        Standing::Inactive => Some(Change::Activate { member }),
        Standing::Ended { .. } => Some(Change::ExtendPeriod { member }),
        Standing::Unknown | Standing::Removed | Standing::OrganizationDeleted | Standing::NoSignIn { .. } => {
            None
        }
    }
}

/// A gate that blocks a member's question.
struct Gate<'a> {
    trial: &'a Trial<'a>,
    organization: &'a Organization,
    question: &'a Question,
    id: &'a MemberId,
    member: &'a Member,
}

impl Gate<'_> {
    fn open(&self, blocker: &Blocker) -> Vec<Change> {
        match blocker {
            Blocker::Standing { what } => standing(what, self.question).into_iter().collect(),
            Blocker::NoGrant { permission } => self.grant(permission),
            Blocker::Container { container, .. } => self.join(container.as_ref()),
            Blocker::Reach { reach, .. } => self.reach(*reach),
            Blocker::Segment { source, segment, values, allowed } => {
                let widened =
                    values.iter().take(OF_EACH).filter_map(|value| self.allow(source, segment, value));
                let set = allowed.iter().take(1).map(|value| self.set_value(segment, value));
                widened.chain(set).chain(self.give_roles(Reach::Assigned)).collect()
            }
            Blocker::Parent { parent: Some(parent), action, blocked } => {
                suggest(self.trial, &record::on_parent(self.question, parent, action), blocked)
            }
            Blocker::Parent { parent: None, .. }
            | Blocker::UnknownModule { .. }
            | Blocker::UnknownAction { .. } => Vec::new(),
        }
    }

    /// Grants where there are none: roles, a direct permission, roles in the container, a feature that makes one count.
    fn grant(&self, permission: &Permission) -> Vec<Change> {
        let member = self.id.clone();
        let direct = self.organization.catalog().direct.as_ref();
        let direct = direct.filter(|direct| direct.permissions.contains(permission));
        let direct = direct.map(|_| Change::GivePermission { member, permission: permission.clone() });
        let there = self.container().into_iter().flat_map(|container| self.container_roles(&container));
        self.give_roles(Reach::Assigned)
            .into_iter()
            .chain(direct)
            .chain(there)
            .chain(self.features())
            .collect()
    }

    /// A wider reach: owning the record, a place or role in its container, a role that goes further, the sharing default.
    fn reach(&self, held: Reach) -> Vec<Change> {
        let container = self.container();
        let there = container.iter().flat_map(|container| self.container_roles(container));
        let wider = if held == Reach::Assigned { Reach::Shared } else { Reach::All };
        let default = self.raise_default().filter(|_| held == Reach::Shared);
        let own = self.own(self.target(), &self.question.module, &self.facts());
        own.into_iter().chain(there).chain(self.give_roles(wider)).chain(default).collect()
    }

    /// A place in the container, or in one of those that the module's records live in.
    fn join(&self, container: Option<&ContainerId>) -> Vec<Change> {
        let kind =
            self.organization.catalog().modules.get(&self.question.module).and_then(|m| m.container.as_ref());
        let of_kind = |id: &&ContainerId| self.organization.container_kind(id) == kind && self.may_join(id);
        let any = self.organization.policy().containers.keys().filter(of_kind).take(OF_EACH);
        let places: Vec<&ContainerId> = match container {
            Some(container) => vec![container],
            None => any.collect(),
        };
        let joined = places.iter().filter_map(|container| self.plain_place(container));
        let with_role = container.into_iter().flat_map(|container| self.container_roles(container));
        joined.chain(with_role).chain(self.give_roles(Reach::All)).collect()
    }

    fn give_roles(&self, reach: Reach) -> Vec<Change> {
        let permission = self.permission();
        let roles = roles::giving(self.organization, (self.id, self.member), &permission, reach).into_iter();
        let give = |role: RoleId| {
            let instead_of = roles::replaced(self.organization, self.member, &role)?;
            Some(Change::GiveRole { member: self.id.clone(), role, instead_of })
        };
        roles.filter_map(give).take(OF_EACH).collect()
    }

    /// Membership with the roles had there before, else with those that the catalog gives.
    fn plain_place(&self, container: &ContainerId) -> Option<Change> {
        let found = self.organization.container(container).filter(|_| self.may_join(container))?;
        let kind = self.organization.catalog().container_kinds.get(&found.kind);
        let usual = || kind.map(|kind| kind.default_roles.iter().cloned().collect()).unwrap_or_default();
        let roles = found.members.get(self.id).map_or_else(usual, |place| place.roles.clone());
        Some(Change::JoinContainer { member: self.id.clone(), container: container.clone(), roles })
    }

    fn container_roles(&self, container: &ContainerId) -> Vec<Change> {
        let Some(found) = self.organization.container(container).filter(|_| self.may_join(container)) else {
            return Vec::new();
        };
        let held = found.members.get(self.id).map(|place| place.roles.clone()).unwrap_or_default();
        let giving = roles::giving_in(self.organization, container, &self.permission()).into_iter();
        let with = |role: RoleId| held.iter().cloned().chain([role]).collect::<BTreeSet<RoleId>>();
        let more = giving.map(with).filter(|roles| *roles != held).take(OF_EACH);
        let join =
            |roles| Change::JoinContainer { member: self.id.clone(), container: container.clone(), roles };
        more.map(join).collect()
    }

    /// A client joins containers of its own company only.
    fn may_join(&self, container: &ContainerId) -> bool {
        let client = self.organization.kind_of(self.member).is_some_and(|kind| kind.company);
        let company = self.organization.container(container).and_then(|container| container.company.as_ref());
        !client || (company.is_some() && company == self.member.company.as_ref())
    }

    /// Features that the product's operator could switch on, without which a grant that is held does not count.
    fn features(&self) -> Vec<Change> {
        let permission = self.permission();
        let held = self.member.roles.iter().filter_map(|role| self.organization.role(role));
        let grants = held.flat_map(|role| self.organization.role_grants(&role));
        let fits =
            |grant: &Grant| grant.module == permission.module && grant.actions.contains(&permission.action);
        let of_grant =
            |grant: Grant| [grant.feature.clone(), self.organization.missing_feature(&grant).cloned()];
        let direct = self
            .organization
            .catalog()
            .direct
            .as_ref()
            .filter(|_| self.member.permissions.contains(&permission));
        let needed =
            grants.filter(fits).flat_map(of_grant).flatten().chain(direct.and_then(|d| d.feature.clone()));
        let off = needed.filter(|feature| !self.organization.has_feature(feature)).filter(|feature| {
            self.organization
                .catalog()
                .features
                .get(feature)
                .is_some_and(|declared| declared.set_by == SetBy::Platform)
        });
        off.collect::<BTreeSet<_>>().into_iter().map(|feature| Change::SwitchOn { feature }).collect()
    }

    /// The least sharing default that admits the action.
    fn raise_default(&self) -> Option<Change> {
        let module = &self.question.module;
        let class = self.organization.catalog().class(module, &self.question.action)?;
        let now = self.organization.sharing_default(module)?;
        let levels =
            [SharingLevel::PublicRead, SharingLevel::PublicReadWrite, SharingLevel::PublicReadWriteDelete];
        let level = levels.into_iter().find(|level| *level > now && level.admits(class))?;
        Some(Change::RaiseDefault { module: module.clone(), level })
    }

    /// Owning the record, or the one above it that its owner comes from.
    fn own(&self, record: Option<RecordKey>, module: &ModuleId, facts: &Facts) -> Option<Change> {
        let declared = self.organization.catalog().modules.get(module)?;
        if declared.owner == Ownership::Own {
            return Some(Change::OwnRecord { member: self.id.clone(), record });
        }
        let parent = record::parent(declared, facts)?;
        let above = record::registered(self.organization, &self.trial.records, parent).unwrap_or_default();
        self.own(Some(parent.clone()), &parent.module, &above)
    }

    /// Widens whichever limit is in the way of a value: the member's, else the role's.
    fn allow(&self, source: &Source, segment: &SegmentId, value: &SegmentValue) -> Option<Change> {
        let (segment, value) = (segment.clone(), value.clone());
        if self.member.segments.get(&segment).is_some_and(|allowed| !allowed.contains(&value)) {
            return Some(Change::AllowMember { member: self.id.clone(), segment, value });
        }
        let (Source::Role(role) | Source::ContainerRole { role, .. }) = source else { return None };
        let locked = self.organization.catalog().roles.get(role).is_some_and(|built_in| built_in.locked);
        let module = self.question.module.clone();
        (!locked).then(|| Change::AllowRole { role: role.clone(), module, segment, value })
    }

    fn set_value(&self, segment: &SegmentId, value: &SegmentValue) -> Change {
        Change::SetValue { record: self.target(), segment: segment.clone(), value: value.clone() }
    }

    fn permission(&self) -> Permission {
        Permission::new(self.question.module.clone(), self.question.action.clone())
    }

    /// The record asked about; `None` for one to be.
    fn target(&self) -> Option<RecordKey> {
        match &self.question.target {
            Target::Record(id, _) => Some(RecordKey::new(self.question.module.clone(), id.clone())),
            Target::Module | Target::Container(_) | Target::New(_) => None,
        }
    }

    fn facts(&self) -> Facts {
        record::facts(self.organization, &self.trial.records, self.question).unwrap_or_default()
    }

    /// The container that the record stands in, or that the question names.
    fn container(&self) -> Option<ContainerId> {
        match &self.question.target {
            Target::Container(container) => Some(container.clone()),
            _ => self.facts().container,
        }
    }
}
