//! The founding of an organization: the first entry of its ledger, its founder active and registered at once.

use std::{collections::BTreeSet, sync::Arc};

use rolecall_catalog::{Catalog, EditionId, Name};
use serde::{Deserialize, Serialize};

use crate::{
    Actor, Catalogs, Commitments, Event, Field, MemberId, Named, Organization, OrganizationId, PersonValue,
    Refusal, Salt, Slug, Status,
    execute::resolve::{self, email, external_id, name_missing},
};
use crate::{Call, Outcome};

/// What an organization is founded with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoundOrganization {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
    /// Its plan; absent: the catalog's first.
    #[serde(default)]
    pub edition: Option<EditionId>,
    /// Its first member.
    pub owner: Founder,
}

/// The first member of an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Founder {
    /// The e-mail address.
    pub email: String,
    /// The name.
    #[serde(default)]
    pub name: Option<Named>,
    /// The product's own id.
    #[serde(default)]
    pub external_id: Option<String>,
}

/// Founds an organization of a catalog. A platform call; answers the organization as it is then, and what to keep.
///
/// # Errors
/// `forbidden` for a member, `name_missing`, or `invalid` for a value that is not what it must be.
pub fn found(
    catalog: &Arc<Catalog>,
    form: &FoundOrganization,
    call: Call<'_>,
) -> Result<(Organization, Outcome), Refusal> {
    if *call.actor != Actor::Platform {
        return Err(crate::authority::forbidden(
            "founding an organization is for the platform, not for members",
        ));
    }
    let id = drawn::<OrganizationId>(&call, "org_")?;
    let slug: Slug = form
        .slug
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("slug", error.to_string()))?;
    let name = named(&form.name)?;
    let founded = Event::OrganizationFounded {
        organization: id.clone(),
        slug,
        name,
        catalog: catalog.hash.clone(),
        edition: edition(catalog, form.edition.as_ref())?,
        at: call.now,
    };
    let catalogs = Catalogs::from([(catalog.hash.clone(), Arc::clone(catalog))]);
    let invalid = |error: crate::FoldError| Refusal::invalid("catalog", error.to_string());
    let mut organization = Organization::found(&founded, &catalogs).map_err(invalid)?;
    let (added, people, member) = founder(catalog, &form.owner, &call)?;
    organization.apply(&added, &catalogs).map_err(invalid)?;
    people.iter().for_each(|row| organization.people.set(&row.member, row.field, Some(&row.value)));
    let mut outcome = Outcome { events: vec![founded, added], people, ..Outcome::default() };
    outcome.answer.created = vec![id.to_string(), member.to_string()];
    Ok((organization, outcome))
}

fn drawn<I: std::str::FromStr<Err = rolecall_catalog::InvalidId>>(
    call: &Call<'_>,
    prefix: &str,
) -> Result<I, Refusal> {
    call.seed
        .id(prefix, 0)
        .parse()
        .map_err(|error: rolecall_catalog::InvalidId| Refusal::invalid("id", error.to_string()))
}

/// A name, with the rules that hold for every name.
fn named(text: &str) -> Result<Name, Refusal> {
    if text.trim().is_empty() { Err(name_missing()) } else { resolve::name(text) }
}

fn edition(catalog: &Catalog, asked: Option<&EditionId>) -> Result<Option<EditionId>, Refusal> {
    match asked {
        None => Ok(catalog.editions.keys().next().cloned()),
        Some(id) if catalog.editions.contains_key(id) => Ok(Some(id.clone())),
        Some(id) => Err(Refusal::invalid("edition", format!("there is no edition `{id}`"))),
    }
}

fn founder(
    catalog: &Catalog,
    form: &Founder,
    call: &Call<'_>,
) -> Result<(Event, Vec<PersonValue>, MemberId), Refusal> {
    let member: MemberId = drawn(call, "mem_")?;
    let address = email(&form.email)?;
    let product_id = form.external_id.as_deref().map(external_id).transpose()?;
    let name = form.name.as_deref().map(named).transpose()?;
    let values = [
        (Field::Email, Some(address.to_string())),
        (Field::Name, name.map(|name| name.to_string())),
        (Field::ExternalId, product_id.map(|id| id.to_string())),
    ];
    let mut personal = Commitments::default();
    let mut people = Vec::new();
    for (field, value) in values {
        let Some(value) = value else { continue };
        let row = PersonValue {
            member: member.clone(),
            field,
            salt: Salt::new(call.seed.derive(field.as_str(), 0)),
            value,
        };
        *personal.get_mut(field) = Some(row.commitment());
        people.push(row);
    }
    let added = Event::MemberAdded {
        member: member.clone(),
        status: Status::Active,
        kind: catalog
            .kinds
            .keys()
            .next()
            .cloned()
            .ok_or_else(|| Refusal::invalid("catalog", "it has no member kind"))?,
        roles: catalog.founder.role.iter().cloned().collect::<BTreeSet<_>>(),
        permissions: BTreeSet::new(),
        position: catalog.founder.position.clone(),
        company: None,
        ends_at: None,
        segments: rolecall_catalog::Limits::new(),
        personal,
        at: call.now,
    };
    Ok((added, people, member))
}
