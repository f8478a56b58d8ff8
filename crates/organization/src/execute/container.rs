//! Containers: made, changed, deleted; members added to them and removed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{CommandName, ContainerKind, ContainerKindId, Requirement};

use super::resolve::company;
use crate::authority::forbidden;
use crate::draft::{Draft, Exemption};
use crate::{Change, Code, ContainerId, Event, Facts, Member, Refusal, Status, Target, is_reserved};

/// Makes a container; who makes it joins it where the catalog says so.
pub(super) fn create(
    draft: &mut Draft<'_>,
    kind: &str,
    id: Option<&str>,
    name: &str,
    belongs_to: Option<&str>,
) -> Result<(), Refusal> {
    let known =
        draft.before.catalog.container_kinds.get_key_value(kind).map(|(id, kind)| (id.clone(), kind.clone()));
    draft.require_at(CommandName::ContainerCreate, known.as_ref().map(|(id, _)| id), Target::Module)?;
    let unknown = || Refusal::invalid("kind", format!("there is no container kind `{kind}`"));
    let (kind, declared) = known.ok_or_else(unknown)?;
    let name = draft.name(name)?;
    refuse_taken(draft, &kind, name.as_str(), None);
    let container = match id {
        None => draft.draw("con_")?,
        Some(text) => own_id(draft, text)?,
    };
    let company = belongs_to.map(company).transpose()?;
    draft.answer.created.push(container.to_string());
    draft.emit(Event::ContainerCreated { container: container.clone(), kind: kind.clone(), name, company });
    if let Some(creator) = draft.acting().filter(|_| declared.creator_joins) {
        draft.exemption = Exemption::CreatorJoins;
        let roles = default_roles(&declared);
        draft.emit(Event::ContainerMemberSet { container, member: creator.clone(), roles, until: None });
    }
    Ok(())
}

fn own_id(draft: &mut Draft<'_>, text: &str) -> Result<ContainerId, Refusal> {
    if is_reserved(text) {
        return Err(Refusal::invalid("id", format!("`{text}` begins like a generated id")));
    }
    let id: ContainerId = text
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("id", error.to_string()))?;
    // Records may still name one that was deleted: giving its id again would open them to others.
    let policy = &draft.after.policy;
    let taken = policy.containers.contains_key(&id) || policy.deleted_containers.contains(&id);
    draft.refuse_taken("container", text, taken);
    Ok(id)
}

fn refuse_taken(draft: &mut Draft<'_>, kind: &ContainerKindId, name: &str, own: Option<&ContainerId>) {
    let wanted = rolecall_catalog::comparable(name);
    let mut others =
        draft.after.policy.containers.iter().filter(|(id, c)| c.kind == *kind && Some(*id) != own);
    let taken = others.any(|(_, c)| c.name.comparable() == wanted);
    draft.refuse_taken(kind.as_str(), name, taken);
}

fn default_roles(kind: &ContainerKind) -> BTreeSet<crate::RoleId> {
    kind.default_roles.iter().cloned().collect()
}

/// Changes a container.
pub(super) fn edit(
    draft: &mut Draft<'_>,
    text: &str,
    name: &Change<String>,
    belongs_to: &Change<String>,
) -> Result<(), Refusal> {
    let id = addressed(draft, CommandName::ContainerEdit, text)?;
    let Some(before) = draft.before.container(&id).cloned() else { return Ok(()) };
    let name = draft.name_change(name)?.filter(|name| *name != before.name);
    if let Some(name) = &name {
        refuse_taken(draft, &before.kind, name.as_str(), Some(&id));
    }
    let company = belongs_to.clone().try_map(|text| company(&text))?;
    let company = Change::between(before.company.as_ref(), company.after(before.company.clone()));
    if name.is_some() || !company.is_kept() {
        draft.emit(Event::ContainerChanged { container: id, name, company });
    }
    Ok(())
}

/// Deletes a container with its memberships. Its records stay registered, open to reach `all` only.
pub(super) fn delete(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    let container = addressed(draft, CommandName::ContainerDelete, text)?;
    draft.emit(Event::ContainerDeleted { container });
    Ok(())
}

