//! Another version of the catalog comes into force: refused while it would drop an id in use, unless that is `renamed_from` or
//! `retired`; what it renamed is renamed, what it retired goes.

use rolecall_organization::{Code, Event};
use serde_json::json;

use crate::common::*;

mod containers;
mod people;
mod places;
mod records;

/// The office with more of what may be renamed or given up.
fn text() -> String {
    let more = r#"
[features]
beta = { set_by = "platform" }

[direct]
permissions = ["customers:export", "deals:view"]

[editions.small]

[editions.large]
limits = { groups = 9 }
"#;
    format!("{OFFICE}\n{more}")
}

fn office() -> World {
    World::of(&text())
}

/// Replaces each text, which has to be there.
fn changed(text: &str, replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(text.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in the catalog");
        text.replace(old, new)
    })
}

fn retiring(what: &str, text: &str) -> String {
    format!("retired = {{ {what} }}\n{text}")
}

#[track_caller]
fn adopts(world: &mut World, text: &str) -> rolecall_organization::Outcome {
    let hash = world.store_catalog(text);
    world.platform().outcome(adopt(&hash))
}

#[track_caller]
fn loses(world: &mut World, text: &str, lost: &[&str]) {
    let hash = world.store_catalog(text);
    world
        .refused(Code::CatalogInUse, adopt(&hash))
        .says(&format!("the new version drops what is in use: {}", lost.join(", ")))
        .helps("name what it became with `renamed_from`, or give it up on purpose with `retired`")
        .figure("lost", json!(lost));
}

#[test]
fn a_new_version_comes_into_force_as_an_entry() {
    let mut world = office();
    let next = format!("{}\n# another version", text());
    let outcome = adopts(&mut world, &next);
    let hash = catalog(&next).hash.clone();
    assert_eq!(outcome.events, [Event::CatalogAdopted { catalog: hash.clone() }]);
    assert_eq!(world.organization.policy().catalog, hash);
    assert_eq!(world.organization.catalog().hash, hash);
    world.platform().changes_nothing(adopt(&hash));
}

#[test]
fn the_catalog_is_one_that_is_stored_and_of_the_same_product() {
    let mut world = office();
    let unknown = rolecall_catalog::CatalogHash::of("nothing");
    world
        .refused(Code::Invalid, adopt(&unknown))
        .says(&format!("`catalog`: the catalog `{unknown}` is not stored"));
    let other = world.store_catalog(&text().replace("catalog = \"office\"", "catalog = \"other\""));
    world
        .refused(Code::Invalid, adopt(&other))
        .says("`catalog`: the organization is one of `office`, not of `other`");
}

#[test]
fn a_fold_needs_the_catalogs_that_its_entries_name() {
    let mut world = office();
    let event = Event::CatalogAdopted { catalog: rolecall_catalog::CatalogHash::of("nothing") };
    let error = world.organization.apply(&event, &world.catalogs).unwrap_err();
    assert!(error.to_string().ends_with("is not stored"));
}

/// Without the deals and the notes on them.
fn without_deals() -> String {
    let text = text();
    let kept = text.lines().filter(|line| !line.starts_with("deals =") && !line.starts_with("notes ="));
    let kept: Vec<&str> = kept.filter(|line| !line.contains("on = \"deals\"")).collect();
    let open = changed(&kept.join("\n"), &[(", \"deals:view\"", "")]);
    changed(&open, &[("customers = { more", "customers = { shareable = true, more")])
}

#[test]
fn everything_that_would_be_lost_is_listed() {
    let mut world = office();
    world.invite("rita", |m| m.role("Seller"));
    world.does(feature("beta", true));
    world.does(put(&[("deals/1", json!({}))]));
    let cut = without_deals();
    let (start, end) = (cut.find("[roles.Seller]").unwrap(), cut.find("[roles.Client]").unwrap());
    let cut = format!("{}{}", &cut[..start], &cut[end..]);
    let next =
        changed(&cut, &[(", \"Seller\"]", "]"), ("[features]\nbeta = { set_by = \"platform\" }\n", "")]);
    loses(&mut world, &next, &["feature `beta`", "module `deals`", "role `Seller`"]);
}
