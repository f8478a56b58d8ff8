//! Roles: made, cloned, edited, deleted.

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, ContainerKindId, Grant, ModuleId, Permission, Reach};

use crate::draft::Draft;
use crate::{Change, Code, Event, GrantForm, Refusal, RoleId};

/// Makes a custom role.
pub(super) fn create(
    draft: &mut Draft<'_>,
    name: &str,
    description: Option<&str>,
    grants: &[GrantForm],
    container: Option<&str>,
) -> Result<(), Refusal> {
    draft.require(CommandName::RoleCreate)?;
    let container = container.map(|kind| container_kind(draft, kind)).transpose()?;
    let grants = read_grants(draft, grants, container.as_ref())?;
    make(draft, name, description, container, grants, None)
}

/// Makes a custom role with the grants of another, except those of reserved modules, which the answer lists
/// (design, section 8: *Clones*).
pub(super) fn clone(
    draft: &mut Draft<'_>,
    source: &str,
    name: &str,
    description: Option<&str>,
) -> Result<(), Refusal> {
    draft.require(CommandName::RoleClone)?;
    let source = draft.after.find_role(source).ok_or_else(|| Refusal::not_found("role", source))?;
    let reserved = |grant: &Grant| draft.after.catalog.modules.get(&grant.module).is_some_and(|m| m.reserved);
    let (left_out, kept): (Vec<Grant>, Vec<Grant>) = source.grants.iter().cloned().partition(reserved);
    let description = description.or(source.description).map(str::to_owned);
    let (container, id) = (source.container.cloned(), source.id.clone());
    let permissions = left_out.iter().flat_map(|grant| {
        grant.actions.iter().map(|action| Permission::new(grant.module.clone(), action.clone()))
    });
    draft.answer.left_out = permissions.collect::<BTreeSet<_>>().into_iter().collect();
    make(draft, name, description.as_deref(), container, kept, Some(id))
}

fn make(
    draft: &mut Draft<'_>,
    name: &str,
    description: Option<&str>,
    container: Option<ContainerKindId>,
    grants: Vec<Grant>,
    cloned_from: Option<RoleId>,
) -> Result<(), Refusal> {
    let name = draft.name(name)?;
    let taken = draft.after.find_role(name.as_str()).is_some();
    draft.refuse_taken("role", name.as_str(), taken);
    let role: RoleId = draft.draw("rol_")?;
    draft.answer.created.push(role.to_string());
    let description = description.map(str::to_owned);
    draft.emit(Event::RoleCreated { role, name, description, container, grants, cloned_from });
    Ok(())
}

/// Changes a role: a custom one, or a built-in one that the catalog does not lock.
pub(super) fn edit(
    draft: &mut Draft<'_>,
    role: &str,
    name: &Change<String>,
    description: &Change<String>,
    grants: Option<&[GrantForm]>,
) -> Result<(), Refusal> {
    draft.require(CommandName::RoleEdit)?;
    let found = draft.after.find_role(role).ok_or_else(|| Refusal::not_found("role", role))?;
    let (id, container) = (found.id.clone(), found.container.cloned());
    let (was, had) = (found.name.to_owned(), found.description.map(str::to_owned));
    let before = found.grants.to_vec();
    if found.built_in.is_some_and(|built_in| built_in.locked) {
        let detail = format!("`{was}` is a built-in role that is not edited");
        draft.refuse(Refusal::new(Code::RoleBuiltIn, detail).help("clone it and edit the clone"));
    }
    let name = draft.name_change(name)?.filter(|name| name.as_str() != was);
    if let Some(name) = &name {
        let taken = draft.after.find_role(name.as_str()).is_some_and(|other| *other.id != id);
        draft.refuse_taken("role", name.as_str(), taken);
    }
    let grants = grants.map(|forms| read_grants(draft, forms, container.as_ref())).transpose()?;
    let grants = grants.filter(|grants| *grants != before);
    let description = Change::between(had.as_ref(), description.clone().after(had.clone()));
    if name.is_some() || grants.is_some() || !description.is_kept() {
        draft.emit(Event::RoleChanged { role: id, name, description, grants });
    }
    Ok(())
}

