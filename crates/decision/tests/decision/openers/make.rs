//! Makes changes, as the events and facts that they stand for.

use std::collections::BTreeMap;

use rolecall_decision::Change;
use rolecall_organization::{Event, Facts, Question, Status, Target};

use crate::world::{World, at};

/// Makes a change as the events and facts that it stands for.
pub fn make(world: &mut World, question: &mut Question, change: &Change) {
    match change.clone() {
        Change::Activate { member } | Change::AcceptInvitation { member } => {
            world.happened(&Event::MemberStatusChanged { member, status: Status::Active });
        }
        Change::ExtendPeriod { member } => {
            let name = member.as_str().trim_start_matches("mem_").to_owned();
            let later = rolecall_organization::Change::Set(at("2099-01-01T00:00:00Z"));
            world.change(&name, |changed| changed.ends_at = later);
        }
        Change::GiveRole { member, role, instead_of } => {
            let mut roles = world.organization.member(&member).unwrap().roles.clone();
            roles.retain(|held| !instead_of.contains(held));
            roles.insert(role);
            world.happened(&Event::MemberRolesSet { member, roles });
        }
        Change::GivePermission { member, permission } => {
            let permissions = [permission].into();
            world.happened(&Event::MemberPermissionsSet { member, permissions });
        }
        Change::JoinContainer { member, container, roles } => {
            world.happened(&Event::ContainerMemberSet { container, member, roles, until: None });
        }
        Change::OwnRecord { member, record } => {
            facts(world, question, record.as_ref(), |facts| facts.owner = Some(member));
        }
        Change::SetValue { record, segment, value } => facts(world, question, record.as_ref(), |facts| {
            facts.segments.entry(segment).or_default().insert(value);
        }),
        Change::AllowMember { member, segment, value } => {
            let mut segments = world.organization.member(&member).unwrap().segments.clone();
            segments.get_mut(&segment).unwrap().insert(value);
            let name = member.as_str().trim_start_matches("mem_").to_owned();
            world.change(&name, |changed| changed.segments = Some(segments));
        }
        Change::AllowRole { role, module, segment, value } => {
            let mut grants = world.organization.role(&role).unwrap().grants.to_vec();
            let of_module = grants.iter_mut().filter(|grant| grant.module == module);
            of_module.filter_map(|grant| grant.limits.get_mut(&segment)).for_each(|values| {
                values.insert(value.clone());
            });
            let description = rolecall_organization::Change::Keep;
            world.happened(&Event::RoleChanged { role, name: None, description, grants: Some(grants) });
        }
        Change::RaiseDefault { module, level } => world.default(module.as_str(), level),
        Change::SwitchOn { feature } => {
            world.happened(&Event::FeaturesSwitched { features: BTreeMap::from([(feature, true)]) });
        }
    }
}

fn facts(
    world: &mut World,
    question: &mut Question,
    record: Option<&rolecall_organization::RecordKey>,
    change: impl FnOnce(&mut Facts),
) {
    use rolecall_organization::Records;
    match (record, &mut question.target) {
        (None, Target::New(facts)) => change(facts),
        (Some(key), target) => {
            let sent = match target {
                Target::Record(id, sent) if *id == key.id => sent.clone(),
                _ => Facts::default(),
            };
            let mut facts = world.records.facts(key).unwrap_or(sent);
            change(&mut facts);
            world.records.set(key.clone(), Some(facts));
        }
        (None, target) => panic!("no record to be in {target:?}"),
    }
}
