//! Appends entries to a ledger, with everything that belongs to them, in one transaction.

use std::collections::HashMap;

use deadpool_postgres::{Client, Transaction};
use jiff::Timestamp;
use rolecall_organization::{MemberId, Revision};
use rolecall_store::{
    Conflict, Credential, Hash, Head, Header, NewCommand, NewOutboxRow, PersonValue, PreparedAppend,
    PreparedEntry, PreparedRecord, StoreError,
};
use tokio_postgres::IsolationLevel;

use crate::{
    convert::{Values, column, execute, get, query},
    failure::Outcome,
    heads::{self, Locked},
    kept,
};

/// How often a transaction that the server gave up in favour of another one is begun anew.
const ATTEMPTS: usize = 5;

/// Appends, and says where the ledger stands then.
pub async fn append(mut client: Client, append: PreparedAppend) -> Outcome<Head> {
    let mut left = ATTEMPTS;
    loop {
        left -= 1;
        match attempt(&mut client, &append).await {
            Err(failure) if failure.is_lost_race() && left > 0 => {}
            other => return other,
        }
    }
}

async fn attempt(client: &mut Client, append: &PreparedAppend) -> Outcome<Head> {
    let level = IsolationLevel::ReadCommitted;
    let transaction = client.build_transaction().isolation_level(level).start().await?;
    let Locked { key, mut head } = lock(&transaction, append).await?;
    for entry in &append.entries {
        let previous = head.hash;
        head.advance(entry);
        write_entry(&transaction, key, entry, &previous, &head.hash).await?;
    }
    heads::update(&transaction, key, &head).await?;
    transaction.commit().await?;
    Ok(head)
}

/// Locks the head that the caller expects, or makes it.
async fn lock(transaction: &Transaction<'_>, append: &PreparedAppend) -> Outcome<Locked> {
    let PreparedAppend { organization, expected, entries } = append;
    let Some(first) = entries.first() else {
        return Err(StoreError::refused("an append without entries").into());
    };
    let mut found = heads::lock(transaction, organization).await?;
    if found.is_none() && *expected == Revision::default() {
        match heads::insert(transaction, Head::founding(organization, first.header.at)).await? {
            Some(founded) => return Ok(founded),
            None => found = heads::lock(transaction, organization).await?,
        }
    }
    let actual = found.as_ref().map_or(Revision::default(), |found| found.head.revision);
    match found {
        Some(found) if actual == *expected => {
            append.follows(found.head.at)?;
            Ok(found)
        }
        _ => Err(Conflict::Revision { expected: *expected, actual }.into()),
    }
}

async fn write_entry(
    transaction: &Transaction<'_>,
    organization: i64,
    entry: &PreparedEntry,
    previous: &Hash,
    hash: &Hash,
) -> Outcome<()> {
    let header = &entry.header;
    let revision = column(header.revision);
    let sql = "INSERT INTO entries (organization, revision, at, kind, actor, previous, hash, envelope)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let actor = header.actor.as_ref().map(MemberId::as_str);
    let (at, kind) = (header.at.as_microsecond(), header.kind.as_str());
    let (previous, hash) = (previous.as_bytes().as_slice(), hash.as_bytes().as_slice());
    execute(
        transaction,
        sql,
        &[&organization, &revision, &at, &kind, &actor, &previous, &hash, &entry.envelope],
    )
    .await?;
    write_members(transaction, organization, header).await?;
    write_records(transaction, organization, revision, &entry.records).await?;
    write_people(transaction, organization, revision, &entry.people).await?;
    erase_people(transaction, organization, &header.erased).await?;
    write_outbox(transaction, organization, revision, header.at, &entry.outbox).await?;
    if let Some(snapshot) = &entry.snapshot {
        let (format, state) = (snapshot.format, &snapshot.state);
        kept::save_snapshot(transaction, organization, header.revision, format, state).await?;
    }
    if let Some(credential) = &entry.credential {
        write_credential(transaction, credential).await?;
    }
    match &entry.command {
        Some(command) => write_command(transaction, organization, header, command).await,
        None => Ok(()),
    }
}

async fn write_members(transaction: &Transaction<'_>, organization: i64, header: &Header) -> Outcome<()> {
    if header.members.is_empty() {
        return Ok(());
    }
    let members: Vec<&str> = header.members.iter().map(MemberId::as_str).collect();
    let sql = "INSERT INTO entry_members (organization, member, revision) SELECT $1, unnest($2::text[]), $3";
    execute(transaction, sql, &[&organization, &members, &column(header.revision)]).await.map(drop)
}

/// Ends the rows that hold, and says since when each record lived. The inner query stands for itself (`OFFSET 0`), so
/// that each record is looked up by its key: a planner that knows nothing yet of a table that grows fast would walk all
/// of it, once per record.
const END: &str = "UPDATE records SET to_revision = $2 WHERE ctid = ANY (ARRAY(
    SELECT held.place FROM unnest($3::text[], $4::text[]) AS changed (module, id),
      LATERAL (SELECT records.ctid AS place FROM records
        WHERE organization = $1 AND to_revision = 9223372036854775807
          AND records.module = changed.module AND records.id = changed.id OFFSET 0) AS held))
    RETURNING module, id, since";

