//! Commands about containers and records.

use rolecall::catalog::{Catalog, ModuleId, Ownership};
use rolecall::organization::{Command, OneOrMany, RecordForm, RecordId, RecordKey};

use super::names::{self, change, member, one_of};
use crate::{pick::Picks, world::Scene};

fn container(scene: &Scene<'_>, picks: &mut Picks) -> String {
    one_of(picks, &names::containers(scene.organization), "con_absent")
}

fn container_name(scene: &Scene<'_>, picks: &mut Picks) -> String {
    names::name(picks, &names::taken(&names::containers(scene.organization)))
}

pub fn create_container(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let kinds: Vec<String> =
        scene.organization.catalog().container_kinds.keys().map(ToString::to_string).collect();
    Command::CreateContainer {
        kind: picks.of(&kinds).filter(|_| !picks.seldom(20)).unwrap_or_else(|| "nothing".to_owned()),
        name: container_name(scene, picks),
        company: picks.perhaps(2, names::company),
        id: picks.perhaps(3, |picks| {
            picks.of(&["p-1", "p-2", "p-3", "p-4", "con_own"]).unwrap_or_default().to_owned()
        }),
    }
}

pub fn edit_container(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    if scene.organization.policy().containers.is_empty() {
        return create_container(scene, picks);
    }
    Command::EditContainer {
        container: container(scene, picks),
        company: change(picks, names::company),
        name: change(picks, |picks| container_name(scene, picks)),
    }
}

pub fn delete_container(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::DeleteContainer { container: container(scene, picks) }
}

pub fn put_member(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    if scene.organization.policy().containers.is_empty() {
        return create_container(scene, picks);
    }
    let container = container(scene, picks);
    let found = scene.organization.find_container(&container);
    let kind = found.and_then(|id| scene.organization.container_kind(id)).map(ToString::to_string);
    let roles = names::roles(scene.organization, kind.as_deref());
    Command::PutContainerMember {
        container,
        member: member(scene, picks),
        roles: picks.perhaps(2, |picks| {
            let many = picks.of(&[1, 1, 2, 0]).unwrap_or_default();
            (0..many).map(|_| one_of(picks, &roles, "rol_absent")).collect()
        }),
        until: picks.perhaps(3, |picks| names::time(scene, picks)),
    }
}

pub fn remove_member(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    if scene.organization.policy().containers.is_empty() {
        return create_container(scene, picks);
    }
    let container = container(scene, picks);
    let joined =
        scene.organization.find_container(&container).and_then(|id| scene.organization.container(id));
    let joined: Vec<String> =
        joined.into_iter().flat_map(|c| c.members.keys().map(ToString::to_string)).collect();
    let one = picks.of(&joined).filter(|_| !picks.seldom(4));
    Command::RemoveContainerMember { container, member: one.unwrap_or_else(|| member(scene, picks)) }
}

pub fn put_records(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let many = 1 + picks.below(3);
    Command::PutRecords { records: (0..many).map(|_| record(scene, picks)).collect() }
}

/// Few ids, so that records meet again.
fn id(picks: &mut Picks) -> RecordId {
    format!("r{}", picks.below(5)).parse().expect("it is a record id")
}

/// Mostly as the module has it: with a parent where it has parents, in a container where it lives in such.
fn record(scene: &Scene<'_>, picks: &mut Picks) -> RecordForm {
    let catalog = scene.organization.catalog();
    let module = holding(catalog, picks);
    let declared = catalog.modules.get(&module);
    let odd = picks.seldom(12);
    let own = declared.is_some_and(|m| m.owner == Ownership::Own);
    let parents = declared.map(|m| m.parents.clone()).unwrap_or_default();
    let lives = declared.is_some_and(|m| m.container.is_some());
    let segments = declared.map(|m| m.segments.clone()).unwrap_or_default();
    let some = segments.into_iter().map(|segment| {
        let values = names::values(catalog, segment.as_str(), picks);
        (segment, OneOrMany::Many(values))
    });
    RecordForm {
        segments: some.collect(),
        id: id(picks),
        owner: if own || odd { picks.perhaps(2, |picks| member(scene, picks)) } else { None },
        parent: picks.of(&parents).filter(|_| !odd).map(|module| RecordKey::new(module, id(picks))),
        container: if lives || odd { picks.perhaps(2, |picks| container(scene, picks)) } else { None },
        version: picks.perhaps(5, |picks| u64::try_from(picks.below(3)).unwrap_or_default()),
        module,
    }
}

fn holding(catalog: &Catalog, picks: &mut Picks) -> ModuleId {
    let all: Vec<ModuleId> = catalog
        .modules
        .keys()
        .filter(|id| catalog.container_kind_of(id).is_none())
        .take(8)
        .cloned()
        .collect();
    picks.of(&all).filter(|_| !picks.seldom(20)).unwrap_or_else(|| names::module(catalog, picks))
}

fn registered(scene: &Scene<'_>) -> Vec<RecordKey> {
    let modules = scene.organization.catalog().modules.keys();
    let all = modules.flat_map(|module| {
        scene.records.of_module(module).map(|(id, _)| RecordKey::new(module.clone(), id.clone()))
    });
    all.collect()
}

pub fn delete_records(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let all = registered(scene);
    Command::DeleteRecords { records: picks.some_of(&all, 2) }
}

pub fn assign_owner(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let owned = |key: &RecordKey| scene.organization.catalog().modules[&key.module].owner == Ownership::Own;
    let all: Vec<RecordKey> =
        registered(scene).into_iter().filter(|key| owned(key) || picks.seldom(6)).collect();
    let chosen = picks.of(&all);
    let module = chosen
        .as_ref()
        .map_or_else(|| holding(scene.organization.catalog(), picks), |key| key.module.clone());
    let first = chosen.map_or_else(|| id(picks), |key| key.id);
    let second = picks.perhaps(4, id);
    Command::AssignOwner {
        module,
        ids: std::iter::once(first).chain(second).collect(),
        owner: if picks.seldom(4) { None } else { Some(member(scene, picks)) },
    }
}
