//! Adopting another version of the catalog: refused while it would drop an id in use, unless that was renamed or retired on
//! purpose (design, sections 4 and 6), or would leave records where it has no place for them.

mod displaced;

use std::collections::BTreeSet;

use rolecall_catalog::{Catalog, Grant, ModuleId, Permission, SegmentId, SegmentValue};

use crate::{Code, Facts, Organization, RecordChange, RecordKey, Records, Refusal};

/// The refusal of a new version that would drop what the organization uses, with the list of it, or displace its records.
pub(crate) fn catalog_in_use(
    organization: &Organization,
    records: &dyn Records,
    new: &Catalog,
) -> Option<Refusal> {
    dropped(organization, records, new).or_else(|| displaced::check(organization, records, new))
}

fn dropped(organization: &Organization, records: &dyn Records, new: &Catalog) -> Option<Refusal> {
    let mut lost = BTreeSet::new();
    lose_roles_and_kinds(organization, new, &mut lost);
    lose_places(organization, new, &mut lost);
    lose_permissions(organization, new, &mut lost);
    lose_modules(organization, records, new, &mut lost);
    let list: Vec<String> = lost.into_iter().collect();
    (!list.is_empty()).then(|| {
        let detail = format!("the new version drops what is in use: {}", list.join(", "));
        Refusal::new(Code::CatalogInUse, detail)
            .help("name what it became with `renamed_from`, or give it up on purpose with `retired`")
            .figure("lost", list)
    })
}

fn lose_roles_and_kinds(organization: &Organization, new: &Catalog, lost: &mut BTreeSet<String>) {
    let containers = organization.policy.containers.values();
    let held_there =
        containers.flat_map(|c| c.members.values().flat_map(|membership| membership.roles.clone()));
    let held = organization.members().flat_map(|(_, member)| member.roles.clone());
    let edited = organization.policy.role_edits.keys().cloned();
    for role in held.chain(held_there).chain(edited) {
        let kept = organization.policy.custom_roles.contains_key(&role)
            || new.roles.contains_key(new.renamed.role(&role));
        if !kept && !new.retired.roles.contains(&role) {
            lost.insert(format!("role `{role}`"));
        }
    }
    for (_, member) in organization.members() {
        let kept = new.kinds.contains_key(new.renamed.kind(&member.kind));
        if !kept {
            lost.insert(format!("member kind `{}`", member.kind));
        }
    }
}

fn lose_places(organization: &Organization, new: &Catalog, lost: &mut BTreeSet<String>) {
    for container in organization.policy.containers.values() {
        if !new.container_kinds.contains_key(new.renamed.container_kind(&container.kind)) {
            lost.insert(format!("container kind `{}`", container.kind));
        }
    }
    let placed = organization.members().any(|(_, member)| member.position.is_some());
    let made = organization.policy.positions.len() > organization.catalog.positions.len();
    if new.positions.is_empty() && (placed || made) {
        lost.insert("the reporting tree".to_owned());
    }
    if let Some(edition) = &organization.policy.edition
        && !new.editions.is_empty()
        && !new.editions.contains_key(new.renamed.edition(edition))
    {
        lost.insert(format!("edition `{edition}`"));
    }
    for feature in organization.policy.switches.keys() {
        if !new.features.contains_key(new.renamed.feature(feature)) && !new.retired.features.contains(feature)
        {
            lost.insert(format!("feature `{feature}`"));
        }
    }
}

fn lose_permissions(organization: &Organization, new: &Catalog, lost: &mut BTreeSet<String>) {
    let given = organization.members().flat_map(|(_, member)| &member.permissions);
    for permission in given {
        let renamed = new.renamed.permission(permission);
        let kept = new.direct.as_ref().is_some_and(|direct| direct.permissions.contains(&renamed));
        if !kept && !new.retired.direct.contains(permission) {
            lost.insert(format!("direct permission `{permission}`"));
        }
    }
    for permission in grants(organization).flat_map(permissions) {
        let kept = new.has(&new.renamed.permission(&permission));
        let retired =
            new.retired.actions.contains(&permission) || new.retired.modules.contains(&permission.module);
        if !kept && !retired {
            lost.insert(format!("permission `{permission}`"));
        }
    }
    let limited = organization.members().flat_map(|(_, member)| &member.segments);
    for (segment, values) in limited.chain(grants(organization).flat_map(|grant| &grant.limits)) {
        lose_values(new, segment, values, lost);
    }
}

