//! An organization as it would be: changes are tried on a copy, as the events that they would be.

use std::collections::BTreeMap;

use rolecall_catalog::{Grant, ModuleId, SegmentId, SegmentValue};
use rolecall_organization::{
    Catalogs, Event, Facts, MemberChanged, MemberId, Organization, Question, RecordId, RecordKey, Records,
    RoleId, Status, Target,
};

use super::Change;
use crate::reference::answer;
use crate::{Decision, record};

/// An organization, its records and a question, with changes tried.
#[derive(Clone)]
pub(super) struct Trial<'a> {
    pub organization: Organization,
    pub records: Changed<'a>,
    pub question: Question,
}

impl<'a> Trial<'a> {
    pub fn new(organization: &Organization, records: &'a dyn Records, question: &Question) -> Self {
        let records = Changed { base: records, changed: BTreeMap::new() };
        Self { organization: organization.clone(), records, question: question.clone() }
    }

    pub fn answer(&self) -> Decision {
        answer(&self.organization, &self.records, &self.question)
    }

    pub fn with(&self, change: &Change) -> Self {
        let mut changed = self.clone();
        match change {
            Change::OwnRecord { member, record } => changed.change_facts(record.as_ref(), |facts| {
                facts.owner = Some(member.clone());
            }),
            Change::SetValue { record, segment, value } => changed.change_facts(record.as_ref(), |facts| {
                facts.segments.entry(segment.clone()).or_default().insert(value.clone());
            }),
            policy => changed.happened(self.event(policy)),
        }
        changed
    }

    /// No event of these asks for a catalog, so none can fail.
    fn happened(&mut self, event: Option<Event>) {
        let folded = event.map(|event| self.organization.apply(&event, &Catalogs::new()));
        debug_assert!(!matches!(folded, Some(Err(_))));
    }

    fn event(&self, change: &Change) -> Option<Event> {
        let organization = &self.organization;
        Some(match change {
            Change::Activate { member } | Change::AcceptInvitation { member } => {
                Event::MemberStatusChanged { member: member.clone(), status: Status::Active }
            }
            Change::ExtendPeriod { member } => changed(member, |changed| {
                changed.ends_at = rolecall_organization::Change::Clear;
            }),
            Change::AllowMember { member, segment, value } => {
                let mut segments = organization.member(member)?.segments.clone();
                segments.entry(segment.clone()).or_default().insert(value.clone());
                changed(member, |changed| changed.segments = Some(segments))
            }
            Change::GiveRole { member, role, instead_of } => {
                let held = organization.member(member)?.roles.iter();
                let kept = held.filter(|held| !instead_of.contains(*held)).chain([role]);
                Event::MemberRolesSet { member: member.clone(), roles: kept.cloned().collect() }
            }
            Change::GivePermission { member, permission } => {
                let mut permissions = organization.member(member)?.permissions.clone();
                permissions.insert(permission.clone());
                Event::MemberPermissionsSet { member: member.clone(), permissions }
            }
            Change::JoinContainer { member, container, roles } => Event::ContainerMemberSet {
                container: container.clone(),
                member: member.clone(),
                roles: roles.clone(),
                until: None,
            },
            Change::AllowRole { role, module, segment, value } => Event::RoleChanged {
                role: role.clone(),
                name: None,
                description: rolecall_organization::Change::Keep,
                grants: Some(self.widened(role, module, segment, value)?),
            },
            Change::RaiseDefault { module, level } => {
                Event::SharingDefaultsSet { defaults: BTreeMap::from([(module.clone(), *level)]) }
            }
            Change::SwitchOn { feature } => {
                Event::FeaturesSwitched { features: BTreeMap::from([(feature.clone(), true)]) }
            }
            Change::OwnRecord { .. } | Change::SetValue { .. } => return None,
        })
    }

    fn widened(
        &self,
        role: &RoleId,
        module: &ModuleId,
        segment: &SegmentId,
        value: &SegmentValue,
    ) -> Option<Vec<Grant>> {
        let mut grants = self.organization.role(role)?.grants.to_vec();
        for grant in grants.iter_mut().filter(|grant| grant.module == *module) {
            grant.limits.get_mut(segment).into_iter().for_each(|values| values.extend([value.clone()]));
        }
        Some(grants)
    }

    /// A record that was never registered is registered with the facts sent, and changed; a record to be is sent otherwise.
    fn change_facts(&mut self, key: Option<&RecordKey>, change: impl FnOnce(&mut Facts)) {
        let Some(key) = key else {
            if let Target::New(facts) = &mut self.question.target {
                change(facts);
            }
            return;
        };
        let mut facts = record::registered(&self.organization, &self.records, key)
            .or_else(|| self.sent(key))
            .unwrap_or_default();
        change(&mut facts);
        self.records.changed.insert(key.clone(), facts);
    }

    fn sent(&self, key: &RecordKey) -> Option<Facts> {
        match &self.question.target {
            Target::Record(id, sent) if *id == key.id && self.question.module == key.module => {
                Some(sent.clone())
            }
            _ => None,
        }
    }
}

fn changed(member: &MemberId, change: impl FnOnce(&mut MemberChanged)) -> Event {
    let mut changed = MemberChanged {
        member: member.clone(),
        kind: None,
        position: rolecall_organization::Change::Keep,
        company: rolecall_organization::Change::Keep,
        ends_at: rolecall_organization::Change::Keep,
        segments: None,
        personal: None,
    };
    change(&mut changed);
    Event::MemberChanged(Box::new(changed))
}

/// Records, some of them changed.
#[derive(Clone)]
pub(super) struct Changed<'a> {
    base: &'a dyn Records,
    changed: BTreeMap<RecordKey, Facts>,
}

impl Records for Changed<'_> {
    fn facts(&self, key: &RecordKey) -> Option<Facts> {
        self.changed.get(key).cloned().or_else(|| self.base.facts(key))
    }

    fn of_module<'a>(&'a self, module: &ModuleId) -> Box<dyn Iterator<Item = (RecordId, Facts)> + 'a> {
        let wanted = module.clone();
        let changed = self.changed.iter().filter(move |(key, _)| key.module == wanted);
        let of_module = module.clone();
        let unchanged = self.base.of_module(module).filter(move |(id, _)| {
            !self.changed.contains_key(&RecordKey::new(of_module.clone(), id.clone()))
        });
        Box::new(unchanged.chain(changed.map(|(key, facts)| (key.id.clone(), facts.clone()))))
    }

    fn owned_by(&self, owner: &MemberId, limit: usize) -> Vec<RecordKey> {
        let base = self.base.owned_by(owner, limit.saturating_add(self.changed.len()));
        let unchanged = base.into_iter().filter(|key| !self.changed.contains_key(key));
        let changed = self.changed.iter().filter(|(_, facts)| facts.owner.as_ref() == Some(owner));
        let mut all: Vec<RecordKey> = unchanged.chain(changed.map(|(key, _)| key.clone())).collect();
        all.sort_unstable();
        all.truncate(limit);
        all
    }
}
