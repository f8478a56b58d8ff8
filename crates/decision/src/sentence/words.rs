//! What people call things: members, records, containers, roles.

use std::borrow::Cow;

use rolecall_catalog::{ModuleId, PositionId};
use rolecall_organization::{
    ContainerId, MemberId, Organization, RecordId, RecordKey, RoleId, Source, Target,
};

use super::Telling;
use crate::record;

/// `credit_notes` as people say it: `credit notes`.
pub(super) fn plain(id: &str) -> Cow<'_, str> {
    if id.contains('_') { id.replace('_', " ").into() } else { id.into() }
}

/// One of a module's records: `credit note`. Where English has a rarer plural, the module's word stays as it is.
fn one_of(module: &ModuleId) -> Cow<'_, str> {
    let many = plain(module.as_str());
    if let Some(stem) = many.strip_suffix("ies") {
        return [stem, "y"].concat().into();
    }
    let hissing = ["sses", "xes", "ches", "shes"].iter().any(|ending| many.ends_with(ending));
    let ending = if hissing { "es" } else { "s" };
    let length = many.strip_suffix(ending).filter(|stem| hissing || !stem.ends_with('s')).map(str::len);
    let length = length.unwrap_or(many.len());
    match many {
        Cow::Borrowed(many) => many.get(..length).unwrap_or(many).into(),
        Cow::Owned(mut many) => {
            many.truncate(length);
            many.into()
        }
    }
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
pub(super) fn role<'a>(organization: &'a Organization, id: &'a RoleId) -> &'a str {
    organization.role(id).map_or_else(|| id.as_str(), |role| role.name)
}

/// A position by its name.
pub(super) fn position<'a>(organization: &'a Organization, id: &'a PositionId) -> &'a str {
    organization.position(id).map_or_else(|| id.as_str(), |position| position.name.as_str())
}

/// A container by its kind and name: `project Apollo`.
pub(super) fn container(organization: &Organization, id: &ContainerId) -> String {
    match organization.container(id) {
        Some(found) => format!("{} {}", plain(found.kind.as_str()), found.name),
        None => format!("container {id}"),
    }
}

/// A module by its label.
pub(super) fn module<'a>(organization: &'a Organization, id: &'a ModuleId) -> &'a str {
    organization.catalog().modules.get(id).map_or_else(|| id.as_str(), |module| module.label.as_str())
}

/// A record: `deal 42`, or `project Apollo` where it is a container.
pub(super) fn thing(organization: &Organization, key: &RecordKey) -> String {
    let mut told = String::new();
    tell_thing(&mut told, organization, &key.module, &key.id);
    told
}

fn tell_thing(told: &mut String, organization: &Organization, module: &ModuleId, id: &RecordId) {
    match record::container(organization, module, id) {
        Some(id) => told.push_str(&container(organization, id)),
        None => told.extend([&*one_of(module), " ", id.as_str()]),
    }
}

impl Telling<'_> {
    /// What is asked: `edit deal 42`, `create deals`, `create tasks in project Apollo`.
    pub(super) fn what(&self, told: &mut String) {
        let module = &self.question.module;
        told.extend([&*plain(self.question.action.as_str()), " "]);
        match &self.question.target {
            Target::Module => told.push_str(&plain(module.as_str())),
            Target::Container(id) => self.in_container(told, id),
            Target::Record(id, _) => tell_thing(told, self.organization, module, id),
            Target::New(_) => told.extend(["a new ", &*one_of(module)]),
        }
    }

    fn in_container(&self, told: &mut String, id: &ContainerId) {
        let module = &self.question.module;
        let itself = record::containers(self.organization, module).any(|container| container == id);
        if !itself {
            told.extend([&*plain(module.as_str()), " in "]);
        }
        told.push_str(&container(self.organization, id));
    }

    /// A member with the position held: `Marc (Sales Rep)`.
    pub(super) fn placed(&self, told: &mut String, id: &MemberId) {
        told.push_str(self.organization.display_name(id));
        let held = self.organization.member(id).and_then(|member| member.position.as_ref());
        if let Some(held) = held {
            told.extend([" (", position(self.organization, held), ")"]);
        }
    }

    /// `role Sales gives edit on Deals`; `on` stands before the module's label: `all`, `assigned`.
    pub(super) fn gives(&self, told: &mut String, source: &Source, on: &str) {
        let action = plain(self.question.action.as_str());
        self.source(told, source);
        told.extend([" gives ", &*action, " on ", on, module(self.organization, &self.question.module)]);
    }

    fn source(&self, told: &mut String, source: &Source) {
        match source {
            Source::Role(id) => told.extend(["role ", role(self.organization, id)]),
            Source::Direct => told.push_str("a direct permission"),
            Source::ContainerRole { container: place, role: id } => {
                let place = container(self.organization, place);
                told.extend(["role ", role(self.organization, id), " in ", &*place]);
            }
        }
    }
}
