//! A new organization, with its founder as its only member, satisfies the catalog's own rules; and every role can be
//! held by somebody.

use super::entries;
use crate::model::{BuiltInRole, Catalog, Kind};
use crate::problem::{Problems, Span};
use crate::raw::RawCatalog;
use crate::{CommandName, KindId, Requirement, RoleId};

/// Notes what a new organization would break.
pub(super) fn check(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    let Some(first) = catalog.kinds.first() else { return };
    let founder_text = raw.founder.as_ref().and_then(|founder| founder.role.as_ref());
    match (&catalog.founder.role, founder_text) {
        (Some(role), Some(text)) => {
            check_allowed(role, &text.span, first, problems);
            check_guards(role, &text.span, catalog, problems);
            check_runs_the_organization(role, &text.span, catalog, problems);
        }
        (None, None) => check_absent(raw, catalog, problems),
        _ => {}
    }
    if let (Some(role), Some(text)) = (&catalog.default_role, &raw.default_role) {
        check_allowed(role, &text.span, first, problems);
        if catalog.sole_role().is_some_and(|(sole, _)| sole == role) {
            let message = format!("`{role}` is held by exactly one member and cannot be the default");
            problems.add(&text.span, message, "name a role that many may hold");
        }
    }
    for (_, written) in entries(raw.roles.as_ref()) {
        let Some(text) = &written.former_becomes else { continue };
        let former = catalog.role_written(&text.value).filter(|(_, role)| role.container.is_none());
        if let Some((role, _)) = former {
            check_allowed(role, &text.span, first, problems);
        }
    }
    if raw.kinds.is_some() {
        check_holdable(raw, catalog, problems);
    }
}

/// The founder, and who was a sole holder, are of the first kind.
fn check_allowed(role: &RoleId, span: &Span, first: (&KindId, &Kind), problems: &mut Problems<'_>) {
    let (kind_id, kind) = first;
    if !kind.roles.contains(role) {
        let message = format!("members of the first kind, `{kind_id}`, may not hold `{role}`");
        problems.add(
            span,
            message,
            format!("add \"{role}\" to the roles of `{kind_id}`, or name another role"),
        );
    }
}

/// Guarded roles need a holder from the first moment.
fn check_guards(role: &RoleId, span: &Span, catalog: &Catalog, problems: &mut Problems<'_>) {
    if let Some((sole, _)) = catalog.sole_role().filter(|(sole, _)| *sole != role) {
        let message =
            format!("the founder gets `{role}`, and nobody `{sole}`, which exactly one member holds");
        problems.add(span, message, format!("write founder = {{ role = \"{sole}\" }}"));
        return;
    }
    let guarded = |role: &BuiltInRole| role.holders.is_some();
    let own = catalog.roles.get(role).is_some_and(guarded);
    let other = catalog.roles.iter().find(|(_, role)| guarded(role));
    if let Some((other, _)) = other.filter(|_| !own) {
        let message = format!("the founder gets `{role}`, and nobody `{other}`, which somebody must hold");
        problems.add(span, message, format!("write founder = {{ role = \"{other}\" }}"));
    }
}

/// Else nobody could ever add a second member.
fn check_runs_the_organization(role: &RoleId, span: &Span, catalog: &Catalog, problems: &mut Problems<'_>) {
    let grants = || catalog.roles.get(role).into_iter().flat_map(|role| &role.grants);
    for name in [CommandName::MemberInvite, CommandName::MemberRoles] {
        let Requirement::Permission(permission) = catalog.requirement(name, None) else { continue };
        let holds = grants().any(|grant| {
            grant.module == permission.module
                && grant.actions.contains(&permission.action)
                && grant.feature.is_none()
        });
        if catalog.has(&permission) && !holds {
            let message =
                format!("the founder's role `{role}` lacks `{permission}`, which `{name}` asks for");
            let help = format!("grant it to `{role}`, or write \"{name}\" = \"platform\" under [commands]");
            problems.add(span, message, help);
        }
    }
}

fn check_absent(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    let Some((role, _)) = catalog.roles.iter().find(|(_, role)| role.container.is_none()) else { return };
    let help = format!("add founder = {{ role = \"{role}\" }} with the role that runs an organization");
    problems.add(&raw.place(), "nothing says which role the founder of an organization gets", help);
}

/// A role that no kind may hold is held by nobody.
fn check_holdable(raw: &RawCatalog, catalog: &Catalog, problems: &mut Problems<'_>) {
    for (key, written) in entries(raw.roles.as_ref()) {
        let Some((id, _)) = catalog.role_written(&key.value) else { continue };
        let holdable = written.r#in.is_some() || catalog.kinds.values().any(|kind| kind.roles.contains(id));
        if !holdable {
            let message = format!("no kind of member may hold the role `{id}`");
            problems.add(&key.span, message, format!("add \"{id}\" to the roles of a kind under [kinds]"));
        }
    }
}
