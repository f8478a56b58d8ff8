//! Writes ledgers, and what is kept beside them, as another store kept them.

use deadpool_postgres::{Client, GenericClient, Transaction};
use jiff::Timestamp;
use rolecall_organization::{CommandId, OrganizationId, Revision, Slug};
use rolecall_store::{
    CheckedEntry, CheckedPart, Conflict, Credential, Head, KeptEffect, LedgerPart, StoreError, StoredCommand,
};
use tokio_postgres::Row;

use crate::{
    append::{write_credential, write_people, write_records},
    convert::{Values, column, execute, get, limit, optional_time, query},
    failure::Outcome,
    heads::{self, Locked},
    kept, outbox,
};

/// Writes the next part of a ledger, and says where that stands then.
pub async fn restore(
    mut client: Client,
    organization: OrganizationId,
    expected: Revision,
    part: LedgerPart,
) -> Outcome<Head> {
    let transaction = client.transaction().await?;
    let Some(Locked { key, head }) = begin(&transaction, &organization, expected, &part).await? else {
        transaction.commit().await?;
        return Ok(Head::founding(&organization, Timestamp::UNIX_EPOCH));
    };
    let complete = part.complete;
    let CheckedPart { head, entries, commands, snapshot } = part.check(&organization, head)?;
    write_entries(&transaction, key, &entries).await?;
    for entry in &entries {
        let revision = column(entry.stored.revision);
        write_records(&transaction, key, revision, &entry.records).await?;
        write_people(&transaction, key, revision, &entry.people).await?;
    }
    for (id, command) in &commands {
        write_command(&transaction, key, id, command).await?;
    }
    if let Some(kept) = &snapshot {
        kept::save_snapshot(&transaction, key, kept.revision, kept.format, &kept.state).await?;
    }
    let pending = head.slug.as_ref().map_or("", Slug::as_str);
    let seen = Head { slug: head.slug.clone().filter(|_| complete), ..head.clone() };
    heads::update(&transaction, key, &seen).await?;
    let hidden = (!complete).then_some(pending);
    execute(&transaction, "UPDATE organizations SET restoring = $2 WHERE key = $1", &[&key, &hidden]).await?;
    transaction.commit().await?;
    Ok(head)
}

/// The head that the part follows; `None` where there is nothing to write.
async fn begin(
    transaction: &Transaction<'_>,
    organization: &OrganizationId,
    expected: Revision,
    part: &LedgerPart,
) -> Outcome<Option<Locked>> {
    let conflict = |actual: Revision| Conflict::Revision { expected, actual };
    let hidden = match heads::lock_any(transaction, organization).await? {
        Some((found, true)) => return Err(conflict(found.head.revision).into()),
        Some((found, false)) => Some(found),
        None => None,
    };
    if expected != Revision::default() {
        return match hidden {
            Some(found) if found.head.revision == expected => Ok(Some(found)),
            found => {
                let actual = found.map_or(Revision::default(), |found| found.head.revision);
                Err(conflict(actual).into())
            }
        };
    }
    if let Some(found) = hidden {
        clear(transaction, found.key).await?;
    }
    let Some(first) = part.entries.first() else { return Ok(None) };
    let at = Timestamp::from_microsecond(first.at)
        .map_err(|_| StoreError::corrupt(format!("`{}` is no time", first.at)))?;
    match heads::insert(transaction, Head::founding(organization, at)).await? {
        Some(founded) => Ok(Some(founded)),
        None => Err(StoreError::refused(format!("`{organization}` is being restored")).into()),
    }
}

/// What is left of an attempt that did not come to its end.
async fn clear(transaction: &Transaction<'_>, key: i64) -> Outcome<()> {
    for table in ["entry_members", "records", "people", "commands", "snapshots", "entries"] {
        execute(transaction, &format!("DELETE FROM {table} WHERE organization = $1"), &[&key]).await?;
    }
    execute(transaction, "DELETE FROM organizations WHERE key = $1", &[&key]).await.map(drop)
}

