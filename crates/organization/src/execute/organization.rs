//! The organization itself: its name, slug, edition, features, catalog, owner, and its end.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::{CatalogHash, CommandName, EditionId, FeatureId, SetBy};

use crate::authority::feature_off;
use crate::draft::{Draft, Exemption};
use crate::{Code, Event, Refusal, Slug, Status, rules};

/// What changes in the organization at once.
pub(super) struct Edit<'a> {
    pub name: Option<&'a str>,
    pub slug: Option<&'a str>,
    pub edition: Option<&'a EditionId>,
    pub features: &'a BTreeMap<FeatureId, bool>,
}

/// Changes several things at once. Who may not see to one of them changes none.
pub(super) fn edit(draft: &mut Draft<'_>, edit: &Edit<'_>) -> Result<(), Refusal> {
    edit.name.map_or(Ok(()), |name| rename(draft, name))?;
    edit.slug.map_or(Ok(()), |slug| change_slug(draft, slug))?;
    edit.edition.map_or(Ok(()), |edition| change_edition(draft, edition))?;
    if edit.features.is_empty() { Ok(()) } else { switch_features(draft, edit.features) }
}

/// Gives the organization another name.
pub(super) fn rename(draft: &mut Draft<'_>, name: &str) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationRename)?;
    let name = draft.name(name)?;
    if name != draft.before.policy.name {
        draft.emit(Event::OrganizationRenamed { name });
    }
    Ok(())
}

/// Gives it another slug. That slugs differ between organizations is the store's to say.
pub(super) fn change_slug(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationSlug)?;
    let slug: Slug = text
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("slug", error.to_string()))?;
    if slug != draft.before.policy.slug {
        draft.emit(Event::SlugChanged { slug });
    }
    Ok(())
}

/// Changes the plan. Below use it is refused, with the list of what is over.
pub(super) fn change_edition(draft: &mut Draft<'_>, edition: &EditionId) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationEdition)?;
    if !draft.before.catalog.editions.contains_key(edition) {
        return Err(Refusal::invalid("edition", format!("there is no edition `{edition}`")));
    }
    if draft.before.policy.edition.as_ref() != Some(edition) {
        draft.emit(Event::EditionChanged { edition: edition.clone() });
    }
    Ok(())
}

/// Switches features, those that the platform sets.
pub(super) fn switch_features(
    draft: &mut Draft<'_>,
    features: &BTreeMap<FeatureId, bool>,
) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationFeatures)?;
    for id in features.keys() {
        let Some(declared) = draft.before.catalog.features.get(id) else {
            return Err(Refusal::invalid("features", format!("there is no feature `{id}`")));
        };
        if declared.set_by == SetBy::Edition {
            let detail = format!("the feature `{id}` comes with an edition and is not switched");
            return Err(Refusal::invalid("features", detail));
        }
    }
    let changed: BTreeMap<_, _> = features
        .iter()
        .filter(|(id, on)| draft.before.policy.switches.get(*id) != Some(on))
        .map(|(id, on)| (id.clone(), *on))
        .collect();
    if !changed.is_empty() {
        draft.emit(Event::FeaturesSwitched { features: changed });
    }
    Ok(())
}

/// Adopts another version of the catalog; refused while it would drop an id in use (design, section 4).
pub(super) fn adopt_catalog(draft: &mut Draft<'_>, hash: &CatalogHash) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationCatalog)?;
    let Some(catalog) = draft.surroundings.catalogs.get(hash).cloned() else {
        return Err(Refusal::invalid("catalog", format!("the catalog `{hash}` is not stored")));
    };
    if catalog.id != draft.before.catalog.id {
        let detail =
            format!("the organization is one of `{}`, not of `{}`", draft.before.catalog.id, catalog.id);
        return Err(Refusal::invalid("catalog", detail));
    }
    if catalog.hash == draft.before.catalog.hash {
        return Ok(());
    }
    if let Some(refusal) = rules::catalog_in_use(draft.before, draft.surroundings.records, &catalog) {
        draft.refuse(refusal);
        return Ok(());
    }
    draft.records = rules::renamed_records(draft.surroundings.records, &draft.before.catalog, &catalog);
    draft.answer.written = draft.records.iter().filter(|change| change.facts.is_some()).count() as u64;
    draft.emit(Event::CatalogAdopted { catalog: catalog.hash.clone() });
    Ok(())
}

/// Deletes the organization.
pub(super) fn delete(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationDelete)?;
    draft.emit(Event::OrganizationDeleted {});
    Ok(())
}

/// Hands over the role that exactly one member holds; the former holder gets the role that the catalog names.
pub(super) fn transfer(draft: &mut Draft<'_>, to: &str) -> Result<(), Refusal> {
    draft.require(CommandName::OrganizationTransfer)?;
    let catalog = draft.before.catalog_in_force();
    let Some((role, declared)) = catalog.sole_role() else {
        return Err(feature_off("transfer", "a role that exactly one member holds"));
    };
    let heir = draft.member_in("to", to)?;
    let Some(after) = draft.before.member(&heir) else { return Ok(()) };
    if after.roles.contains(role) {
        return Ok(());
    }
    let ready = after.status == Status::Active && draft.before.is_registered(after);
    if !ready {
        let detail = format!("{} is not active", draft.before.display_name(&heir));
        draft.refuse(Refusal::new(Code::NotActive, detail).help("hand over to a registered, active member"));
    }
    if after.ends_at.is_some() {
        let detail = format!("{} has an end date", draft.before.display_name(&heir));
        draft.refuse(Refusal::new(Code::SoleHolder, detail).help("clear the end date first"));
    }
    draft.exemption = Exemption::Transfer;
    for holder in draft.before.holders(role) {
        let mut roles = draft.before.member(&holder).map(|m| m.roles.clone()).unwrap_or_default();
        roles.remove(role);
        roles.extend(declared.former_becomes.clone());
        draft.emit(Event::MemberRolesSet { member: holder, roles });
    }
    let one = catalog.roles_per_member == rolecall_catalog::RolesPerMember::One;
    let mut roles = if one { BTreeSet::new() } else { after.roles.clone() };
    roles.insert(role.clone());
    draft.emit(Event::MemberRolesSet { member: heir, roles });
    Ok(())
}
