//! What people call things: members, records, containers, roles.

use std::borrow::Cow;

use rolecall_catalog::{ModuleId, PositionId};
use rolecall_organization::{ContainerId, MemberId, Organization, RecordKey, RoleId, Source, Target};

use super::Telling;
use crate::record;

/// `credit_notes` as people say it: `credit notes`.
pub(super) fn plain(id: &str) -> Cow<'_, str> {
    if id.contains('_') { id.replace('_', " ").into() } else { id.into() }
}

/// One of a module's records: `credit note`. Where English has a rarer plural, the module's word stays as it is.
fn one_of(module: &ModuleId) -> String {
    let many = plain(module.as_str());
    let stem = |ending: &str| many.strip_suffix(ending).map(str::to_owned);
    if let Some(stem) = stem("ies") {
        return stem + "y";
    }
    let hissing = ["sses", "xes", "ches", "shes"].iter().any(|ending| many.ends_with(ending));
    let ending = if hissing { "es" } else { "s" };
    stem(ending).filter(|stem| !stem.ends_with('s') || hissing).unwrap_or_else(|| many.into_owned())
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} {and} {last}", before.join(", ")),
    }
}

/// A role by its name.
pub(super) fn role(organization: &Organization, id: &RoleId) -> String {
    organization.role(id).map_or_else(|| id.to_string(), |role| role.name.to_owned())
}

/// A position by its name.
pub(super) fn position(organization: &Organization, id: &PositionId) -> String {
    organization.position(id).map_or_else(|| id.to_string(), |position| position.name.to_string())
}

/// A container by its kind and name: `project Apollo`.
pub(super) fn container(organization: &Organization, id: &ContainerId) -> String {
    match organization.container(id) {
        Some(found) => format!("{} {}", plain(found.kind.as_str()), found.name),
        None => format!("container {id}"),
    }
}

/// A module by its label.
pub(super) fn module<'a>(organization: &'a Organization, id: &ModuleId) -> Cow<'a, str> {
    let declared = organization.catalog().modules.get(id);
    declared.map_or_else(|| id.to_string().into(), |module| module.label.as_str().into())
}

/// A record: `deal 42`, or `project Apollo` where it is a container.
pub(super) fn thing(organization: &Organization, key: &RecordKey) -> String {
    match record::container(organization, &key.module, &key.id) {
        Some(id) => container(organization, id),
        None => format!("{} {}", one_of(&key.module), key.id),
    }
}

impl Telling<'_> {
    /// Who asks.
    pub(super) fn who(&self) -> String {
        let id = self.question.member.as_ref();
        id.map_or_else(|| "An unknown member".to_owned(), |id| self.organization.display_name(id))
    }

    /// What is asked: `edit deal 42`, `create deals`, `create tasks in project Apollo`.
    pub(super) fn what(&self) -> String {
        let module = &self.question.module;
        let on = match &self.question.target {
            Target::Module => plain(module.as_str()).into_owned(),
            Target::Container(id) => self.in_container(id),
            Target::Record(id, _) => thing(self.organization, &RecordKey::new(module.clone(), id.clone())),
            Target::New(_) => format!("a new {}", one_of(module)),
        };
        format!("{} {on}", plain(self.question.action.as_str()))
    }

    fn in_container(&self, id: &ContainerId) -> String {
        let module = &self.question.module;
        let place = container(self.organization, id);
        let itself = record::containers(self.organization, module).any(|container| container == id);
        if itself { place } else { format!("{} in {place}", plain(module.as_str())) }
    }

    /// A member with the position held: `Marc (Sales Rep)`.
    pub(super) fn placed(&self, id: &MemberId) -> String {
        let name = self.organization.display_name(id);
        let held = self.organization.member(id).and_then(|member| member.position.as_ref());
        held.map_or_else(|| name.clone(), |held| format!("{name} ({})", position(self.organization, held)))
    }

    /// `role Sales gives edit on Deals`; `on` stands before the module's label: `all`, `assigned`.
    pub(super) fn gives(&self, source: &Source, on: &str) -> String {
        let action = plain(self.question.action.as_str());
        let module = module(self.organization, &self.question.module);
        format!("{} gives {action} on {on}{module}", self.source(source))
    }

    fn source(&self, source: &Source) -> String {
        match source {
            Source::Role(id) => format!("role {}", role(self.organization, id)),
            Source::Direct => "a direct permission".to_owned(),
            Source::ContainerRole { container: place, role: id } => {
                format!("role {} in {}", role(self.organization, id), container(self.organization, place))
            }
        }
    }
}
