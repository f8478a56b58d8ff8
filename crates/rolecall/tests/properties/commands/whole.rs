//! Commands about the organization itself.

use rolecall::catalog::{CatalogHash, EditionId, FeatureId, SetBy};
use rolecall::organization::Command;

use super::names::{self, member};
use crate::{pick::Picks, world::Scene};

pub fn rename(_: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::RenameOrganization { name: names::name(picks, &[]) }
}

pub fn slug(_: &Scene<'_>, picks: &mut Picks) -> Command {
    let slugs = ["acme", "acme-two", "other", "Not A Slug"];
    Command::ChangeSlug { slug: picks.of(&slugs).unwrap_or_default().to_owned() }
}

pub fn edition(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let all: Vec<EditionId> = scene.organization.catalog().editions.keys().cloned().collect();
    let unknown = || "unheard-of".parse().expect("it is an edition id");
    Command::ChangeEdition { edition: picks.of(&all).filter(|_| !picks.seldom(20)).unwrap_or_else(unknown) }
}

pub fn features(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let features = scene.organization.catalog().features.iter();
    let switched = features.filter(|(_, feature)| feature.set_by == SetBy::Platform || picks.seldom(8));
    let all: Vec<FeatureId> = switched.map(|(id, _)| id.clone()).collect();
    let switched = picks.of(&all).into_iter().map(|feature| (feature, !picks.seldom(2)));
    Command::SwitchFeatures { features: switched.collect() }
}

/// Mostly a version that could follow; seldom any, or none that there is.
pub fn adopt(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    let present = &scene.organization.policy().catalog;
    let place = scene.versions.iter().position(|version| version == present).unwrap_or_default();
    let catalog = match picks.below(8) {
        0..6 => scene.versions.get((place + 1) % scene.versions.len()).cloned(),
        6 => picks.of(scene.versions),
        _ => Some(CatalogHash::of("no catalog")),
    };
    Command::AdoptCatalog { catalog: catalog.unwrap_or_else(|| present.clone()) }
}

pub fn transfer(scene: &Scene<'_>, picks: &mut Picks) -> Command {
    Command::TransferOwnership { to: member(scene, picks) }
}
