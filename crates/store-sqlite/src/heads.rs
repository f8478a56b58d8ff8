//! The heads of organizations: where each ledger stands.

use rolecall_organization::{OrganizationId, Slug};
use rolecall_store::{Address, Conflict, Head};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    convert::{column, hash, organization_key, revision, text, time},
    failure::Outcome,
};

/// The columns, in the order in which [`read`] takes them.
const COLUMNS: &str = "id, slug, created_at, revision, policy_revision, hash, at, deleted";

fn read(row: &Row<'_>) -> Outcome<Head> {
    let slug: Option<String> = row.get(1)?;
    Ok(Head {
        id: text(row.get_ref(0)?)?.parse()?,
        slug: slug.map(|slug| slug.parse()).transpose()?,
        created_at: time(row.get(2)?)?,
        revision: revision(row.get(3)?)?,
        policy_revision: revision(row.get(4)?)?,
        hash: hash(&row.get::<_, Vec<u8>>(5)?)?,
        at: time(row.get(6)?)?,
        deleted: row.get(7)?,
    })
}

/// The head at an address.
pub fn by_address(connection: &Connection, address: &Address) -> Outcome<Option<Head>> {
    match address {
        Address::Id(id) => by_id(connection, id),
        Address::Slug(slug) => one(connection, "slug", slug.as_str()),
    }
}

/// The head of an organization.
pub fn by_id(connection: &Connection, id: &OrganizationId) -> Outcome<Option<Head>> {
    one(connection, "id", id.as_str())
}

fn one(connection: &Connection, column: &'static str, value: &str) -> Outcome<Option<Head>> {
    let sql = format!("SELECT {COLUMNS} FROM organizations WHERE {column} = ?1 AND restoring IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([value], |row| Ok(read(row))).optional()?.transpose()
}

/// The key and the head of an organization that is being restored, with the slug to be.
pub fn hidden(connection: &Connection, id: &OrganizationId) -> Outcome<Option<(i64, Head)>> {
    let sql = format!(
        "SELECT {COLUMNS}, restoring, key FROM organizations WHERE id = ?1 AND restoring IS NOT NULL"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let hidden = |row: &Row<'_>| -> Outcome<(i64, Head)> {
        let slug = text(row.get_ref(8)?)?;
        let slug = if slug.is_empty() { None } else { Some(slug.parse()?) };
        Ok((row.get(9)?, Head { slug, ..read(row)? }))
    };
    statement.query_row([id.as_str()], |row| Ok(hidden(row))).optional()?.transpose()
}

/// Heads in the order of founding, behind `after`.
pub fn page(connection: &Connection, after: Option<&OrganizationId>, limit: u32) -> Outcome<Vec<Head>> {
    let behind = after.map(|after| organization_key(connection, after)).transpose()?.flatten().unwrap_or(0);
    let sql = format!(
        "SELECT {COLUMNS} FROM organizations WHERE key > ?1 AND restoring IS NULL ORDER BY key LIMIT ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![behind, limit], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// Adds the head of a new organization, without its slug.
pub fn insert(connection: &Connection, head: &Head) -> Outcome<Head> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO organizations (id, created_at, revision, policy_revision, hash, at, deleted)
         VALUES (?1, ?2, 0, 0, ?3, ?2, 0)",
    )?;
    let created_at = head.created_at.as_microsecond();
    statement.execute(params![head.id.as_str(), created_at, head.hash.as_bytes()])?;
    Ok(head.clone())
}

/// Moves a head on.
pub fn update(connection: &Connection, head: &Head) -> Outcome<()> {
    if let Some(slug) = &head.slug
        && is_taken(connection, slug, &head.id)?
    {
        return Err(Conflict::Slug(slug.clone()).into());
    }
    let mut statement = connection.prepare_cached(
        "UPDATE organizations SET slug = ?2, revision = ?3, policy_revision = ?4, hash = ?5, at = ?6, deleted = ?7
         WHERE id = ?1",
    )?;
    let slug = head.slug.as_ref().map(Slug::as_str);
    let (revision, policy_revision) = (column(head.revision), column(head.policy_revision));
    let (hash, at) = (head.hash.as_bytes(), head.at.as_microsecond());
    statement.execute(params![head.id.as_str(), slug, revision, policy_revision, hash, at, head.deleted])?;
    Ok(())
}

fn is_taken(connection: &Connection, slug: &Slug, by_other_than: &OrganizationId) -> Outcome<bool> {
    let mut statement = connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM organizations WHERE slug = ?1 AND id <> ?2)")?;
    Ok(statement.query_row([slug.as_str(), by_other_than.as_str()], |row| row.get(0))?)
}
