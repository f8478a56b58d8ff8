//! An organization that has been going for a while: people of every kind, roles, places, containers and records, so that
//! what follows meets something. What the product does not have is refused, and that is well.

use std::collections::BTreeSet;

use rolecall::catalog::{
    ActionId, Catalog, CommandName, ContainerKindId, Edition, Kind, KindId, ModuleId, Ownership, Reach,
    Requirement,
};
use rolecall::organization::{
    Command, GrantForm, NewMember, PrincipalForm, RecordForm, RecordKey, RuleLevel,
};

/// The commands of the platform that settle an organization of a product.
pub fn settled(catalog: &Catalog) -> Vec<Command> {
    let mut commands: Vec<Command> = largest_edition(catalog).into_iter().collect();
    commands.extend(roles(catalog));
    commands.extend(places(catalog));
    commands.extend(members(catalog));
    commands.extend(containers(catalog));
    commands.extend(records(catalog));
    commands
}

/// The edition with the most features, and of several the one that allows the most.
fn largest_edition(catalog: &Catalog) -> Option<Command> {
    let size = |edition: &Edition| {
        (edition.features.len(), edition.limits.is_empty(), edition.limits.values().sum::<u64>())
    };
    let (id, _) = catalog.editions.iter().max_by_key(|(_, edition)| size(edition))?;
    Some(Command::ChangeEdition { edition: id.clone() })
}

/// For each kind two members of its first role and one of each other; the last one of a kind is only invited.
fn members(catalog: &Catalog) -> Vec<Command> {
    let of_kind = |(id, kind): (&KindId, &Kind)| {
        let roles: Vec<Option<String>> = kind.roles.iter().map(|role| Some(role.to_string())).collect();
        let first = roles.first().cloned().flatten();
        let all: Vec<Option<String>> = std::iter::once(first).chain(roles).take(4).collect();
        let last = all.len() - 1;
        let member = |(index, role): (usize, Option<String>)| {
            Command::InviteMember(NewMember {
                email: format!("{id}{index}@example.com"),
                name: Some("Person Settled".to_owned()),
                kind: Some(id.clone()),
                roles: Some(role.into_iter().collect()),
                company: kind.company.then(|| "Initech".to_owned()),
                position: catalog.positions.keys().nth(index % 2).map(ToString::to_string),
                invite: (index < last || !kind.sign_in).then_some(false),
                ..NewMember::default()
            })
        };
        all.into_iter().enumerate().map(member).collect::<Vec<_>>()
    };
    let mut members: Vec<Command> = catalog.kinds.iter().flat_map(of_kind).collect();
    let custom = catalog.kinds.iter().find(|(_, kind)| kind.custom_roles);
    members.extend(custom.map(|(kind, _)| {
        Command::InviteMember(NewMember {
            email: "steward@example.com".to_owned(),
            name: Some("Person Steward".to_owned()),
            kind: Some(kind.clone()),
            roles: Some(vec!["Steward".to_owned()]),
            invite: Some(false),
            ..NewMember::default()
        })
    }));
    members
}

/// A role that administers, as far as custom roles may, and sees what stands in containers, where its holder is in them.
fn steward(catalog: &Catalog) -> Command {
    let administered: BTreeSet<ModuleId> = CommandName::ALL
        .iter()
        .filter_map(|name| match catalog.requirement(*name, None) {
            Requirement::Permission(permission) => Some(permission.module),
            _ => None,
        })
        .collect();
    let grants = catalog.modules.iter().filter(|(_, module)| !module.reserved).filter_map(|(id, module)| {
        let all = module.actions.keys().cloned();
        let administers = administered.contains(id);
        let actions: Vec<ActionId> = if administers { all.collect() } else { all.take(1).collect() };
        let reach = if module.container.is_some() { Reach::Shared } else { Reach::All };
        let limits = rolecall::catalog::Limits::new();
        let wanted = administers || module.container.is_some();
        wanted.then(|| GrantForm { module: id.clone(), actions, reach: Some(reach), limits })
    });
    Command::CreateRole {
        name: "Steward".to_owned(),
        description: None,
        grants: grants.collect(),
        container: None,
    }
}

