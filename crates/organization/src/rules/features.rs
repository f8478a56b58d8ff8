//! `feature_off`: nothing is made that needs a feature the organization lacks, and a feature in use is not switched off.

use rolecall_catalog::{CommandName, CommandPattern, FeatureId, Gate, Grant, ModuleId, Reach, SharingLevel};

use crate::{Code, Event, Organization, Refusal, RoleRef, authority::feature_off, draft::Draft};

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
    let new = &draft.after.catalog;
    let lost = |id: &&FeatureId| {
        let now = new.renamed.feature(id);
        // One that a new version of the catalog gave up gates nothing any more.
        draft.before.has_feature(id) && new.features.contains_key(now) && !draft.after.has_feature(now)
    };
    let features = draft.before.catalog.features.keys();
    features.filter(lost).filter_map(|id| in_use(draft.before, id)).collect()
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
            // A built-in role is the catalog's: only its holders use it.
            let used =
                |role: &RoleRef<'_>| role.built_in.is_none() || organization.holders_anywhere(role.id) > 0;
            let roles = organization.roles().filter(|role| role.grants.iter().any(gated) && used(role));
            roles.map(|role| format!("role `{}`", role.name)).collect()
        }
        Gate::Command(pattern) => made_by(organization, pattern),
    }
}

fn is_gated(organization: &Organization, grant: &Grant, module: &ModuleId, reach: Reach) -> bool {
    grant.reach == reach && (grant.module == *module || organization.catalog.is_below(&grant.module, module))
}

/// What commands of a gated name made: as long as it is there, the feature is in use.
fn made_by(organization: &Organization, pattern: &CommandPattern) -> Vec<String> {
    let policy = &organization.policy;
    let positions =
        policy.positions.keys().filter(|id| !organization.catalog.positions.contains_key(*id)).count();
    let memberships: usize = policy.containers.values().map(|container| container.members.len()).sum();
    let direct = organization.members().filter(|(_, member)| !member.permissions.is_empty()).count();
    let differs = |(module, level): &(&ModuleId, &SharingLevel)| {
        let declared = organization.catalog.modules.get(*module).and_then(|module| module.sharing_default);
        declared != Some(**level)
    };
    let defaults = policy.sharing_defaults.iter().filter(differs).count();
    let made = [
        (CommandName::RoleCreate, policy.custom_roles.len(), ["custom role", "custom roles"]),
        (CommandName::PositionCreate, positions, ["position", "positions"]),
        (CommandName::GroupCreate, policy.groups.len(), ["group", "groups"]),
        (CommandName::SharingDefaultEdit, defaults, ["changed sharing default", "changed sharing defaults"]),
        (CommandName::SharingRuleCreate, policy.sharing_rules.len(), ["sharing rule", "sharing rules"]),
        (CommandName::ContainerCreate, policy.containers.len(), ["container", "containers"]),
        (CommandName::ContainerMemberAdd, memberships, ["member of a container", "members of containers"]),
        (
            CommandName::MemberPermissions,
            direct,
            ["member with direct permissions", "members with direct permissions"],
        ),
    ];
    let used = made.into_iter().filter(|(name, count, _)| *count > 0 && pattern.covers(*name));
    used.map(|(_, count, [one, several])| format!("{count} {}", if count == 1 { one } else { several }))
        .collect()
}

fn direct_users(organization: &Organization, feature: &FeatureId) -> Vec<String> {
    let gates =
        organization.catalog.direct.as_ref().is_some_and(|direct| direct.feature.as_ref() == Some(feature));
    let users = organization.members().filter(|(_, m)| gates && !m.permissions.is_empty());
    users.map(|(id, _)| format!("permissions of {}", organization.display_name(id))).collect()
}