/// Writes entries, and the members that they touch: two statements, however many there are.
async fn write_entries(transaction: &Transaction<'_>, key: i64, entries: &[CheckedEntry]) -> Outcome<()> {
    let stored = || entries.iter().map(|entry| &entry.stored);
    let revisions: Vec<i64> = stored().map(|entry| column(entry.revision)).collect();
    let times: Vec<i64> = stored().map(|entry| entry.at).collect();
    let kinds: Vec<&str> = stored().map(|entry| entry.kind.as_str()).collect();
    let actors: Vec<Option<&str>> = stored().map(|entry| entry.actor.as_deref()).collect();
    let previous: Vec<&[u8]> = stored().map(|entry| entry.previous.as_slice()).collect();
    let hashes: Vec<&[u8]> = stored().map(|entry| entry.hash.as_slice()).collect();
    let envelopes: Vec<&[u8]> = stored().map(|entry| entry.envelope.as_slice()).collect();
    let sql = "INSERT INTO entries (organization, revision, at, kind, actor, previous, hash, envelope)
        SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bytea[], $7::bytea[],
          $8::bytea[])";
    let values: Values<'_> = &[&key, &revisions, &times, &kinds, &actors, &previous, &hashes, &envelopes];
    execute(transaction, sql, values).await?;
    let touched = stored().flat_map(|entry| entry.members.iter().map(move |member| (member.as_str(), entry)));
    let (members, revisions): (Vec<&str>, Vec<i64>) =
        touched.map(|(member, entry)| (member, column(entry.revision))).unzip();
    let sql = "INSERT INTO entry_members (organization, member, revision)
        SELECT $1, * FROM unnest($2::text[], $3::bigint[])";
    execute(transaction, sql, &[&key, &members, &revisions]).await.map(drop)
}

async fn write_command(
    transaction: &Transaction<'_>,
    key: i64,
    id: &CommandId,
    command: &StoredCommand,
) -> Outcome<()> {
    let StoredCommand { revision, digest, outcome, kept_until } = command;
    let sql = "INSERT INTO commands (organization, id, revision, digest, outcome, kept_until)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let (revision, digest) = (column(*revision), digest.as_bytes().as_slice());
    let kept_until = kept_until.map(Timestamp::as_microsecond);
    let values: Values<'_> = &[&key, &id.as_str(), &revision, &digest, outcome, &kept_until];
    match execute(transaction, sql, values).await? {
        0 => Err(Conflict::Command(id.clone()).into()),
        _ => Ok(()),
    }
}

/// Effects that are not carried out, by id, behind `after`.
pub async fn kept_effects(client: &impl GenericClient, after: i64, most: u32) -> Outcome<Vec<KeptEffect>> {
    let sql =
        "SELECT outbox.id, organizations.id, outbox.revision, kind, payload, outbox.created_at, attempts,
          retry_at, given_up
        FROM outbox JOIN organizations ON organizations.key = outbox.organization
        WHERE done_at IS NULL AND outbox.id > $1 ORDER BY outbox.id LIMIT $2";
    let read = |row: &Row| -> Outcome<KeptEffect> {
        Ok(KeptEffect { row: outbox::read(row)?, retry_at: optional_time(row, 7)?, given_up: get(row, 8)? })
    };
    query(client, sql, &[&after, &limit(most)]).await?.iter().map(read).collect()
}

/// Keeps effects under ids of this store.
pub async fn restore_effects(mut client: Client, effects: Vec<KeptEffect>) -> Outcome<()> {
    let transaction = client.transaction().await?;
    let sql =
        "INSERT INTO outbox (organization, revision, kind, payload, created_at, attempts, retry_at, given_up)
        SELECT key, $2, $3, $4, $5, $6, $7, $8 FROM organizations WHERE id = $1 AND restoring IS NULL";
    for KeptEffect { row, retry_at, given_up } in &effects {
        let (organization, revision) = (row.organization.as_str(), column(row.revision));
        let (created_at, attempts) = (row.created_at.as_microsecond(), i64::from(row.attempts));
        let retry_at = retry_at.map(Timestamp::as_microsecond);
        let values: Values<'_> =
            &[&organization, &revision, &row.kind, &row.payload, &created_at, &attempts, &retry_at, given_up];
        if execute(&transaction, sql, values).await? == 0 {
            let what = format!("an effect of `{organization}`, which does not exist");
            return Err(StoreError::refused(what).into());
        }
    }
    Ok(transaction.commit().await?)
}

/// Keeps credentials.
pub async fn restore_credentials(mut client: Client, credentials: Vec<Credential>) -> Outcome<()> {
    let transaction = client.transaction().await?;
    for credential in &credentials {
        write_credential(&transaction, credential).await?;
    }
    Ok(transaction.commit().await?)
}
