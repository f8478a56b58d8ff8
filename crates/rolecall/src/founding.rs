//! Founding: the first entry of a ledger, made once however often it is asked for.

use std::sync::Arc;

use rolecall_catalog::CatalogHash;
use rolecall_decision::Engine;
use rolecall_organization::{Actor, Call, FoundOrganization, Outcome, Refusal, Revision, Seed, found};
use rolecall_store::{Address, Conflict, Hash, StoreError, next_instant};

use crate::{
    Error, Options, Rolecall, View, ledger, preview,
    service::Shared,
    tenant::{Done, Tenant},
};

impl Rolecall {
    /// Founds an organization with a catalog. The answer names the organization, then its founder.
    ///
    /// # Errors
    /// A refusal `name_taken` where the slug is another's, `invalid` where a value is not what it must be.
    pub async fn found(&self, catalog: &CatalogHash, form: &FoundOrganization) -> Result<Done, Error> {
        self.found_with(catalog.as_str(), form, &Options::default()).await
    }

    /// Founds an organization; the same command id twice is one organization. The catalog is named by its hash, by its id (the one
    /// that came last), or sent as a text, which is kept once nothing forbids the founding.
    ///
    /// # Errors
    /// Those of [`Self::found`]; [`Error::Catalog`] with every fault of a text.
    pub async fn found_with(
        &self,
        catalog: &str,
        form: &FoundOrganization,
        options: &Options,
    ) -> Result<Done, Error> {
        let sent = self.shared.catalog_sent(catalog)?;
        let identified = identified(&sent.catalog.hash, form, options)?.filter(|_| !options.dry_run);
        if let Some(done) = self.founded_before(identified.as_ref()).await? {
            return Ok(done);
        }
        let seed = Seed(self.shared.outside.draw().map_err(Error::Randomness)?);
        let now = next_instant(self.shared.outside.now(), None);
        let call = Call { actor: &Actor::Platform, now, seed };
        let (organization, outcome) = found(&sent.catalog, form, call)?;
        if let Err(taken) = self.shared.require_free(organization.policy().slug.as_str()).await {
            return self.founded_meanwhile(identified.as_ref(), taken).await;
        }
        let revision = Revision::default().next();
        if options.dry_run {
            let preview = Some(Arc::new(preview::of_founding(&organization, &outcome, &sent.catalog, now)?));
            return Ok(Done { revision, answer: outcome.answer, repeated: false, view: None, preview });
        }
        self.shared.keep_sent(&sent).await?;
        let engine = Engine::new(&organization, self.shared.hashing_seed);
        let view = View { organization, engine, revision, policy_revision: revision, at: now };
        self.begin(view, outcome, identified.as_ref()).await
    }

    /// Writes the first entry of a ledger.
    async fn begin(
        &self,
        view: View,
        outcome: Outcome,
        identified: Option<&ledger::Identified>,
    ) -> Result<Done, Error> {
        let (name, id) = ("organization.found", view.organization.policy().id.clone());
        let entry = ledger::entry(name, &Actor::Platform, view.at, view.revision, &outcome, identified)?;
        match self.shared.store.append(&id, Revision::default(), vec![entry]).await {
            Ok(_) => {}
            Err(StoreError::Conflict(Conflict::Slug(slug))) => {
                return self.founded_meanwhile(identified, slug_taken(slug.as_str()).into()).await;
            }
            Err(other) => return Err(other.into()),
        }
        let (revision, founded) = (view.revision, Some(Arc::new(view.clone())));
        self.keep(&id, Tenant::new(Arc::clone(&self.shared), id.clone(), view, Arc::default()));
        Ok(Done { revision, answer: outcome.answer, repeated: false, view: founded, preview: None })
    }

    /// The slug is taken: by the same request, if that was carried out meanwhile.
    async fn founded_meanwhile(
        &self,
        identified: Option<&ledger::Identified>,
        taken: Error,
    ) -> Result<Done, Error> {
        self.founded_before(identified).await?.ok_or(taken)
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
