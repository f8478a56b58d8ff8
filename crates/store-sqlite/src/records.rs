//! Reads records: those that stand at a revision, those that an entry wrote, and when each row held. Each query walks
//! one index (or two side by side) in the order of the answer, so that a page costs what it holds.

use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, OrganizationId, RecordId, RecordKey, Revision};
use rolecall_store::{
    PastPage, PastPlace, PastQuery, RecordPage, RecordQuery, RecordRow, RecordVersion, decode_facts,
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    convert::{PRESENT, column, organization_key, record_key, revision, text},
    failure::Outcome,
};

/// The rows that hold, of those that began by then.
const PRESENT_ROWS: &str = "SELECT module, id, since, facts FROM records
    WHERE organization = ?1 AND to_revision = 9223372036854775807 AND from_revision <= ?2
      AND (module, id) > (?3, ?4) AND module <= ?5";

/// The rows that held then and were replaced since.
const REPLACED_ROWS: &str = "SELECT module, id, since, facts FROM records INDEXED BY records_replaced
    WHERE organization = ?1 AND to_revision < 9223372036854775807 AND to_revision > ?2 AND from_revision <= ?2
      AND (module, id) > (?3, ?4) AND module <= ?5";

/// For how many rows a page has room from the start.
const ROOM: usize = 8192;

/// Sorts behind every module, which begin with a letter and are ASCII.
const BEHIND_MODULES: &str = "~";

/// A page of the records that stand at a revision.
pub fn page(
    connection: &Connection,
    organization: &OrganizationId,
    query: &RecordQuery,
) -> Outcome<RecordPage> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(RecordPage::default()) };
    let at = column(query.at);
    let replaced = if replaced_since(connection, key, at)? {
        format!(" UNION ALL {REPLACED_ROWS}")
    } else {
        String::new()
    };
    let sql = format!("{PRESENT_ROWS}{replaced} ORDER BY module, id LIMIT ?6");
    let mut statement = connection.prepare_cached(&sql)?;
    let module = query.module.as_ref().map(ModuleId::as_str);
    let behind = query.after.as_ref().map(|after| (after.module.as_str(), after.id.as_str()));
    // The ids of a module stand behind the empty one.
    let first = (module.unwrap_or_default(), "");
    let behind = behind.map_or(first, |behind| behind.max(first));
    let through = module.unwrap_or(BEHIND_MODULES);
    let mut rows = statement.query(params![key, at, behind.0, behind.1, through, query.limit])?;
    let mut page = RecordPage::with_room_for(ROOM.min(query.limit as usize));
    while let Some(row) = rows.next()? {
        push(&mut page, row)?;
    }
    Ok(page)
}

fn push(page: &mut RecordPage, row: &Row<'_>) -> Outcome<()> {
    let facts = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(page.push(text(row.get_ref(0)?)?, text(row.get_ref(1)?)?, revision(row.get(2)?)?, facts)?)
}

/// The rows of a module that hold, of those that began by then.
const STILL_STANDING: &str = "SELECT module, id, since, facts, to_revision FROM records
    WHERE organization = ?1 AND to_revision = 9223372036854775807 AND from_revision <= ?2 AND module = ?3
      AND id > ?5
    ORDER BY id LIMIT ?6";

/// The rows of a module that held then and were replaced since, in the order in which they were: a walk through what was
/// replaced since, of all modules.
const REPLACED_SINCE: &str = "SELECT module, id, since, facts, to_revision FROM records
    WHERE organization = ?1 AND to_revision < 9223372036854775807 AND (to_revision, module, id) > (?4, ?3, ?5)
      AND module = ?3 AND from_revision <= ?2
    ORDER BY to_revision, module, id LIMIT ?6";

/// A page of a module's past.
pub fn past(connection: &Connection, organization: &OrganizationId, query: &PastQuery) -> Outcome<PastPage> {
    let mut page = RecordPage::default();
    let Some(key) = organization_key(connection, organization)? else { return Ok(query.page(page, None)?) };
    let at = column(query.at);
    let (sql, from, behind) = match &query.after {
        PastPlace::Standing(after) => (STILL_STANDING, at, after.as_ref()),
        // The ids of a module stand behind the empty one; what entry `at` replaced did not hold after it.
        PastPlace::Replaced(None) => (REPLACED_SINCE, column(query.at.next()), None),
        PastPlace::Replaced(Some((revision, id))) => (REPLACED_SINCE, column(*revision), Some(id)),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let behind = behind.map_or("", RecordId::as_str);
    let mut rows = statement.query(params![key, at, query.module.as_str(), from, behind, query.limit])?;
    let mut replaced = None;
    while let Some(row) = rows.next()? {
        push(&mut page, row)?;
        replaced = Some(row.get(4)?);
    }
    Ok(query.page(page, replaced.map(revision).transpose()?)?)
}

/// Whether any row was replaced later than `at`: seldom the case, and then the present is not all.
fn replaced_since(connection: &Connection, organization: i64, at: i64) -> Outcome<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM records
         WHERE organization = ?1 AND to_revision > ?2 AND to_revision < 9223372036854775807)",
    )?;
    Ok(statement.query_row(params![organization, at], |row| row.get(0))?)
}

