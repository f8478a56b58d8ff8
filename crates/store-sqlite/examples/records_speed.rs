//! Prints how long it takes to write records in a hundred entries, each safe on disk before the next, and to read all
//! of them back. `cargo run --release -p rolecall-store-sqlite --example records_speed [FOLDER]`
#![expect(clippy::print_stdout, reason = "a program for people")]

use std::{error::Error, path::Path, time::Instant};

use jiff::Timestamp;
use rolecall_organization::{Facts, OrganizationId, RecordChange, RecordId, RecordKey, Revision};
use rolecall_store::{EntryKind, NewEntry, RecordPage, Store, each_page, each_record, verify};
use rolecall_store_sqlite::SqliteStore;

const BATCHES: usize = 100;
const BATCH: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let folder = std::env::args().nth(1);
    runtime.block_on(async {
        match folder {
            Some(folder) => measure(&SqliteStore::open(Path::new(&folder))?).await,
            None => measure(&SqliteStore::in_memory()?).await,
        }
    })
}

async fn measure(store: &SqliteStore) -> Result<(), Box<dyn Error>> {
    let organization = OrganizationId::new("org_speed")?;
    let mut founding = NewEntry::new(Timestamp::UNIX_EPOCH, EntryKind::Policy, 1, Vec::new());
    founding.slug = Some("speed".parse()?);
    store.append(&organization, Revision(0), vec![founding]).await?;
    for round in ["new", "again"] {
        let batches = (0..BATCHES).map(batch).collect::<Result<Vec<_>, _>>()?;
        let start = Instant::now();
        for records in batches {
            let head = store.organization(&rolecall_store::Address::Id(organization.clone())).await?;
            let expected = head.map(|head| head.revision).unwrap_or_default();
            let mut entry = NewEntry::new(Timestamp::UNIX_EPOCH, EntryKind::Records, 1, Vec::new());
            entry.records = records;
            store.append(&organization, expected, vec![entry]).await?;
        }
        println!("write {round}: {} ms", start.elapsed().as_millis());
        for at in [Revision(101), Revision(u64::MAX)] {
            let (start, mut seen) = (Instant::now(), Vec::new());
            each_record(store, &organization, at, None, &mut |key, facts| seen.push((key, facts))).await?;
            println!("read at {at}: {} records, {} ms", seen.len(), start.elapsed().as_millis());
            drop(seen);
            read_stored(store, &organization, at).await?;
        }
    }
    let start = Instant::now();
    let report = verify(store, &organization, &mut |_| ()).await?;
    println!("{report}\nverify: {} ms", start.elapsed().as_millis());
    Ok(())
}

/// Reads all records where they lie, as whoever keeps them in columns does.
async fn read_stored(
    store: &SqliteStore,
    organization: &OrganizationId,
    at: Revision,
) -> Result<(), Box<dyn Error>> {
    let (start, mut rows, mut sum) = (Instant::now(), 0, 0);
    let mut take = |page: &RecordPage| {
        for row in page.iter() {
            let facts = row.facts()?;
            sum += row.id.len() + facts.owner.map_or(0, str::len) + facts.segments().count();
            rows += 1;
        }
        Ok(())
    };
    each_page(store, organization, at, None, &mut take).await?;
    let micros = start.elapsed().as_micros().max(1);
    println!(
        "read where they lie at {at}: {} ms, {} rows/s ({sum})",
        micros / 1000,
        rows * 1_000_000 / micros
    );
    Ok(())
}

/// Every hundredth of the records, so that batches interleave as they do in life: some with a parent, some with a segment.
fn batch(number: usize) -> Result<Vec<RecordChange>, Box<dyn Error>> {
    let change = |index: usize| -> Result<RecordChange, Box<dyn Error>> {
        let serial = index * BATCHES + number;
        let module = if serial.is_multiple_of(3) { "invoices" } else { "customers" };
        let mut facts = Facts::default();
        if module == "invoices" {
            facts.parent =
                Some(RecordKey::new("customers".parse()?, RecordId::new(&format!("c-{}", serial + 1))?));
        } else {
            facts.owner = Some(format!("mem_01900000-0000-7000-8000-{:012}", serial % 1000).parse()?);
            facts.segments.insert("location".parse()?, [format!("City {}", serial % 50).parse()?].into());
        }
        Ok(RecordChange {
            key: RecordKey::new(module.parse()?, RecordId::new(&format!("c-{serial}"))?),
            facts: Some(facts),
        })
    };
    (0..BATCH).map(change).collect()
}
