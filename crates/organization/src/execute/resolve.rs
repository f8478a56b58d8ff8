//! What people call things, resolved: names to ids, texts to values, each with the error that says what is wrong.

use std::collections::BTreeSet;

use rolecall_catalog::{Limits, Name};

use crate::draft::Draft;
use crate::{
    Change, Code, Company, Email, ExternalId, GroupId, MemberId, PositionId, Refusal, RoleId, is_reserved,
};

impl Draft<'_> {
    /// The member that a command is about.
    pub fn member(&self, text: &str) -> Result<MemberId, Refusal> {
        self.after.find_member(text).cloned().ok_or_else(|| Refusal::not_found("member", text))
    }

    /// A member named in a field.
    pub fn member_in(&self, field: &str, text: &str) -> Result<MemberId, Refusal> {
        self.after.find_member(text).cloned().ok_or_else(|| missing(field, "member", text))
    }

    /// A position named in a field.
    pub fn position_in(&self, field: &str, text: &str) -> Result<PositionId, Refusal> {
        self.after.find_position(text).cloned().ok_or_else(|| missing(field, "position", text))
    }

    /// A group named in a field.
    pub fn group_in(&self, field: &str, text: &str) -> Result<GroupId, Refusal> {
        self.after.find_group(text).cloned().ok_or_else(|| missing(field, "group", text))
    }

    /// Roles named in a field; each must be one of the organization, or of this container kind.
    pub fn roles_in(
        &self,
        field: &str,
        names: &[String],
        place: Option<&rolecall_catalog::ContainerKindId>,
    ) -> Result<BTreeSet<RoleId>, Refusal> {
        names.iter().map(|name| self.role_in(field, name, place)).collect()
    }

    /// A role named in a field.
    pub fn role_in(
        &self,
        field: &str,
        text: &str,
        place: Option<&rolecall_catalog::ContainerKindId>,
    ) -> Result<RoleId, Refusal> {
        let role = self.after.find_role(text).ok_or_else(|| missing(field, "role", text))?;
        if role.container == place {
            return Ok(role.id.clone());
        }
        let held = role
            .container
            .map_or("in the organization".to_owned(), |kind| format!("in a container of kind `{kind}`"));
        Err(Refusal::invalid(field, format!("the role `{text}` is held {held}")))
    }

    /// A name that a thing is given. That it is missing is a rule of state, told after those on the actor: what follows goes
    /// on with a stand-in.
    pub fn name(&mut self, text: &str) -> Result<Name, Refusal> {
        let given = if text.trim().is_empty() {
            self.refuse(name_missing());
            "(missing)"
        } else {
            text
        };
        name(given)
    }

    /// The name that an edit gives, where it gives one. A thing that has a name is not left without.
    pub fn name_change(&mut self, change: &Change<String>) -> Result<Option<Name>, Refusal> {
        match change {
            Change::Keep => Ok(None),
            Change::Clear => self.name("").map(Some),
            Change::Set(text) => self.name(text).map(Some),
        }
    }

    /// Refuses a name that another of its kind has.
    pub fn refuse_taken(&mut self, what: &str, name: &str, taken: bool) {
        if taken {
            let detail = format!("there is another {what} named `{name}`");
            self.refuse(
                Refusal::new(Code::NameTaken, detail).help("names are compared without regard to case"),
            );
        }
    }

    /// Segment values that a field limits access to, each one declared.
    pub fn limits(&self, field: &str, limits: &Limits) -> Result<(), Refusal> {
        self.undeclared(limits).map_or(Ok(()), |detail| Err(Refusal::invalid(field, detail)))
    }

    /// What is wrong with segment values.
    pub fn undeclared(&self, limits: &Limits) -> Option<String> {
        limits.iter().find_map(|(segment, values)| {
            let Some(declared) = self.after.catalog.segments.get(segment) else {
                return Some(format!("there is no segment `{segment}`"));
            };
            let all = declared.values.as_ref()?;
            let value = values.iter().find(|value| !all.contains(*value))?;
            Some(format!("`{value}` is no value of the segment `{segment}`"))
        })
    }
}

/// Something that a field names and that is not there.
fn missing(field: &str, what: &str, text: &str) -> Refusal {
    Refusal::invalid(field, format!("there is no {what} `{text}`"))
}

/// The name of something, which can pass for no generated id.
pub(super) fn name(text: &str) -> Result<Name, Refusal> {
    if is_reserved(text.trim()) {
        let detail = format!("`{text}` begins like a generated id");
        let help = "choose a name that does not begin with `rol_`, `pos_` and the like";
        return Err(Refusal::invalid("name", detail).help(help));
    }
    text.parse().map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("name", error.to_string()))
}

/// A name that is blank or absent.
pub(super) fn name_missing() -> Refusal {
    Refusal::new(Code::NameMissing, "a name is missing").help("give a name that is not blank")
}

/// An e-mail address.
pub(super) fn email(text: &str) -> Result<Email, Refusal> {
    text.trim()
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("email", error.to_string()))
}

/// An id of the product's own for a member.
pub(super) fn external_id(text: &str) -> Result<ExternalId, Refusal> {
    text.parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("external_id", error.to_string()))
}

/// A client company.
pub(super) fn company(text: &str) -> Result<Company, Refusal> {
    text.trim()
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("company", error.to_string()))
}