/// One record at a revision, or at present.
pub fn one(
    connection: &Connection,
    organization: &OrganizationId,
    key: &RecordKey,
    at: Option<Revision>,
) -> Outcome<Option<Facts>> {
    let Some(number) = organization_key(connection, organization)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT facts FROM records
         WHERE organization = ?1 AND to_revision = 9223372036854775807 AND module = ?2 AND id = ?3
           AND from_revision <= ?4
         UNION ALL
         SELECT facts FROM
           (SELECT facts, to_revision FROM records INDEXED BY records_replaced
            WHERE organization = ?1 AND to_revision < 9223372036854775807 AND module = ?2 AND id = ?3
              AND from_revision <= ?4
            ORDER BY from_revision DESC LIMIT 1)
         WHERE to_revision > ?4
         LIMIT 1",
    )?;
    let at = at.map_or(PRESENT, column);
    let found: Option<Vec<u8>> = statement
        .query_row(params![number, key.module.as_str(), key.id.as_str(), at], |row| row.get(0))
        .optional()?;
    Ok(found.as_deref().map(decode_facts).transpose()?)
}

/// The rows that entries wrote, behind a row or an entry.
pub fn rows(
    connection: &Connection,
    organization: &OrganizationId,
    after: (Revision, Option<&RecordKey>),
    limit: u32,
) -> Outcome<Vec<RecordRow>> {
    let Some(number) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT module, id, from_revision, facts FROM records INDEXED BY records_by_revision
         WHERE organization = ?1 AND (from_revision, module, id) > (?2, ?3, ?4)
         ORDER BY from_revision, module, id LIMIT ?5",
    )?;
    let (module, id) = after.1.map_or(("", ""), |key| (key.module.as_str(), key.id.as_str()));
    // No row of entry 0 or less was ever written; where somebody made one, it has to be seen.
    let from = match after {
        (Revision(0), None) => i64::MIN,
        (revision, None) => column(revision.next()),
        (revision, Some(_)) => column(revision),
    };
    let read = |row: &Row<'_>| -> Outcome<RecordRow> {
        let key = record_key(row.get_ref(0)?, row.get_ref(1)?)?;
        Ok(RecordRow { key, revision: revision(row.get(2)?)?, facts: row.get(3)? })
    };
    let rows = statement.query_map(params![number, from, module, id, limit], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// When each row held, behind a row.
pub fn versions(
    connection: &Connection,
    organization: &OrganizationId,
    after: Option<(&RecordKey, Revision)>,
    limit: u32,
) -> Outcome<Vec<RecordVersion>> {
    let Some(number) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT module, id, from_revision, to_revision, facts IS NULL, since FROM records
         WHERE organization = ?1 AND to_revision = 9223372036854775807 AND (module, id, from_revision) > (?2, ?3, ?4)
         UNION ALL
         SELECT module, id, from_revision, to_revision, facts IS NULL, since FROM records INDEXED BY records_replaced
         WHERE organization = ?1 AND to_revision < 9223372036854775807 AND (module, id, from_revision) > (?2, ?3, ?4)
         ORDER BY module, id, from_revision LIMIT ?5",
    )?;
    let (module, id, from) =
        after.map_or(("", "", 0), |(key, from)| (key.module.as_str(), key.id.as_str(), column(from)));
    let read = |row: &Row<'_>| -> Outcome<RecordVersion> {
        let to: i64 = row.get(3)?;
        Ok(RecordVersion {
            key: record_key(row.get_ref(0)?, row.get_ref(1)?)?,
            from: revision(row.get(2)?)?,
            to: (to != PRESENT).then(|| revision(to)).transpose()?,
            removal: row.get(4)?,
            since: revision(row.get(5)?)?,
        })
    };
    let rows = statement.query_map(params![number, module, id, from, limit], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}
