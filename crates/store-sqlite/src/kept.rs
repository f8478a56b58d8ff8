//! What is kept beside the ledger: personal values, outcomes of commands, snapshots, effects, catalogs.

use jiff::Timestamp;
use rolecall_catalog::CatalogHash;
use rolecall_organization::{CommandId, OrganizationId, Revision};
use rolecall_store::{Field, OutboxRow, PersonRow, PersonValue, Salt, Snapshot, StoreError, StoredCommand};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::{
    convert::{column, hash, number, organization_key, revision, text, time},
    failure::Outcome,
};

/// Every personal value of an organization.
pub fn people(connection: &Connection, organization: &OrganizationId) -> Outcome<Vec<PersonRow>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT member, field, revision, salt, value FROM people WHERE organization = ?1
         ORDER BY revision, member, field",
    )?;
    let rows = statement.query_map([key], |row| Ok(person(row)))?;
    rows.map(|row| row?).collect()
}

/// The personal values that some entries commit to.
pub fn people_of(
    connection: &Connection,
    organization: &OrganizationId,
    from: Revision,
    through: Revision,
) -> Outcome<Vec<PersonRow>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT member, field, revision, salt, value FROM people INDEXED BY people_by_revision
         WHERE organization = ?1 AND revision BETWEEN ?2 AND ?3 ORDER BY revision, member, field",
    )?;
    let rows = statement.query_map(params![key, column(from), column(through)], |row| Ok(person(row)))?;
    rows.map(|row| row?).collect()
}

fn person(row: &Row<'_>) -> Outcome<PersonRow> {
    let field = text(row.get_ref(1)?)?;
    let unknown = || StoreError::corrupt(format!("`{field}` is no personal field"));
    let salt: [u8; 32] = row.get(3)?;
    let value = PersonValue {
        member: text(row.get_ref(0)?)?.parse()?,
        field: Field::parse(field).ok_or_else(unknown)?,
        salt: Salt::new(salt),
        value: row.get(4)?,
    };
    Ok(PersonRow { value, revision: revision(row.get(2)?)? })
}

/// A command that was carried out.
pub fn command(
    connection: &Connection,
    organization: &OrganizationId,
    id: &CommandId,
) -> Outcome<Option<StoredCommand>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT revision, digest, outcome, kept_until FROM commands WHERE organization = ?1 AND id = ?2",
    )?;
    statement.query_row(params![key, id.as_str()], |row| Ok(stored_command(row))).optional()?.transpose()
}

/// Commands by id, behind `after`.
pub fn commands(
    connection: &Connection,
    organization: &OrganizationId,
    after: Option<&CommandId>,
    limit: u32,
) -> Outcome<Vec<(CommandId, StoredCommand)>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(
        "SELECT revision, digest, outcome, kept_until, id FROM commands WHERE organization = ?1 AND id > ?2
         ORDER BY id LIMIT ?3",
    )?;
    let read = |row: &Row<'_>| -> Outcome<_> { Ok((text(row.get_ref(4)?)?.parse()?, stored_command(row)?)) };
    let after = after.map_or("", CommandId::as_str);
    let rows = statement.query_map(params![key, after, limit], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// The latest organization whose first entry carried a command, and that command.
pub fn founded_by(
    connection: &Connection,
    id: &CommandId,
) -> Outcome<Option<(OrganizationId, StoredCommand)>> {
    let mut statement = connection.prepare_cached(
        "SELECT commands.revision, digest, outcome, kept_until, organizations.id
         FROM commands JOIN organizations ON organizations.key = commands.organization
         WHERE commands.id = ?1 AND commands.revision = 1 AND restoring IS NULL
         ORDER BY organization DESC LIMIT 1",
    )?;
    let read = |row: &Row<'_>| -> Outcome<_> { Ok((text(row.get_ref(4)?)?.parse()?, stored_command(row)?)) };
    statement.query_row([id.as_str()], |row| Ok(read(row))).optional()?.transpose()
}

fn stored_command(row: &Row<'_>) -> Outcome<StoredCommand> {
    let digest: Vec<u8> = row.get(1)?;
    Ok(StoredCommand {
        revision: revision(row.get(0)?)?,
        digest: hash(&digest)?,
        outcome: row.get(2)?,
        kept_until: row.get::<_, Option<i64>>(3)?.map(time).transpose()?,
    })
}

/// Keeps a snapshot for an organization that there is.
pub fn save_snapshot_of(
    connection: &Connection,
    organization: &OrganizationId,
    snapshot: &Snapshot,
) -> Outcome<()> {
    match organization_key(connection, organization)? {
        Some(key) => save_snapshot(connection, key, snapshot.revision, snapshot.format, &snapshot.state),
        None => {
            Err(StoreError::refused(format!("a snapshot of `{organization}`, which does not exist")).into())
        }
    }
}

/// Keeps a snapshot.
pub fn save_snapshot(
    connection: &Connection,
    organization: i64,
    revision: Revision,
    format: u16,
    state: &[u8],
) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO snapshots (organization, revision, format, state) VALUES (?1, ?2, ?3, ?4)",
    )?;
    statement.execute(params![organization, column(revision), format, state])?;
    Ok(())
}

