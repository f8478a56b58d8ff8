//! What holds between roles: how many hold one, which are held together, what becomes of a former holder.

use indexmap::IndexMap;

use super::names::entries;
use crate::RoleId;
use crate::model::{BuiltInRole, Holders, RolesPerMember};
use crate::problem::{Problems, Span};
use crate::raw::{RawCatalog, RawRole};
use crate::read::Text;

type Roles = IndexMap<RoleId, BuiltInRole>;

/// Notes what does not hold.
pub(super) fn check(raw: &RawCatalog, roles: &Roles, problems: &mut Problems<'_>) {
    let mut sole: Option<&RoleId> = None;
    let one_role = raw.roles_per_member.as_ref().is_none_or(|number| number.value == RolesPerMember::One);
    for (key, written) in entries(raw.roles.as_ref()) {
        let Ok(id) = key.value.parse::<RoleId>() else { continue };
        let Some((id, role)) = roles.get_key_value(&id) else { continue };
        let one = Rules { id, key, written, role, roles };
        one.check_holders(sole, problems);
        if role.holders == Some(Holders::ExactlyOne) {
            sole = sole.or(Some(id));
        }
        one.check_exclusive(problems);
        one.check_only_with(one_role, problems);
    }
}

/// One role and the others.
struct Rules<'a> {
    id: &'a RoleId,
    key: &'a Text,
    written: &'a RawRole,
    role: &'a BuiltInRole,
    roles: &'a Roles,
}

impl Rules<'_> {
    fn check_holders(&self, sole: Option<&RoleId>, problems: &mut Problems<'_>) {
        let written = self.written.holders.as_ref().map_or(&self.key.span, |holders| &holders.span);
        if let Some(kind) = self.role.container.as_ref().filter(|_| self.role.holders.is_some()) {
            let message =
                format!("role `{}` is held in `{kind}`, where no number of holders is kept", self.id);
            problems.add(written, message, "leave `holders` out, or hold the role in the organization");
        }
        let exactly_one = self.role.holders == Some(Holders::ExactlyOne);
        if let Some(other) = sole.filter(|_| exactly_one) {
            let message = format!("both `{other}` and `{}` are held by exactly one member", self.id);
            problems.add(written, message, "at most one role says holders = [1, 1]");
        }
        match (exactly_one, &self.written.former_becomes) {
            (true, None) => {
                let message = format!("nothing says which role the former holder of `{}` gets", self.id);
                problems.add(
                    written,
                    message,
                    "add former_becomes = \"...\" with a role of the organization",
                );
            }
            (false, Some(text)) if self.written.holders.is_none() || self.role.holders.is_some() => {
                let message = format!("role `{}` has no former holder", self.id);
                problems.add(
                    &text.span,
                    message,
                    "`former_becomes` goes with holders = [1, 1]: leave it out",
                );
            }
            (_, Some(text)) if self.role.former_becomes.as_ref() == Some(self.id) => {
                let message = format!("the former holder cannot keep `{}`", self.id);
                problems.add(&text.span, message, "name another role of the organization");
            }
            _ => {}
        }
    }

    fn check_exclusive(&self, problems: &mut Problems<'_>) {
        for text in self.written.exclusive_with.iter().flatten() {
            let Some(other) = text.value.parse::<RoleId>().ok().and_then(|id| self.roles.get_key_value(&id))
            else {
                continue;
            };
            if other.0 == self.id {
                problems.add(&text.span, format!("role `{}` excludes itself", self.id), "leave it out");
            } else if other.1.container != self.role.container {
                let message = format!("`{}` and `{}` are held in different places", self.id, other.0);
                problems.add(
                    &text.span,
                    message,
                    "roles exclude each other within the organization or one container",
                );
            } else if self.role.only_with.contains(other.0) {
                let message = format!("`{}` counts only with `{}` and excludes it", self.id, other.0);
                problems.add(&text.span, message, "leave it out of `only_with` or of `exclusive_with`");
            }
        }
    }

    fn check_only_with(&self, one_role: bool, problems: &mut Problems<'_>) {
        let Some(first) = self.written.only_with.as_ref() else { return };
        let span: &Span = first.first().map_or(&self.key.span, |text| &text.span);
        if first.is_empty() {
            let message = format!("role `{}` counts with no role at all", self.id);
            problems.add(span, message, "name roles of the organization, or leave `only_with` out");
            return;
        }
        if self.role.only_with.contains(self.id) {
            let message = format!("role `{}` counts only with itself", self.id);
            problems.add(span, message, "name another role of the organization");
        } else if self.role.container.is_none() && (one_role || self.role.alone) {
            let message = format!("role `{}` never counts: its holders hold no other role", self.id);
            let help = "write roles_per_member = \"any\" and leave `alone` out, or leave `only_with` out";
            problems.add(span, message, help);
        }
    }
}