/// A segment that goes, or one whose list of values no longer has what access is limited to.
fn lose_values(
    new: &Catalog,
    segment: &SegmentId,
    values: &BTreeSet<SegmentValue>,
    lost: &mut BTreeSet<String>,
) {
    if new.retired.segments.contains(segment) {
        return;
    }
    let Some(declared) = new.segments.get(new.renamed.segment(segment)) else {
        lost.insert(format!("segment `{segment}`"));
        return;
    };
    let listed = |value: &&SegmentValue| declared.values.as_ref().is_none_or(|all| all.contains(*value));
    let retired =
        |value: &&SegmentValue| new.retired.segment_values.contains(&(segment.clone(), (*value).clone()));
    for value in values.iter().filter(|value| !listed(value) && !retired(value)) {
        lost.insert(format!("value `{value}` of the segment `{segment}`"));
    }
}

fn lose_modules(
    organization: &Organization,
    records: &dyn Records,
    new: &Catalog,
    lost: &mut BTreeSet<String>,
) {
    let shared = organization.policy.sharing_rules.values().map(|rule| &rule.module);
    let registered =
        organization.catalog.modules.keys().filter(|module| records.of_module(module).next().is_some());
    for rule in organization.policy.sharing_rules.values() {
        let kept = new.modules.get(new.renamed.module(&rule.module));
        if kept.is_some_and(|module| module.sharing_default.is_none()) {
            lost.insert(format!("sharing rules on `{}`", rule.module));
        }
    }
    for module in shared.chain(organization.policy.sharing_defaults.keys()).chain(registered) {
        if !new.modules.contains_key(new.renamed.module(module)) && !new.retired.modules.contains(module) {
            lost.insert(format!("module `{module}`"));
        }
    }
}

fn grants(organization: &Organization) -> impl Iterator<Item = &Grant> {
    let custom = organization.policy.custom_roles.values().flat_map(|role| role.grants.iter());
    let edited = organization.policy.role_edits.values().flat_map(|edit| edit.grants.iter().flatten());
    custom.chain(edited)
}

fn permissions(grant: &Grant) -> impl Iterator<Item = Permission> + '_ {
    grant.actions.iter().map(|action| Permission::new(grant.module.clone(), action.clone()))
}

/// Records of modules that have another name now, or a parent in one, move with it; those of retired modules go.
pub(crate) fn renamed_records(records: &dyn Records, old: &Catalog, new: &Catalog) -> Vec<RecordChange> {
    let mut changes = Vec::new();
    for module in old.modules.keys() {
        for (id, facts) in records.of_module(module) {
            changes.extend(renamed_record(new, module, &id, &facts));
        }
    }
    changes
}

fn renamed_record(
    new: &Catalog,
    module: &ModuleId,
    id: &crate::RecordId,
    facts: &Facts,
) -> Vec<RecordChange> {
    let key = RecordKey::new(module.clone(), id.clone());
    if new.retired.modules.contains(module) {
        return vec![RecordChange { key, facts: None }];
    }
    let parent = facts
        .parent
        .as_ref()
        .map(|parent| RecordKey::new(new.renamed.module(&parent.module).clone(), parent.id.clone()));
    let segments =
        facts.segments.iter().map(|(segment, values)| (new.renamed.segment(segment).clone(), values.clone()));
    let after = Facts { parent, segments: segments.collect(), ..facts.clone() };
    let moved = RecordKey::new(new.renamed.module(module).clone(), id.clone());
    if moved == key && after == *facts {
        return Vec::new();
    }
    let mut changes = vec![RecordChange { key: moved.clone(), facts: Some(after) }];
    if moved != key {
        changes.push(RecordChange { key, facts: None });
    }
    changes
}
