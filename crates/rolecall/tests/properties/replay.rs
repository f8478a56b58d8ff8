//! The ledger is the organization: its events, written and read, fold to the same; so do a snapshot and what follows it.

use rolecall::organization::{Catalogs, Event, Organization, People, Policy};

use crate::{
    held::Held,
    world::{Kept, World},
};

/// A policy as snapshots keep it, and how many entries were in it.
pub struct Snapshot {
    state: Vec<u8>,
    people: People,
    entries: usize,
}

impl Snapshot {
    /// A snapshot of a world as it is now.
    pub fn of(world: &World) -> Self {
        let state = postcard::to_stdvec(world.organization.policy()).expect("a policy is written");
        Self { state, people: world.organization.people().clone(), entries: world.kept.len() }
    }
}

/// Folding everything gives the organization as it is.
pub fn everything_folds_to_the_same(world: &World) -> Held {
    let events = world.kept.iter().flat_map(|kept| &kept.events).next();
    let first = read(events.ok_or("the ledger is empty")?)?;
    let organization = Organization::found(&first, &world.catalogs).map_err(|error| error.to_string())?;
    let mut folded = organization;
    let founding = &world.kept[0];
    let added = Kept { people: founding.people.clone(), events: founding.events[1..].to_vec() };
    fold(&mut folded, &[added], &world.catalogs)?;
    fold(&mut folded, &world.kept[1..], &world.catalogs)?;
    same(&folded, &world.organization, "folded from the first entry")
}

/// A snapshot is read as it was written, and with the entries after it gives the organization as it is.
pub fn a_snapshot_and_what_follows_fold_to_the_same(world: &World, snapshot: &Snapshot) -> Held {
    let policy: Policy = postcard::from_bytes(&snapshot.state).map_err(|error| error.to_string())?;
    let again = postcard::to_stdvec(&policy).map_err(|error| error.to_string())?;
    ensure!(again == snapshot.state, "a snapshot reads other than it was written");
    let catalog = world.catalogs.get(&policy.catalog).ok_or("the snapshot names no catalog at hand")?;
    let mut folded = Organization::new(catalog.clone(), policy, snapshot.people.clone());
    fold(&mut folded, &world.kept[snapshot.entries..], &world.catalogs)?;
    same(&folded, &world.organization, "folded from a snapshot")
}

fn fold(organization: &mut Organization, kept: &[Kept], catalogs: &Catalogs) -> Held {
    let mut people = organization.people().clone();
    for Kept { people: rows, events } in kept {
        rows.iter().for_each(|row| people.set(&row.member, row.field, Some(&row.value)));
        *organization = organization.clone().with_people(people);
        for text in events {
            organization.apply(&read(text)?, catalogs).map_err(|error| error.to_string())?;
        }
        people = organization.people().clone();
    }
    Ok(())
}

fn read(text: &str) -> Result<Event, String> {
    serde_json::from_str(text).map_err(|error| format!("{text}: {error}"))
}

fn same(folded: &Organization, present: &Organization, how: &str) -> Held {
    ensure!(
        folded.policy() == present.policy(),
        "{how}: {:#?}\nis not\n{:#?}",
        folded.policy(),
        present.policy()
    );
    ensure!(folded.people() == present.people(), "{how}: the people differ");
    ensure!(folded.catalog() == present.catalog(), "{how}: the catalogs differ");
    Ok(())
}
