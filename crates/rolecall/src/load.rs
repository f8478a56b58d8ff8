//! An organization out of the store: a policy snapshot and the entries after it, the people, the records of that moment.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall_catalog::Catalog;
use rolecall_organization::{
    Catalogs, Event, Field, MemberId, MemoryRecords, Organization, OrganizationId, People, Policy, Revision,
};
use rolecall_store::{EntryQuery, Head, PersonField, PersonRow, Store, each_record};

use crate::{Error, View, ledger};

/// How many entries are read at once.
const PAGE: u32 = 1_000;

/// Reads the catalogs that a store keeps.
pub(crate) async fn catalogs(store: &dyn Store) -> Result<Catalogs, Error> {
    let mut catalogs = Catalogs::new();
    for hash in store.catalogs().await? {
        let Some(text) = store.catalog(&hash).await? else { continue };
        let catalog = Catalog::parse(&format!("catalog {hash}"), &text).map_err(Error::Catalog)?;
        catalogs.insert(hash, Arc::new(catalog));
    }
    Ok(catalogs)
}

/// The organization as it was after an entry, with the records of then and the personal values of today.
pub(crate) async fn view(
    store: &dyn Store,
    catalogs: &Catalogs,
    head: &Head,
    through: Revision,
) -> Result<View, Error> {
    let (organization, folded) = fold(store, catalogs, &head.id, through).await?;
    let people = people(organization.policy(), &store.people(&head.id).await?);
    let mut records = MemoryRecords::default();
    let mut take = |key, facts| records.set(key, Some(facts));
    each_record(store, &head.id, through, None, &mut take).await?;
    let Folded { revision, policy_revision, at } = folded;
    let policy_revision = if revision == head.revision { head.policy_revision } else { policy_revision };
    Ok(View { organization: organization.with_people(people), records, revision, policy_revision, at })
}

/// Where a fold stopped.
struct Folded {
    revision: Revision,
    policy_revision: Revision,
    at: Timestamp,
}

async fn fold(
    store: &dyn Store,
    catalogs: &Catalogs,
    id: &OrganizationId,
    through: Revision,
) -> Result<(Organization, Folded), Error> {
    let snapshot = store.snapshot_at_most(id, through).await?;
    let start =
        snapshot.as_ref().and_then(|snapshot| Some((snapshot.revision, ledger::of_snapshot(snapshot)?)));
    let (mut after, mut organization) = match start {
        Some((revision, policy)) => (revision, Some(of_policy(policy, catalogs, id)?)),
        None => (Revision::default(), None),
    };
    let mut folded = Folded { revision: after, policy_revision: after, at: Timestamp::UNIX_EPOCH };
    let from = after;
    loop {
        let query = EntryQuery { after, through: Some(through), limit: PAGE, ..EntryQuery::default() };
        let page = store.entries(id, &query).await?;
        let Some(last) = page.last() else { break };
        after = last.revision();
        for entry in &page {
            folded.revision = entry.revision();
            folded.at = entry.header.at;
            if entry.header.kind == rolecall_store::EntryKind::Policy {
                folded.policy_revision = entry.revision();
            }
            for event in ledger::read(entry)?.events {
                take(&mut organization, &event, catalogs, id)?;
            }
        }
    }
    let organization = organization.ok_or_else(|| Error::ledger(id, &"it has no entries"))?;
    if folded.revision == from
        && let Some(entry) = store.entry(id, from).await?
    {
        folded.at = entry.header.at;
    }
    save_snapshot(store, id, &organization, from, folded.revision).await?;
    Ok((organization, folded))
}

/// Where a fold was long, the next one starts here.
async fn save_snapshot(
    store: &dyn Store,
    id: &OrganizationId,
    organization: &Organization,
    from: Revision,
    to: Revision,
) -> Result<(), Error> {
    if to.0.saturating_sub(from.0) < ledger::SNAPSHOT_EVERY {
        return Ok(());
    }
    if let Some(made) = ledger::snapshot(organization.policy()) {
        let snapshot = rolecall_store::Snapshot { revision: to, format: made.format, state: made.state };
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
    let mut present: std::collections::BTreeMap<(&MemberId, PersonField), &PersonRow> =
        std::collections::BTreeMap::new();
    for row in rows {
        let place = present.entry((&row.value.member, row.value.field)).or_insert(row);
        if place.revision <= row.revision {
            *place = row;
        }
    }
    for ((id, field), row) in present {
        let Some(member) = policy.members.get(id) else { continue };
        let (field, committed) = match field {
            PersonField::Email => (Field::Email, member.personal.email),
            PersonField::Name => (Field::Name, member.personal.name),
            PersonField::ExternalId => (Field::ExternalId, member.personal.external_id),
        };
        if committed.is_some() {
            people.set(id, field, Some(&row.value.value));
        }
        if member.is_removed() {
            people.release(id);
        }
    }
    people
}
