//! An organization out of the store: a policy snapshot and the entries after it, the people, the records of that moment.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use rolecall_catalog::Catalog;
use rolecall_decision::{Engine, Loading, StoredRecord};
use rolecall_organization::{
    Catalogs, Event, Field, MemberId, Organization, OrganizationId, People, Policy, Revision,
};
use rolecall_store::{
    EntryKind, EntryQuery, Head, PageRow, PersonRow, RecordPage, Store, StoreError, each_page,
};

use crate::{Error, View, ledger, service::Shared};

/// How many entries are read at once.
const PAGE: u32 = 1_000;

/// Reads the catalogs that a store keeps, in the order of their coming.
pub(crate) async fn catalogs(store: &dyn Store) -> Result<Vec<Catalog>, Error> {
    let mut catalogs = Vec::new();
    for hash in store.catalogs().await? {
        let Some(text) = store.catalog(&hash).await? else { continue };
        catalogs.push(Catalog::parse(&format!("catalog {hash}"), &text).map_err(Error::Catalog)?);
    }
    Ok(catalogs)
}

/// The organization as it was after an entry, with the records of then and the personal values of today.
pub(crate) async fn view(shared: &Shared, head: &Head, through: Revision) -> Result<View, Error> {
    let Folded { organization, revision, policy_revision, at } =
        organization(shared, &head.id, through).await?;
    let policy_revision = if revision == head.revision { head.policy_revision } else { policy_revision };
    let engine = Engine::new(&organization, shared.hashing_seed);
    let engine = engine_with(shared, engine, &head.id, through, &|| Ok(())).await?;
    Ok(View { organization, engine, revision, policy_revision, at })
}

/// An organization's policy after an entry with the personal values of today, without its records.
pub(crate) async fn organization(
    shared: &Shared,
    id: &OrganizationId,
    through: Revision,
) -> Result<Folded, Error> {
    let store = shared.store.as_ref();
    let folded = policy(store, &shared.catalogs(), id, through).await?;
    let people = people(folded.organization.policy(), &store.people(id).await?);
    Ok(Folded { organization: folded.organization.with_people(people), ..folded })
}

/// An organization compiled, with the records that stood after an entry. `go_on` is asked before every page.
pub(crate) async fn engine_with(
    shared: &Shared,
    engine: Engine,
    id: &OrganizationId,
    at: Revision,
    go_on: &(dyn Fn() -> Result<(), StoreError> + Sync),
) -> Result<Engine, Error> {
    let mut loading = engine.loading();
    let mut take = |page: &RecordPage| {
        go_on()?;
        page.iter().try_for_each(|row| take_record(&mut loading, &row))
    };
    each_page(shared.store.as_ref(), id, at, None, &mut take).await?;
    Ok(loading.done())
}

/// Takes a row of a page in.
pub(crate) fn take_record(loading: &mut Loading, row: &PageRow<'_>) -> Result<(), StoreError> {
    let facts = row.facts()?;
    let segments = if facts.has_segments() { facts.to_facts()?.segments } else { BTreeMap::new() };
    let record = StoredRecord {
        module: row.module,
        id: row.id,
        since: row.since,
        owner: facts.owner,
        parent: facts.parent,
        container: facts.container,
        segments,
        version: facts.version,
    };
    loading.put(&record).map_err(|error| StoreError::corrupt(error.to_string()))
}

/// An organization's policy after an entry, without any personal value.
pub(crate) struct Folded {
    pub organization: Organization,
    pub revision: Revision,
    /// The last policy entry that was read; where a snapshot holds all of them, the snapshot's.
    policy_revision: Revision,
    pub at: Timestamp,
}

/// The policy after an entry: a snapshot and the entries behind it. Where these are many, as in a ledger that came from
/// elsewhere, policies are kept on the way, so that it is done once.
pub(crate) async fn policy(
    store: &dyn Store,
    catalogs: &Catalogs,
    id: &OrganizationId,
    through: Revision,
) -> Result<Folded, Error> {
    let mut fold = Fold::from_snapshot(store, catalogs, id, through).await?;
    loop {
        let start = fold.revision;
        let stop = Revision((start.0 / ledger::SNAPSHOT_EVERY + 1) * ledger::SNAPSHOT_EVERY).min(through);
        fold.advance(store, catalogs, stop).await?;
        if fold.revision == start {
            break;
        }
        if let Some(organization) = fold.organization.as_ref().filter(|_| stop < through) {
            save_snapshot(store, id, organization, stop).await?;
        }
    }
    let Fold { organization, revision, policy_revision, at, .. } = fold;
    let organization = organization.ok_or_else(|| Error::ledger(id, &"it has no entries"))?;
    Ok(Folded { organization, revision, policy_revision, at })
}

