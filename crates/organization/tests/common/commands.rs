//! The commands that tests give most, as command files write them.

use serde_json::{Value, json};

use super::form::NewForm;

/// Adds `NAME@example.com`, active at once unless the form says otherwise.
pub fn invite(name: &str, more: impl FnOnce(NewForm) -> NewForm) -> Value {
    let form = json!({
        "do": "member.invite",
        "email": format!("{name}@example.com"),
        "name": name[..1].to_uppercase() + &name[1..],
        "external_id": name,
        "invite": false,
    });
    more(NewForm(form)).0
}

/// A command with further fields.
pub fn with(written: &Value, more: Value) -> Value {
    let mut all = written.clone();
    let Value::Object(more) = more else { panic!("{more} is no table") };
    all.as_object_mut().unwrap().extend(more);
    all
}

pub fn edit(member: &str, changes: Value) -> Value {
    with(&json!({ "do": "member.edit", "member": member }), changes)
}

pub fn remove(member: &str) -> Value {
    json!({ "do": "member.remove", "member": member })
}

pub fn deactivate(member: &str) -> Value {
    json!({ "do": "member.deactivate", "member": member })
}

pub fn activate(member: &str) -> Value {
    json!({ "do": "member.activate", "member": member })
}

pub fn resend(member: &str) -> Value {
    json!({ "do": "member.resend", "member": member })
}

pub fn accept(invitation: &str) -> Value {
    json!({ "do": "member.accept", "invitation": invitation })
}

pub fn set_roles(member: &str, roles: &[&str]) -> Value {
    json!({ "do": "member.roles", "member": member, "roles": roles })
}

pub fn permissions(member: &str, permissions: &[&str]) -> Value {
    json!({ "do": "member.permissions", "member": member, "permissions": permissions })
}

pub fn create_role(name: &str, grants: Value) -> Value {
    json!({ "do": "role.create", "name": name, "grants": grants })
}

pub fn edit_role(role: &str, changes: Value) -> Value {
    with(&json!({ "do": "role.edit", "role": role }), changes)
}

pub fn delete_role(role: &str) -> Value {
    json!({ "do": "role.delete", "role": role })
}

pub fn create_position(name: &str, reports_to: &str) -> Value {
    json!({ "do": "position.create", "name": name, "reports_to": reports_to })
}

pub fn edit_position(position: &str, changes: Value) -> Value {
    with(&json!({ "do": "position.edit", "position": position }), changes)
}

pub fn delete_position(position: &str) -> Value {
    json!({ "do": "position.delete", "position": position })
}

pub fn create_group(name: &str, parts: Value) -> Value {
    with(&json!({ "do": "group.create", "name": name }), parts)
}

pub fn edit_group(group: &str, changes: Value) -> Value {
    with(&json!({ "do": "group.edit", "group": group }), changes)
}

/// A rule on deals, from one position to another.
pub fn share(from: &str, to: &str) -> Value {
    json!({
        "do": "sharing_rule.create", "module": "deals", "level": "read",
        "from": { "position": from }, "to": { "position": to },
    })
}

pub fn create_container(kind: &str, name: &str) -> Value {
    json!({ "do": "container.create", "kind": kind, "id": name.to_lowercase(), "name": name })
}

/// A project, with its name in lowercase as its id.
pub fn create_project(name: &str) -> Value {
    create_container("project", name)
}

/// Adds a member to a container, with the roles that are usual there.
pub fn join(container: &str, member: &str) -> Value {
    json!({ "do": "container_member.put", "container": container, "member": member })
}

pub fn leave(container: &str, member: &str) -> Value {
    json!({ "do": "container_member.remove", "container": container, "member": member })
}

/// Registers records, each `module/id` with its facts.
pub fn put(records: &[(&str, Value)]) -> Value {
    let form = |(text, facts): &(&str, Value)| {
        let (module, id) = text.split_once('/').unwrap();
        with(&json!({ "module": module, "id": id }), facts.clone())
    };
    json!({ "do": "record.put", "records": records.iter().map(form).collect::<Vec<_>>() })
}

pub fn assign_owner(module: &str, ids: &[&str], owner: Option<&str>) -> Value {
    json!({ "do": "record.assign_owner", "module": module, "ids": ids, "owner": owner })
}

pub fn edition(edition: &str) -> Value {
    json!({ "do": "organization.edition", "edition": edition })
}

pub fn feature(feature: &str, on: bool) -> Value {
    json!({ "do": "organization.features", "features": { feature: on } })
}

pub fn transfer(to: &str) -> Value {
    json!({ "do": "organization.transfer", "to": to })
}

pub fn adopt(catalog: &rolecall_catalog::CatalogHash) -> Value {
    json!({ "do": "organization.catalog", "catalog": catalog })
}
