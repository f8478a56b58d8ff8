//! `feature_off`: nothing is made that needs a feature the organization lacks, and a feature in use is not switched off.

use rolecall_catalog::{CommandPattern, FeatureId, Gate, Grant, Reach, Subject};

use crate::{
    Code, Event, Organization, Refusal,
    execute::{Draft, feature_off},
};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let mut found: Vec<Refusal> = draft.events.iter().filter_map(|event| needs(draft, event)).collect();
    found.extend(lost_in_use(draft));
    found
}

/// A grant that needs a feature: Zoho Billing's customer owner, for one (rules 30 and 35).
fn needs(draft: &Draft<'_>, event: &Event) -> Option<Refusal> {
    let (Event::RoleCreated { grants, .. } | Event::RoleChanged { grants: Some(grants), .. }) = event else {
        return None;
    };
    let missing = grants.iter().find_map(|grant| draft.after.missing_feature(grant))?;
    let label = draft.after.catalog.features.get(missing).map_or("", |feature| feature.label.as_str());
    Some(feature_off(missing.as_str(), label))
}

/// Features that the organization had before and lacks after, with what uses them.
fn lost_in_use(draft: &Draft<'_>) -> Vec<Refusal> {
    let plan_changed = |event: &Event| {
        matches!(
            event,
            Event::FeaturesSwitched { .. } | Event::EditionChanged { .. } | Event::CatalogAdopted { .. }
        )
    };
    if !draft.events.iter().any(plan_changed) {
        return Vec::new();
    }
    let lost = draft
        .before
        .catalog
        .features
        .keys()
        .filter(|id| draft.before.has_feature(id) && !draft.after.has_feature(id));
    lost.filter_map(|id| in_use(draft.before, id)).collect()
}

fn in_use(organization: &Organization, feature: &FeatureId) -> Option<Refusal> {
    let declared = organization.catalog.features.get(feature)?;
    let gated = declared.gates.iter().flat_map(|gate| uses(organization, gate));
    let users: Vec<String> = gated.chain(direct_users(organization, feature)).collect();
    (!users.is_empty()).then(|| {
        let detail = format!("the feature `{feature}` is in use: {}", users.join(", "));
        Refusal::new(Code::FeatureOff, detail)
            .help("change or remove what uses it first")
            .figure("feature", feature.as_str())
            .figure("used_by", users)
    })
}

fn uses(organization: &Organization, gate: &Gate) -> Vec<String> {
    match gate {
        Gate::Reach(module, reach) => {
            let gated = |grant: &Grant| is_gated(organization, grant, module, *reach);
            let roles = organization.roles().filter(|role| role.grants.iter().any(gated));
            roles.map(|role| format!("role `{}`", role.name)).collect()
        }
        Gate::Command(pattern) => made_by(organization, pattern),
    }
}

fn is_gated(
    organization: &Organization,
    grant: &Grant,
    module: &rolecall_catalog::ModuleId,
    reach: Reach,
) -> bool {
    grant.reach == reach && (grant.module == *module || organization.catalog.is_below(&grant.module, module))
}

/// What commands of a gated name made: as long as it is there, the feature is in use.
fn made_by(organization: &Organization, pattern: &CommandPattern) -> Vec<String> {
    let policy = &organization.policy;
    let mut subjects: Vec<Subject> = Vec::new();
    for name in rolecall_catalog::CommandName::ALL.iter().filter(|name| pattern.covers(**name)) {
        if !subjects.contains(&name.subject()) {
            subjects.push(name.subject());
        }
    }
    let counts = subjects.into_iter().map(|subject| match subject {
        Subject::Role => (policy.custom_roles.len(), "custom roles"),
        Subject::Position => {
            let made = policy.positions.keys().filter(|id| !organization.catalog.positions.contains_key(*id));
            (made.count(), "positions")
        }
        Subject::Group => (policy.groups.len(), "groups"),
        Subject::Sharing => {
            (policy.sharing_rules.len() + policy.sharing_defaults.len(), "sharing rules and defaults")
        }
        Subject::Container | Subject::ContainerMember => (policy.containers.len(), "containers"),
        Subject::DirectPermission => (
            organization.members().filter(|(_, m)| !m.permissions.is_empty()).count(),
            "members with permissions",
        ),
        _ => (0, ""),
    });
    counts.filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
}

fn direct_users(organization: &Organization, feature: &FeatureId) -> Vec<String> {
    let gates =
        organization.catalog.direct.as_ref().is_some_and(|direct| direct.feature.as_ref() == Some(feature));
    let users = organization.members().filter(|(_, m)| gates && !m.permissions.is_empty());
    users.map(|(id, _)| format!("permissions of {}", organization.display_name(id))).collect()
}
