//! Founding: the first entry of a ledger, made once however often it is asked for.

use std::sync::Arc;

use rolecall_catalog::{Catalog, CatalogHash};
use rolecall_organization::{Actor, Call, FoundOrganization, Refusal, Revision, Seed, found};
use rolecall_store::{Address, Conflict, Hash, StoreError, next_instant};

use crate::{
    Error, Options, Rolecall, View, ledger,
    service::Shared,
    tenant::{Done, Tenant},
};

impl Rolecall {
    /// Founds an organization with a catalog. The answer names the organization, then its founder.
    ///
    /// # Errors
    /// A refusal `name_taken` where the slug is another's, `invalid` where a value is not what it must be.
    pub async fn found(&self, catalog: &CatalogHash, form: &FoundOrganization) -> Result<Done, Error> {
        self.found_with(catalog, form, &Options::default()).await
    }

    /// What would come of founding an organization, with a catalog such as [`Self::catalog_sent`] takes. Nothing is kept, not
    /// even the catalog.
    ///
    /// # Errors
    /// Those of [`Self::catalog_sent`] and [`Self::found`].
    pub async fn rehearse_founding(&self, catalog: &str, form: &FoundOrganization) -> Result<Done, Error> {
        let catalog = if catalog.contains('\n') {
            Arc::new(Catalog::parse("catalog", catalog).map_err(Error::Catalog)?)
        } else {
            let hash = self.catalog_named(catalog)?;
            let unknown = || Refusal::invalid("catalog", format!("the catalog `{hash}` is not stored"));
            self.catalogs().get(&hash).cloned().ok_or_else(unknown)?
        };
        let seed = Seed(self.shared.outside.draw().map_err(Error::Randomness)?);
        let now = next_instant(self.shared.outside.now(), None);
        let (organization, outcome) = found(&catalog, form, Call { actor: &Actor::Platform, now, seed })?;
        self.shared.require_free(organization.policy().slug.as_str()).await?;
        Ok(Done { revision: Revision::default().next(), answer: outcome.answer, repeated: false, view: None })
    }

    /// Founds an organization; the same command id twice is one organization.
    ///
    /// # Errors
    /// Those of [`Self::found`].
    pub async fn found_with(
        &self,
        catalog: &CatalogHash,
        form: &FoundOrganization,
        options: &Options,
    ) -> Result<Done, Error> {
        let identified = identified(catalog, form, options)?;
        if let Some(done) = self.founded_before(identified.as_ref()).await? {
            return Ok(done);
        }
        let catalogs = self.shared.catalogs();
        let unknown = || Refusal::invalid("catalog", format!("the catalog `{catalog}` is not stored"));
        let catalog = catalogs.get(catalog).ok_or_else(unknown)?;
        let seed = Seed(self.shared.outside.draw().map_err(Error::Randomness)?);
        let now = next_instant(self.shared.outside.now(), None);
        let (organization, outcome) = found(catalog, form, Call { actor: &Actor::Platform, now, seed })?;
        let revision = Revision::default().next();

        if options.dry_run {
            return Ok(Done { revision, answer: outcome.answer, repeated: false, view: None });
        }
        let id = organization.policy().id.clone();
        let entry = ledger::entry(
            "organization.found",
            &Actor::Platform,
            now,
            revision,
            &outcome,
            identified.as_ref(),
        )?;
        match self.shared.store.append(&id, Revision::default(), vec![entry]).await {
            Ok(_) => {}
            Err(StoreError::Conflict(Conflict::Slug(slug))) => {
                // The same request may have been carried out meanwhile.
                let before = self.founded_before(identified.as_ref()).await?;
                return before.ok_or_else(|| slug_taken(slug.as_str()).into());
            }
            Err(other) => return Err(other.into()),
        }
        let view = View {
            organization,
            records: rolecall_organization::MemoryRecords::default(),
            revision,
            policy_revision: revision,
            at: now,
        };
        let founded = Some(Arc::new(view.clone()));
        self.keep(&id, Tenant::new(Arc::clone(&self.shared), id.clone(), view));
        Ok(Done { revision, answer: outcome.answer, repeated: false, view: founded })
    }

    /// The organization that the same request founded before.
    async fn founded_before(&self, identified: Option<&ledger::Identified>) -> Result<Option<Done>, Error> {
        let Some(ledger::Identified { id, digest, .. }) = identified else { return Ok(None) };
        match self.shared.store.founded_by(id).await? {
            Some((organization, stored)) => ledger::repeated(&organization, &stored, *digest, self.now()),
            None => Ok(None),
        }
    }
}

/// The id of a founding, where its caller gave it one.
fn identified(
    catalog: &CatalogHash,
    form: &FoundOrganization,
    options: &Options,
) -> Result<Option<ledger::Identified>, Error> {
    let Some(id) = options.command_id.clone() else { return Ok(None) };
    let digest = match options.fingerprint {
        Some(fingerprint) => fingerprint,
        None => Hash::of(&ledger::to_json(&(catalog, form))?),
    };
    Ok(Some(ledger::Identified { id, digest, kept_until: options.kept_until }))
}

pub(crate) fn slug_taken(slug: &str) -> Refusal {
    Refusal::new(
        rolecall_organization::Code::NameTaken,
        format!("there is another organization with the slug `{slug}`"),
    )
    .help("choose another slug")
}

impl Shared {
    /// Whether a slug is nobody's.
    ///
    /// # Errors
    /// `name_taken`.
    pub async fn require_free(&self, slug: &str) -> Result<(), Error> {
        let Ok(parsed) = slug.parse() else { return Ok(()) };
        let taken = self.store.organization(&Address::Slug(parsed)).await?.is_some_and(|head| !head.deleted);
        if taken { Err(slug_taken(slug).into()) } else { Ok(()) }
    }
}