/// A fold over a ledger, as far as it went.
pub(crate) struct Fold<'a> {
    id: &'a OrganizationId,
    organization: Option<Organization>,
    revision: Revision,
    policy_revision: Revision,
    at: Timestamp,
}

impl<'a> Fold<'a> {
    /// A fold that begins with the first entry.
    pub fn from_start(id: &'a OrganizationId) -> Self {
        let start = Revision::default();
        Self { id, organization: None, revision: start, policy_revision: start, at: Timestamp::UNIX_EPOCH }
    }

    /// A fold that begins with the latest policy kept at a revision or before it.
    async fn from_snapshot(
        store: &dyn Store,
        catalogs: &Catalogs,
        id: &'a OrganizationId,
        through: Revision,
    ) -> Result<Self, Error> {
        let mut fold = Self::from_start(id);
        let snapshot = store.snapshot_at_most(id, through).await?;
        let start = snapshot.as_ref().and_then(|kept| Some((kept.revision, ledger::of_snapshot(kept)?)));
        if let Some((revision, policy)) = start {
            fold.organization = Some(of_policy(policy, catalogs, id)?);
            (fold.revision, fold.policy_revision) = (revision, revision);
            fold.at = store.entry(id, revision).await?.map_or(fold.at, |entry| entry.header.at);
        }
        Ok(fold)
    }

    /// The policy so far.
    pub fn policy(&self) -> Option<&Policy> {
        self.organization.as_ref().map(Organization::policy)
    }

    /// Goes on through an entry.
    pub async fn advance(
        &mut self,
        store: &dyn Store,
        catalogs: &Catalogs,
        through: Revision,
    ) -> Result<(), Error> {
        loop {
            let after = self.revision;
            if after >= through {
                return Ok(());
            }
            let query = EntryQuery { after, through: Some(through), limit: PAGE, ..EntryQuery::default() };
            let page = store.entries(self.id, &query).await?;
            if page.is_empty() {
                return Ok(());
            }
            for entry in &page {
                self.revision = entry.revision();
                self.at = entry.header.at;
                if entry.header.kind == EntryKind::Policy {
                    self.policy_revision = entry.revision();
                }
                for event in ledger::read(entry)?.events {
                    take(&mut self.organization, &event, catalogs, self.id)?;
                }
            }
        }
    }
}

/// Where a fold came by, the next one starts.
async fn save_snapshot(
    store: &dyn Store,
    id: &OrganizationId,
    organization: &Organization,
    revision: Revision,
) -> Result<(), Error> {
    if let Some(made) = ledger::snapshot(organization.policy()) {
        let snapshot = rolecall_store::Snapshot { revision, format: made.format, state: made.state };
        store.save_snapshot(id, snapshot).await?;
    }
    Ok(())
}

fn of_policy(policy: Policy, catalogs: &Catalogs, id: &OrganizationId) -> Result<Organization, Error> {
    let catalog = catalogs.get(&policy.catalog);
    let catalog = catalog
        .ok_or_else(|| Error::ledger(id, &format!("the catalog `{}` is not stored", policy.catalog)))?;
    Ok(Organization::new(Arc::clone(catalog), policy, People::default()))
}

fn take(
    organization: &mut Option<Organization>,
    event: &Event,
    catalogs: &Catalogs,
    id: &OrganizationId,
) -> Result<(), Error> {
    if let Some(organization) = organization {
        return organization.apply(event, catalogs).map_err(Error::fold(id));
    }
    *organization = Some(Organization::found(event, catalogs).map_err(Error::fold(id))?);
    Ok(())
}

/// The personal values that a policy still commits to, of those that were not erased.
pub(crate) fn people(policy: &Policy, rows: &[PersonRow]) -> People {
    let mut people = People::default();
    let mut present: BTreeMap<(&MemberId, Field), &PersonRow> = BTreeMap::new();
    for row in rows {
        let place = present.entry((&row.value.member, row.value.field)).or_insert(row);
        if place.revision <= row.revision {
            *place = row;
        }
    }
    // Those who were removed first: an address that one gave up is another's by now.
    let removed = |id: &MemberId| policy.members.get(id).is_some_and(|member| member.is_removed());
    let (gone, here): (Vec<_>, Vec<_>) = present.into_iter().partition(|((id, _), _)| removed(id));
    for ((id, field), row) in gone.into_iter().chain(here) {
        let Some(member) = policy.members.get(id) else { continue };
        if member.personal.get(field).is_some() {
            people.set(id, field, Some(&row.value.value));
        }
        if member.is_removed() {
            people.release(id);
        }
    }
    people
}