/// Adds the rows that hold from here on.
const BEGIN: &str = "INSERT INTO records (organization, to_revision, module, id, from_revision, facts, since)
    SELECT $1, CASE WHEN facts IS NULL THEN $2 ELSE 9223372036854775807 END, module, id, $2, facts, since
    FROM unnest($3::text[], $4::text[], $5::bytea[], $6::bigint[]) AS written (module, id, facts, since)";

/// Writes the records of an entry: two statements, however many there are. A row that replaces another goes on with its
/// life.
pub async fn write_records(
    transaction: &Transaction<'_>,
    organization: i64,
    revision: i64,
    records: &[PreparedRecord],
) -> Outcome<()> {
    if records.is_empty() {
        return Ok(());
    }
    let modules: Vec<&str> = records.iter().map(|record| record.key.module.as_str()).collect();
    let ids: Vec<&str> = records.iter().map(|record| record.key.id.as_str()).collect();
    let facts: Vec<Option<&[u8]>> = records.iter().map(|record| record.facts.as_deref()).collect();
    let ended = query(transaction, END, &[&organization, &revision, &modules, &ids]).await?;
    let mut lives: HashMap<(&str, &str), i64> = HashMap::with_capacity(ended.len());
    for row in &ended {
        lives.insert((get(row, 0)?, get(row, 1)?), get(row, 2)?);
    }
    let since = |record: &PreparedRecord| {
        let key = (record.key.module.as_str(), record.key.id.as_str());
        record.facts.as_ref().and_then(|_| lives.get(&key)).copied().unwrap_or(revision)
    };
    let since: Vec<i64> = records.iter().map(since).collect();
    let values: Values<'_> = &[&organization, &revision, &modules, &ids, &facts, &since];
    execute(transaction, BEGIN, values).await.map(drop)
}

/// Keeps the personal values that an entry commits to.
pub async fn write_people(
    transaction: &Transaction<'_>,
    organization: i64,
    revision: i64,
    people: &[PersonValue],
) -> Outcome<()> {
    if people.is_empty() {
        return Ok(());
    }
    let members: Vec<&str> = people.iter().map(|person| person.member.as_str()).collect();
    let fields: Vec<&str> = people.iter().map(|person| person.field.as_str()).collect();
    let salts: Vec<&[u8]> = people.iter().map(|person| person.salt.as_bytes().as_slice()).collect();
    let values: Vec<&str> = people.iter().map(|person| person.value.as_str()).collect();
    let sql = "INSERT INTO people (organization, revision, member, field, salt, value)
        SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bytea[], $6::text[])";
    execute(transaction, sql, &[&organization, &revision, &members, &fields, &salts, &values]).await.map(drop)
}

/// Empties the values of members. What was remembered of commands about them goes, too: a digest of a command tells who
/// guesses its words right.
async fn erase_people(transaction: &Transaction<'_>, organization: i64, members: &[MemberId]) -> Outcome<()> {
    if members.is_empty() {
        return Ok(());
    }
    let members: Vec<&str> = members.iter().map(MemberId::as_str).collect();
    let values = "DELETE FROM people WHERE organization = $1 AND member = ANY ($2::text[])";
    execute(transaction, values, &[&organization, &members]).await?;
    let commands = "DELETE FROM commands WHERE organization = $1 AND revision IN
        (SELECT revision FROM entry_members WHERE organization = $1 AND member = ANY ($2::text[]))";
    execute(transaction, commands, &[&organization, &members]).await.map(drop)
}

async fn write_outbox(
    transaction: &Transaction<'_>,
    organization: i64,
    revision: i64,
    at: Timestamp,
    rows: &[NewOutboxRow],
) -> Outcome<()> {
    let sql =
        "INSERT INTO outbox (organization, revision, kind, payload, created_at) VALUES ($1, $2, $3, $4, $5)";
    for NewOutboxRow { kind, payload } in rows {
        execute(transaction, sql, &[&organization, &revision, kind, payload, &at.as_microsecond()]).await?;
    }
    Ok(())
}

/// Keeps what a person signs in with, where there is nothing yet.
pub async fn write_credential(transaction: &Transaction<'_>, credential: &Credential) -> Outcome<()> {
    let Credential { email, password, changed_at } = credential;
    let sql =
        "INSERT INTO credentials (email, password, changed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    match execute(transaction, sql, &[email, password, &changed_at.as_microsecond()]).await? {
        0 => Err(Conflict::Credential.into()),
        _ => Ok(()),
    }
}

/// Remembers a command, in the place of one under the same id that is no longer kept.
async fn write_command(
    transaction: &Transaction<'_>,
    organization: i64,
    header: &Header,
    command: &NewCommand,
) -> Outcome<()> {
    let NewCommand { id, digest, outcome, kept_until } = command;
    let sql = "INSERT INTO commands (organization, id, revision, digest, outcome, kept_until)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (organization, id) DO UPDATE SET revision = $3, digest = $4, outcome = $5, kept_until = $6
        WHERE commands.kept_until <= $7";
    let (id_text, digest) = (id.as_str(), digest.as_bytes().as_slice());
    let kept_until = kept_until.map(Timestamp::as_microsecond);
    let (revision, at) = (column(header.revision), header.at.as_microsecond());
    let values: Values<'_> = &[&organization, &id_text, &revision, &digest, outcome, &kept_until, &at];
    match execute(transaction, sql, values).await? {
        0 => Err(Conflict::Command(id.clone()).into()),
        _ => Ok(()),
    }
}
