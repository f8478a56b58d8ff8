//! The fold: what each event makes of an organization. No rule stands here, and nothing fails: an event happened. What one
//! names and the policy no longer has is passed over.

mod containers;
mod members;
mod places;
mod roles;

use std::{collections::BTreeMap, sync::Arc};

use imbl::{OrdMap, OrdSet};
use rolecall_catalog::{Catalog, CatalogHash};

use crate::{Event, Organization, People, Policy, Position, PositionId};

/// The catalogs that events may name, by hash.
pub type Catalogs = BTreeMap<CatalogHash, Arc<Catalog>>;

/// Why a ledger cannot be folded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The first event is not the founding.
    #[error("the ledger does not begin with the founding of an organization")]
    NotFounded,
    /// An event names a catalog that is not at hand.
    #[error("the catalog `{0}` is not stored")]
    CatalogMissing(CatalogHash),
}

impl Organization {
    /// The organization that a ledger begins with.
    ///
    /// # Errors
    /// [`FoldError`] where the event is no founding or its catalog is not at hand.
    pub fn found(event: &Event, catalogs: &Catalogs) -> Result<Self, FoldError> {
        let Event::OrganizationFounded { organization, slug, name, catalog, edition, at } = event else {
            return Err(FoldError::NotFounded);
        };
        let found = catalogs.get(catalog).ok_or_else(|| FoldError::CatalogMissing(catalog.clone()))?;
        let policy = Policy {
            id: organization.clone(),
            slug: slug.clone(),
            name: name.clone(),
            catalog: catalog.clone(),
            edition: edition.clone(),
            switches: OrdMap::new(),
            members: OrdMap::new(),
            invitations: OrdMap::new(),
            custom_roles: OrdMap::new(),
            role_edits: OrdMap::new(),
            positions: built_in_positions(found),
            groups: OrdMap::new(),
            sharing_defaults: OrdMap::new(),
            sharing_rules: OrdMap::new(),
            containers: OrdMap::new(),
            folded: 1,
            deleted_containers: OrdSet::new(),
            founded_at: *at,
            deleted: false,
        };
        Ok(Self::new(Arc::clone(found), policy, People::default()))
    }

    /// Takes in an event.
    ///
    /// # Errors
    /// [`FoldError`] where an event names a catalog that is not at hand.
    pub fn apply(&mut self, event: &Event, catalogs: &Catalogs) -> Result<(), FoldError> {
        self.policy.folded += 1;
        match event {
            Event::CatalogAdopted { catalog } => {
                let found =
                    catalogs.get(catalog).ok_or_else(|| FoldError::CatalogMissing(catalog.clone()))?;
                self.adopt(found);
            }
            Event::OrganizationFounded { .. } | Event::RecordsWritten { .. } => {}
            Event::OrganizationRenamed { name } => self.policy.name = name.clone(),
            Event::SlugChanged { slug } => self.policy.slug = slug.clone(),
            Event::EditionChanged { edition } => self.policy.edition = Some(edition.clone()),
            Event::FeaturesSwitched { features } => self.policy.switches.extend(features.clone()),
            Event::OrganizationDeleted {} => self.policy.deleted = true,
            Event::SharingDefaultsSet { defaults } => self.policy.sharing_defaults.extend(defaults.clone()),
            member if self.apply_to_members(member) => {}
            role if self.apply_to_roles(role) => {}
            place if self.apply_to_places(place) => {}
            container => self.apply_to_containers(container),
        }
        Ok(())
    }
}

/// Changes the values of a map that are picked; the others stay shared with its copies.
pub(crate) fn change_all<K: Ord + Clone, V: Clone>(
    map: &mut OrdMap<K, Arc<V>>,
    pick: impl Fn(&V) -> bool,
    mut change: impl FnMut(&mut V),
) {
    let picked: Vec<K> = map.iter().filter(|(_, value)| pick(value)).map(|(key, _)| key.clone()).collect();
    for key in picked {
        if let Some(value) = map.get_mut(&key) {
            change(Arc::make_mut(value));
        }
    }
}

pub(crate) fn built_in_positions(catalog: &Catalog) -> OrdMap<PositionId, Arc<Position>> {
    let made = catalog.positions.iter().filter_map(|(id, built_in)| {
        let position = Position {
            name: id.as_str().parse().ok()?,
            reports_to: built_in.reports_to.clone(),
            share_with_peers: built_in.share_with_peers,
            description: built_in.description.clone(),
        };
        Some((id.clone(), Arc::new(position)))
    });
    made.collect()
}