/// Adds a member to a container, or replaces the membership. `{}` gives what the catalog says.
pub(super) fn put_member(
    draft: &mut Draft<'_>,
    container: &str,
    member: &str,
    roles: Option<&[String]>,
    until: Option<Timestamp>,
) -> Result<(), Refusal> {
    let joined = draft.before.find_container(container).and_then(|id| draft.before.container(id));
    let known =
        draft.before.find_member(member).is_some_and(|m| joined.is_some_and(|c| c.members.contains_key(m)));
    let name = if known { CommandName::ContainerMemberEdit } else { CommandName::ContainerMemberAdd };
    let container = addressed_within(draft, name, container)?;
    let member = draft.member(member)?;
    let Some(found) = draft.before.container(&container) else { return Ok(()) };
    let roles = match roles {
        Some(names) => draft.roles_in("roles", names, Some(&found.kind))?,
        None => draft.before.catalog.container_kinds.get(&found.kind).map(default_roles).unwrap_or_default(),
    };
    let active = |m: &Member| m.status == Status::Active && !m.has_ended(draft.now());
    if !known && !draft.before.member(&member).is_some_and(active) {
        let detail = format!("{} is not active", draft.before.display_name(&member));
        draft.refuse(Refusal::new(Code::NotActive, detail).help("only active members join"));
    }
    let same =
        found.members.get(&member).is_some_and(|before| before.roles == roles && before.until == until);
    if !same {
        draft.emit(Event::ContainerMemberSet { container, member, roles, until });
    }
    Ok(())
}

/// Removes a member from a container. Removing from a container is not removing from the organization.
pub(super) fn remove_member(draft: &mut Draft<'_>, container: &str, text: &str) -> Result<(), Refusal> {
    let container = addressed_within(draft, CommandName::ContainerMemberRemove, container)?;
    let member = draft.member(text)?;
    let joined = draft.before.container(&container).is_some_and(|c| c.members.contains_key(&member));
    if !joined {
        return Err(Refusal::not_found("member of this container", text));
    }
    draft.emit(Event::ContainerMemberRemoved { container, member });
    Ok(())
}

/// The container that a command is about, asked as a record of its module.
fn addressed(draft: &mut Draft<'_>, name: CommandName, text: &str) -> Result<ContainerId, Refusal> {
    resolve(draft, name, text, |id| match id.as_str().parse() {
        Ok(record) => Target::Record(record, Facts::default()),
        Err(_) => Target::Container(id.clone()),
    })
}

/// The container that a command works in.
fn addressed_within(draft: &mut Draft<'_>, name: CommandName, text: &str) -> Result<ContainerId, Refusal> {
    resolve(draft, name, text, |id| Target::Container(id.clone()))
}

/// Who may not, learns nothing about what exists: an unknown container is asked about as one that nobody joined.
fn resolve(
    draft: &mut Draft<'_>,
    name: CommandName,
    text: &str,
    target: impl Fn(&ContainerId) -> Target,
) -> Result<ContainerId, Refusal> {
    let found = draft.before.find_container(text).cloned();
    let kind = found.as_ref().and_then(|id| draft.before.container_kind(id)).cloned();
    match found {
        Some(id) => {
            draft.require_at(name, kind.as_ref(), target(&id))?;
            Ok(id)
        }
        None => Err(unknown(draft, name, text)),
    }
}

fn unknown(draft: &Draft<'_>, name: CommandName, text: &str) -> Refusal {
    let Ok(nowhere) = text.parse::<ContainerId>() else { return Refusal::not_found("container", text) };
    match draft.before.catalog.requirement(name, None) {
        Requirement::Permission(permission) if !draft.may(&permission, Target::Container(nowhere)) => {
            forbidden(&format!("this asks for the permission `{permission}`"))
                .help("ask someone who may change your roles")
                .figure("permission", permission.to_string())
        }
        _ => Refusal::not_found("container", text),
    }
}