/// Deletes a custom role; one that is held only with another to take its place.
pub(super) fn delete(draft: &mut Draft<'_>, role: &str, reassign_to: Option<&str>) -> Result<(), Refusal> {
    draft.require(CommandName::RoleDelete)?;
    let found = draft.after.find_role(role).ok_or_else(|| Refusal::not_found("role", role))?;
    let (id, name, container) = (found.id.clone(), found.name.to_owned(), found.container.cloned());
    if found.built_in.is_some() {
        let detail = format!("`{name}` is a built-in role that is not deleted");
        draft.refuse(Refusal::new(Code::RoleBuiltIn, detail).help("it can be cloned"));
    }
    let holders = draft.before.holders_anywhere(&id);
    match reassign_to.map(|to| draft.role_in("reassign_to", to, container.as_ref())).transpose()? {
        Some(to) if to != id => draft.emit(Event::RoleReassigned { role: id.clone(), to }),
        _ if holders > 0 => draft.refuse(
            Refusal::new(Code::RoleInUse, format!("`{name}` is held by {holders}"))
                .help("name another role for them with `reassign_to`")
                .figure("holders", holders),
        ),
        _ => {}
    }
    draft.emit(Event::RoleDeleted { role: id });
    Ok(())
}

fn container_kind(draft: &Draft<'_>, text: &str) -> Result<ContainerKindId, Refusal> {
    let found = draft.after.catalog.container_kinds.get_key_value(text);
    found
        .map(|(id, _)| id.clone())
        .ok_or_else(|| Refusal::invalid("in", format!("there is no container kind `{text}`")))
}

/// The grants of a custom role, each permission one that the catalog has, every bad field told at once.
fn read_grants(
    draft: &Draft<'_>,
    forms: &[GrantForm],
    container: Option<&ContainerKindId>,
) -> Result<Vec<Grant>, Refusal> {
    let read = forms.iter().enumerate().map(|(index, form)| {
        read_grant(draft, form, container).map_err(|detail| (format!("grants[{index}]"), detail))
    });
    let (grants, errors): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    match Refusal::of_fields(errors.into_iter().filter_map(Result::err)) {
        Some(refusal) => Err(refusal),
        None => Ok(grants.into_iter().flatten().collect()),
    }
}

fn read_grant(
    draft: &Draft<'_>,
    form: &GrantForm,
    container: Option<&ContainerKindId>,
) -> Result<Grant, String> {
    let catalog = &draft.after.catalog;
    let module =
        catalog.modules.get(&form.module).ok_or_else(|| format!("there is no module `{}`", form.module))?;
    if let Some(action) = form.actions.iter().find(|action| !module.actions.contains_key(*action)) {
        return Err(format!("the module `{}` has no action `{action}`", form.module));
    }
    if form.actions.is_empty() {
        return Err(format!("a grant on `{}` needs an action", form.module));
    }
    let lives_in = module.container.as_ref().or(catalog.container_kind_of(&form.module));
    if container.is_some() && container != lives_in {
        return Err(format!("`{}` does not live in a container of this kind", form.module));
    }
    draft.undeclared(&form.limits).map_or(Ok(()), Err)?;
    if let Some(segment) = form.limits.keys().find(|segment| !module.segments.contains(*segment)) {
        return Err(format!("records of `{}` carry no segment `{segment}`", form.module));
    }
    Ok(Grant {
        module: form.module.clone(),
        actions: form.actions.iter().cloned().collect(),
        reach: form.reach.unwrap_or_else(|| default_reach(draft, &form.module)),
        limits: form.limits.clone(),
        feature: None,
    })
}

/// Modules that live in containers default to `shared`, others to what the catalog says (design, section 2).
fn default_reach(draft: &Draft<'_>, module: &ModuleId) -> Reach {
    let catalog = &draft.after.catalog;
    let lives = catalog.modules.get(module).is_some_and(|m| m.container.is_some());
    if lives || catalog.container_kind_of(module).is_some() { Reach::Shared } else { catalog.default_reach }
}
