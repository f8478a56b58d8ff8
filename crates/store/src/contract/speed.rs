//! How long a store takes for many records; what the examples `records_speed` of the store crates print.

use std::{error::Error, time::Instant};

use jiff::Timestamp;
use rolecall_organization::{Facts, OrganizationId, RecordChange, RecordId, RecordKey, Revision};

use crate::{Address, EntryKind, NewEntry, RecordPage, Store, each_page, each_record, verify};

const BATCHES: usize = 100;
const BATCH: usize = 10_000;

/// Writes 1,000,000 records in a hundred entries, one after the other, and once more what they are already; reads all of them back each
/// time, as they are and as they were, and proves the ledger. `tell` is told each measurement as a line.
///
/// # Errors
/// What the store says.
pub async fn measure_records(store: &dyn Store, tell: &mut dyn FnMut(String)) -> Result<(), Box<dyn Error>> {
    let organization = OrganizationId::new("org_speed")?;
    let mut founding = NewEntry::new(Timestamp::UNIX_EPOCH, EntryKind::Policy, 1, Vec::new());
    founding.slug = Some("speed".parse()?);
    store.append(&organization, Revision(0), vec![founding]).await?;
    for round in ["new", "again"] {
        let batches = (0..BATCHES).map(batch).collect::<Result<Vec<_>, _>>()?;
        let start = Instant::now();
        for records in batches {
            let head = store.organization(&Address::Id(organization.clone())).await?;
            let expected = head.map(|head| head.revision).unwrap_or_default();
            let mut entry = NewEntry::new(Timestamp::UNIX_EPOCH, EntryKind::Records, 1, Vec::new());
            entry.records = records;
            store.append(&organization, expected, vec![entry]).await?;
        }
        tell(format!("write {round}: {} ms", start.elapsed().as_millis()));
        for at in [Revision(101), Revision(u64::MAX)] {
            let (start, mut seen) = (Instant::now(), Vec::new());
            each_record(store, &organization, at, None, &mut |key, facts| seen.push((key, facts))).await?;
            tell(format!("read at {at}: {} records, {} ms", seen.len(), start.elapsed().as_millis()));
            drop(seen);
            read_stored(store, &organization, at, tell).await?;
        }
    }
    let start = Instant::now();
    let report = verify(store, &organization, &mut |_| ()).await?;
    tell(format!("{report}\nverify: {} ms", start.elapsed().as_millis()));
    Ok(())
}

/// Reads all records where they lie, as whoever keeps them in columns does.
async fn read_stored(
    store: &dyn Store,
    organization: &OrganizationId,
    at: Revision,
    tell: &mut dyn FnMut(String),
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
    let speed = rows * 1_000_000 / micros;
    tell(format!("read where they lie at {at}: {} ms, {speed} rows/s ({sum})", micros / 1000));
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
