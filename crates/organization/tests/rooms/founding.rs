//! Founding: the first entry of a ledger, its founder active and registered at once.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::{
    Actor, Call, Code, Event, FoldError, FoundOrganization, Organization, Outcome, Refusal, Seed, found,
};
use serde_json::{Value, json};

use crate::common::*;

fn founding(text: &str, actor: &Actor, more: Value) -> Result<(Organization, Outcome), Refusal> {
    let form = json!({ "slug": "acme", "name": "Acme", "owner": { "email": "ada@example.com" } });
    let form: FoundOrganization = serde_json::from_value(with(&form, more)).unwrap();
    let call = Call { actor, now: at("2026-01-05T09:00:00Z"), seed: Seed([7; 32]) };
    found(&catalog(text), &form, call)
}

fn by_platform(more: Value) -> Result<(Organization, Outcome), Refusal> {
    founding(OFFICE, &Actor::Platform, more)
}

#[test]
fn the_founder_is_active_with_the_role_and_place_that_the_catalog_gives() {
    let world = World::office();
    let ada = world.member("ada");
    assert_eq!((ada.status, ada.kind.as_str()), ("active", "user"));
    assert_eq!(ada.roles, ["Admin"]);
    assert_eq!(ada.position.as_deref(), Some("CEO"));
    assert_eq!(ada.email.as_deref(), Some("ada@example.com"));
    assert_eq!(ada.invitation, None);
}

#[test]
fn the_organization_shows_what_it_was_founded_with() {
    let text = format!("{OFFICE}\n[editions.small]\n[editions.large]\nlimits = {{ members = 9 }}");
    let view = World::founded(&text, Some("large")).organization.organization_view();
    assert_eq!((view.slug.as_str(), view.name.as_str(), view.catalog.as_str()), ("acme", "Acme", "office"));
    assert_eq!(view.edition.as_deref(), Some("large"));
    assert_eq!(view.catalog_hash, catalog(&text).hash.to_string());
    assert_eq!(view.limits.len(), 1);
    assert!(view.id.starts_with("org_"));
    assert_eq!(World::of(&text).organization.organization_view().edition.as_deref(), Some("small"));
    assert_eq!(World::office().organization.organization_view().edition, None);
}

#[test]
fn the_answer_names_the_organization_and_its_founder() {
    let (organization, outcome) = by_platform(json!({})).unwrap();
    let founder = organization.find_member("ada@example.com").unwrap().to_string();
    assert_eq!(outcome.answer.created, [organization.policy().id.to_string(), founder]);
}

#[test]
fn the_entry_founds_the_same_organization_again() {
    let (organization, outcome) = by_platform(json!({})).unwrap();
    let catalog = catalog(OFFICE);
    let catalogs = [(catalog.hash.clone(), catalog)].into();
    let mut again = Organization::found(&outcome.events[0], &catalogs).unwrap();
    again.take(&Outcome { events: outcome.events[1..].to_vec(), ..outcome }, &catalogs).unwrap();
    assert_eq!(again.policy(), organization.policy());
    assert_eq!(again.people(), organization.people());
}

#[test]
fn a_ledger_begins_with_a_founding_of_a_known_catalog() {
    let (_, outcome) = by_platform(json!({})).unwrap();
    let catalog = catalog(OFFICE);
    let catalogs = [(catalog.hash.clone(), Arc::clone(&catalog))].into();
    let error = Organization::found(&Event::OrganizationDeleted {}, &catalogs).unwrap_err();
    assert_eq!(error, FoldError::NotFounded);
    assert_eq!(error.to_string(), "the ledger does not begin with the founding of an organization");
    let error = Organization::found(&outcome.events[0], &[].into()).unwrap_err();
    assert_eq!(error, FoldError::CatalogMissing(catalog.hash.clone()));
    assert_eq!(error.to_string(), format!("the catalog `{}` is not stored", catalog.hash));
}

#[test]
fn founding_is_for_the_platform() {
    let refusal = founding(OFFICE, &Actor::Member(id("mem_ada")), json!({})).unwrap_err();
    assert_eq!(refusal.code, Code::Forbidden);
    assert_eq!(refusal.detail, "founding an organization is for the platform, not for members");
}

#[test]
fn what_is_not_what_it_must_be_is_told_with_its_field() {
    let wrong = [
        (json!({ "slug": "Acme!" }), "slug"),
        (json!({ "edition": "huge" }), "edition"),
        (json!({ "owner": { "email": "nobody" } }), "email"),
        (json!({ "owner": { "email": "a@example.com", "external_id": "mem_1" } }), "external_id"),
        (json!({ "name": "n".repeat(121) }), "name"),
    ];
    for (more, field) in wrong {
        let refusal = by_platform(more).unwrap_err();
        assert_eq!((refusal.code, &refusal.figures["fields"][0]["field"]), (Code::Invalid, &json!(field)));
    }
}

#[test]
fn a_blank_name_is_missing() {
    for name in ["", "  "] {
        let refusal = by_platform(json!({ "name": name })).unwrap_err();
        assert_eq!((refusal.code, refusal.detail.as_str()), (Code::NameMissing, "a name is missing"));
    }
}

#[test]
fn the_founders_kind_is_the_first_of_the_catalog() {
    let mut other = Catalog::clone(&catalog(OFFICE));
    other.kinds.move_index(0, 2);
    let world = World::of_catalog(Arc::new(other), None);
    assert_eq!(world.member("ada").kind, "client");
}
