//! `name_taken` and `name_missing`, and that people are found by what is theirs.

use std::collections::BTreeMap;

use rolecall::organization::{MemberId, Organization};
use unicode_normalization::UnicodeNormalization;

use crate::held::Held;

/// Unicode NFKC, without regard to case.
fn comparable(name: &str) -> String {
    let lowercase: String = name.nfkc().flat_map(char::to_lowercase).collect();
    lowercase.nfkc().collect()
}

/// Roles, positions, groups, and the containers of a kind: no two are called alike, none is called nothing.
pub fn names_are_unique(organization: &Organization) -> Held {
    let policy = organization.policy();
    let roles = organization.roles().map(|role| role.name.to_owned());
    unique("role", roles)?;
    unique("position", policy.positions.values().map(|position| position.name.to_string()))?;
    unique("group", policy.groups.values().map(|group| group.name.to_string()))?;
    for kind in organization.catalog().container_kinds.keys() {
        let of_kind = policy.containers.values().filter(|container| container.kind == *kind);
        unique(kind.as_str(), of_kind.map(|container| container.name.to_string()))?;
    }
    ensure!(!policy.name.as_str().trim().is_empty(), "name_missing: the organization has none");
    Ok(())
}

fn unique(what: &str, names: impl Iterator<Item = String>) -> Held {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for name in names {
        ensure!(!name.trim().is_empty(), "name_missing: a {what} has none");
        let other = seen.insert(comparable(&name), name.clone());
        ensure!(
            other.is_none(),
            "name_taken: the {what} `{name}` is called like `{}`",
            other.unwrap_or_default()
        );
    }
    Ok(())
}

/// Addresses and ids of the product's own are one member's each, among those not removed; everyone is found by them, and
/// the ledger commits to them.
pub fn people_are_found_by_what_is_theirs(organization: &Organization) -> Held {
    let mut owners: BTreeMap<String, MemberId> = BTreeMap::new();
    for (id, member) in &organization.policy().members {
        if member.is_removed() {
            continue;
        }
        let Some(person) = organization.people().person(id) else {
            return Err(format!("{id} has no values"));
        };
        let address = person.email.as_ref().map(ToString::to_string);
        let product_id = person.external_id.as_ref().map(ToString::to_string);
        ensure!(address.is_some(), "{id} has no address");
        let committed = &member.personal;
        let all_committed = committed.email.is_some() == address.is_some()
            && committed.name.is_some() == person.name.is_some()
            && committed.external_id.is_some() == product_id.is_some();
        ensure!(all_committed, "{id}: the ledger commits to {committed:?}, and there is {person:?}");
        for value in [Some(id.to_string()), address, product_id].into_iter().flatten() {
            let found = organization.find_member(&value);
            ensure!(found == Some(id), "{id} is not found by `{value}`, but {found:?}");
            let other = owners.insert(comparable(&value), id.clone());
            ensure!(other.is_none(), "name_taken: `{value}` is of {id} and of {other:?}");
        }
    }
    Ok(())
}
