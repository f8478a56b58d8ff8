//! Appends entries to a ledger, with everything that belongs to them.

use jiff::Timestamp;
use rolecall_organization::{MemberId, Revision};
use rolecall_store::{
    Conflict, Credential, Hash, Head, Header, NewCommand, NewOutboxRow, PersonValue, PreparedAppend,
    PreparedEntry, PreparedRecord, StoreError,
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    convert::{PRESENT, column, organization_key},
    failure::Outcome,
    heads, kept, restore,
};

/// Appends, and says where the ledger stands then.
pub fn append(connection: &Connection, append: &PreparedAppend) -> Outcome<Head> {
    let found = heads::by_id(connection, &append.organization)?;
    if found.is_none() && restore::is_under_way(connection, &append.organization)? {
        return Err(StoreError::refused(format!("`{}` is being restored", append.organization)).into());
    }
    let actual = found.as_ref().map_or(Revision::default(), |head| head.revision);
    if actual != append.expected {
        return Err(Conflict::Revision { expected: append.expected, actual }.into());
    }
    let Some(first) = append.entries.first() else {
        return Err(StoreError::refused("an append without entries").into());
    };
    let mut head = match found {
        Some(head) => {
            append.follows(head.at)?;
            head
        }
        None => heads::insert(connection, &Head::founding(&append.organization, first.header.at))?,
    };
    let Some(key) = organization_key(connection, &append.organization)? else {
        return Err(
            StoreError::corrupt(format!("`{}` is not there after it was", append.organization)).into()
        );
    };
    for entry in &append.entries {
        let previous = head.hash;
        head.advance(entry);
        write_entry(connection, key, entry, &previous, &head.hash)?;
    }
    heads::update(connection, &head)?;
    Ok(head)
}

fn write_entry(
    connection: &Connection,
    organization: i64,
    entry: &PreparedEntry,
    previous: &Hash,
    hash: &Hash,
) -> Outcome<()> {
    let header = &entry.header;
    let revision = column(header.revision);
    let mut statement = connection.prepare_cached(
        "INSERT INTO entries (organization, revision, at, kind, actor, previous, hash, envelope)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    let actor = header.actor.as_ref().map(MemberId::as_str);
    let (at, kind) = (header.at.as_microsecond(), header.kind.as_str());
    let hashes = (previous.as_bytes(), hash.as_bytes());
    statement.execute(params![
        organization,
        revision,
        at,
        kind,
        actor,
        hashes.0,
        hashes.1,
        entry.envelope
    ])?;
    write_members(connection, organization, header)?;
    write_records(connection, organization, revision, &entry.records)?;
    write_people(connection, organization, revision, &entry.people)?;
    erase_people(connection, organization, &header.erased)?;
    write_outbox(connection, organization, revision, header.at, &entry.outbox)?;
    if let Some(snapshot) = &entry.snapshot {
        kept::save_snapshot(connection, organization, header.revision, snapshot.format, &snapshot.state)?;
    }
    if let Some(credential) = &entry.credential {
        write_credential(connection, credential)?;
    }
    entry.command.as_ref().map_or(Ok(()), |command| write_command(connection, organization, header, command))
}

fn write_members(connection: &Connection, organization: i64, header: &Header) -> Outcome<()> {
    let mut statement = connection
        .prepare_cached("INSERT INTO entry_members (organization, member, revision) VALUES (?1, ?2, ?3)")?;
    for member in &header.members {
        statement.execute(params![organization, member.as_str(), column(header.revision)])?;
    }
    Ok(())
}

/// Ends the rows that held and adds those that hold from here on. A row that replaces another goes on with its life.
pub fn write_records(
    connection: &Connection,
    organization: i64,
    revision: i64,
    records: &[PreparedRecord],
) -> Outcome<()> {
    let mut end = connection.prepare_cached(
        "UPDATE records SET to_revision = ?4
         WHERE organization = ?1 AND to_revision = 9223372036854775807 AND module = ?2 AND id = ?3
         RETURNING since",
    )?;
    let mut begin = connection.prepare_cached(
        "INSERT INTO records (organization, to_revision, module, id, from_revision, facts, since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for PreparedRecord { key, facts } in records {
        let (module, id) = (key.module.as_str(), key.id.as_str());
        let ended = params![organization, module, id, revision];
        let began: Option<i64> = end.query_row(ended, |row| row.get(0)).optional()?;
        let (until, since) =
            if facts.is_some() { (PRESENT, began.unwrap_or(revision)) } else { (revision, revision) };
        begin.execute(params![organization, until, module, id, revision, facts, since])?;
    }
    Ok(())
}

/// Keeps the personal values that an entry commits to.
pub fn write_people(
    connection: &Connection,
    organization: i64,
    revision: i64,
    people: &[PersonValue],
) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO people (organization, member, field, revision, salt, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for PersonValue { member, field, salt, value } in people {
        let (member, field) = (member.as_str(), field.as_str());
        statement.execute(params![organization, member, field, revision, salt.as_bytes(), value])?;
    }
    Ok(())
}

/// Empties the values of members. What was remembered of commands about them goes, too: a digest of a command tells who
/// guesses its words right.
fn erase_people(connection: &Connection, organization: i64, members: &[MemberId]) -> Outcome<()> {
    let mut values =
        connection.prepare_cached("DELETE FROM people WHERE organization = ?1 AND member = ?2")?;
    let mut commands = connection.prepare_cached(
        "DELETE FROM commands WHERE organization = ?1 AND revision IN
           (SELECT revision FROM entry_members WHERE organization = ?1 AND member = ?2)",
    )?;
    for member in members {
        values.execute(params![organization, member.as_str()])?;
        commands.execute(params![organization, member.as_str()])?;
    }
    Ok(())
}

fn write_outbox(
    connection: &Connection,
    organization: i64,
    revision: i64,
    at: Timestamp,
    rows: &[NewOutboxRow],
) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO outbox (organization, revision, kind, payload, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for NewOutboxRow { kind, payload } in rows {
        statement.execute(params![organization, revision, kind, payload, at.as_microsecond()])?;
    }
    Ok(())
}

/// Keeps what a person signs in with, where there is nothing yet.
pub fn write_credential(connection: &Connection, credential: &Credential) -> Outcome<()> {
    let Credential { email, password, changed_at } = credential;
    let mut statement = connection.prepare_cached(
        "INSERT INTO credentials (email, password, changed_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?;
    match statement.execute(params![email, password, changed_at.as_microsecond()])? {
        0 => Err(Conflict::Credential.into()),
        _ => Ok(()),
    }
}

/// Remembers a command, in the place of one under the same id that is no longer kept.
fn write_command(
    connection: &Connection,
    organization: i64,
    header: &Header,
    command: &NewCommand,
) -> Outcome<()> {
    let NewCommand { id, digest, outcome, kept_until } = command;
    let mut statement = connection.prepare_cached(
        "INSERT INTO commands (organization, id, revision, digest, outcome, kept_until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET revision = ?3, digest = ?4, outcome = ?5, kept_until = ?6
         WHERE commands.kept_until <= ?7",
    )?;
    let kept_until = kept_until.map(Timestamp::as_microsecond);
    let (revision, at) = (column(header.revision), header.at.as_microsecond());
    let values = params![organization, id.as_str(), revision, digest.as_bytes(), outcome, kept_until, at];
    match statement.execute(values)? {
        0 => Err(Conflict::Command(id.clone()).into()),
        _ => Ok(()),
    }
}
