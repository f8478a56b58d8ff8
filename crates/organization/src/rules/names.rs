//! `name_taken` for roles and positions: built-in ones keep their id when they are renamed, and a version of the catalog
//! may bring one that is called like what was made here. So names are compared once more, all with all.

use std::collections::BTreeSet;

use crate::{Code, Event, Organization, Refusal, draft::Draft};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    if same_names(draft) {
        return Vec::new();
    }
    let adopts = draft.events.iter().any(|event| matches!(event, Event::CatalogAdopted { .. }));
    let roles = doubled(role_names(&draft.after)).map(|name| refusal("role", &name, adopts));
    let positions = doubled(position_names(&draft.after)).map(|name| refusal("position", &name, adopts));
    roles.into_iter().chain(positions).collect()
}

/// Whether nobody touched roles and positions, nor the catalog that names the built-in ones.
fn same_names(draft: &Draft<'_>) -> bool {
    let (before, after) = (&draft.before.policy, &draft.after.policy);
    before.catalog == after.catalog
        && before.custom_roles.ptr_eq(&after.custom_roles)
        && before.role_edits.ptr_eq(&after.role_edits)
        && before.positions.ptr_eq(&after.positions)
}

fn role_names(organization: &Organization) -> impl Iterator<Item = String> {
    organization.roles().map(|role| role.name.to_owned())
}

fn position_names(organization: &Organization) -> impl Iterator<Item = String> {
    organization.policy.positions.values().map(|position| position.name.to_string())
}

/// The first name that another is called by, too.
fn doubled(mut names: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = BTreeSet::new();
    names.find(|name| !seen.insert(rolecall_catalog::comparable(name)))
}

fn refusal(what: &str, name: &str, adopts: bool) -> Refusal {
    let help = if adopts {
        "give what was made here another name first"
    } else {
        "names are compared without regard to case"
    };
    Refusal::new(Code::NameTaken, format!("there would be two {what}s named `{name}`")).help(help)
}
