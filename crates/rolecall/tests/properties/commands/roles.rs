//! Commands about roles.

use rolecall::catalog::{ContainerKindId, ModuleId, Reach};
use rolecall::organization::{Command, GrantForm};

use super::names::{self, change, one_of};
use crate::{pick::Picks, world::Scene};

const REACHES: &[Option<Reach>] = &[None, Some(Reach::All), Some(Reach::Shared), Some(Reach::Assigned)];

pub fn create(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let kinds: Vec<ContainerKindId> = scene.organization.catalog().container_kinds.keys().cloned().collect();
    let container = picks.perhaps(3, |picks| picks.of(&kinds)).flatten();
    let grants = grants(scene, container.as_ref(), picks);
    Command::CreateRole {
        name: names::name(picks, &taken(scene)),
        description: picks.perhaps(4, |_| "made up".to_owned()),
        grants,
        container: container.map(|kind| kind.to_string()),
    }
}

fn taken(scene: &Scene<'_>) -> Vec<String> {
    scene.organization.roles().flat_map(|role| [role.name.to_owned(), role.id.to_string()]).collect()
}

/// One to three grants; for a container, mostly on what lives there.
fn grants(scene: &Scene<'_>, container: Option<&ContainerKindId>, picks: &mut Picks) -> Vec<GrantForm> {
    let many = picks.of(&[1, 2, 3, 0]).unwrap_or(1);
    (0..many).map(|_| grant(scene, container, picks)).collect()
}

fn grant(scene: &Scene<'_>, container: Option<&ContainerKindId>, picks: &mut Picks) -> GrantForm {
    let catalog = scene.organization.catalog();
    let living: Vec<ModuleId> = catalog
        .modules
        .iter()
        .filter(|(_, m)| m.container.as_ref() == container)
        .map(|(id, _)| id.clone())
        .collect();
    let sound = container.is_some() && picks.below(8) > 0;
    let module = sound.then(|| picks.of(&living)).flatten().unwrap_or_else(|| names::module(catalog, picks));
    GrantForm {
        actions: names::actions(catalog, &module, picks),
        reach: picks.of(REACHES).flatten(),
        limits: if picks.seldom(4) {
            names::limits(catalog, picks)
        } else {
            rolecall::catalog::Limits::new()
        },
        module,
    }
}

/// Any role; mostly a custom one, where there is one.
fn role(scene: &Scene<'_>, picks: &mut Picks) -> String {
    let custom = scene.organization.policy().custom_roles.iter();
    let custom: Vec<(String, String)> =
        custom.map(|(id, role)| (id.to_string(), role.name.to_string())).collect();
    if !custom.is_empty() && picks.below(4) > 0 {
        return one_of(picks, &custom, "rol_absent");
    }
    let all: Vec<(String, String)> =
        scene.organization.roles().map(|role| (role.id.to_string(), role.name.to_owned())).collect();
    one_of(picks, &all, "rol_absent")
}

pub fn clone(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let all: Vec<(String, String)> =
        scene.organization.roles().map(|role| (role.id.to_string(), role.name.to_owned())).collect();
    Command::CloneRole {
        role: one_of(picks, &all, "rol_absent"),
        name: names::name(picks, &taken(scene)),
        description: picks.perhaps(4, |_| "cloned".to_owned()),
    }
}

pub fn edit(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let role = role(scene, picks);
    let container = scene.organization.find_role(&role).and_then(|role| role.container.cloned());
    Command::EditRole {
        role,
        grants: (if picks.below(3) > 0 { Some(grants(scene, container.as_ref(), picks)) } else { None })
            .into(),
        name: change(picks, |picks| names::name(picks, &taken(scene))),
        description: change(picks, |_| "edited".to_owned()),
    }
}

pub fn delete(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let role_to_go = role(scene, picks);
    let place = scene.organization.find_role(&role_to_go).and_then(|role| role.container.cloned());
    let others = names::roles(scene.organization, place.as_ref().map(ContainerKindId::as_str));
    let reassign_to = match picks.below(4) {
        0 => None,
        3 => Some(role(scene, picks)),
        _ => Some(one_of(picks, &others, "rol_absent")),
    };
    Command::DeleteRole { role: role_to_go, reassign_to }
}
