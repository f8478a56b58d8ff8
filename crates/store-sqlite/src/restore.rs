//! Writes ledgers, and what is kept beside them, as another store kept them.

use jiff::Timestamp;
use rolecall_organization::{CommandId, OrganizationId, Revision, Slug};
use rolecall_store::{
    CheckedEntry, CheckedPart, Conflict, Credential, Head, KeptEffect, LedgerPart, StoreError, StoredCommand,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    append::{write_credential, write_people, write_records},
    convert::{column, organization_key, text},
    failure::Outcome,
    heads, kept,
};

/// Writes the next part of a ledger, and says where that stands then.
pub fn restore(
    connection: &Connection,
    organization: &OrganizationId,
    expected: Revision,
    part: LedgerPart,
) -> Result<Head, crate::failure::Failure> {
    let Some((key, head)) = begin(connection, organization, expected, &part)? else {
        return Ok(Head::founding(organization, Timestamp::UNIX_EPOCH));
    };
    let complete = part.complete;
    let CheckedPart { head, entries, commands, snapshot } = part.check(organization, head)?;
    for entry in &entries {
        write_entry(connection, key, entry)?;
    }
    for (id, command) in &commands {
        write_command(connection, key, id, command)?;
    }
    if let Some(kept) = &snapshot {
        kept::save_snapshot(connection, key, kept.revision, kept.format, &kept.state)?;
    }
    let pending = head.slug.as_ref().map_or("", Slug::as_str);
    let seen = Head { slug: head.slug.clone().filter(|_| complete), ..head.clone() };
    heads::update(connection, &seen)?;
    let mut statement =
        connection.prepare_cached("UPDATE organizations SET restoring = ?2 WHERE key = ?1")?;
    statement.execute(params![key, (!complete).then_some(pending)])?;
    Ok(head)
}

/// The key and the head that the part follows; `None` where there is nothing to write.
fn begin(
    connection: &Connection,
    organization: &OrganizationId,
    expected: Revision,
    part: &LedgerPart,
) -> Outcome<Option<(i64, Head)>> {
    if let Some(head) = heads::by_id(connection, organization)? {
        return Err(Conflict::Revision { expected, actual: head.revision }.into());
    }
    let hidden = heads::hidden(connection, organization)?;
    if expected != Revision::default() {
        return match hidden {
            Some((key, head)) if head.revision == expected => Ok(Some((key, head))),
            found => {
                let actual = found.map_or(Revision::default(), |(_, head)| head.revision);
                Err(Conflict::Revision { expected, actual }.into())
            }
        };
    }
    if let Some((key, _)) = hidden {
        clear(connection, key)?;
    }
    let Some(first) = part.entries.first() else { return Ok(None) };
    let at = Timestamp::from_microsecond(first.at)
        .map_err(|_| StoreError::corrupt(format!("`{}` is no time", first.at)))?;
    let head = heads::insert(connection, &Head::founding(organization, at))?;
    let key = organization_key(connection, organization)?;
    let missing = || StoreError::corrupt(format!("`{organization}` is not there after it was"));
    Ok(Some((key.ok_or_else(missing)?, head)))
}

/// What is left of an attempt that did not come to its end.
fn clear(connection: &Connection, key: i64) -> Outcome<()> {
    for table in ["entry_members", "records", "people", "commands", "snapshots", "entries"] {
        connection.execute(&format!("DELETE FROM {table} WHERE organization = ?1"), [key])?;
    }
    connection.execute("DELETE FROM organizations WHERE key = ?1", [key])?;
    Ok(())
}

fn write_entry(connection: &Connection, organization: i64, entry: &CheckedEntry) -> Outcome<()> {
    let CheckedEntry { stored, records, people } = entry;
    let revision = column(stored.revision);
    let mut statement = connection.prepare_cached(
        "INSERT INTO entries (organization, revision, at, kind, actor, previous, hash, envelope)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let (hashes, envelope) = ((&stored.previous, &stored.hash), &stored.envelope);
    let (at, kind, actor) = (stored.at, &stored.kind, &stored.actor);
    statement.execute(params![organization, revision, at, kind, actor, hashes.0, hashes.1, envelope])?;
    let mut statement = connection
        .prepare_cached("INSERT INTO entry_members (organization, member, revision) VALUES (?1, ?2, ?3)")?;
    for member in &stored.members {
        statement.execute(params![organization, member, revision])?;
    }
    write_records(connection, organization, revision, records)?;
    write_people(connection, organization, revision, people)
}

fn write_command(
    connection: &Connection,
    organization: i64,
    id: &CommandId,
    command: &StoredCommand,
) -> Outcome<()> {
    let StoredCommand { revision, digest, outcome, kept_until } = command;
    let mut statement = connection.prepare_cached(
        "INSERT INTO commands (organization, id, revision, digest, outcome, kept_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?;
    let kept_until = kept_until.map(Timestamp::as_microsecond);
    let values =
        params![organization, id.as_str(), column(*revision), digest.as_bytes(), outcome, kept_until];
    match statement.execute(values)? {
        0 => Err(Conflict::Command(id.clone()).into()),
        _ => Ok(()),
    }
}

/// Effects that are not carried out, by id, behind `after`.
pub fn kept_effects(connection: &Connection, after: i64, limit: u32) -> Outcome<Vec<KeptEffect>> {
    let mut statement = connection.prepare_cached(
        "SELECT outbox.id, organizations.id, outbox.revision, kind, payload, outbox.created_at, attempts, retry_at,
           given_up
         FROM outbox JOIN organizations ON organizations.key = outbox.organization
         WHERE done_at IS NULL AND outbox.id > ?1 ORDER BY outbox.id LIMIT ?2",
    )?;
    let read = |row: &rusqlite::Row<'_>| -> Outcome<KeptEffect> {
        let retry_at = row.get::<_, Option<i64>>(7)?.map(crate::convert::time).transpose()?;
        Ok(KeptEffect { row: kept::outbox_row(row)?, retry_at, given_up: row.get(8)? })
    };
    let rows = statement.query_map(params![after, limit], |row| Ok(read(row)))?;
    rows.map(|row| row?).collect()
}

/// Keeps effects under ids of this store.
pub fn restore_effects(connection: &Connection, effects: &[KeptEffect]) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (organization, revision, kind, payload, created_at, attempts, retry_at, given_up)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for KeptEffect { row, retry_at, given_up } in effects {
        let missing =
            || StoreError::refused(format!("an effect of `{}`, which does not exist", row.organization));
        let key = organization_key(connection, &row.organization)?.ok_or_else(missing)?;
        let (created_at, retry_at) =
            (row.created_at.as_microsecond(), retry_at.map(Timestamp::as_microsecond));
        let revision = column(row.revision);
        let values =
            params![key, revision, row.kind, row.payload, created_at, row.attempts, retry_at, given_up];
        statement.execute(values)?;
    }
    Ok(())
}

/// Keeps credentials.
pub fn restore_credentials(connection: &Connection, credentials: &[Credential]) -> Outcome<()> {
    credentials.iter().try_for_each(|credential| write_credential(connection, credential))
}

/// Whether an organization is being restored.
pub fn is_under_way(connection: &Connection, organization: &OrganizationId) -> Outcome<bool> {
    let mut statement =
        connection.prepare_cached("SELECT id FROM organizations WHERE id = ?1 AND restoring IS NOT NULL")?;
    let found =
        statement.query_row([organization.as_str()], |row| Ok(text(row.get_ref(0)?).is_ok())).optional()?;
    Ok(found.is_some())
}
