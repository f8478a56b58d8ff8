//! The organization itself: its name, slug, edition, features, and its end.

use rolecall_organization::{Code, Event};
use serde_json::{Value, json};

use crate::common::*;

const PLANS: &str = r#"
[features]
beta = { set_by = "platform" }
gold = { set_by = "edition" }

[editions.small]

[editions.large]
features = ["gold", "beta"]
"#;

fn rename(name: &str) -> Value {
    json!({ "do": "organization.rename", "name": name })
}

fn slug(slug: &str) -> Value {
    json!({ "do": "organization.slug", "slug": slug })
}

#[test]
fn it_is_renamed() {
    let mut world = World::office();
    world.does(rename("  Acme   Limited "));
    assert_eq!(world.organization.policy().name.as_str(), "Acme Limited");
    world.platform().changes_nothing(rename("Acme Limited"));
}

#[test]
fn its_slug_changes() {
    let mut world = World::office();
    world.does(slug("acme-2"));
    assert_eq!(world.organization.policy().slug.as_str(), "acme-2");
    world.platform().changes_nothing(slug("acme-2"));
    for wrong in ["", "Acme", "-acme", "acme_2"] {
        world.refused(Code::Invalid, slug(wrong)).says(&format!(
            "`slug`: `{wrong}` is no slug: use lowercase letters, digits and `-`, at most 63, not `-` at either end"
        ));
    }
}

#[test]
fn its_edition_changes_and_brings_features() {
    let mut world = World::office_with(PLANS);
    let has = |world: &World, name: &str| world.organization.has_feature(&id(name));
    assert!(!has(&world, "gold") && !has(&world, "beta"));
    world.does(edition("large"));
    assert!(has(&world, "gold") && has(&world, "beta"));
    world.platform().changes_nothing(edition("large"));
    world.does(feature("beta", false));
    assert!(!has(&world, "beta"), "a switch overrides the edition");
    world.refused(Code::Invalid, edition("huge")).says("`edition`: there is no edition `huge`");
}

#[test]
fn several_details_change_at_once_or_none() {
    let mut world = World::office_with(PLANS);
    let edit = |slug: &str| json!({ "do": "organization.edit", "name": "Acme Limited", "slug": slug, "edition": "large", "features": { "beta": false } });
    let before = world.organization.clone();
    world.refused(Code::Invalid, edit("no slug"));
    assert_eq!(world.organization, before);
    world.does(edit("acme-2"));
    let policy = world.organization.policy();
    assert_eq!((policy.name.as_str(), policy.slug.as_str()), ("Acme Limited", "acme-2"));
    assert_eq!(policy.edition.as_ref().map(|edition| edition.as_str()), Some("large"));
    assert!(world.organization.has_feature(&id("gold")) && !world.organization.has_feature(&id("beta")));
    world.platform().changes_nothing(json!({ "do": "organization.edit" }));
}

#[test]
fn features_are_switched_and_shown() {
    let mut world = World::office_with(PLANS);
    world.does(feature("beta", true));
    let shown = json!(world.organization.organization_view().features);
    assert_eq!(shown, json!({ "beta": true, "gold": false }));
    world.platform().changes_nothing(feature("beta", true));
    assert!(!world.organization.has_feature(&id("nothing")));
}

#[test]
fn it_is_deleted_for_good() {
    let mut world = World::office();
    world.does(json!({ "do": "organization.delete" }));
    assert!(world.organization.policy().deleted);
    assert_eq!(world.last(), &Event::OrganizationDeleted {});
    world.refused(Code::NotFound, rename("Other"));
}
