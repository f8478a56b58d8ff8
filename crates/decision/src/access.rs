//! What a member may do, module by module, with reach and why.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission, Reach};
use rolecall_organization::{ContainerId, MemberId, Organization, Question, Records, Source, Target};
use serde::Serialize;

use crate::reference::answer;

/// What a member may do with one permission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MayDo {
    /// The permission.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub permission: Permission,
    /// The answer to the question without a record.
    pub allowed: bool,
    /// The widest reach, in the organization or in a container. `None`: nowhere allowed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reach: Option<Reach>,
    /// What it is held through, in the organization and in containers.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub sources: BTreeSet<Source>,
    /// The containers in which membership, or a role held there, gives it.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub containers: Vec<ContainerId>,
}

/// What a member may do: every permission of the catalog, in its order, allowed or not.
pub fn access(
    organization: &Organization,
    records: &dyn Records,
    member: &MemberId,
    now: Timestamp,
) -> Vec<MayDo> {
    let modules = organization.catalog().modules.iter();
    let permissions = modules.flat_map(|(module, declared)| {
        declared.actions.keys().map(|action| Permission::new(module.clone(), action.clone()))
    });
    permissions.map(|permission| may_do(organization, records, member, &permission, now)).collect()
}

fn may_do(
    organization: &Organization,
    records: &dyn Records,
    member: &MemberId,
    permission: &Permission,
    now: Timestamp,
) -> MayDo {
    let ask = |target| answer(organization, records, &Question::new(member, permission, target, now));
    let at_all = ask(Target::Module);
    let mut may = MayDo {
        allowed: at_all.allowed,
        reach: at_all.reach,
        sources: at_all.opened().iter().map(|opening| opening.source.clone()).collect(),
        containers: Vec::new(),
        permission: permission.clone(),
    };
    for container in places(organization, &permission.module, member, now) {
        let there = ask(Target::Container(container.clone()));
        if there.allowed {
            may.reach = may.reach.max(there.reach);
            may.sources.extend(there.opened().iter().map(|opening| opening.source.clone()));
            may.containers.push(container.clone());
        }
    }
    may
}

/// The member's containers, where records of the module live in such.
fn places<'a>(
    organization: &'a Organization,
    module: &ModuleId,
    member: &MemberId,
    now: Timestamp,
) -> impl Iterator<Item = &'a ContainerId> {
    let kind = organization.catalog().modules.get(module).and_then(|module| module.container.as_ref());
    let containers = organization.policy().containers.iter();
    let of_kind = containers.filter(move |(_, container)| Some(&container.kind) == kind).map(|(id, _)| id);
    of_kind.filter(move |id| organization.membership(id, member, now).is_some())
}
