//! Reads the ledger.

use jiff::Timestamp;
use rolecall_organization::{MemberId, OrganizationId, Revision};
use rolecall_store::{EntryKind, EntryQuery, StoredEntry};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::{
    convert::{column, organization_key, revision},
    failure::Outcome,
};

/// Entries that meet every condition, in order.
pub fn page(
    connection: &Connection,
    organization: &OrganizationId,
    query: &EntryQuery,
) -> Outcome<Vec<StoredEntry>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let sql = sql(query);
    let mut statement = connection.prepare_cached(&sql)?;
    let (kind, actor) = (query.kind.map(EntryKind::as_str), query.actor.as_ref().map(MemberId::as_str));
    let member = query.member.as_ref().map(MemberId::as_str);
    let time = |time: Option<Timestamp>| time.map(Timestamp::as_microsecond);
    let named: &[(&str, &dyn ToSql)] = &[
        (":organization", &key),
        (":after", &column(query.after)),
        (":through", &query.through.map(column)),
        (":kind", &kind),
        (":actor", &actor),
        (":member", &member),
        (":since", &time(query.since)),
        (":until", &time(query.until)),
        (":limit", &query.limit),
    ];
    let asked: Vec<_> = named.iter().copied().filter(|(name, _)| sql.contains(name)).collect();
    let rows = statement.query_map(asked.as_slice(), |row| Ok(read(connection, key, row)))?;
    rows.map(|row| row?).collect()
}

/// The query with the conditions that are asked for, so that each finds its index.
fn sql(query: &EntryQuery) -> String {
    let conditions = [
        (query.through.is_some(), " AND revision <= :through"),
        (query.kind.is_some(), " AND kind = :kind"),
        (query.actor.is_some(), " AND actor = :actor"),
        (
            query.member.is_some(),
            " AND revision IN (SELECT revision FROM entry_members
               WHERE organization = :organization AND member = :member AND revision > :after)",
        ),
        (query.since.is_some(), " AND at >= :since"),
        (query.until.is_some(), " AND at < :until"),
    ];
    let asked: String =
        conditions.into_iter().filter_map(|(asked, condition)| asked.then_some(condition)).collect();
    format!(
        "SELECT revision, at, kind, actor, previous, hash, envelope FROM entries
         WHERE organization = :organization AND revision > :after{asked} ORDER BY revision LIMIT :limit"
    )
}

fn read(connection: &Connection, key: i64, row: &Row<'_>) -> Outcome<StoredEntry> {
    let number: i64 = row.get(0)?;
    Ok(StoredEntry {
        revision: revision(number)?,
        at: row.get(1)?,
        kind: row.get(2)?,
        actor: row.get(3)?,
        members: members(connection, key, number)?,
        previous: row.get(4)?,
        hash: row.get(5)?,
        envelope: row.get(6)?,
    })
}

fn members(connection: &Connection, organization: i64, revision: i64) -> Outcome<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT member FROM entry_members WHERE organization = ?1 AND revision = ?2 ORDER BY member",
    )?;
    let rows = statement.query_map(params![organization, revision], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last entry at a time.
pub fn revision_at(
    connection: &Connection,
    organization: &OrganizationId,
    at: Timestamp,
) -> Outcome<Option<Revision>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT revision FROM entries WHERE organization = ?1 AND at <= ?2 ORDER BY at DESC, revision DESC LIMIT 1",
    )?;
    let found: Option<i64> =
        statement.query_row(params![key, at.as_microsecond()], |row| row.get(0)).optional()?;
    found.map(revision).transpose()
}