/// The latest snapshot up to a revision.
pub fn snapshot_at_most(
    connection: &Connection,
    organization: &OrganizationId,
    at_most: Revision,
) -> Outcome<Option<Snapshot>> {
    let Some(key) = organization_key(connection, organization)? else { return Ok(None) };
    let mut statement = connection.prepare_cached(
        "SELECT revision, format, state FROM snapshots WHERE organization = ?1 AND revision <= ?2
         ORDER BY revision DESC LIMIT 1",
    )?;
    let read = |row: &Row<'_>| -> Outcome<Snapshot> {
        Ok(Snapshot { revision: revision(row.get(0)?)?, format: number(row.get(1)?)?, state: row.get(2)? })
    };
    statement.query_row(params![key, column(at_most)], |row| Ok(read(row))).optional()?.transpose()
}

/// Effects whose next attempt is due, the oldest first.
pub fn outbox(connection: &Connection, due: Timestamp, limit: u32) -> Outcome<Vec<OutboxRow>> {
    let mut statement = connection.prepare_cached(
        "SELECT outbox.id, organizations.id, outbox.revision, kind, payload, outbox.created_at, attempts
         FROM outbox JOIN organizations ON organizations.key = outbox.organization
         WHERE done_at IS NULL AND given_up = 0 AND (retry_at IS NULL OR retry_at <= ?1)
         ORDER BY outbox.id LIMIT ?2",
    )?;
    let rows = statement.query_map(params![due.as_microsecond(), limit], |row| Ok(outbox_row(row)))?;
    rows.map(|row| row?).collect()
}

/// An effect from its columns.
pub fn outbox_row(row: &Row<'_>) -> Outcome<OutboxRow> {
    Ok(OutboxRow {
        id: row.get(0)?,
        organization: text(row.get_ref(1)?)?.parse()?,
        revision: revision(row.get(2)?)?,
        kind: row.get(3)?,
        payload: row.get(4)?,
        created_at: time(row.get(5)?)?,
        attempts: number(row.get(6)?)?,
    })
}

/// How many effects are neither carried out nor given up.
pub fn outbox_waiting(connection: &Connection) -> Outcome<u64> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM outbox WHERE done_at IS NULL AND given_up = 0")?;
    number(statement.query_row([], |row| row.get(0))?)
}

/// Marks an effect as carried out. Its payload has served, and may hold an address or a link: it goes.
pub fn outbox_done(connection: &Connection, id: i64, at: Timestamp) -> Outcome<()> {
    let mut statement = connection
        .prepare_cached("UPDATE outbox SET done_at = ?2, payload = x'' WHERE id = ?1 AND done_at IS NULL")?;
    statement.execute(params![id, at.as_microsecond()])?;
    Ok(())
}

/// Counts an attempt in vain. An effect that is carried out or given up stays so.
pub fn outbox_failed(connection: &Connection, id: i64, retry_at: Option<Timestamp>) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE outbox SET attempts = attempts + 1, retry_at = ?2, given_up = ?2 IS NULL
         WHERE id = ?1 AND done_at IS NULL AND given_up = 0",
    )?;
    statement.execute(params![id, retry_at.map(Timestamp::as_microsecond)])?;
    Ok(())
}

/// Keeps a catalog.
pub fn put_catalog(connection: &Connection, hash: &CatalogHash, catalog: &str) -> Outcome<()> {
    if CatalogHash::of(catalog) != *hash {
        return Err(StoreError::refused(format!(
            "a catalog under the hash `{}`, which is not its own",
            hash.as_str()
        ))
        .into());
    }
    let mut statement = connection
        .prepare_cached("INSERT INTO catalogs (hash, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    statement.execute([hash.as_str(), catalog])?;
    Ok(())
}

/// The text of a catalog.
pub fn catalog(connection: &Connection, hash: &CatalogHash) -> Outcome<Option<String>> {
    let mut statement = connection.prepare_cached("SELECT text FROM catalogs WHERE hash = ?1")?;
    let found: Option<String> = statement.query_row([hash.as_str()], |row| row.get(0)).optional()?;
    match found {
        Some(text) if CatalogHash::of(&text) != *hash => Err(changed_catalog(hash.as_str())),
        found => Ok(found),
    }
}

/// The hashes of all catalogs.
pub fn catalogs(connection: &Connection) -> Outcome<Vec<CatalogHash>> {
    let mut statement = connection.prepare_cached("SELECT hash, text FROM catalogs ORDER BY number")?;
    let read = |row: &Row<'_>| -> Outcome<CatalogHash> {
        let (named, own) = (text(row.get_ref(0)?)?, CatalogHash::of(text(row.get_ref(1)?)?));
        if own.as_str() == named { Ok(own) } else { Err(changed_catalog(named)) }
    };
    let rows = statement.query_map([], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

fn changed_catalog(hash: &str) -> crate::failure::Failure {
    StoreError::corrupt(format!("the catalog `{hash}` was changed")).into()
}
