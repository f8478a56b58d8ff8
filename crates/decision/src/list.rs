//! Which records a member may reach: every record that the rule allows, one by one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_organization::{Facts, MemberId, Organization, Question, RecordId, Records, Target};

use crate::record;
use crate::reference::answer;

/// The registered records of the permission's module - containers are records of their kind's module - on which the member
/// may do its action, in the order of their ids.
pub fn list(
    organization: &Organization,
    records: &dyn Records,
    member: &MemberId,
    permission: &Permission,
    now: Timestamp,
) -> Vec<RecordId> {
    let registered = records.of_module(&permission.module).map(|(id, _)| id);
    let containers = record::containers(organization, &permission.module);
    let containers = containers.filter_map(|container| RecordId::new(container.as_str()).ok());
    let all: BTreeSet<RecordId> = registered.chain(containers).collect();
    let allowed = |id: &RecordId| {
        let target = Target::Record(id.clone(), Facts::default());
        answer(organization, records, &Question::new(member, permission, target, now)).allowed
    };
    all.into_iter().filter(allowed).collect()
}