/// One role for the organization, and one for each kind of container.
fn roles(catalog: &Catalog) -> Vec<Command> {
    let grants = |container: Option<&ContainerKindId>| {
        let here = catalog.modules.iter().filter(|(_, m)| m.container.as_ref() == container && !m.reserved);
        let grant = here.take(2).map(|(id, module)| GrantForm {
            module: id.clone(),
            actions: module.actions.keys().cloned().collect(),
            reach: None,
            limits: rolecall::catalog::Limits::new(),
        });
        grant.collect::<Vec<_>>()
    };
    let role = |name: &str, container: Option<&ContainerKindId>| Command::CreateRole {
        name: name.to_owned(),
        description: None,
        grants: grants(container),
        container: container.map(ToString::to_string),
    };
    let there = catalog.container_kinds.keys().map(|kind| role(&format!("{kind} hand"), Some(kind)));
    [role("Hand", None), steward(catalog)].into_iter().chain(there).collect()
}

/// A position below each built-in one, two groups, one in the other, and a rule between.
fn places(catalog: &Catalog) -> Vec<Command> {
    let mut commands = Vec::new();
    for above in catalog.positions.keys() {
        commands.push(Command::CreatePosition {
            name: format!("Below {above}"),
            reports_to: Some(above.to_string()),
            share_with_peers: true,
            description: None,
        });
    }
    let top: Vec<String> = catalog.top_position().into_iter().map(ToString::to_string).collect();
    for (name, groups) in [("Inner", Vec::new()), ("Outer", vec!["Inner".to_owned()])] {
        commands.push(Command::CreateGroup {
            name: name.to_owned(),
            members: vec!["founder@example.com".to_owned()],
            positions: top.clone(),
            positions_and_below: Vec::new(),
            groups,
        });
    }
    let shared = catalog.modules.iter().filter(|(_, module)| module.sharing_default.is_some());
    for (module, _) in shared.take(1) {
        commands.push(Command::CreateSharingRule {
            module: module.clone(),
            from: PrincipalForm { group: Some("Outer".to_owned()), ..PrincipalForm::default() },
            to: PrincipalForm { position: top.first().cloned(), and_below: true, ..PrincipalForm::default() },
            level: RuleLevel::ReadWrite,
            superiors_allowed: true,
        });
    }
    commands
}

/// A container of each kind, with the first members of each kind of members.
fn containers(catalog: &Catalog) -> Vec<Command> {
    let mut commands = Vec::new();
    for kind in catalog.container_kinds.keys() {
        let id = format!("{kind}-1");
        let company = Some("Initech".to_owned());
        commands.push(Command::CreateContainer {
            kind: kind.to_string(),
            id: Some(id.clone()),
            name: id.clone(),
            company,
        });
        for (index, member) in catalog.kinds.keys().enumerate() {
            commands.push(Command::PutContainerMember {
                container: id.clone(),
                member: format!("{member}0@example.com"),
                roles: (index == 0).then(|| vec![format!("{kind} hand")]),
                until: None,
            });
        }
    }
    commands
}

/// A record of each of the first modules, each below the one of its parent's.
fn records(catalog: &Catalog) -> Vec<Command> {
    let modules = catalog.modules.iter().filter(|(id, _)| catalog.container_kind_of(id).is_none()).take(8);
    let record = modules.map(|(id, module)| RecordForm {
        module: id.clone(),
        id: "r0".parse().expect("it is a record id"),
        owner: (module.owner == Ownership::Own).then(|| "founder@example.com".to_owned()),
        parent: module
            .parents
            .first()
            .map(|m| RecordKey::new(m.clone(), "r0".parse().expect("it is a record id"))),
        container: module.container.as_ref().map(|kind| format!("{kind}-1")),
        segments: std::collections::BTreeMap::new(),
        version: None,
    });
    record.map(|record| Command::PutRecords { records: vec![record] }).collect()
}
