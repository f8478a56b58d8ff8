//! Reads records: those that stand at a revision, those that an entry wrote, and when each row held. Each query walks
//! one index (or two side by side) in the order of the answer, so that a page costs what it holds.

use deadpool_postgres::GenericClient;
use rolecall_catalog::ModuleId;
use rolecall_organization::{Facts, OrganizationId, RecordId, RecordKey, Revision};
use rolecall_store::{
    PastPage, PastPlace, PastQuery, RecordPage, RecordQuery, RecordRow, RecordVersion, decode_facts,
};
use tokio_postgres::Row;

use crate::{
    convert::{PRESENT, column, get, limit, query, query_opt, record_key, revision},
    failure::Outcome,
};

/// The records that stand at a revision: the rows that hold of those that began by then, and the rows that held then and
/// were replaced since. Seldom was any; then the second part is not walked. Each part is a page by itself, so that it
/// comes from its index in order.
const STANDING: &str = "
    WITH its AS MATERIALIZED (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
    (SELECT module, id, since, facts FROM records
    WHERE organization = (SELECT key FROM its) AND to_revision = 9223372036854775807 AND from_revision <= $2
      AND (module, id) > ($3, $4) AND module <= $5
    ORDER BY module, id LIMIT $6)
    UNION ALL
    (SELECT module, id, since, facts FROM records
    WHERE organization = (SELECT key FROM its) AND to_revision < 9223372036854775807 AND to_revision > $2
      AND from_revision <= $2 AND (module, id) > ($3, $4) AND module <= $5
      AND (SELECT EXISTS (SELECT 1 FROM records WHERE organization = (SELECT key FROM its)
             AND to_revision > $2 AND to_revision < 9223372036854775807))
    ORDER BY module, id LIMIT $6)
    ORDER BY module, id LIMIT $6";

/// Sorts behind every module, which begin with a letter and are ASCII.
const BEHIND_MODULES: &str = "~";

/// A page of the records that stand at a revision.
pub async fn page(
    client: &impl GenericClient,
    organization: &OrganizationId,
    asked: &RecordQuery,
) -> Outcome<RecordPage> {
    let module = asked.module.as_ref().map(ModuleId::as_str);
    let behind = asked.after.as_ref().map(|after| (after.module.as_str(), after.id.as_str()));
    // The ids of a module stand behind the empty one.
    let first = (module.unwrap_or_default(), "");
    let behind = behind.map_or(first, |behind| behind.max(first));
    let (through, at, most) = (module.unwrap_or(BEHIND_MODULES), column(asked.at), limit(asked.limit));
    let values: crate::convert::Values<'_> =
        &[&organization.as_str(), &at, &behind.0, &behind.1, &through, &most];
    paged(&query(client, STANDING, values).await?)
}

fn paged(rows: &[Row]) -> Outcome<RecordPage> {
    let mut page = RecordPage::with_room_for(rows.len());
    for row in rows {
        page.push(get(row, 0)?, get(row, 1)?, revision(row, 2)?, get(row, 3)?)?;
    }
    Ok(page)
}

/// The rows of a module that hold, of those that began by then.
const STILL_STANDING: &str = "SELECT module, id, since, facts, to_revision FROM records
    WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
      AND to_revision = 9223372036854775807 AND from_revision <= $2 AND module = $3 AND id > $4
    ORDER BY id LIMIT $5";

/// The rows of a module that held then and were replaced since, in the order in which they were: a walk through what was
/// replaced since, of all modules.
const REPLACED_SINCE: &str = "SELECT module, id, since, facts, to_revision FROM records
    WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
      AND to_revision < 9223372036854775807 AND (to_revision, module, id) > ($4, $3, $5)
      AND module = $3 AND from_revision <= $2
    ORDER BY to_revision, module, id LIMIT $6";

/// A page of a module's past.
pub async fn past(
    client: &impl GenericClient,
    organization: &OrganizationId,
    asked: &PastQuery,
) -> Outcome<PastPage> {
    let (at, most) = (column(asked.at), limit(asked.limit));
    let (organization, module) = (organization.as_str(), asked.module.as_str());
    let rows = match &asked.after {
        PastPlace::Standing(after) => {
            let behind = after.as_ref().map_or("", RecordId::as_str);
            query(client, STILL_STANDING, &[&organization, &at, &module, &behind, &most]).await?
        }
        PastPlace::Replaced(after) => {
            // The ids of a module stand behind the empty one; what entry `at` replaced did not hold after it.
            let start = (column(asked.at.next()), "");
            let behind = after.as_ref().map_or(start, |(revision, id)| (column(*revision), id.as_str()));
            let values: crate::convert::Values<'_> =
                &[&organization, &at, &module, &behind.0, &behind.1, &most];
            query(client, REPLACED_SINCE, values).await?
        }
    };
    let replaced = rows.last().map(|row| revision(row, 4)).transpose()?;
    Ok(asked.page(paged(&rows)?, replaced)?)
}

/// One record at a revision, or at present.
pub async fn one(
    client: &impl GenericClient,
    organization: &OrganizationId,
    key: &RecordKey,
    at: Option<Revision>,
) -> Outcome<Option<Facts>> {
    let sql = "WITH its AS MATERIALIZED (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
        SELECT facts FROM records
        WHERE organization = (SELECT key FROM its) AND to_revision = 9223372036854775807 AND module = $2
          AND id = $3 AND from_revision <= $4
        UNION ALL
        SELECT facts FROM
          (SELECT facts, to_revision FROM records
           WHERE organization = (SELECT key FROM its) AND to_revision < 9223372036854775807 AND module = $2
             AND id = $3 AND from_revision <= $4
           ORDER BY from_revision DESC LIMIT 1) AS latest
        WHERE to_revision > $4
        LIMIT 1";
    let at = at.map_or(PRESENT, column);
    let values: crate::convert::Values<'_> =
        &[&organization.as_str(), &key.module.as_str(), &key.id.as_str(), &at];
    let row = query_opt(client, sql, values).await?;
    row.map(|row| Ok(decode_facts(get(&row, 0)?)?)).transpose()
}

/// The rows that entries wrote, behind a row or an entry.
pub async fn rows(
    client: &impl GenericClient,
    organization: &OrganizationId,
    after: (Revision, Option<&RecordKey>),
    most: u32,
) -> Outcome<Vec<RecordRow>> {
    let sql = "SELECT module, id, from_revision, facts FROM records
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
          AND (from_revision, module, id) > ($2, $3, $4)
        ORDER BY from_revision, module, id LIMIT $5";
    let (module, id) = after.1.map_or(("", ""), |key| (key.module.as_str(), key.id.as_str()));
    // No row of entry 0 or less was ever written; where somebody made one, it has to be seen.
    let from = match after {
        (Revision(0), None) => i64::MIN,
        (revision, None) => column(revision.next()),
        (revision, Some(_)) => column(revision),
    };
    let read = |row: &Row| -> Outcome<RecordRow> {
        Ok(RecordRow { key: record_key(row)?, revision: revision(row, 2)?, facts: get(row, 3)? })
    };
    let values: crate::convert::Values<'_> = &[&organization.as_str(), &from, &module, &id, &limit(most)];
    query(client, sql, values).await?.iter().map(read).collect()
}

/// When each row held, behind a row.
pub async fn versions(
    client: &impl GenericClient,
    organization: &OrganizationId,
    after: Option<(&RecordKey, Revision)>,
    most: u32,
) -> Outcome<Vec<RecordVersion>> {
    let sql = "WITH its AS MATERIALIZED (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
        (SELECT module, id, from_revision, to_revision, facts IS NULL, since FROM records
        WHERE organization = (SELECT key FROM its) AND to_revision = 9223372036854775807
          AND (module, id, from_revision) > ($2, $3, $4)
        ORDER BY module, id, from_revision LIMIT $5)
        UNION ALL
        (SELECT module, id, from_revision, to_revision, facts IS NULL, since FROM records
        WHERE organization = (SELECT key FROM its) AND to_revision < 9223372036854775807
          AND (module, id, from_revision) > ($2, $3, $4)
        ORDER BY module, id, from_revision LIMIT $5)
        ORDER BY module, id, from_revision LIMIT $5";
    let (module, id, from) =
        after.map_or(("", "", 0), |(key, from)| (key.module.as_str(), key.id.as_str(), column(from)));
    let read = |row: &Row| -> Outcome<RecordVersion> {
        let to: i64 = get(row, 3)?;
        Ok(RecordVersion {
            key: record_key(row)?,
            from: revision(row, 2)?,
            to: (to != PRESENT).then(|| revision(row, 3)).transpose()?,
            removal: get(row, 4)?,
            since: revision(row, 5)?,
        })
    };
    let values: crate::convert::Values<'_> = &[&organization.as_str(), &module, &id, &from, &limit(most)];
    query(client, sql, values).await?.iter().map(read).collect()
}
